"""Errors carry facts through the database and back, and speak to nobody but logs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from common.money import Money
from pms.contract import errors

ALL = [
    errors.Unreachable(
        detail="refused", vendor="demo", property_id="mirador", operation="create_reservation"
    ),
    errors.TooBusy(retry_after_seconds=2.5),
    errors.OutcomeUnknown(reference="PSD-1"),
    errors.SoldOut(room_type_id="suite"),
    errors.PriceChanged(was=Money(100, "EUR"), now=Money(120, "EUR")),
    errors.FeeChanged(was=Money(0, "EUR"), now=Money(9900, "EUR")),
    errors.StayNotPossible(why="too_long", most=21),
    errors.TooManyGuests(most=3),
    errors.NotPossible(capability="check_out_time"),
    errors.WaitedTooLong(expired_at=datetime(2026, 11, 21, tzinfo=UTC)),
    errors.UnknownVendor(known=("demo", "qloapps")),
    errors.Unintelligible(raw="<html>"),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.kind)
def test_error_comes_back_from_json_as_it_was(error: errors.PmsError) -> None:
    again = errors.from_json(errors.to_json(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)


def test_groups_say_what_the_caller_should_do() -> None:
    assert issubclass(errors.TooBusy, errors.Retriable)
    assert issubclass(errors.SoldOut, errors.Refused)
    assert issubclass(errors.BadCredentials, errors.Misconfigured)
    assert not issubclass(errors.OutcomeUnknown, errors.Retriable)


def test_place_is_filled_in_only_where_it_was_open() -> None:
    error = errors.SoldOut(operation="quote_rate").placed(vendor="demo", property_id="one", operation="other")
    assert str(error) == "SoldOut: demo/one/quote_rate"
