"""An outcome counts once a guest and kind, within thirty days of what the guest was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.money import Money
from templates.experiment_tables import outcomes as outcomes_table
from templates.outcomes import Outcome
from tests.templates.lab import START, Lab, rows, show, shown, tell


async def test_one_guest_in_two_experiments_is_shown_each(lab: Lab) -> None:
    assert await show(lab, shown("g"), shown("g", experiment="other")) == [True, True]
    assert await tell(lab, Outcome("g", "booking", START)) == 2


async def test_an_outcome_counts_once_a_guest_and_the_first_of_it(lab: Lab) -> None:
    await show(lab, shown("g"))
    first = Outcome("g", "booking", START + timedelta(days=1), Money(10_000, "EUR"), source="int_1")
    second = Outcome("g", "booking", START + timedelta(days=2), Money(99_000, "EUR"), source="int_2")
    assert await tell(lab, second, first) == 1
    assert await tell(lab, first, second) == 0
    assert await tell(lab, Outcome("g", "handoff", START)) == 1
    booking, handoff = sorted(await rows(lab, outcomes_table), key=lambda row: row.kind)
    assert (booking.amount_minor, booking.currency, booking.source) == (10_000, "EUR", "int_1")
    assert handoff.amount_minor is None


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=-1), 0),
        (timedelta(days=30), 1),
        (timedelta(days=30, seconds=1), 0),
    ],
)
async def test_only_what_follows_within_thirty_days_counts(lab: Lab, after: timedelta, counts: int) -> None:
    await show(lab, shown("g"))
    assert await tell(lab, Outcome("g", "booking", START + after)) == counts


async def test_whoever_was_shown_nothing_counts_nowhere(lab: Lab) -> None:
    await show(lab, shown("g"))
    assert await tell(lab, Outcome("stranger", "booking", START)) == 0


async def test_any_number_is_counted_in_one_telling(lab: Lab) -> None:
    await show(lab, shown("g"))
    assert await tell(lab, *(Outcome("g", f"kind{number}", START) for number in range(1_001))) == 1_001
