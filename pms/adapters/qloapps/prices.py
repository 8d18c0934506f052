"""From the gross price that is quoted to the net price that is sent, so that what is booked is what was quoted. Pure.

QloApps is told net prices, rounds them to its own places (PS_PRICE_DISPLAY_PRECISION, two as installed) and adds the tax
again, so some gross cents cannot be reached: at 19 % one in six. What we quote is therefore always a price that can be
booked, at most one cent beside the one that the search answered.
Source: classes/webservice/WebserviceSpecificManagementBookings.php of v1.6.1, `ps_round` of unit_price_without_tax.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import product

from common.money import Money, minor_digits
from pms.adapters.qloapps.wire import from_decimal

_HALF_CENT = Decimal("0.005")
_FINEST_PERCENT = 3


@dataclass(frozen=True)
class Price:
    """net: to be sent, for the whole stay; gross: what the guest pays."""

    net: Decimal
    gross: Money

    @property
    def tax(self) -> Money:
        return self.gross - from_decimal(self.net, self.gross.currency)


def tax_factor(net: Decimal, gross: Decimal) -> Decimal:
    """1.19 for 19 %: the plainest rate that explains the two amounts, each of which may be rounded to cents.

    The API names tax groups, but not their rates.
    """
    if net <= 0 or gross <= net:
        return Decimal(1)
    low = (gross - _HALF_CENT) / (net + _HALF_CENT)
    high = (gross + _HALF_CENT) / max(net - _HALF_CENT, _HALF_CENT)
    exact = gross / net
    for places in range(_FINEST_PERCENT + 1):
        plain = exact.quantize(Decimal(1).scaleb(-places - 2), ROUND_HALF_UP)
        # A rate of many places is believed only where the net amount is not what made it.
        fits = low <= plain <= high if places < 2 else abs(net * plain - gross) <= _HALF_CENT
        if fits:
            return plain
    return exact


@dataclass(frozen=True)
class Wanted:
    """gross: what one room should cost for the stay, not rounded; factor: the tax that the server will put on its net."""

    gross: Decimal
    factor: Decimal


def bookable(wanted: Wanted, currency: str, decimals: int) -> Price:
    """The nearest price that the server arrives at from a net price of so many places."""
    return together([wanted], currency, decimals)[0]


def together(
    rooms: list[Wanted],
    currency: str,
    decimals: int,
    *,
    rounds_each: bool = True,
    beside: Decimal = Decimal(0),
) -> tuple[Price, ...]:
    """Prices of several rooms that add up to what the server will arrive at.

    rounds_each: the server rounds every room, not only their sum (PS_ROUND_TYPE). Prices for which that makes no
    difference are preferred; where none lie near, the installation's rule decides, and the last room's price takes the
    cent. beside: by how much the exact price of everything else lies above its rounded one.
    """
    total = sum((room.gross for room in rooms), Decimal(0))
    best: tuple[Price, ...] = ()
    best_cost, best_rest = (2, Decimal(0), 0), 0
    for prices in product(*(_near(room, currency, decimals) for room in rooms)):
        exact = sum((one.net * room.factor for one, room in zip(prices, rooms, strict=True)), beside)
        rounded = sum(one.gross.minor for one in prices)
        rest = from_decimal(exact, currency).minor - rounded
        cost = (int(rest != 0), abs(Money(rounded, currency).major - total), rounded)
        if cost < best_cost:
            best, best_cost, best_rest = prices, cost, rest
    if rounds_each or not best_rest:
        return best
    last = best[-1]
    return (*best[:-1], Price(last.net, Money(last.gross.minor + best_rest, currency)))


def _near(room: Wanted, currency: str, decimals: int) -> list[Price]:
    """The nearest three, the best first."""
    step = Decimal(1).scaleb(-decimals)
    below = (room.gross / room.factor).quantize(step, ROUND_FLOOR)
    nets = [net for net in (below, below + step, below - step) if net >= 0]
    prices = [Price(net, from_decimal(net * room.factor, currency)) for net in nets]
    return sorted(prices, key=lambda one: (abs(one.gross.major - room.gross), one.gross.minor))


def decimals_for(currency: str, configured: str | None) -> int:
    """configured: PS_PRICE_DISPLAY_PRECISION as the installation says it; the currency's own places when it does not."""
    if configured is not None and configured.strip().isdecimal():
        return min(6, int(configured))
    return minor_digits(currency)


def over_nights(total: Money, nights: list[Decimal]) -> tuple[Money, ...]:
    """One amount a night, adding up to the total; empty where the nights do not explain the total.

    Cents that rounding left over lie on the last night. A fee that is taken once a stay shows in each night's own price,
    so that their sum is more than the stay costs: such a breakdown would mislead.
    """
    each = [from_decimal(night, total.currency) for night in nights]
    rest = total.minor - sum(one.minor for one in each)
    if not each or abs(rest) > len(each):
        return ()
    last = Money(each[-1].minor + rest, total.currency)
    return (*each[:-1], last)
