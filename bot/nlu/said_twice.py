"""Days that are said twice: by weekday and by date, as "in a month, so on the 8th", as the eve of another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from . import calendar_days
from .said import SaidDay
from .said_parts import Part
from .stay_beside import is_plain_weekday
from .stay_lengths import day_of

_EVE = 2
_FEAST_DAYS = 7
_NEAR = 4
"""Words between two ways of saying one day."""


def is_eve(first: SaidDay, second: SaidDay) -> bool:
    """ "A visit on 28 April, so I need the night before, the 27th"."""
    return first.is_calendar and second.is_bare and 0 < (first.day or 0) - (second.day or 0) <= _EVE


def in_month_of(first: Part, second: Part) -> Part:
    lender = day_of(first)
    return replace(second, said=replace(day_of(second), month=lender.month, year=lender.year, is_bare=False))


def before_a_feast(group: list[Part], today: dt.date) -> Part | None:
    """ "Two nights over Valentine's Day, from the 13th": the feast says which 13th, and is itself no day of arrival."""
    feasts = [part for part in group if day_of(part).month_day or day_of(part).after_easter is not None]
    others = [part for part in group if part not in feasts]
    if len(group) != 2 or len(feasts) != 1 or group[1].joint not in ("next", None):
        return None
    feast, other = feasts[0], others[0]
    if not day_of(other).is_bare or other.role in ("depart", "until") or feast.role is not None:
        return None
    day = calendar_days.days(day_of(feast), today)[0]
    ahead = day.day - (day_of(other).day or 0)
    if not 0 < ahead <= _FEAST_DAYS:
        return None
    return replace(other, said=replace(day_of(other), month=day.month, year=day.year, is_bare=False))


def _without_echo(group: list[Part], today: dt.date) -> list[Part]:
    """ "Sa/So 12./13. Juni", "the Wed and Thu nights, 4th and 5th Feb": the weekdays only name the dates again."""
    said = group
    if len(group) == 3 and day_of(group[1]).weekday is not None and day_of(group[1]).day is not None:
        # "Sa/So 11./12. Juli": the second weekday was read as the first date's.
        named = replace(day_of(group[1]), weekday=None, is_bare=True)
        weekday = replace(day_of(group[1]), day=None)
        said = [group[0], replace(group[1], said=weekday), replace(group[1], said=named), group[2]]
    first, second = said[:2], said[2:]
    if len(said) != 4 or not all(is_plain_weekday(day_of(part)) for part in first):
        return group
    begin = calendar_days.arrival_before(day_of(second[0]), day_of(second[1]), today)
    ends = [calendar_days.departures(day_of(second[1]), day_of(second[0]), day, today) for day in begin]
    if len(begin) != 1 or len(ends[0]) != 1:
        return group
    if [begin[0].weekday(), ends[0][0].weekday()] != [day_of(part).weekday for part in first]:
        return group
    is_nightly = any(day_of(part).has_night for part in first) or second[0].follows_night
    if is_nightly:
        second = [second[0], replace(second[1], said=replace(day_of(second[1]), has_night=True), joint="and")]
    return second


def merged(group: list[Part], today: dt.date) -> list[Part]:
    """Two ways of saying one day side by side ("mañana viernes") are one day."""
    kept: list[Part] = []
    for part in _without_echo(group, today):
        if kept and _is_said_again(kept[-1], part):
            kept[-1] = part
            continue
        if kept and part.joint in ("next", None) and part.role in (None, kept[-1].role):
            before = calendar_days.days(day_of(kept[-1]), today)
            now = calendar_days.days(day_of(part), today)
            same = [day for day in before if day in now]
            if _is_same_day(day_of(kept[-1]), day_of(part), today):
                # "the Friday, which is the 26th of June": the date is the one that counts.
                if is_plain_weekday(day_of(kept[-1])):
                    part.role = part.role or kept[-1].role
                    kept[-1] = part
                continue
            if same and (len(before) == 1 or len(now) == 1):
                if len(before) > 1:
                    part.role = part.role or kept[-1].role
                    kept[-1] = part
                continue
        kept.append(part)
    return kept


def _is_same_day(first: SaidDay, second: SaidDay, today: dt.date) -> bool:
    """A weekday and a date a few words apart, where the date falls on that weekday."""
    if (
        second.is_bare
        and second.weekday is None
        and (first.offset is not None or first.months_ahead is not None)
    ):
        # "in a month exactly, so on the 8th"
        return any(day.day == second.day for day in calendar_days.days(first, today))
    weekday, date = (first, second) if is_plain_weekday(first) else (second, first)
    if not (is_plain_weekday(weekday) and date.is_calendar and 0 <= second.start - first.end <= _NEAR):
        return False
    dates = calendar_days.days(date, today)
    return len(dates) == 1 and dates[0].weekday() == weekday.weekday


def _is_said_again(before: Part, part: Part) -> bool:
    """ "non, mercredi ça suffit, je repars mercredi": one day, and the second time its role."""
    first, second = day_of(before), day_of(part)
    if before.role is not None or part.role not in ("arrive", "depart") or part.joint not in ("next", None):
        return False
    return replace(first, start=0, end=0) == replace(second, start=0, end=0)
