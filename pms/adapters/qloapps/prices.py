"""From the gross price that is quoted to the net price that is sent, so that what is booked is what was quoted. Pure.

QloApps is told net prices, rounds them to its own places (PS_PRICE_DISPLAY_PRECISION, two as installed) and adds the tax
again, so some gross cents cannot be reached: at 19 % one in six. What we quote is therefore always a price that can be
booked, at most one cent beside the one that the search answered.
Source: classes/webservice/WebserviceSpecificManagementBookings.php of v1.6.1, `ps_round` of unit_price_without_tax.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from common.money import Money, minor_digits
from pms.adapters.qloapps.wire import from_decimal

_HALF_CENT = Decimal("0.005")
_FINEST_PERCENT = 4


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
    if net <= 0 or gross < net:
        return Decimal(1)
    if gross == net:
        return Decimal(1)
    low = (gross - _HALF_CENT) / (net + _HALF_CENT)
    high = (gross + _HALF_CENT) / (net - _HALF_CENT) if net > _HALF_CENT else gross / net
    exact = gross / net
    for places in range(_FINEST_PERCENT + 1):
        plain = exact.quantize(Decimal(1).scaleb(-places - 2), ROUND_HALF_UP)
        if low <= plain <= high:
            return plain
    return exact


def bookable(gross: Decimal, factor: Decimal, currency: str, decimals: int) -> Price:
    """The nearest price to `gross` that the server arrives at from a net price of so many places."""
    step = Decimal(1).scaleb(-decimals)
    below = (gross / factor).quantize(step, ROUND_FLOOR)
    wanted = from_decimal(gross, currency)
    candidates = [Price(net, from_decimal(net * factor, currency)) for net in (below, below + step)]
    return min(candidates, key=lambda one: (abs(one.gross.minor - wanted.minor), one.gross.minor))


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


def evenly(total: Money, nights: int) -> tuple[Money, ...]:
    share, rest = divmod(total.minor, nights)
    return tuple(Money(share + (1 if n < rest else 0), total.currency) for n in range(nights))
