"""Prices pushed as `feature_prices`, the plans by which QloApps departs from a room type's base price.

A single day beats a range, and of ranges that overlap the older one wins, whatever we add later. So a price goes to the
plan that would win: an existing one is changed, a night that another range covers gets a day of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from common.clock import Deadline
from common.money import minor_digits
from pms.adapters.qloapps import ari, wire
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import House, Houses
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.prices import Wanted, bookable, tax_factor
from pms.contract import errors
from pms.contract.models import RateChange, Stay

_RANGE, _DAY = 1, 2
_FIXED, _AMOUNT = 3, 2


@dataclass(frozen=True)
class Plan:
    """first, last: both included. is_plain: for every day in between, not for some weekdays only."""

    id: int
    first: date
    last: date
    is_day: bool
    is_plain: bool
    is_active: bool


@dataclass(frozen=True)
class Step:
    """plan_id: the plan to be changed, None for a new one."""

    plan_id: int | None
    first: date
    last: date


class Rates:
    def __init__(self, options: Options, client: Client, houses: Houses) -> None:
        self._options = options
        self._client = client
        self._houses = houses

    async def push(self, changes: tuple[RateChange, ...], *, deadline: Deadline) -> None:
        """One after the other: of a change that fails the earlier ones stand, and all may be pushed again."""
        for change in changes:
            house = await self._houses.with_type(change.room_type_id, deadline=deadline)
            kind = house.kind(change.room_type_id)
            if change.price.currency != house.currency:
                raise errors.Invalid(field="price")
            net = await self._net(change, house, deadline=deadline)
            query = {"display": "full", "filter[id_product]": f"[{kind.type.id}]"}
            answer = await self._client.get("feature_prices", query, deadline=deadline)
            for step in steps(change.first, change.last, read_plans(answer)):
                await self._client.write(
                    "PUT" if step.plan_id else "POST",
                    "feature_prices",
                    key=step.plan_id,
                    xml=self._xml(step, int(kind.type.id), net, house),
                    deadline=deadline,
                )

    async def _net(self, change: RateChange, house: House, *, deadline: Deadline) -> Decimal:
        """The tax shows only in a price, so one of the first night is asked for. Raises Unintelligible without one."""
        night = Stay(arrival=change.first, departure=change.first + timedelta(days=1))
        type_id = int(change.room_type_id)
        kind = house.kinds[type_id]
        said = self._options.tax_percent.get(kind.tax_group)
        if said is not None:
            factor = 1 + Decimal(str(said)) / 100
        else:
            question = ari.question(house.hotel_id, night, type_id=type_id)
            answer = await self._client.read_by_post("hotel_ari", question, deadline=deadline)
            rate = ari.read_search(answer).rates.get(type_id)
            if rate is None or not rate.net:
                raise errors.Unintelligible(
                    vendor="qloapps", detail="no price shows the tax of this room type"
                )
            factor = tax_factor(rate.net, rate.gross)
        gross = Decimal(change.price.minor).scaleb(-minor_digits(change.price.currency))
        # A plan's price is kept with six places; only a booking's is rounded.
        return bookable(Wanted(gross, factor), change.price.currency, 6).net

    def _xml(self, step: Step, type_id: int, net: Decimal, house: House) -> str:
        """Always the whole plan: what a PUT leaves out is blanked. Without groups it would have no effect."""
        names = "".join(
            f'<language id="{key}">{self._options.rate_name}</language>' for key in house.languages
        )
        groups = "".join(f"<group><id>{group}</id></group>" for group in house.groups)
        fields = {
            "id": step.plan_id or "",
            "id_product": type_id,
            "id_cart": 0,
            "id_guest": 0,
            "id_room": 0,
            "date_from": step.first.isoformat(),
            # The last night is included.
            "date_to": step.last.isoformat(),
            "impact_way": _FIXED,
            "is_special_days_exists": 0,
            "date_selection_type": _DAY if step.first == step.last else _RANGE,
            "special_days": "",
            "impact_type": _AMOUNT,
            "impact_value": format(net, "f"),
            "active": 1,
        }
        if not step.plan_id:
            del fields["id"]
        body = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        return (
            f"<qloapps><feature_price>{body}<feature_price_name>{names}</feature_price_name>"
            f"<associations><groups>{groups}</groups></associations></feature_price></qloapps>"
        )


def read_plans(answer: Any) -> list[Plan]:
    """The plans for everybody; those for one cart, guest or room are bookings' own. Raises Unintelligible."""
    found = wire.rows(answer, "feature_prices")
    with wire.reading("feature_prices"):
        return [
            Plan(
                id=wire.integer(row["id"]),
                first=wire.day(row["date_from"]),
                last=wire.day(row["date_to"]),
                is_day=wire.integer(row["date_selection_type"]) == _DAY,
                is_plain=not wire.flag(row["is_special_days_exists"]),
                is_active=wire.flag(row["active"]),
            )
            for row in found
            if not any(wire.flag(row.get(name)) for name in ("id_cart", "id_guest", "id_room"))
        ]
    raise AssertionError


def steps(first: date, last: date, plans: Iterable[Plan]) -> list[Step]:
    """The fewest plans to change or make, so that every night from first to last has the price."""
    standing = sorted((plan for plan in plans if plan.is_active), key=lambda plan: plan.id)
    days = {plan.first: plan for plan in reversed(standing) if plan.is_day}
    ranges = [plan for plan in standing if not plan.is_day and plan.first <= last and plan.last >= first]
    done: list[Step] = []
    nights = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    exact = ranges[0] if ranges and (ranges[0].first, ranges[0].last) == (first, last) else None
    if exact is not None and exact.is_plain and first != last:
        done.append(Step(exact.id, first, last))
        ranges = []
        nights = [night for night in nights if night in days]
    run: list[date] = []
    for night in nights:
        is_covered = any(plan.first <= night <= plan.last for plan in ranges)
        if night in days or is_covered:
            done.append(Step(days[night].id if night in days else None, night, night))
        elif run and night - run[-1] == timedelta(days=1):
            run.append(night)
        else:
            done += _range_of(run)
            run = [night]
    return done + _range_of(run)


def _range_of(run: list[date]) -> list[Step]:
    return [Step(None, run[0], run[-1])] if run else []
