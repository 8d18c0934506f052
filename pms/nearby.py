"""Other dates for the same stay, when these are full."""

from __future__ import annotations

from datetime import date, timedelta

from common.clock import Deadline
from common.money import Money
from pms import house_rules
from pms.contract.models import Party, Stay
from pms.contract.protocol import Connector

NEARBY_DAYS = 14


async def nearest_stays(
    connector: Connector,
    stay: Stay,
    party: Party,
    *,
    first_day: date,
    last_day: date,
    limit: int,
    deadline: Deadline,
) -> tuple[tuple[Stay, Money], ...]:
    """As many nights within two weeks before or after, nearest first, each with its cheapest total.

    first_day, last_day: the days an arrival may fall on.
    """
    first = max(first_day, stay.arrival - timedelta(days=NEARBY_DAYS))
    last = stay.departure + timedelta(days=NEARBY_DAYS - 1)
    if first > last:
        return ()
    types = await connector.get_room_types(deadline=deadline)
    grid = await connector.get_availability(first, last, deadline=deadline)
    free = {one.night: one.free for one in grid.nights}
    found: list[tuple[Stay, Money]] = []
    # Later dates before earlier ones at the same distance: more guests can leave later than sooner.
    for days in sorted(range(-NEARBY_DAYS, NEARBY_DAYS + 1), key=lambda days: (abs(days), -days)):
        if len(found) >= limit:
            break
        nearby = stay.shifted(days)
        if days == 0 or not first_day <= nearby.arrival <= last_day:
            continue
        # The grid says where to look; the search says what is true (a room free each night may not be one room).
        if house_rules.beds(nearby, types, free) < party.people:
            continue
        offers = await connector.search_offers(nearby, party, deadline=deadline)
        totals = [one.total for one in offers.offers] + [one.total for one in offers.room_sets]
        if totals:
            found.append((nearby, min(totals)))
    return tuple(found)
