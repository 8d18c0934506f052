"""Turning days as said into dates, given the hotel's today. What can be two days is answered as two candidates."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

from .named_days import easter_sunday, named_day, next_named_day
from .said import SaidDay, SaidWeekend, SaidWindow

LONGEST_WRAP_NIGHTS = 21
"""A shared-month range read backwards wraps into the next month up to here ("30 al 2"); beyond it was a slip."""
LONGEST_ROLL_NIGHTS = 183
"""Two dated days roll over the year up to here; beyond, the departure was said before the arrival."""


def days(said: SaidDay, today: dt.date) -> list[dt.date]:
    """The dates that one day, said alone, can mean; nearest first; empty when there is no such day."""
    if said.beside:
        wanted, way = said.beside
        found = days(replace(said, beside=None), today)
        side, same = (1 if way > 0 else -1), (0 if abs(way) == 2 else 7)
        return [
            day + dt.timedelta(days=side * (((wanted - day.weekday()) * side) % 7 or same)) for day in found
        ]
    if said.later:
        return [day + dt.timedelta(days=said.later) for day in days(replace(said, later=0), today)]
    if said.offset is not None:
        return [today + dt.timedelta(days=said.offset)]
    if said.months_ahead is not None:
        return [_add_months(today, said.months_ahead)]
    if said.month_day is not None or said.after_easter is not None:
        return [_named(said, today)]
    if said.day is not None and said.month_shift is not None:
        return _valid(*_month_after(today, said.month_shift), said.day)
    if said.is_calendar:
        return _checked(said, _calendar(said, today), today)
    if said.day is not None:
        return _day_of_month(said, today)
    if said.weekday is not None:
        return weekday(said, today)
    return []


def is_impossible(said: SaidDay, today: dt.date) -> bool:
    """30 February, 31 November, 29 February of a year that has none."""
    if not said.is_calendar:
        return False
    return not _calendar(said, today)


def weekday(said: SaidDay, today: dt.date) -> list[dt.date]:
    """this/next <weekday> is the coming one when at least two days away, otherwise both are candidates."""
    wanted = said.weekday or 0
    if said.week is not None:
        monday = today - dt.timedelta(days=today.weekday())
        return [monday + dt.timedelta(days=7 * said.week + wanted)]
    away = (wanted - today.weekday()) % 7
    coming = today + dt.timedelta(days=away)
    later = coming + dt.timedelta(days=7)
    if said.modifier == "after_next":
        return [later]
    if said.modifier in ("this", "next"):
        return [coming] if away >= 2 else [coming, later]
    if said.modifier == "coming":
        return [coming if away else later]
    return [coming] if away else [coming, later]


def weekend(said: SaidWeekend, today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Friday to Sunday, as (arrival, departure) candidates; around a feast, the days it bridges."""
    is_beside = said.modifier in ("before", "after")
    if (
        said.day is not None
        and not is_beside
        and (said.is_long or said.day.month_day or said.day.after_easter is not None)
    ):
        found = days(said.day, today)
        return [
            (feast + dt.timedelta(days=begin), feast + dt.timedelta(days=end))
            for feast in found[:1]
            for begin, end in _bridges(feast, is_long=said.is_long)
            if feast + dt.timedelta(days=end) > today
        ]
    fridays = _fridays(said, today)
    if said.is_long:
        return [
            stay
            for friday in fridays
            for stay in (
                (friday, friday + dt.timedelta(days=3)),
                (friday - dt.timedelta(days=1), friday + dt.timedelta(days=2)),
            )
        ]
    if said.or_next:
        fridays = [fridays[0], fridays[0] + dt.timedelta(days=7)]
    return [(max(friday, today), friday + dt.timedelta(days=2)) for friday in fridays]


_BRIDGES = (
    ((-3, 0), (-2, 0)),
    ((-4, 0), (-3, 0)),
    ((-1, 4), (-5, 0)),
    ((-1, 3), (0, 3)),
    ((-1, 2), (0, 2)),
    ((-1, 1),),
    ((-2, 0),),
)
"""By the feast's weekday, Monday first: when a weekend that holds it begins and ends, in days from it."""


