"""Every refusal has a reply, for every errand, and the reply has its words."""

from __future__ import annotations

from typing import get_args

import pytest

from actions.outcomes import Errand, of_refusal, of_search
from common.money import Money
from pms.contract import errors
from templates.store import read_catalog

KEYS = set(read_catalog().keys)
TEN, TWELVE = Money(1000, "EUR"), Money(1200, "EUR")
REFUSALS = [
    errors.SoldOut(),
    errors.PriceChanged(was=TEN, now=TWELVE),
    errors.FeeChanged(was=TEN, now=TWELVE),
    errors.QuoteExpired(),
    errors.TooLateToCancel(),
    errors.TooLateToChange(),
    errors.AlreadyCancelled(),
    errors.NotFound(),
    errors.StillQueued(reference="PSD-7K3M9Q"),
    errors.NotPossible(capability="modify_dates"),
    errors.TooManyGuests(most=3),
    errors.TooManyGuests(),
    errors.StayNotPossible(why="past"),
    errors.StayNotPossible(why="too_long", most=21),
    errors.StayNotPossible(why="too_far_ahead", most=500),
    errors.Invalid(field="email"),
    errors.WaitedTooLong(),
    errors.Abandoned(),
]


def test_no_kind_of_refusal_is_forgotten() -> None:
    assert {type(one) for one in REFUSALS} == set(errors.Refused.__subclasses__())


@pytest.mark.parametrize("errand", get_args(Errand))
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.kind)
def test_every_refusal_of_every_errand_is_worded(errand: Errand, refusal: errors.Refused) -> None:
    assert of_refusal(errand, refusal).reply in KEYS
    assert of_search(refusal).reply in KEYS


def test_a_booking_that_still_waits_is_named_by_its_reference() -> None:
    named = of_refusal("change", errors.StillQueued(reference="PSD-7K3M9Q"))
    assert (named.reply, named.values) == ("status.queued", {"reference": "PSD-7K3M9Q"})
