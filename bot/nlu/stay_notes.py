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
    "de": (),
    "it": ("al", "all"),
}
_TO_IS_A = frozenset(("es", "pt", "fr", "it"))
_ENDS_ANYWHERE = frozenset(split("to until till bis hasta ate jusqu fino"))
"""At the head of a message; so short a one ("to 16 nov") may be taken for another language."""

_SHORT_LEAD = 3
_ALSO = frozenset(split("too also tambien tambem aussi auch anche pure dazu zusatzlich")) | {"as well"}
_THAT = frozenset(split("that ese esa aquel aquele quel quello jenes jenem selbe selben dasselbe dem"))
_COURTESIES = frozenset(split("please por bitte svp per s if would y e und et also then"))
_BEFORE = ("anterior", "d avant", "avant", "precedente", "previous")


def notes(reading: Reading, said: Parts) -> dict[str, Any]:
    """Those of the following that hold.

    `unsaid`: "month" when the days were numbers only, "week" when they were weekdays only · `unit`: what was counted where a
    length was named · `is_end`: the one day closes a range that an earlier message may have opened ("to 16 November"; else
    it is an arrival like any other) · `is_same`: a weekend that was spoken of
    before ("the same weekend", "for that weekend") · `instead_of`: the
    day or the weekday it replaces · `is_also`: a night on top of those known · `is_bye`: it may only say when we meet · `is_arrival`: the one day is said to be the arrival · `has_weekday`: a day's number stands with its weekday · `side`: the weekdays lie "before" or "after" a day spoken of earlier ("the Wednesday before").
    """
    found = {
        "unsaid": _unsaid(said),
        "unit": _unit(said),
        "is_end": _is_end(reading, said),
        "side": _side(reading, said),
        "is_same": _is_same(reading, said),
        "instead_of": _instead_of(said),
        "is_also": _is_also(reading, said),
        "is_bye": _is_end(reading, said) and _is_bye(reading, said),
        "is_arrival": len(said.days) == 1 and said.days[0].role == "arrive" and not said.lengths,
        "has_weekday": any(day.day is not None and day.weekday is not None for day in _days(said)),
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
    if not days and len(said.windows) == 1 and said.windows[0].day is not None:
        return "month" if said.windows[0].day.is_bare else None  # "around the 10th"
    if not days or said.weekends or said.anchor is not None:
        return None
    if all(day.is_bare or _lacks_month(day) for day in days):
        return "month"
    return "week" if all(is_plain_weekday(day) for day in days) else None


def _lacks_month(day: SaidDay) -> bool:
    """ "Thursday the 11th"."""
    is_placed = day.month is not None or day.month_shift is not None or day.offset is not None
    return day.day is not None and not is_placed and day.modifier is None


def _unit(said: Parts) -> str | None:
    named = [
        part.said for part in said.lengths if isinstance(part.said, SaidLength) and not part.said.is_more
    ]
    return named[-1].unit if named else None


def _is_end(reading: Reading, said: Parts) -> bool:
    days = _days(said)
    if len(days) != 1 or said.weekends or said.lengths or said.days[0].role == "arrive":
        return False
    head = next((item for item in reading.items if not (item.has("and") or item.kind == "mark")), None)
    is_at_head = head is not None and head.text == "a" and reading.at(days[0].start - 1) is head
    is_all = all(item.kind == "mark" for item in reading.items[days[0].end :]) and "?" not in reading.text
    # Portuguese "a segunda" is also "the Monday".
    is_at_head = is_at_head and (reading.vocabulary.language != "pt" or days[0].weekday is None or is_all)
    if is_at_head and reading.vocabulary.language in _TO_IS_A:
        return True  # "da martedì 9 febbraio … a giovedì 11"
    before = reading.at(days[0].start - 1)
    if before.has("the") and not before.has("to"):
        before = reading.at(days[0].start - 2)
    if before.text in _ENDS_A_RANGE.get(reading.vocabulary.language, ()):
        return True
    return days[0].start <= _SHORT_LEAD and reading.at(0).text in _ENDS_ANYWHERE


def _is_bye(reading: Reading, said: Parts) -> bool:
    """ "À samedi !", "bis Samstag!": see you then, where the stay is known."""
    is_loud = reading.text.rstrip().endswith("!")
    return is_loud or (reading.at(0).text == "a" and is_plain_weekday(_days(said)[0]))


def _instead_of(said: Parts) -> dict[str, int] | None:
    """The day that was refused: "not the 27th, the 28th", "en vez del viernes, el sábado"."""
    refused = said.refused
    if refused is None or len(said.days) != 1 or said.days[0].role in ("arrive", "depart"):
        return None
    if refused.day is not None:
        return {"day": refused.day}
    return {"weekday": refused.weekday} if refused.weekday is not None else None


def _is_also(reading: Reading, said: Parts) -> bool:
    """ "And the Sunday night too", "añade también el lunes": a night on top."""
    if len(said.days) != 1 or said.days[0].role or said.weekends:
        return False
    is_added = any(item.text in _ALSO for item in reading.items) or "as well" in reading.folded
    # "… and tomorrow night"
    is_added = is_added or (reading.at(0).has("and") and _days(said)[0].has_night)
    if said.lengths:
        return is_added and len(said.lengths) == 1  # "anche domani notte, quindi due notti"
    return is_added or reading.has("extend")


def _is_same(reading: Reading, said: Parts) -> bool:
    """Nothing but the weekend is said, and it is one that both know."""
    if len(said.weekends) != 1 or said.days or said.weekends[0].month or said.weekends[0].day:
        return False
    weekend = said.weekends[0]
    leads = [reading.at(at) for at in range(weekend.start - 1, weekend.end)]
    if any(item.has("same") or item.text in _THAT for item in leads) or reading.at(weekend.start - 2).has(
        "same"
    ):
        return True
    return reading.vocabulary.language == "fr" and any(
        reading.at(at).text == "la" for at in (weekend.end, weekend.end + 1)
    )


def _side(reading: Reading, said: Parts) -> str | None:
    days = _days(said)
    if len(days) not in (1, 2) or not is_plain_weekday(days[0]):
        return None
    lead, behind = reading.at(days[0].start - 1), reading.at(days[0].end)
    further = reading.at(days[0].end + 1)
    goes_on = further.has("and", "to", "until", "arrive", "depart", "swap") or further.text in _COURTESIES
    if further.kind not in ("nothing", "mark") and not goes_on:
        # "The Friday after work" lies beside no day.
        behind = further if further.text in _BEFORE and behind.text in ("d", "de") else reading.at(-1)
    if behind.has("earlier", "before") or behind.text in _BEFORE or lead.text in _BEFORE:
        return "before"
    return "after" if behind.has("later") else None
