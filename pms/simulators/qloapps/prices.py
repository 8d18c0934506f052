"""What a night costs: the type's price under the price plans, and the fees that the search adds and a booking does not get."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.store import Store

RANGE, ONE_DAY = 1, 2
LESS, MORE, FIXED = 1, 2, 3
PERCENT = 1
PER_NIGHT = 2


def nights(arrival: date, departure: date) -> Iterator[date]:
    for offset in range((departure - arrival).days):
        yield arrival + timedelta(days=offset)


def room_price(store: Store, id_product: int, arrival: date, departure: date) -> Decimal:
    """Net, for the whole stay, as a booking is charged."""
    return sum((night_price(store, id_product, night) for night in nights(arrival, departure)), Decimal(0))


def searched_price(store: Store, id_product: int, arrival: date, departure: date) -> Decimal:
    """Net, for the whole stay, as the search tells it: more than what will be booked wherever fees are added by themselves."""
    count = (departure - arrival).days
    fees = sum(
        (
            Decimal(service["price"]) * (count if service["price_calculation_method"] == PER_NIGHT else 1)
            for service in store.services(auto_added=True)
            if service["price_addition_type"] == 1
        ),
        Decimal(0),
    )
    return room_price(store, id_product, arrival, departure) + fees


def night_price(store: Store, id_product: int, night: date) -> Decimal:
    product = store.table("room_types").get(id_product)
    price = Decimal(product["price"]) if product else Decimal(0)
    plan = plan_of(store, id_product, night.isoformat())
    return price if plan is None else planned(price, plan)


def plan_of(store: Store, id_product: int, night: str) -> Row | None:
    """A single day beats a range; of two ranges the older decides. A plan without customer groups has no effect."""
    best: Row | None = None
    for plan in store.table("feature_prices"):
        if plan["id_product"] != id_product or not plan["active"] or not plan["associations"].get("groups"):
            continue
        if plan["date_selection_type"] == ONE_DAY and plan["date_from"] == night:
            return plan
        # date_to is a night too.
        if (
            best is None
            and plan["date_selection_type"] == RANGE
            and plan["date_from"] <= night <= plan["date_to"]
        ):
            best = plan
    return best


def planned(price: Decimal, plan: Row) -> Decimal:
    value = Decimal(plan["impact_value"])
    if plan["impact_way"] == FIXED:
        return value
    change = price * value / 100 if plan["impact_type"] == PERCENT else value
    return max(price - change if plan["impact_way"] == LESS else price + change, Decimal(0))
