"""QloApps behind a wire that fails on demand: our adapter against the simulator, which knows nothing of it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from common.clock import FrozenClock
from pms.adapters.qloapps.adapter import build_connector
from pms.simulators.faults import serve_faulty
from pms.simulators.qloapps import QloApps
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.matrix.database import database
from tests.pms.matrix.world import World

_CANCELLED = ("is_refunded", "is_back_order")


@contextlib.asynccontextmanager
async def qloapps(folder: Path, clock: FrozenClock) -> AsyncIterator[World]:
    now = kept = QloApps(clock=clock)
    async with database(folder / "ours.db") as ours, serve_faulty(now, sleep=clock.sleep) as rig:
        house = hotel(base_url=rig.address)

        def copied(simulator: QloApps) -> QloApps:
            return deepcopy(simulator, {id(clock): clock})

        async def standing() -> Any:
            return facts_of(now)

        async def keep() -> None:
            nonlocal kept
            kept = copied(now)
            await ours.keep()

        async def restore() -> None:
            nonlocal now
            now = rig.faulty.simulator = copied(kept)
            await ours.restore()

        yield World(
            house=house,
            rig=rig,
            engine=ours.engine,
            adapter=lambda: build_connector(house, engine=ours.engine, clock=clock),
            standing=standing,
            writes=lambda seen: seen.method != "GET" and not seen.path.endswith("/hotel_ari"),
            keep=keep,
            restore=restore,
        )


def facts_of(simulator: QloApps) -> dict[str, Any]:
    """What stands, told without ids: live bookings with their rooms, whatever else holds a room, guests, price plans.

    A booking that was made and undone again has left nothing of this.
    """
    store = simulator.store
    bookings, stray = [], []
    for order in store.table("orders"):
        lines = [
            line for line in store.lines_of_order(order["id"]) if not any(line[one] for one in _CANCELLED)
        ]
        rooms = sorted(
            (line["id_product"], line["date_from"], line["date_to"], line["adults"]) for line in lines
        )
        # Our references are drawn by lot; a second booking under one of them would be a second row.
        made_by = order["source"].partition(":")[0]
        if order["current_state"] not in (store.states.cancelled, store.states.refunded):
            total = f"{float(order['total_paid_tax_incl']):.2f}"
            remarks = tuple(store.remarks_of_order.get(order["id"], ()))
            bookings.append((made_by, rooms, total, remarks))
        elif rooms:
            stray.append((made_by, rooms))
    held = simulator.held_nights()
    return {
        "bookings": sorted(bookings),
        "rooms held by nobody": stray,
        "nights sold twice": sum(1 for count in held.values() if count > 1),
        "guests": sorted(
            Counter(
                (row["email"], row["firstname"], row["lastname"], row["phone"])
                for row in store.table("customers")
            ).items()
        ),
        "price plans": sorted(
            (row["id_product"], row["date_from"], row["date_to"], str(row["impact_value"]))
            for row in store.table("feature_prices")
        ),
    }
