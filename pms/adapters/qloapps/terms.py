"""What cancelling costs, by the refund rules of QloApps or by the house's own terms. Pure.

QloApps takes the first rule (in the hotel's order) whose days are not more than the days left until arrival, and keeps
everything where none fits (HotelOrderRefundRules::getBookingCancellationDetails of v1.6.1). A hotel without active
refunds states no fee at all: cancelling frees the rooms and costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from common.money import Money
from pms.adapters.qloapps import wire
from pms.adapters.qloapps.options import CancellationRule
from pms.contract.models import CancellationTerms

_FIXED = 1


@dataclass(frozen=True)
class RefundRule:
    """From so many days before arrival (or more) this is kept. amount: percent, or an amount a room when is_fixed."""

    days: int
    amount: Decimal
    is_fixed: bool

    def fee(self, rooms: list[Money]) -> Money:
        total = sum((room.minor for room in rooms), 0)
        currency = rooms[0].currency
        if self.is_fixed:
            each = wire.from_decimal(self.amount, currency)
            return Money(sum(min(each.minor, room.minor) for room in rooms), currency)
        part = (Decimal(total) * self.amount / 100).quantize(Decimal(1))
        return Money(min(total, int(part)), currency)


def read_refund_rules(rows: list[dict[str, Any]], hotel: dict[str, Any]) -> tuple[RefundRule, ...]:
    """The hotel's own, in its order. A rule that it does not name is another hotel's."""
    by_id = {
        wire.integer(row["id"]): RefundRule(
            days=int(wire.decimal(row["days"])),
            amount=wire.decimal(row["deduction_value_full_pay"]),
            is_fixed=wire.integer(row["payment_type"]) == _FIXED,
        )
        for row in rows
    }
    named = (hotel.get("associations") or {}).get("hotel_refund_rules") or ()
    ids = [wire.integer(one["id"]) for one in named]
    return tuple(by_id[key] for key in ids if key in by_id)


def cancellation_terms(
    rooms: list[Money],
    arrival: date,
    *,
    rules: tuple[RefundRule, ...],
    is_active: bool,
    own: CancellationRule | None,
    zone: ZoneInfo,
    now: datetime,
) -> CancellationTerms:
    """rooms: what each costs. The terms as they are now: free until when, and what it costs from then on."""
    if own is not None:
        day = arrival - timedelta(days=own.free_days_before)
        free_until = datetime.combine(day, time.fromisoformat(own.free_until), tzinfo=zone).astimezone(UTC)
        rule = RefundRule(days=0, amount=Decimal(own.fee_percent), is_fixed=False)
        return CancellationTerms(free_until=free_until if free_until > now else None, fee=rule.fee(rooms))
    nothing = Money.zero(rooms[0].currency)
    if not is_active:
        return CancellationTerms(free_until=None, fee=nothing)
    today = now.astimezone(zone).date()
    now_costs = _fee_on(today, rooms, arrival, rules)
    later = [_fee_on(day, rooms, arrival, rules) for day in _days(today, arrival)]
    if now_costs:
        return CancellationTerms(free_until=None, fee=now_costs)
    first_paid = next((n for n, fee in enumerate(later) if fee), None)
    if first_paid is None:
        return CancellationTerms(free_until=None, fee=nothing)
    free_until = datetime.combine(today + timedelta(days=first_paid), time.min, tzinfo=zone).astimezone(UTC)
    # A further rule may ask for more nearer to the arrival: the most that it can become is what is said.
    return CancellationTerms(free_until=free_until, fee=max(later))


def _fee_on(day: date, rooms: list[Money], arrival: date, rules: tuple[RefundRule, ...]) -> Money:
    left = (arrival - day).days
    for rule in rules:
        if left >= rule.days:
            return rule.fee(rooms)
    return RefundRule(days=0, amount=Decimal(100), is_fixed=False).fee(rooms)


def _days(today: date, arrival: date) -> list[date]:
    return [today + timedelta(days=n) for n in range(max(0, (arrival - today).days) + 1)]