def _bridges(feast: dt.date, *, is_long: bool) -> tuple[tuple[int, int], ...]:
    if (
        is_long and feast.weekday() >= 5
    ):  # The bridge is made by a neighbouring day that only the guest knows.
        return tuple((4 - feast.weekday(), end - feast.weekday()) for end in (6, 7, 8))
    return _BRIDGES[feast.weekday()]


def _fridays(said: SaidWeekend, today: dt.date) -> list[dt.date]:
    if said.day is not None:
        found = days(said.day, today)
        if said.modifier == "after":
            return [day + dt.timedelta(days=(4 - day.weekday()) % 7 or 7) for day in found]
        if said.modifier == "before":
            return [day - dt.timedelta(days=(day.weekday() - 4) % 7 or 7) for day in found]
        return [day - dt.timedelta(days=(day.weekday() + 6) % 7 - 3) for day in found]  # Tue-Thu look ahead
    if said.month is not None:
        return _fridays_of_month(said, today)
    away = (4 - today.weekday()) % 7
    coming = today + dt.timedelta(days=away)
    if today.weekday() in (5, 6):  # The weekend is running: "this" may still mean it, "next" cannot.
        running = coming - dt.timedelta(days=7)
        if said.modifier in ("next", "coming"):
            return [coming]
        if said.modifier == "after_next":
            return [coming + dt.timedelta(days=7)]
        return [running, coming] if today.weekday() == 5 else [coming]
    if said.modifier == "after_next":
        return [coming + dt.timedelta(days=7)]
    if said.modifier == "next" and away < 2:
        return [coming, coming + dt.timedelta(days=7)]
    return [coming]


def _fridays_of_month(said: SaidWeekend, today: dt.date) -> list[dt.date]:
    month = said.month or 1
    year = said.year or (today.year if month >= today.month else today.year + 1)
    last = calendar.monthrange(year, month)[1]
    saturdays = [
        dt.date(year, month, day) for day in range(1, last + 1) if dt.date(year, month, day).weekday() == 5
    ]
    chosen = {
        "first": saturdays[:1],
        "second": saturdays[1:2],
        "third": saturdays[2:3],
        "last": saturdays[-1:],
    }.get(said.modifier or "", [day for day in saturdays if day >= today])
    return [day - dt.timedelta(days=1) for day in chosen]


def around(
    anchor: SaidDay | SaidWindow, first: int, last: int, today: dt.date
) -> list[tuple[dt.date, dt.date]]:
    """The stays from one weekday to another that touch a day or a feast; the neighbours when none does."""
    if isinstance(anchor, SaidWindow):
        bounds = window(anchor, today)
        if bounds is None or bounds[1] is None or (bounds[1] - bounds[0]).days > _LONGEST_FEAST:
            return []
        begin, end = bounds[0], bounds[1]
    else:
        found = days(anchor, today)
        if len(found) != 1:
            return []
        begin = end = found[0]
    nights = (last - first) % 7 or 7
    start = begin - dt.timedelta(days=nights + 6)
    arrivals = [start + dt.timedelta(days=ahead) for ahead in range((end - start).days + 8)]
    stays = [
        (day, day + dt.timedelta(days=nights)) for day in arrivals if day.weekday() == first and day >= today
    ]
    overlaps = [(min(out, end) - max(day, begin)).days for day, out in stays]
    best = [stay for stay, overlap in zip(stays, overlaps, strict=True) if overlap == max(overlaps) >= 0]
    return best or stays


_LONGEST_FEAST = 10
"""Days: a longer window (a month, a season) places no weekday."""


def window(said: SaidWindow, today: dt.date) -> tuple[dt.date, dt.date | None] | None:
    """The first and last day of a vague time; it may have no end."""
    if said.week is not None:
        monday = today - dt.timedelta(days=today.weekday() - 7 * said.week)
        return max(monday, today), monday + dt.timedelta(days=6)
    if said.day is not None:
        found = days(said.day, today)
        if not found:
            return None
        if said.side is not None:
            day = dt.timedelta(days=1)
            if said.side == "about":
                return max(today, found[0] - 3 * day), found[0] + 3 * day
            return (today, found[0] - day) if said.side == "before" else (found[0] + day, None)
        if said.last is not None:
            return found[0], departures(said.last, said.day, found[0], today)[0]
        monday = found[0] - dt.timedelta(days=found[0].weekday())
        return max(monday, min(today, found[0])), monday + dt.timedelta(days=6)
    if said.is_easter_week:
        sunday = easter_sunday(said.year or today.year)
        if sunday < today and said.year is None:
            sunday = easter_sunday(today.year + 1)
        return sunday - dt.timedelta(days=7), sunday
    if said.month_day is not None or said.after_easter is not None:
        day = next_named_day(month_day=said.month_day, after_easter=said.after_easter, earliest=today)
        return day - dt.timedelta(days=4), day + dt.timedelta(days=2)
    if said.month_shift is not None:
        year, month = _month_after(today, said.month_shift)
    else:
        month = said.month or 1
        year = said.year or (today.year if month >= today.month else today.year + 1)
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = _PARTS.get(said.part or "", (1, last))
    begin = dt.date(year, month, first_day)
    finish = dt.date(year, month, min(last_day, last))
    return (max(begin, today) if finish >= today else begin), finish


