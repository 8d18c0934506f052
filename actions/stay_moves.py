"""A stay said in the light of an earlier one: "del 5 al 9" after "in March", "a day later", "next month instead". Pure.

What a guest leaves unsaid (the month, the week) is what was spoken of before; whatever comes of it is read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Days = tuple[date | None, date | None]
"""Arrival and departure."""

Window = tuple[date, date]
"""A time that was named without days: its first and its last day."""

_FRIDAY = 4
_WEEKEND_BEGINS = (3, 4, 5)
_LONGEST_WEEKEND = 4
_WEEK = (6, 7)
_ONE_WEEKDAY = 9
"""Days in a window that still holds "the Friday" once, give or take its ends."""


def placed(said: Days, unsaid: str, *, known: Days, window: Window | None) -> list[Days]:
    """Every reading of days whose month or week was not said. unsaid: "month" or "week".

    said: as read without any context, so never in the past; known: the stay spoken of before.
    """
    first, last = said
    lead = first or last
    if lead is None:
        return [said]
    if window is not None:
        leads = _in_window(lead, unsaid, window)
    elif first is None and known[0] is not None:
        leads = [_after(known[0], lead, unsaid)]
    elif known[0] is not None:
        leads = [_beside(known[0], known[1] or known[0], lead, unsaid)]
    else:
        leads = []
    if not leads:
        return [said]
    if first is None:
        return [(None, day) for day in leads]
    return [(day, _after(day, last, unsaid) if last else None) for day in leads]


def beside(known: date, weekday: int, *, before: bool) -> date:
    """The last such weekday before a day, or the first after it ("the Wednesday before")."""
    if before:
        return known - timedelta(days=(known.weekday() - weekday) % 7 or 7)
    return known + timedelta(days=(weekday - known.weekday()) % 7 or 7)


def in_month(known: Days, month: date) -> Days | None:
    """The same days in the month of a date; None where that month lacks the day."""
    lead = known[0] or known[1]
    if lead is None:
        return None
    try:
        moved = lead.replace(year=month.year, month=month.month)
    except ValueError:
        return None
    if known[0] is None:
        return None, moved
    return moved, moved + (known[1] - known[0]) if known[1] else None


def month_of(written: str | None) -> Window | None:
    """The days of "2026-11"."""
    if not written or not written[:1].isdigit():
        return None
    first = date.fromisoformat(f"{written}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def weekend_of(day: date | None) -> tuple[date, date] | None:
    """Friday to Sunday around a day that is one of them."""
    if day is None or day.weekday() < _FRIDAY:
        return None
    friday = day - timedelta(days=day.weekday() - _FRIDAY)
    return friday, friday + timedelta(days=2)


def is_month(window: Window) -> bool:
    first, last = window
    return first.day == 1 and (last + timedelta(days=1)).day == 1 and (last - first).days < 31


def shifted(
    known: Days, nights: int | None, shift: Mapping[str, Any]
) -> tuple[date | None, date | None, int | None]:
    """The stay after a relative change (`bot.nlu.stay_shifts` says what it may hold). A length is kept beside an open end."""
    arrival, departure = known
    days = int(shift.get("days") or 0)
    if departure is None and arrival is not None and int(shift.get("check_out_days") or 0) > 0:
        departure = arrival  # "and we leave two days later"
    arrival = _moved(arrival, days + int(shift.get("check_in_days") or 0))
    departure = _moved(
        departure, days + int(shift.get("check_out_days") or 0) + int(shift.get("nights") or 0)
    )
    if shift.get("nights") and departure is None and nights:
        nights += int(shift["nights"])
    if shift.get("month") or shift.get("months"):
        arrival, departure = in_month((arrival, departure), target_month(known, shift)) or (None, None)
    if shift.get("to"):
        arrival, departure = _swapped((arrival, departure), shift)
    return arrival, departure, nights


def settled_shift(
    known: Days, nights: int | None, shift: Mapping[str, Any] | None, said: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """The change as the known stay tells it: "the one after" is a week on from a weekend; a day beside a change may only say why."""
    if not shift:
        return None
    if shift.get("next_day"):
        return {"check_out_days": 1} if known[0] and not known[1] else None
    if shift.get("following"):
        return (
            {"days": 7} if refers_back(known) or _is_week(known) else None
        )  # Else it is no week on from the stay.
    day = (said or {}).get("check_in") or (said or {}).get("check_out")
    if not day or not (said or {}).get("unsaid"):
        return shift
    if known == (None, None):
        return None
    named = date.fromisoformat(day)
    ends = [end for end in shifted(known, nights, shift)[:2] if end]
    same = [
        end
        for end in ends
        if (end.weekday() == named.weekday() if (said or {})["unsaid"] == "week" else end.day == named.day)
    ]
    # "One night less, we must be home on the 29th."
    return shift if same else None


def refers_back(known: Days) -> bool:
    """Whether "that weekend" can be the stay that is known."""
    arrival, departure = known
    if arrival is None:
        return False
    return arrival.weekday() in _WEEKEND_BEGINS and (
        departure is None or (departure - arrival).days <= _LONGEST_WEEKEND
    )


def _is_week(known: Days) -> bool:
    arrival, departure = known
    return arrival is not None and departure is not None and (departure - arrival).days in _WEEK


def target_month(known: Days, shift: Mapping[str, Any]) -> date:
    """ "next month", said of a stay that lies there already, is the one after; "a month later" counts from the stay."""
    months = int(shift.get("months") or 0)
    lead = known[0] or known[1]
    if shift.get("month"):
        month = date.fromisoformat(f"{shift['month']}-01")
        if not months or lead is None or (lead.year, lead.month) != (month.year, month.month):
            return month
    if lead is None:
        raise ValueError("a month is counted from a stay that is known")
    place = lead.year * 12 + lead.month - 1 + months
    return date(min(place // 12, date.max.year - 1), place % 12 + 1, 1)


def _swapped(known: Days, shift: Mapping[str, Any]) -> Days:
    """ "from Friday to Saturday": whichever end is the one moves to the other; where that is not said, the nearer end."""
    target = date.fromisoformat(shift["to"])
    arrival, departure = known
    if arrival is None or departure is None:
        return known
    source = date.fromisoformat(shift["from"]) if shift.get("from") else None
    if source is None:
        is_arrival = abs((target - arrival).days) <= abs((target - departure).days)
    elif source in (arrival, departure):
        is_arrival = source == arrival
    else:
        return known
    if not is_arrival:
        return arrival, target
    return target, departure if departure > target else target + (departure - arrival)


def _in_window(lead: date, unsaid: str, window: Window) -> list[date]:
    begin, end = window
    if unsaid == "week":
        first = begin + timedelta(days=(lead.weekday() - begin.weekday()) % 7)
        weeks = 1 if (end - begin).days <= _ONE_WEEKDAY else 5
        found = [first + timedelta(days=7 * week) for week in range(weeks)]
        return [day for day in found if day <= end] or found[:1]
    first = _next_numbered(begin, lead.day)
    return [first] if first and first <= end + timedelta(days=1) else []


def _after(start: date, day: date, unsaid: str) -> date:
    """The first such day behind a start."""
    if unsaid == "week":
        return start + timedelta(days=(day.weekday() - start.weekday()) % 7 or 7)
    return _next_numbered(start + timedelta(days=1), day.day) or day


def _beside(arrival: date, departure: date, day: date, unsaid: str) -> date:
    """Such a day in the week or the months of a known stay, never before what was read without it (which is not past)."""
    if unsaid == "week":
        ahead = (day.weekday() - arrival.weekday()) % 7
        near = arrival + timedelta(days=ahead if ahead <= 3 else ahead - 7)
        return near if near >= day else max(day, near + timedelta(days=7))
    months = {(one.year, one.month) for one in (arrival, departure)}
    found = [found for year, month in months if (found := _numbered(year, month, day.day)) and found >= day]
    return min(found, key=lambda one: abs((one - arrival).days), default=day)


def _next_numbered(start: date, number: int) -> date | None:
    for month in range(start.month, start.month + 3):
        found = _numbered(start.year + (month - 1) // 12, (month - 1) % 12 + 1, number)
        if found and found >= start:
            return found
    return None


def _numbered(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _moved(day: date | None, days: int) -> date | None:
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return day
