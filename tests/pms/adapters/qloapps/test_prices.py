"""Every price that is quoted can be booked to the cent, however the server rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from pms.adapters.qloapps.prices import (
    Wanted,
    bookable,
    decimals_for,
    over_nights,
    tax_factor,
    together,
)

RATES = [
    Decimal(rate)
    for rate in ("0", "2.6", "3.8", "5", "5.5", "7", "8.1", "10", "13", "19", "21", "22", "9.975", "14.975")
]
rates = st.sampled_from(RATES)
amounts = st.integers(min_value=1, max_value=5_000_000).map(lambda cents: Decimal(cents) / 100)
nets = st.decimals(min_value=Decimal("0.01"), max_value=50_000, places=6)


def factor_of(percent: Decimal) -> Decimal:
    return 1 + percent / 100


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(gross=amounts, percent=rates, nights=st.integers(1, 30))
def test_booked_total_is_the_quoted_one_with_either_precision(
    gross: Decimal, percent: Decimal, nights: int
) -> None:
    """The server keeps the price a night with six places, and rounds the net to cents before or not at all."""
    factor = factor_of(percent)
    price = bookable(Wanted(gross, factor), "EUR", 2)
    by_night = (cents(price.net) / nights).quantize(Decimal("0.000001"), ROUND_HALF_UP) * nights
    assert cents(by_night.quantize(Decimal("0.0001")) * factor) == price.gross.major
    assert cents(price.net * factor) == price.gross.major


@given(gross=amounts, percent=rates)
def test_quoted_price_lies_at_most_a_cent_beside_the_searched_one(gross: Decimal, percent: Decimal) -> None:
    price = bookable(Wanted(gross, factor_of(percent)), "EUR", 2)
    assert abs(price.gross.major - gross) <= Decimal("0.01")


@given(
    rooms=st.lists(st.tuples(amounts, rates), min_size=1, max_size=4),
    rounds_each=st.booleans(),
    beside=st.integers(-40, 40).map(lambda n: Decimal(n) / 10_000),
)
def test_rooms_add_up_as_the_installation_rounds(
    rooms: list[tuple[Decimal, Decimal]], rounds_each: bool, beside: Decimal
) -> None:
    wanted = [Wanted(gross, factor_of(percent)) for gross, percent in rooms]
    prices = together(wanted, "EUR", 2, rounds_each=rounds_each, beside=beside)
    exact = [one.net * room.factor for one, room in zip(prices, wanted, strict=True)]
    booked = sum(map(cents, exact), Decimal(0)) if rounds_each else cents(sum(exact, beside))
    assert booked == sum((one.gross.major for one in prices), Decimal(0))
    for price, room in zip(prices, wanted, strict=True):
        assert abs(price.gross.major - room.gross) <= Decimal("0.05")


@given(net=nets, percent=rates)
def test_tax_is_read_from_two_rounded_amounts(net: Decimal, percent: Decimal) -> None:
    """Small amounts allow several rates; the one that is taken explains what was seen."""
    shown_net, shown_gross = cents(net), cents(net * factor_of(percent))
    if shown_net <= 0 or shown_gross < shown_net:
        return
    factor = tax_factor(shown_net, shown_gross)
    assert abs(shown_net * factor - shown_gross) <= Decimal("0.02")
    if shown_net >= 1000:
        assert abs(factor - factor_of(percent)) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("net", "gross", "percent"),
    [
        ("1250", "1487.5", "19"),
        ("84.03", "100", "19"),
        ("100", "100", "0"),
        ("0", "0", "0"),
        ("200", "219.95", "9.975"),
    ],
)
def test_plain_rates_are_found(net: str, gross: str, percent: str) -> None:
    assert tax_factor(Decimal(net), Decimal(gross)) == factor_of(Decimal(percent))


def test_yen_have_no_cents() -> None:
    assert bookable(
        Wanted(Decimal("11000.4"), Decimal("1.1")), "JPY", decimals_for("JPY", None)
    ).gross == Money(11000, "JPY")


@pytest.mark.parametrize(("configured", "decimals"), [("2", 2), ("0", 0), ("", 2), (None, 2), ("99", 6)])
def test_places_are_the_installations_or_else_the_currencys(configured: str | None, decimals: int) -> None:
    assert decimals_for("EUR", configured) == decimals


@given(st.lists(nets, min_size=1, max_size=30))
def test_nights_add_up_to_the_total(each: list[Decimal]) -> None:
    total = Money(int(cents(sum(each, Decimal(0))) * 100), "EUR")
    nights = over_nights(total, each)
    assert sum(one.minor for one in nights) == total.minor
    assert len(nights) == len(each)


def test_nights_that_do_not_explain_the_total_are_left_out() -> None:
    """A fee of 20 a stay shows in both nights' own prices."""
    assert over_nights(Money(22000, "EUR"), [Decimal(120), Decimal(120)]) == ()
