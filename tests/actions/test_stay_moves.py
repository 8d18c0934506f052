"""A stay said in the light of an earlier one: the month, the week or the days that are meant, and no day invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actions.drafts import StayDraft
from actions.slots import merge_stay
from actions.stay_moves import in_month, is_month, placed, shifted


def d(text: str) -> date:
    return date.fromisoformat(text if text.count("-") == 2 else f"2026-{text}")


def month(first: str, last: str) -> dict[str, Any]:
    return {"ambiguous": [{"field": "check_in", "candidates": [], "from": first, "until": last}]}


def days(first: str | None, last: str | None, unsaid: str | None = None) -> dict[str, Any]:
    return {"check_in": first, "check_out": last, "unsaid": unsaid}


SEPTEMBER = month("2027-09-01", "2027-09-30")
CARNIVAL = month("2027-02-05", "2027-02-11")


@pytest.mark.parametrize(
    ("turns", "arrival", "departure"),
    [
        # "18 y 19", "de septiembre": in either order.
        ([days("2026-12-18", "2026-12-19", "month"), SEPTEMBER], "2027-09-18", "2027-09-19"),
        ([SEPTEMBER, days("2026-12-18", "2026-12-19", "month")], "2027-09-18", "2027-09-19"),
        # A stay that leaves the month; a day of a known stay's month.
        ([SEPTEMBER, days("2026-12-28", "2027-01-02", "month")], "2027-09-28", "2027-10-02"),
        ([days("2027-03-03", "2027-03-08"), days("2026-12-05", "2026-12-09", "month")], "2027-03-05", "2027-03-09"),
        ([days("2027-02-28", "2027-03-03"), days("2026-12-01", "2026-12-04", "month")], "2027-03-01", "2027-03-04"),
        ([days("2027-09-12", "2027-09-15"), days(None, "2026-12-16", "month")], "2027-09-12", "2027-09-16"),
        ([days("2027-09-12", None), days(None, "2026-12-03", "month")], "2027-09-12", "2027-10-03"),
        # A full date is what it says, whatever was spoken of before.
        ([SEPTEMBER, days("2026-12-18", "2026-12-19")], "2026-12-18", "2026-12-19"),
        # Weekdays: in the week that was named, beside the days that were known.
        ([CARNIVAL, days("2026-11-28", "2026-12-01", "week")], "2027-02-06", "2027-02-09"),
        ([days("2026-11-28", "2026-12-01", "week"), CARNIVAL], "2027-02-06", "2027-02-09"),
        ([days("2027-03-04", "2027-03-07"), days("2026-11-27", None, "week")], "2027-03-05", "2027-03-07"),
        ([days("2027-03-04", None), days(None, "2026-11-29", "week")], "2027-03-04", "2027-03-07"),
        # Another month for the same days; a part of a month, or a month without them, is asked about.
        ([days("2026-12-10", "2026-12-13"), month("2027-01-01", "2027-01-31")], "2027-01-10", "2027-01-13"),
        ([days("2026-12-10", "2026-12-13"), month("2027-01-21", "2027-01-31")], None, None),
        ([days("2026-12-31", "2027-01-02"), month("2027-02-01", "2027-02-28")], None, None),
    ],
)  # fmt: skip
def test_what_is_left_unsaid_was_spoken_of_before(
    turns: list[Any], arrival: str | None, departure: str | None
) -> None:
    draft = StayDraft()
    for said in turns:
        draft = merge_stay(draft, said)
        assert StayDraft.from_json(draft.to_json()) == draft
    assert (draft.arrival, draft.departure) == (arrival and d(arrival), departure and d(departure))


def test_weekdays_in_a_whole_month_are_candidates() -> None:
    draft = merge_stay(merge_stay(StayDraft(), SEPTEMBER), days("2026-11-27", "2026-11-29", "week"))
    assert draft.arrival is None
    assert [first for first, _ in draft.candidates] == [d(f"2027-09-{day:02}") for day in (3, 10, 17, 24)]
    assert all(last and first and last - first == timedelta(days=2) for first, last in draft.candidates)


@pytest.mark.parametrize(
    ("shift", "arrival", "departure"),
    [
        ({"check_in_days": -1}, "12-09", "12-13"),
        ({"check_out_days": 2}, "12-10", "12-15"),
        ({"check_in_days": 1, "check_out_days": -1}, "12-11", "12-12"),
        ({"days": 7}, "12-17", "12-20"),
        ({"nights": 1}, "12-10", "12-14"),
        ({"nights": -1}, "12-10", "12-12"),
        ({"month": "2027-01"}, "2027-01-10", "2027-01-13"),
        ({"months": 1}, "2027-01-10", "2027-01-13"),
        ({"month": "2026-12", "months": 1}, "2027-01-10", "2027-01-13"),
        ({"month": "2026-11", "months": 1}, "11-10", "11-13"),
        ({"from": "2026-12-10", "to": "2026-12-11"}, "12-11", "12-13"),
        ({"from": "2026-12-13", "to": "2026-12-14"}, "12-10", "12-14"),
        ({"from": "2026-12-10", "to": "2026-12-20"}, "12-20", "12-23"),
        ({"from": None, "to": "2026-12-14"}, "12-10", "12-14"),
        ({"from": "2026-12-01", "to": "2026-12-02"}, "12-10", "12-13"),
    ],
)
def test_a_relative_change_moves_what_it_names(shift: dict[str, Any], arrival: str, departure: str) -> None:
    draft = merge_stay(StayDraft(d("12-10"), d("12-13")), None, shift=shift)
    assert (draft.arrival, draft.departure) == (d(arrival), d(departure))


def test_a_month_without_the_day_is_kept_and_its_days_are_asked() -> None:
    moved = merge_stay(StayDraft(d("12-31"), d("2027-01-02")), None, shift={"months": 2})
    assert (moved.arrival, moved.nights, moved.window) == (None, 2, (d("2027-02-01"), d("2027-02-28")))


@pytest.mark.parametrize(
    ("said", "arrival", "departure"),
    [
        ({**days("2026-12-09", "2026-12-13", "week"), "side": "before"}, "2027-05-05", "2027-05-09"),
        ({**days("2026-12-07", None, "week"), "side": "after"}, "2027-05-10", None),
        ({**days("2027-05-09", None), "is_end": True}, "2027-05-06", "2027-05-09"),
        ({**days("2026-12-09", None, "month"), "is_end": True}, "2027-05-06", "2027-05-09"),
        ({**days("2027-05-02", None), "is_end": True}, "2027-05-02", None),
    ],
)
def test_a_day_said_beside_a_known_arrival(said: Any, arrival: str, departure: str | None) -> None:
    merged = merge_stay(StayDraft(d("2027-05-06")), said)
    assert (merged.arrival, merged.departure) == (d(arrival), departure and d(departure))


def test_a_change_of_nothing_known_changes_nothing() -> None:
    assert merge_stay(StayDraft(nights=2), None, shift={"days": 7}) == StayDraft(nights=2)
    assert shifted((None, None), 2, {"days": 7}) == (None, None, 2)
    open_end = merge_stay(StayDraft(d("12-10")), {"more_nights": 1}, shift={"nights": 1})
    assert (open_end.arrival, open_end.departure) == (d("12-10"), None)


dates = st.dates(date(2026, 1, 1), date(2030, 12, 31))
unsaids = st.sampled_from(["month", "week"])


@given(dates, st.integers(1, 20), unsaids, dates, st.integers(0, 60), st.booleans(), st.booleans())
def test_a_placed_day_keeps_the_number_or_the_weekday_that_was_said(
    lead: date, nights: int, unsaid: str, other: date, span: int, in_window: bool, has_end: bool
) -> None:
    window = (other, other + timedelta(days=span)) if in_window else None
    known = (None, None) if in_window else (other, other + timedelta(days=3))
    said = (lead, lead + timedelta(days=nights) if has_end else None)
    for first, last in placed(said, unsaid, known=known, window=window):
        assert first is not None
        assert (first.day == lead.day) if unsaid == "month" else (first.weekday() == lead.weekday())
        assert (last is None) == (said[1] is None)
        if last is not None and said[1] is not None:
            assert last > first
            assert last.day == said[1].day if unsaid == "month" else last.weekday() == said[1].weekday()


@given(dates, st.integers(1, 20), dates)
def test_another_month_keeps_days_and_length_or_is_nothing(first: date, nights: int, to: date) -> None:
    moved = in_month((first, first + timedelta(days=nights)), to)
    assume(moved is not None)
    assert moved is not None
    assert moved[0] is not None
    assert moved[1] is not None
    assert (moved[0].year, moved[0].month, moved[0].day) == (to.year, to.month, first.day)
    assert (moved[1] - moved[0]).days == nights


@given(dates)
def test_a_month_is_known_by_its_ends(day: date) -> None:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    assert is_month((first, last))
    assert not is_month((first, last - timedelta(days=1)))


@given(dates, st.integers(1, 20), st.integers(-30, 30), st.integers(-30, 30))
def test_a_shift_there_and_back_loses_nothing(first: date, nights: int, days: int, more: int) -> None:
    known = (first, first + timedelta(days=nights))
    there = shifted(known, None, {"days": days, "nights": more})
    assert shifted((there[0], there[1]), None, {"days": -days, "nights": -more})[:2] == known
