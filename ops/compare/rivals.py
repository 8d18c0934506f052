"""Libraries asked for what we understand: each in a process that is ended when it does not answer in time.

Duckling can take minutes over a row of numbers and holds its interpreter meanwhile, so only another process can stop it.
"""

from __future__ import annotations

import json
import re
import selectors
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.nlu.text import fold
from common.settings import ROOT

PYTHON = ROOT / ".venv-compare" / "bin" / "python"
_SCRIPT = Path(__file__).with_name("libraries.py")
ANSWER_SECONDS = 5.0
_START_SECONDS = 60.0

# "N nights" in six languages, folded: the glue that every date library is given alike.
_NUMBERS = {
    word: value
    for value, words in {
        1: "a an one una um uma une un eine einer ein",
        2: "two dos dois duas deux zwei due",
        3: "three tres trois drei tre",
        4: "four cuatro quatro quatre vier quattro",
        5: "five cinco cinq funf cinque",
        6: "six seis sechs sei",
        7: "seven siete sete sept sieben sette",
    }.items()
    for word in words.split()
}
_NIGHTS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)}) (?:nights?|noches?|noites?|nuits?|nacht|nachte|notti|notte)\b"
)


class DoesNotAnswer(Exception):
    """The library's name and why are in the text."""


class Library:
    """Used in a `with` block. `overran` counts the messages it took too long for."""

    def __init__(self, name: str) -> None:
        self.name, self.overran = name, 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, text: str, *, language: str, today: str) -> dict[str, Any]:
        """Empty when it raised or took too long."""
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(json.dumps({"text": text, "lang": language, "today": today}) + "\n")
        process.stdin.flush()
        line = self._line(process, ANSWER_SECONDS)
        if line is None:
            self.overran += 1
            self._end()
            return {}
        return dict(json.loads(line))

    def _start(self) -> subprocess.Popen[str]:
        process = self._process = subprocess.Popen(
            [str(PYTHON), "-W", "ignore", str(_SCRIPT), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        if not self._line(process, _START_SECONDS):
            self._end()
            raise DoesNotAnswer(f"{self.name} does not start; see above")
        return process

    @staticmethod
    def _line(process: subprocess.Popen[str], within_seconds: float) -> str | None:
        """One answer a question: nothing is left in the buffer, so the pipe itself can be waited for. None when too late."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            return (process.stdout.readline() or None) if selector.select(within_seconds) else None

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None


def stay_of(days: Sequence[str], text: str) -> dict[str, Any]:
    """The glue: the first day is the check-in, the second the check-out, else as many nights as are said."""
    nights = _nights(text)
    check_in = days[0] if days else None
    check_out = days[1] if len(days) > 1 else None
    if check_in and check_out:
        nights = (date.fromisoformat(check_out) - date.fromisoformat(check_in)).days
    elif check_in and nights:
        check_out = (date.fromisoformat(check_in) + timedelta(days=nights)).isoformat()
    return {"check_in": check_in, "check_out": check_out, "nights": nights, "ambiguous": []}


def _nights(text: str) -> int | None:
    found = _NIGHTS.search(fold(text))
    return None if found is None else _NUMBERS.get(found[1]) or int(found[1])


def read_stay(library: Library, row: Mapping[str, Any]) -> dict[str, Any]:
    """In the shape of `posada understand`, so that the same scoring judges it."""
    text = str(row["text"])
    answer = library.ask(text, language=str(row["lang"]), today=str(row["reference_date"]))
    return {"stay": stay_of(answer.get("days") or (), text), "party": {}}


def read_language(library: Library, row: Mapping[str, Any]) -> dict[str, Any]:
    answer = library.ask(str(row["text"]), language=str(row["lang"]), today="2026-11-21")
    return {"language": {"code": answer.get("lang")}}
