"""QloApps behind a wire that fails on demand: our adapter against the simulator, which knows nothing of it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
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
    simulator = QloApps(clock=clock)
    async with database(folder, "ours") as engine, serve_faulty(simulator, sleep=clock.sleep) as rig:
        house = hotel(base_url=rig.address)

        async def standing() -> Any:
            return facts_of(simulator)

        yield World(
            house=house,
            rig=rig,
            engine=engine,
            adapter=lambda: build_connector(house, engine=engine, clock=clock),
            standing=standing,
            writes=lambda seen: seen.method != "GET" and not seen.path.endswith("/hotel_ari"),
        )


def facts_of(simulator: QloApps) -> dict[str, Any]:
    """What stands, told without ids: live bookings with their rooms, whatever else holds a room, guests, price plans.

    A booking that was made and undone again has left nothing of this.
    """
    store = simulator.store
    bookings, stray = [], []
    for order in store.table("orders"):
        lines = [line for line in store.lines_of_order(order["id"]) if not any(line[one] for one in _CANCELLED)]
        rooms = sorted((line["id_product"], line["date_from"], line["date_to"], line["adults"]) for line in lines)
        if order["current_state"] not in (store.states.cancelled, store.states.refunded):
            total = f"{float(order['total_paid_tax_incl']):.2f}"
            # A remark is kept or not; that it came twice is seen by whoever reads it.
            remark = store.remark_of_order.get(order["id"], "")
            bookings.append((order["source"], rooms, total, remark))
        elif rooms:
            stray.append((order["source"], rooms))
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
