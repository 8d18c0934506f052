"""More guests than rooms, all at once: every room is sold once, and everybody is told how it ended for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline, FrozenClock, SystemClock
from common.database import create_all, create_engine
from common.properties import Properties, Property
from pms.contract import errors
from pms.contract.models import GuestProfile, Party
from pms.contract.outcomes import Done, Queued, Refused
from pms.front_desk import Errand, FrontDesk
from pms.simulators.qloapps import QloApps, one_type_house
from pms.simulators.server import serve
from pms.tables import intents, notices
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import NOW, front_desk, next_month
from tests.pms.matrix.warp import in_warp

ROOMS = 20
STAY = next_month()
# More than the 100 calls of a minute.
CROWD = 150
DEFAULT = {"calls": 100, "per_seconds": 60}
UNLIMITED = {"calls": 1_000_000, "per_seconds": 60}


def guest(number: int) -> GuestProfile:
    return GuestProfile(
        first_name="Test",
        last_name="Guest",
        email=f"guest{number}@example.com",
        phone="+34 600 100 200",
        language="en",
    )


def errand(number: int, clock: Clock, seconds: float) -> Errand:
    return Errand("mirador", f"conversation-{number}", "turn-1", Deadline.after(seconds, clock))


def patient(house: Property) -> Property:
    return replace(house, pms=replace(house.pms, timeout_seconds=600))


@contextlib.asynccontextmanager
async def process(file: Path, house: Property, clock: Clock) -> AsyncIterator[tuple[FrontDesk, AsyncEngine]]:
    """A front desk with its own connections to the database that all share: what another process would be."""
    engine = create_engine(f"sqlite+aiosqlite:///{file}")
    await create_all(engine)
    desk = front_desk(Properties((house,)), engine, clock)
    try:
        yield desk, engine
    finally:
        await desk.close()
        await engine.dispose()


async def quotes_for(desk: FrontDesk, guests: range, clock: Clock) -> dict[int, str]:
    """While there is room for everybody; a few at a time, as a gateway lets them in."""
    few = asyncio.Semaphore(20)

    async def one(number: int) -> tuple[int, str]:
        async with few:
            quote = await desk.quote(errand(number, clock, 600), STAY, Party(adults=2), ("1",))
            return number, quote.id

    return dict(await asyncio.gather(*map(one, guests)))


async def settled(engine: AsyncEngine) -> Counter[tuple[str, str]]:
    """How many bookings ended how, and why."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(intents.c.state, intents.c.error))
        return Counter((state, error["kind"] if error else "") for state, error in rows)


def assert_sold_once(simulator: QloApps) -> None:
    """Every room on every night of the stay, and none twice."""
    held = simulator.held_nights()
    assert set(held.values()) == {1}, "a room is sold twice for one night"
    assert len(held) == ROOMS * STAY.nights
    standing = [
        row
        for row in simulator.store.table("orders")
        if row["current_state"] != simulator.store.states.cancelled
    ]
    assert len(standing) == ROOMS


async def test_500_guests_of_two_processes_for_20_rooms(tmp_path: Path) -> None:
    clock = SystemClock()
    simulator = QloApps(one_type_house(ROOMS), clock=clock)
    async with serve(simulator) as address:
        # Guests here wait as long as it takes: who would not is the other test's.
        house = patient(hotel(base_url=address, rate_limit=UNLIMITED, lease_seconds=600))
        async with (
            process(tmp_path / "ours.db", house, clock) as (left, _),
            process(tmp_path / "ours.db", house, clock) as (right, _),
        ):
            desks = (left, right)
            quoted = await quotes_for(left, range(500), clock)

            async def book(number: int, quote_id: str) -> Done[Any] | Queued | Refused:
                return await desks[number % 2].book(errand(number, clock, 600), quote_id, guest(number))

            outcomes = await asyncio.gather(*(book(*one) for one in quoted.items()))
    told = Counter(
        outcome.reason.kind if isinstance(outcome, Refused) else type(outcome).__name__
        for outcome in outcomes
    )
    assert told == {"Done": ROOMS, "SoldOut": 500 - ROOMS}
    references = {outcome.value.reference for outcome in outcomes if isinstance(outcome, Done)}
    assert len(references) == ROOMS, "each guest has a reservation of their own"
    assert_sold_once(simulator)


def test_guests_past_their_patience_are_told_later(tmp_path: Path) -> None:
    """At the limit that a hotel has by default there is no time for all of them."""
    clock = FrozenClock(NOW)
    in_warp(clock, _crowd_at_the_default_limit(clock, tmp_path / "ours.db"))


async def _crowd_at_the_default_limit(clock: FrozenClock, file: Path) -> None:
    simulator = QloApps(one_type_house(ROOMS), clock=clock)
    async with serve(simulator) as address:
        async with process(file, hotel(base_url=address, rate_limit=UNLIMITED), clock) as (desk, _):
            quoted = await quotes_for(desk, range(CROWD), clock)
        async with process(file, hotel(base_url=address, rate_limit=DEFAULT), clock) as (desk, engine):

            async def book(number: int, quote_id: str) -> Done[Any] | Queued | Refused:
                return await desk.book(errand(number, clock, 45), quote_id, guest(number))

            outcomes = await asyncio.gather(*(book(*one) for one in quoted.items()))
            waiting = sum(isinstance(outcome, Queued) for outcome in outcomes)
            assert waiting > 0, "at this limit somebody must be told: received, not confirmed"
            worker = desk.outbox_worker()
            for _ in range(60):
                clock.advance(timedelta(minutes=2))
                await worker.run_once()
                if {state for state, _ in await settled(engine)} <= {"done", "refused"}:
                    break
            assert await settled(engine) == {
                ("done", ""): ROOMS,
                ("refused", errors.SoldOut.__name__): CROWD - ROOMS,
            }
            assert_sold_once(simulator)
            async with engine.connect() as connection:
                rows = await connection.execute(
                    select(func.count(notices.c.id).label("told")).group_by(notices.c.conversation)
                )
                told = [row.told for row in rows]
            assert len(told) == waiting, "whoever read received, not confirmed is told how it ended"
            assert set(told) == {1}, "and told once"
