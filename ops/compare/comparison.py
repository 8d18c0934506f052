"""The same messages before ours and before others; what was measured last stands in `measured.json`, beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ops.compare import diet, sets
from ops.compare.figures import Measuring, Scored, plain_stays, scored
from ops.compare.rivals import Library, read_language, read_stay

MEASURED = Path(__file__).with_name("measured.json")
DATE_LIBRARIES = ("duckling", "dateparser")
LANGUAGE_LIBRARIES = ("langdetect", "py3langid")

Table = dict[str, dict[str, dict[str, Any]]]
"""Language, then reader ("ours" first), then figures."""


def measured() -> dict[str, Any]:
    """Empty when nothing was compared yet."""
    return dict(json.loads(MEASURED.read_text(encoding="utf-8"))) if MEASURED.is_file() else {}


def keep(kind: str, found: Mapping[str, Any], *, when: str, commit: str) -> None:
    """found: `languages` (a Table) and what else is to be said. The sets' digest tells later whether it still holds."""
    known = measured()
    known[kind] = {"date": when, "commit": commit, "sets": sets.digest(), **found}
    MEASURED.write_text(
        json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def compare_stays(measuring: Measuring) -> dict[str, Any]:
    codes = sets.languages("stays")
    table: Table = {code: {"ours": _figures(measuring.plain_stays(code))} for code in codes}
    for name in DATE_LIBRARIES:
        with Library(name) as library:
            for code in codes:
                library.overran = 0
                found = scored("stays", plain_stays(code), lambda row: read_stay(library, row))
                table[code][name] = {**_figures(found), "overran": library.overran}
    return {"languages": table}


def compare_languages(measuring: Measuring) -> dict[str, Any]:
    codes = _speaking()
    table: Table = {code: {"ours": _figures(measuring.first_messages(code))} for code in codes}
    for name in LANGUAGE_LIBRARIES:
        with Library(name) as library:
            for code in codes:
                rows = sets.first_messages(code)
                found = scored("language", rows, lambda row: read_language(library, row))
                table[code][name] = _figures(found)
    return {"languages": table}


def compare_intents(measuring: Measuring, learned: diet.Learned) -> dict[str, Any]:
    """Against DIET as it was trained; its messages, epochs and languages are kept with the figures."""
    codes = [code for code in sets.languages("intents") if code in learned.languages]
    texts = sorted({row["text"] for code in codes for row in sets.rows("intents", code)})
    names = dict(zip(texts, diet.name_intents(learned.path, texts), strict=True))
    table: Table = {}
    for code in codes:
        rows = sets.rows("intents", code)
        found = scored("intents", rows, lambda row: {"intent": {"name": names[row["text"]]}})
        table[code] = {"ours": _figures(measuring.intents(code)), "diet": _figures(found)}
    return {"languages": table, "learned": asdict(learned)}


def _speaking() -> list[str]:
    return [code for code in sets.SPOKEN if sets.first_messages(code)]


def _figures(found: Scored) -> dict[str, Any]:
    figures: dict[str, Any] = {"n": found.n, "right": found.right, "wrong": found.wrong}
    return figures if found.macro_f1 is None else {**figures, "macro_f1": found.macro_f1}
