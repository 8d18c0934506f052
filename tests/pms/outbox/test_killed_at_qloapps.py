"""kill -9 at every request of a write to QloApps, which itself knows nothing of keys: our look-ups keep it at one booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
from pms.tables import dead_letters, intents
from tests.journeys.qloapps_house import QloAppsHouse
from tests.pms.house import front_desk
from tests.pms.outbox.dying_process import CHANGE_DAYS, house_of, stay_of
from tests.pms.outbox.scenes import by_house, deaths


@pytest.fixture
def shop() -> Iterator[QloAppsHouse]:
    house = QloAppsHouse().start()
    yield house
    house.stop()


@pytest.mark.parametrize("deed", ["book", "change", "cancel", "worker"])
async def test_killed_at_every_request_it_is_done_once(
    engine: AsyncEngine,
    url: str,
    shop: QloAppsHouse,
    deed: str,
) -> None:
    address = shop.rig.address
    ended = await deaths(url, deed, address)
    assert len(ended) > 12, "each request has two steps"

    clock = FrozenClock(datetime.now(UTC) + timedelta(minutes=4))
    desk = front_desk(
        Properties(tuple(house_of(step + 1, address) for step in range(len(ended)))), engine, clock
    )
    for _ in range(3):
        await desk.outbox_worker().run_once()
        clock.advance(timedelta(minutes=2))
    await desk.close()

    kept = await by_house(
        engine, select(intents.c.property_id, intents.c.kind, intents.c.state, intents.c.our_reference)
    )
    assert not await by_house(engine, select(dead_letters.c.property_id))
    lines = shop.books.store.table("room_bookings")
    for step, house in enumerate(ended, 1):
        wishes = kept.get(house, [])
        assert {state for _, state, _ in wishes} <= {"done"}, f"{house}: {wishes}"
        booked = [ours for kind, _, ours in wishes if kind == "book"]
        assert len(booked) == 1 or (house == "house-1" and deed in ("book", "worker"))
        for ours in booked:
            (order,) = shop.orders(ours)
            (line,) = [one for one in lines if one["id_order"] == order["id"]]
            was_kept = deed in [kind for kind, _, _ in wishes]
            days = CHANGE_DAYS if deed == "change" and was_kept else 0
            assert line["date_from"][:10] == stay_of(step, address).shifted(days).arrival.isoformat()
            assert bool(line["is_refunded"]) == (deed == "cancel" and was_kept), house
    assert shop.live_orders() == sum(1 for line in lines if not line["is_refunded"]), (
        "an order of one room each"
    )
    assert not shop.nights_sold_twice()
