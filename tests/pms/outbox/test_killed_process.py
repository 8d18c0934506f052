"""kill -9 at every step of a write: whoever comes next finds it done once, never lost and never doubled."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
from pms.adapters.demo.tables import charges, reservations, room_nights
from pms.tables import dead_letters, intents, notices
from tests.pms.house import front_desk, hotel, next_month
from tests.pms.outbox.dying_process import CHANGE_DAYS
from tests.pms.outbox.scenes import by_house, deaths


@pytest.mark.parametrize("deed", ["book", "change", "cancel", "charge", "worker"])
async def test_killed_at_every_step_it_is_done_once(engine: AsyncEngine, url: str, deed: str) -> None:
    houses = await deaths(url, deed)
    least = 6 if deed == "worker" else 7
    assert len(houses) >= least, (
        "kept (by the desk), claimed, sent, written, answered, settled, and one that lived"
    )

    # The processes that come next, minutes later: leases have ended, quotes have not. Twice, to find out about doubling.
    clock = FrozenClock(datetime.now(UTC) + timedelta(minutes=4))
    desk = front_desk(Properties(tuple(hotel(house) for house in houses)), engine, clock)
    for _ in range(3):
        await desk.outbox_worker().run_once()
        clock.advance(timedelta(minutes=2))
    await desk.close()

    kept = await by_house(engine, select(intents.c.property_id, intents.c.kind, intents.c.state))
    assert not await by_house(engine, select(dead_letters.c.property_id))
    for house in houses:
        assert all(state == "done" for _, state in kept.get(house, [])), f"{house}: {kept.get(house, [])}"
        # Killed before the wish was kept, nothing was promised and nothing may be written.
        kind = "book" if deed == "worker" else deed
        was_kept = kind in [found for found, _ in kept.get(house, [])]
        assert was_kept or house == "house-1"
        await CHECKS[deed](engine, house, was_kept)


async def stands(engine: AsyncEngine, house: str) -> tuple[list[Any], int]:
    booked = await by_house(
        engine, select(reservations.c.property_id, reservations.c.status, reservations.c.arrival)
    )
    nights = await by_house(engine, select(room_nights.c.property_id))
    return booked.get(house, []), len(nights.get(house, []))


async def booked_once(engine: AsyncEngine, house: str, was_kept: bool) -> None:
    expected = ([("confirmed", next_month().arrival)], 2) if was_kept else ([], 0)
    assert await stands(engine, house) == expected
    told = await by_house(engine, select(notices.c.property_id, notices.c.reply))
    assert Counter(told.get(house, [])) in (Counter(), Counter({("notice.book_done",): 1}))


async def told_once(engine: AsyncEngine, house: str, was_kept: bool) -> None:
    await booked_once(engine, house, was_kept)
    told = await by_house(engine, select(notices.c.property_id, notices.c.reply))
    assert told[house] == [("notice.book_done",)]


async def changed_once(engine: AsyncEngine, house: str, was_kept: bool) -> None:
    arrival = next_month().shifted(CHANGE_DAYS if was_kept else 0).arrival
    assert await stands(engine, house) == ([("confirmed", arrival)], 2)


async def cancelled_once(engine: AsyncEngine, house: str, was_kept: bool) -> None:
    status, nights = ("cancelled", 0) if was_kept else ("confirmed", 2)
    assert await stands(engine, house) == ([(status, next_month().arrival)], nights)


async def charged_once(engine: AsyncEngine, house: str, was_kept: bool) -> None:
    posted = await by_house(
        engine,
        select(reservations.c.property_id, charges.c.amount_minor).join(
            charges, charges.c.reservation_id == reservations.c.id
        ),
    )
    assert posted.get(house, []) == ([(1250,)] if was_kept else [])
    told = await by_house(engine, select(notices.c.property_id, notices.c.reply))
    assert house not in told, "staff asked; no guest is told"


CHECKS = {
    "book": booked_once,
    "change": changed_once,
    "cancel": cancelled_once,
    "charge": charged_once,
    "worker": told_once,
}
