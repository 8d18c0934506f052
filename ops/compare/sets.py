"""The messages that understanding is measured on: `tests/understanding/<kind>.<language>.jsonl`, whichever are there."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from common.languages import SPOKEN
from common.settings import ROOT

HOME = ROOT / "tests" / "understanding"
SPEAKING_WORDS = 3
"""From so many words on a message tells its language; below, it may be at home in several."""

Row = dict[str, Any]


def rows(kind: str, language: str) -> list[Row]:
    """kind: intents, stays or language. Empty when the set is not there."""
    path = HOME / f"{kind}.{language}.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def languages(kind: str) -> list[str]:
    return [code for code in SPOKEN if rows(kind, code)]


def first_messages(language: str) -> list[Row]:
    """Messages that tell their language: the language set, and what has words enough in the intents' set."""
    longer = (row for row in rows("intents", language) if _words(row["text"]) >= SPEAKING_WORDS)
    return [
        *rows("language", language),
        *({"text": row["text"], "lang": row["lang"]} for row in longer if row["lang"] == language),
    ]


def second_messages(language: str) -> list[tuple[Row, Row]]:
    """Two messages of one guest, the pairs drawn the same way each time."""
    drawn = [row for row in first_messages(language) if row["lang"] == language]
    random.Random(f"{language} {len(drawn)}").shuffle(drawn)
    return list(itertools.pairwise(drawn))


def digest(files: Iterable[Path] | None = None) -> str:
    """Changes with any line of any set (or of the files)."""
    found = sorted(HOME.glob("*.jsonl")) if files is None else sorted(files)
    whole = b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in found)
    return hashlib.sha256(whole).hexdigest()[:12]


def _words(text: str) -> int:
    return sum(any(letter.isalpha() for letter in word) for word in text.split())
