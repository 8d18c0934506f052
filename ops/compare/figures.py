"""Counting: how many messages of our own sets are understood, by language. Scored as `posada evaluate` scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.settings import load_settings
from ops.compare import sets
from ops.compare.ours import Ours, is_sure
from ops.compare.sets import Row
from posada.evaluate import TIMEZONE, understand_row
from posada.scoring import STAY_KEYS, Tally, worst
from posada.understand import metadata_for

TODAY = date(2026, 11, 21)
"""Where a row does not say its own day."""

AIMS = {
    "intents": ("macro-F1 of intents", 0.93),
    "stays": ("stays right", 0.95),
    "wrong": ("complete stays that are wrong, at most", 0.01),
    "first": ("language of a first message", 0.97),
    "second": ("language of the second", 0.995),
}
CONFUSIONS, MISSES = 8, 10
THRESHOLDS = tuple(step / 20 for step in range(17))


@dataclass(frozen=True)
class Scored:
    """One set, one reader. misses: (row, what was seen, verdict)."""

    n: int
    right: int
    macro_f1: float | None = None
    wrong: int = 0
    incomplete: int = 0
    by_key: Mapping[str, float] = field(default_factory=dict)
    confusion: Sequence[Mapping[str, Any]] = ()
    misses: Sequence[tuple[Row, Mapping[str, Any], str]] = ()

    @property
    def share(self) -> float:
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True)
class Point:
    """One threshold over the messages that are inside our scope. Shares of all of them."""

    threshold: float
    answered_right: float
    answered_wrong: float
    asked_in_vain: float

    @property
    def precision(self) -> float:
        answered = self.answered_right + self.answered_wrong
        return self.answered_right / answered if answered else 1.0


@dataclass(frozen=True)
class Speed:
    """Milliseconds of CPU a message, in one process."""

    n: int
    median: float
    p99: float


class Measuring:
    """Our own reader over the sets; what is read twice is kept."""

    def __init__(self, ours: Ours) -> None:
        self.ours = ours
        self.base = metadata_for(load_settings(), day=TODAY, timezone=TIMEZONE)
        self._parsed: dict[str, dict[str, Any]] = {}

    def intents(self, language: str) -> Scored:
        return scored("intents", sets.rows("intents", language), self._seen)

    def stays(self, language: str) -> Scored:
        return scored("stays", sets.rows("stays", language), self._seen)

    def plain_stays(self, language: str) -> Scored:
        """Of single messages, the days alone: what a date library could know too."""
        return scored("stays", plain_stays(language), self._seen)

    def first_messages(self, language: str) -> Scored:
        return scored("language", sets.first_messages(language), self._seen)

    def second_messages(self, language: str) -> Scored:
        """The language after the second message, remembering the first."""
        tally, misses = Tally("language"), []
        for first, second in sets.second_messages(language):
            known = self._parse(str(first["text"]))["understood"]["language"]
            memory = {key: known.get(key) for key in ("reply", "prior")}
            answer = self.ours.parse(str(second["text"]), {**self.base, "language": memory})
            seen = {"language": answer["understood"]["language"]}
            verdict = tally.add(second, seen)
            if verdict != "right":
                row = {**second, "text": f"{first['text']} … {second['text']}"}
                misses.append((row, seen, verdict))
        return _counted(tally, misses)

    def curve(self, language: str, *, ambiguity: float = 0.0) -> list[Point]:
        """Messages inside our scope alone: not understanding what nobody could do is no fault."""
        rows = [row for row in sets.rows("intents", language) if row["intent"] != "out_of_scope"]
        found = []
        for row in rows:
            ranking = self._parse(str(row["text"]))["ranking"]
            name = ranking[0]["name"]
            found.append((ranking, name in {row["intent"], *(row.get("alt_intents") or ())}))
        points = []
        for threshold in THRESHOLDS:
            right = wrong = in_vain = 0
            for ranking, is_right in found:
                if ranking[0]["name"] == "nlu_fallback":
                    continue
                if is_sure(ranking, threshold=threshold, ambiguity=ambiguity):
                    right, wrong = right + is_right, wrong + (not is_right)
                else:
                    in_vain += is_right
            points.append(Point(threshold, right / len(rows), wrong / len(rows), in_vain / len(rows)))
        return points

    def speed(self, repeat: int = 2) -> Speed:
        """Every single message of all sets, each at its quickest: another process's turn on the core is not our cost."""
        texts = [
            str(row["text"])
            for kind in ("intents", "stays")
            for language in sets.languages(kind)
            for row in sets.rows(kind, language)
            if "text" in row
        ]
        spent = [float("inf")] * len(texts)
        for _ in range(repeat):
            for place, text in enumerate(texts):
                begun = time.thread_time_ns()
                self.ours.parse(text, self.base)
                spent[place] = min(spent[place], (time.thread_time_ns() - begun) / 1e6)
        spent.sort()
        return Speed(len(spent), spent[len(spent) // 2], spent[int(len(spent) * 0.99)])

    def _seen(self, row: Row) -> dict[str, Any]:
        return understand_row(row, self, self.base)  # type: ignore[arg-type]

    def parse(self, text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """As `posada.understand.Parser`: what `understand_row` asks."""
        return self._parse(text) if metadata == self.base else self.ours.parse(text, metadata)

    def _parse(self, text: str) -> dict[str, Any]:
        if text not in self._parsed:
            self._parsed[text] = self.ours.parse(text, self.base)
        return self._parsed[text]


def scored(kind: Any, rows: Sequence[Row], read: Callable[[Row], Mapping[str, Any]]) -> Scored:
    """read: a row in, the shape of `posada understand --json` out."""
    tally, misses = Tally(kind), []
    for row in rows:
        seen = read(row)
        verdict = tally.add(row, seen)
        if verdict != "right":
            misses.append((row, seen, verdict))
    return _counted(tally, misses)


def plain_stays(language: str) -> list[Row]:
    """Single messages with their days only: turns and people are left out."""
    found = []
    for row in sets.rows("stays", language):
        if "turns" in row:
            continue
        if "accept" in row:
            found.append(row)
            continue
        days = {key: value for key, value in row["expected"].items() if key in STAY_KEYS}
        if days:
            found.append({**row, "expected": days})
    return found


def _counted(tally: Tally, misses: list[tuple[Row, Mapping[str, Any], str]]) -> Scored:
    figures = tally.figures()
    return Scored(
        n=figures["n"],
        right=sum(verdict == "right" for _, verdict in tally.verdicts),
        macro_f1=figures.get("macro_f1"),
        wrong=figures.get("wrong", 0),
        incomplete=figures.get("incomplete", 0),
        by_key=figures.get("by_key", {}),
        confusion=worst(tally.pairs, CONFUSIONS),
        misses=misses,
    )
