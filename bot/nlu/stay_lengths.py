"""How long the stay is, and what a length makes of its days."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .reading import Reading
from .said import SaidDay, SaidLength
from .said_parts import Part, Parts

Pair = tuple[dt.date | None, dt.date | None]

_RATE = re.compile(
    r"\b(?:how much|what)\W+(?:is|are|does|do|for|would)\b.*\bnight|\b(?:cost[ao]|cust[ao]m?|cuesta|vale|sale|fica|coute|kostet|costano|viene|price|precio|preco|prix|preis|prezzo)\b(?:\W+\w+){0,3}\W+(?:noche|noite|nuit|nacht|notte|night)\b"
)


def asks_the_rate(reading: Reading, said: Parts) -> bool:
    """ "How much is a night?" asks what one costs; no stay of one night is said."""
    if said.days or said.weekends or said.windows or len(said.lengths) != 1:
        return False
    length = said.lengths[0].said
    return (
        isinstance(length, SaidLength)
        and length.nights == (1,)
        and reading.at(length.start).is_article
        and bool(_RATE.search(reading.folded))
    )


def lengths(found: list[Part]) -> tuple[tuple[int, ...], str, int | None]:
    """The nights that can be meant, what was counted, and the nights on top of a stay that exists."""
    plain = [part for part in found if isinstance(part.said, SaidLength) and not part.said.is_more]
    more = [part.said for part in found if isinstance(part.said, SaidLength) and part.said.is_more]
    extra = more[-1].nights[0] if more else None
    if not plain:
        return (), "night", extra
    said = [part.said for part in plain if isinstance(part.said, SaidLength)]
    nightly = [length for length in said if length.unit == "night"]
    if (
        nightly
        and len(nightly) < len(said)
        and not any(length.unit in ("week", "fortnight", "fifteen") for length in said)
    ):
        return nightly[-1].nights, "night", extra  # "4 days and 3 nights"
    last = plain[-1]
    if (
        len(plain) == 2
        and last.joint == "and"
        and said[0].unit in ("week", "fortnight")
        and said[1].unit in ("night", "day")
    ):
        return (said[0].nights[0] + said[1].nights[0],), said[1].unit, extra
    if len(plain) > 1 and last.joint == "or":
        return tuple(distinct([said[-2].nights[0], said[-1].nights[-1]])), said[-1].unit, extra
    return tuple(distinct(list(said[-1].nights))), said[-1].unit, extra


def with_nights(pairs: list[Pair], nights: tuple[int, ...], unit: str, *, is_listed: bool) -> list[Pair]:
    if not nights:
        return pairs
    full: list[Pair] = []
    for arrival, departure in pairs:
        for count in nights:
            length = dt.timedelta(days=count)
            if arrival and not departure:
                full.append((arrival, arrival + length))
            elif departure and not arrival:
                full.append((departure - length, departure))
            elif arrival and departure:
                days = (departure - arrival).days
                if is_listed and unit == "night" and count == days + 1:
                    full.append((arrival, arrival + length))  # "2 nights, Friday and Saturday"
                    continue
                full.append((arrival, departure))
                # "5 to 8 May, 4 days" counts both ends; any other difference leaves two readings.
                if days > 0 and count != days and not (unit == "day" and count == days + 1):
                    full.append((arrival, arrival + length))
    return distinct(full)


def within(pairs: list[Pair], nights: tuple[int, ...]) -> list[Pair]:
    """Every stay of that length between two days, where they leave a choice."""
    if len(pairs) != 1 or len(nights) != 1 or not all(pairs[0]):
        return []
    begin, end = pairs[0]
    if begin is None or end is None or not 0 < nights[0] < (end - begin).days:
        return []
    spare = (end - begin).days - nights[0]
    length, day = dt.timedelta(days=nights[0]), dt.timedelta(days=1)
    return [(begin + day * late, begin + day * late + length) for late in range(spare + 1)]


def is_one_night(said: Parts) -> bool:
    if said.weekends or not said.days:
        return False
    if len(said.days) == 1:
        part = said.days[0]
        return (day_of(part).has_night or part.follows_night or said.is_one_night) and part.role is None
    last = said.days[-1]  # "I have a meeting on Wednesday so I need Tuesday night"
    return last.joint is None and last.role is None and (day_of(last).has_night or last.follows_night)


def day_of(part: Part) -> SaidDay:
    if not isinstance(part.said, SaidDay):
        raise TypeError("days hold days only")
    return part.said


def distinct(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
