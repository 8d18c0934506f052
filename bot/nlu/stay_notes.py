"""What the words of a stay leave to be known from earlier messages, for whoever merges one message into another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from . import calendar_days
from .reading import Reading
from .said import SaidDay, SaidLength
from .said_parts import Part, Parts
from .stay_beside import is_plain_weekday
from .text import split

_ENDS_A_RANGE = {
    "en": ("to", "through", "thru"),
    "es": ("al",),
    "pt": ("ao", "ao dia"),
    "fr": ("au",),
    "it": ("al", "all"),
}
_ENDS_ANYWHERE = frozenset(split("to until till bis hasta ate jusqu fino"))
"""At the head of a message; so short a one ("to 16 nov") may be taken for another language."""

_SHORT_LEAD = 3
_BEFORE = ("anterior", "d avant", "avant", "precedente", "previous")


def notes(reading: Reading, said: Parts) -> dict[str, Any]:
    """Those of the following that hold.

    `unsaid`: "month" when the days were numbers only, "week" when they were weekdays only · `unit`: what was counted where a
    length was named · `is_end`: the one day closes a range that an earlier message may have opened ("to 16 November"; else
    it is an arrival like any other) · `side`: the weekdays lie "before" or "after" a day spoken of earlier ("the Wednesday before").
    """
    found = {
        "unsaid": _unsaid(said),
        "unit": _unit(said),
        "is_end": _is_end(reading, said),
        "side": _side(reading, said),
    }
    return {name: value for name, value in found.items() if value}


def without_impossible(reading: Reading, said: Parts, today: dt.date) -> tuple[str, ...]:
    """Takes the days out that do not exist, and returns them as they were written."""
    written: list[str] = []
    days: list[Part] = []
    for part in said.days:
        day = part.said
        if not isinstance(day, SaidDay):
            raise TypeError("days hold days only")
        if calendar_days.is_impossible(day, today):
            text = reading.text[reading.items[day.start].start : reading.items[day.end - 1].end]
            written.append(text.strip(" ,.()"))
        elif part.joint == "to" and len(days) < len(said.days) and not days and written:
            days.append(replace(part, role=part.role or "until"))
        else:
            days.append(part)
    said.days = days
    return tuple(dict.fromkeys(written))


def _days(said: Parts) -> list[SaidDay]:
    return [part.said for part in said.days if isinstance(part.said, SaidDay)]


def _unsaid(said: Parts) -> str | None:
    days = _days(said)
    if not days or said.weekends or said.anchor is not None:
        return None
    if all(day.is_bare for day in days):
        return "month"
    return "week" if all(is_plain_weekday(day) for day in days) else None


def _unit(said: Parts) -> str | None:
    named = [
        part.said for part in said.lengths if isinstance(part.said, SaidLength) and not part.said.is_more
    ]
    return named[-1].unit if named else None


def _is_end(reading: Reading, said: Parts) -> bool:
    days = _days(said)
    if len(days) != 1 or said.weekends or said.lengths:
        return False
    before = reading.at(days[0].start - 1)
    if before.has("the") and not before.has("to"):
        before = reading.at(days[0].start - 2)
    if before.text in _ENDS_A_RANGE.get(reading.vocabulary.language, ()):
        return True
    return days[0].start <= _SHORT_LEAD and reading.at(0).text in _ENDS_ANYWHERE


def _side(reading: Reading, said: Parts) -> str | None:
    days = _days(said)
    if len(days) not in (1, 2) or not is_plain_weekday(days[0]):
        return None
    lead, behind = reading.at(days[0].start - 1), reading.at(days[0].end)
    if behind.has("earlier", "before") or behind.text in _BEFORE or lead.text in _BEFORE:
        return "before"
    return "after" if behind.has("later") else None
