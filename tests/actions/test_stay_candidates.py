"""Days that could be two, and what a later message picks or adds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions.drafts import StayDraft
from actions.slots import merge_stay

FIRST, SECOND = (date(2027, 5, 5), date(2027, 5, 8)), (date(2027, 5, 6), date(2027, 5, 9))
ARRIVALS = StayDraft(nights=3, candidates=(FIRST, SECOND))
DEPARTURES = StayDraft(candidates=((FIRST[0], date(2027, 5, 9)), (FIRST[0], date(2027, 5, 10))))


@pytest.mark.parametrize(
    ("draft", "said", "numbers", "picked"),
    [
        (ARRIVALS, {"check_in": "2026-12-06", "unsaid": "month"}, [], SECOND),
        (ARRIVALS, {"check_in": "2026-12-05", "check_out": "2026-12-08", "unsaid": "month"}, [], FIRST),
        (ARRIVALS, {"check_in": "2026-12-03", "unsaid": "week"}, [], SECOND),
        (ARRIVALS, None, [6], SECOND),
        (DEPARTURES, {"check_in": "2026-12-10", "unsaid": "month"}, [], DEPARTURES.candidates[1]),
        (DEPARTURES, None, [9], DEPARTURES.candidates[0]),
    ],
)
def test_a_bare_day_picks_the_candidate_that_it_names(
    draft: StayDraft, said: dict[str, Any] | None, numbers: list[int], picked: tuple[date, date]
) -> None:
    merged = merge_stay(draft, said, wanted="stay", numbers=numbers)
    assert (merged.arrival, merged.departure) == picked
    assert not merged.candidates


def test_a_whole_date_is_another_stay() -> None:
    merged = merge_stay(ARRIVALS, {"check_in": "2026-12-06", "check_out": "2026-12-07"}, wanted="stay")
    assert (merged.arrival, merged.departure) == (date(2026, 12, 6), date(2026, 12, 7))


def test_days_in_doubt_lie_beside_the_known_stay() -> None:
    """ "And if we leave on the 9th or the 10th?", of a stay in May."""
    unsure = {
        "ambiguous": [{"field": "check_out", "candidates": ["2026-12-09", "2026-12-10"]}], "unsaid": "month"
    }  # fmt: skip
    merged = merge_stay(StayDraft(*FIRST), unsure)
    assert merged.candidates == DEPARTURES.candidates


def test_a_day_said_to_be_the_arrival_is_no_departure() -> None:
    draft = StayDraft(date(2027, 5, 5), date(2027, 5, 9), last="departure")
    merged = merge_stay(draft, {"check_in": "2026-12-06", "unsaid": "month", "is_arrival": True})
    assert (merged.arrival, merged.departure) == (date(2027, 5, 6), date(2027, 5, 9))