_PARTS = {
    "half1": (1, 15),
    "half2": (16, 31),
    "start": (1, 10),
    "mid": (11, 20),
    "end": (21, 31),
    "first": (1, 7),
    "second": (8, 14),
    "third": (15, 21),
    "last": (24, 31),
}


def departures(said: SaidDay, arrival_said: SaidDay, arrival: dt.date, today: dt.date) -> list[dt.date]:
    """The dates a second day can mean once the first is known; may lie before it when that is what was said."""
    if said.offset is not None or said.months_ahead is not None or said.later or said.beside:
        return days(said, today)
    if said.month_day is not None or said.after_easter is not None:
        if said.year:
            return [_named(said, today)]
        return [next_named_day(month_day=said.month_day, after_easter=said.after_easter, earliest=arrival)]
    if said.day is not None and said.month is None and said.month_shift is None:
        return _checked(said, _same_or_next_month(said.day, arrival), today)
    if said.is_calendar:
        if said.year:
            return _checked(said, _valid(said.year, said.month or 1, said.day or 1), today)
        return _checked(said, _after(said, arrival_said, arrival), today)
    if said.weekday is not None:
        if said.week is not None:
            fixed = weekday(said, today)
            if fixed[0] > arrival:
                return fixed
        ahead = (said.weekday - arrival.weekday()) % 7 or 7
        found = arrival + dt.timedelta(days=ahead)
        # "Friday to Sunday next week": the phrase belongs to both, and the arrival was already moved.
        return [found + dt.timedelta(days=7)] if said.modifier == "after_next" else [found]
    return days(said, today)


def arrival_before(said: SaidDay, departure: SaidDay, today: dt.date) -> list[dt.date]:
    """The dates of a first day that borrows its month or year from the second ("from 3 to 5 May")."""
    if said.beside or departure.beside:
        return days(said, today)
    if (
        said.day is not None and said.month is None and said.month_shift is None and said.weekday is None
    ) or (said.day is not None and said.month is None and departure.is_calendar):
        if departure.is_calendar:
            return _checked(said, _borrowed(said, departure, today), today)
        if departure.month_shift is not None and departure.day is not None:
            return _valid(*_month_after(today, departure.month_shift), said.day or 1)
        if departure.is_bare or (departure.day is not None and departure.month is None):
            return _bare_pair(said, departure, today)
    if said.is_calendar and not said.year and departure.is_calendar and departure.year:
        month, day = said.month or 1, said.day or 1
        year = departure.year - ((month, day) > (departure.month or 1, departure.day or 1))
        if (
            year < departure.year
            and (dt.date(departure.year, departure.month or 1, 1) - dt.date(year, month, 1)).days
            > LONGEST_ROLL_NIGHTS
        ):
            year = departure.year
        return _checked(said, _valid(year, month, day), today)
    if said.weekday is not None and said.day is None and said.week is None and departure.week is not None:
        shared = SaidDay(said.start, said.end, weekday=said.weekday, week=departure.week)
        if (departure.weekday or 0) > said.weekday:
            return weekday(shared, today)
    is_dated = departure.is_calendar or departure.month_day is not None or departure.after_easter is not None
    if said.weekday is not None and said.day is None and is_dated and not said.modifier:
        ends = days(departure, today)
        if len(ends) == 1:  # "Friday to Sunday 6 December": the weekday just before the date.
            back = (ends[0].weekday() - said.weekday) % 7 or 7
            found = ends[0] - dt.timedelta(days=back)
            coming = days(said, today)
            if found >= today and (
                not departure.is_calendar or departure.weekday is not None or found in coming
            ):
                return [found]
    return days(said, today)


