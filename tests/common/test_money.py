"""Amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from common.money import Money


def test_minor_units_follow_the_currency() -> None:
    assert Money.from_major("12.50", "EUR") == Money(1250, "EUR")
    assert Money.from_major(1200, "JPY") == Money(1200, "JPY")
    assert Money(1250, "EUR").major == Decimal("12.50")


def test_an_amount_finer_than_its_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        Money.from_major("0.005", "EUR")


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="cannot mix"):
        Money(1, "EUR") + Money(1, "USD")


def test_it_survives_json() -> None:
    assert Money.from_json(Money(-995, "USD").to_json()) == Money(-995, "USD")
