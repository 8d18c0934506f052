"""Days with a name, by rule: Christmas Eve is a date, Good Friday is counted from Easter. No table of years."""

from __future__ import annotations

import calendar
import datetime as dt


def easter_sunday(year: int) -> dt.date:
    """Western Easter. Source: the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


def next_named_day(*, month_day: str | None, after_easter: int | None, earliest: dt.date) -> dt.date:
    """The first such day not before `earliest`. month_day: a rule as in `named_day`; after_easter: days from Easter."""
    for year in (earliest.year, earliest.year + 1, earliest.year + 2):
        day = named_day(year, month_day=month_day, after_easter=after_easter)
        if day >= earliest:
            return day
    raise AssertionError("a named day comes every year")


def named_day(year: int, *, month_day: str | None, after_easter: int | None) -> dt.date:
    """month_day: "12-24", or "11-3#4" for the fourth Thursday (0 is Monday) of November and "8-0#-1" for the last Monday."""
    if after_easter is not None:
        return easter_sunday(year) + dt.timedelta(days=after_easter)
    rule, _, nth = (month_day or "1-1").partition("#")
    month, day = (int(part) for part in rule.split("-"))
    return nth_weekday(year, month, weekday=day, nth=int(nth)) if nth else dt.date(year, month, day)


def nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> dt.date:
    """nth: 1 the first of the month; -1 the last."""
    if nth < 0:
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
