"""What changed since: from orders and from room lines, because each moves without the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from common.clock import Deadline
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import Houses
from pms.adapters.qloapps.local_time import earliest_since, to_instant
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.register import Register
from pms.contract.models import Event


class Feed:
    def __init__(self, options: Options, client: Client, houses: Houses, register: Register) -> None:
        self._options = options
        self._client = client
        self._houses = houses
        self._register = register

    async def changed_order_ids(self, since: datetime, *, deadline: Deadline) -> list[int]:
        """Oldest change first; one may be told that changed a little before."""
        return list(await self._changes(since, deadline=deadline))

    async def events(self, since: datetime, *, deadline: Deadline) -> tuple[Event, ...]:
        house = await self._houses.current(deadline=deadline)
        changes = await self._changes(since, deadline=deadline)
        held = await self._register.by_orders(changes, deadline=deadline)
        events = [
            Event(
                id=f"{one.order.id}@{changes[one.order.id].isoformat()}",
                kind="reservation",
                reference=one.order.reference or str(one.order.id),
                at=to_instant(changes[one.order.id], house.zone),
            )
            for one in held
        ]
        return tuple(sorted(events, key=lambda one: one.at))

    async def _changes(self, since: datetime, *, deadline: Deadline) -> dict[int, datetime]:
        """Order id → the latest stamp of it or of its lines, shop-local; oldest first."""
        house = await self._houses.current(deadline=deadline)
        # The mark may be our clock's or the server's: the earlier reading of the two loses nothing.
        mark = min(since, since + timedelta(seconds=self._client.skew_seconds))
        mark -= timedelta(seconds=self._options.poll_overlap_seconds)
        after = earliest_since(mark, house.zone)

        async def orders(filters: dict[str, str]) -> list[tuple[int, int, datetime]]:
            found = await self._register.orders(filters, deadline=deadline)
            return [(one.id, one.id, one.updated) for one in found]

        async def lines(filters: dict[str, str]) -> list[tuple[int, int, datetime]]:
            found = await self._register.lines(
                {**filters, "filter[id_hotel]": f"[{house.hotel_id}]"}, deadline=deadline
            )
            return [(one.id, one.order_id, one.updated) for one in found]

        changed: dict[int, datetime] = {}
        for order_id, at in [*await self._pages(orders, after), *await self._pages(lines, after)]:
            changed[order_id] = max(at, changed.get(order_id, at))
        return dict(sorted(changed.items(), key=lambda one: (one[1], one[0])))

    async def _pages(
        self,
        page: Callable[[dict[str, str]], Awaitable[list[tuple[int, int, datetime]]]],
        after: datetime,
    ) -> list[tuple[int, datetime]]:
        found: dict[int, tuple[int, datetime]] = {}
        size, start = self._options.page_size, 0
        while True:
            rows = await page(
                {
                    # Without it the server knows no filter of this name.
                    "date": "1",
                    "filter[date_upd]": f">[{after:%Y-%m-%d %H:%M:%S}]",
                    "sort": "[date_upd_ASC,id_ASC]",
                    "limit": f"{start},{size}",
                }
            )
            found |= {row_id: (order_id, at) for row_id, order_id, at in rows}
            if len(rows) < size:
                return list(found.values())
            # What is changed meanwhile moves to the end and lets the rest slip: pages overlap by one.
            start += size - 1