def _borrowed(said: SaidDay, departure: SaidDay, today: dt.date) -> list[dt.date]:
    day, month = said.day or 1, departure.month or 1
    wraps = day > (departure.day or 1)
    ends = (
        _valid(departure.year, month, departure.day or 1) if departure.year else _calendar(departure, today)
    )
    if not ends:
        return []
    end = ends[0]
    if wraps:
        previous = _valid(*((end.year, end.month - 1) if end.month > 1 else (end.year - 1, 12)), day)
        if previous and (end - previous[0]).days <= LONGEST_WRAP_NIGHTS:
            return previous
    found = _valid(end.year, month, day)
    if found and not departure.year and found[0] < today:
        return _valid(end.year + 1, month, day) or found
    return found


def _bare_pair(said: SaidDay, departure: SaidDay, today: dt.date) -> list[dt.date]:
    """Two day numbers without a month: the next month in which the first has not passed and both exist."""
    if said.weekday is not None:
        return _day_of_month(said, today)
    day, last = said.day or 1, departure.day or 1
    for ahead in range(13):
        year, month = _month_after(today, ahead)
        begin = _valid(year, month, day)
        if begin and begin[0] >= today and (last < day or _valid(year, month, last)):
            return begin
    return []


def _same_or_next_month(day: int, arrival: dt.date) -> list[dt.date]:
    same = _valid(arrival.year, arrival.month, day)
    if day >= arrival.day and same:
        return same
    following = _valid(*_month_after(arrival, 1), day)
    if following and (following[0] - arrival).days <= LONGEST_WRAP_NIGHTS:
        return following
    return same


def _after(said: SaidDay, arrival_said: SaidDay, arrival: dt.date) -> list[dt.date]:
    month, day = said.month or 1, said.day or 1
    same_year = _valid(arrival.year, month, day)
    if same_year and same_year[0] >= arrival:
        return same_year
    for year in range(arrival.year + 1, arrival.year + 9):
        later = _valid(year, month, day)
        if later:
            if (later[0] - arrival).days <= LONGEST_ROLL_NIGHTS or not same_year:
                return later
            break
    return same_year


def _calendar(said: SaidDay, today: dt.date) -> list[dt.date]:
    month, day = said.month or 1, said.day or 1
    if said.year:
        return _valid(said.year, month, day)
    for year in range(today.year, today.year + 9):
        found = _valid(year, month, day)
        if found and found[0] >= today:
            return found
    return []


def _checked(said: SaidDay, found: list[dt.date], today: dt.date) -> list[dt.date]:
    """A weekday said beside a date checks it: when they disagree, both readings are candidates."""
    if said.weekday is None or not found or found[0].weekday() == said.weekday:
        return found
    date = found[0]
    shift = (said.weekday - date.weekday() + 3) % 7 - 3
    nearest = date + dt.timedelta(days=shift)
    return [date] if nearest < today <= date else [date, nearest]


def _day_of_month(said: SaidDay, today: dt.date) -> list[dt.date]:
    fallback: list[dt.date] = []
    for ahead in range(4 if said.weekday is not None else 13):
        found = _valid(*_month_after(today, ahead), said.day or 1)
        if not found or found[0] < today:
            continue
        if said.weekday is None or found[0].weekday() == said.weekday:
            return found
        fallback = fallback or found
    return _checked(said, fallback, today)


def _named(said: SaidDay, today: dt.date) -> dt.date:
    if said.year:
        return named_day(said.year, month_day=said.month_day, after_easter=said.after_easter)
    return next_named_day(month_day=said.month_day, after_easter=said.after_easter, earliest=today)


def _month_after(day: dt.date, ahead: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - 1 + ahead
    return months // 12, months % 12 + 1


def _add_months(day: dt.date, ahead: int) -> dt.date:
    year, month = _month_after(day, ahead)
    return dt.date(min(year, 9999), month, min(day.day, calendar.monthrange(min(year, 9999), month)[1]))


def _valid(year: int, month: int, day: int) -> list[dt.date]:
    try:
        return [dt.date(year, month, day)]
    except ValueError:
        return []
