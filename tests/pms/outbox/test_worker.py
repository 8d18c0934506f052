"""The relay: one slow hotel holds nobody else up, and a row that cannot be read is put off and called out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline, FrozenClock
from common.properties import Properties
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.protocol import Connector
from pms.front_desk import Queued
from pms.outbox.worker import OutboxWorker
from pms.tables import intents as intent_rows
from tests.pms.faults import faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, front_desk, hotel
from tests.pms.outbox.scenes import cries, replies, states


def errand_at(property_id: str, clock: Clock) -> Errand:
    return Errand(property_id, f"conversation-{property_id}", "turn-1", Deadline.after(10, clock))


async def test_a_hotel_that_does_not_answer_holds_no_other_up(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    houses = ("mirador", "puerto")
    desk = front_desk(Properties(tuple(hotel(one) for one in houses)), engine, clock)
    for house in houses:
        quote = await desk.quote(errand_at(house, clock), WEEKEND, TWO, ("doble",))
        late = replace(errand_at(house, clock), deadline=Deadline.after(0, clock))
        assert isinstance(await desk.book(late, quote.id, GUEST), Queued)
    clock.advance(timedelta(minutes=1))
    asked, never = asyncio.Event(), asyncio.Event()

    async def connector_for(errand: Errand) -> Connector:
        if errand.property_id == "mirador":
            asked.set()
            await never.wait()
        assert errand.is_background
        return await desk._connectors.get(errand)

    worker = OutboxWorker(desk._intents, connector_for, clock=clock, every_seconds=0)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(30):
        await asked.wait()
        while sorted(await states(engine)) != ["done", "sending"]:
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [values["reference"][:3] for _, values in await replies(engine)] == ["DM-"]
    await desk.close()


async def test_a_hotel_whose_connector_cannot_be_made_keeps_its_writes_until_they_expire(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await desk.quote(errand_at("mirador", clock), WEEKEND, TWO, ("doble",))
    faulty.is_down = True
    await desk.book(errand_at("mirador", clock), quote.id, GUEST)

    async def connector_for(errand: Errand) -> Connector:
        raise errors.UnknownProperty(property_id=errand.property_id)

    worker = OutboxWorker(desk._intents, connector_for, clock=clock)
    clock.advance(timedelta(minutes=1))
    await worker.run_once()
    assert await states(engine) == ["queued"]
    assert [kind for kind, _ in await cries(engine)] == ["misconfigured"]
    clock.advance(timedelta(days=1))
    await worker.run_once()
    assert await states(engine) == ["refused"]
    assert [values["reason"] for _, values in await replies(engine)] == ["WaitedTooLong"]


async def test_a_row_that_cannot_be_read_is_put_off_and_called_out(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await desk.quote(errand_at("mirador", clock), WEEKEND, TWO, ("doble",))
    faulty.is_down = True
    await desk.book(errand_at("mirador", clock), quote.id, GUEST)
    faulty.is_down = False
    async with engine.begin() as connection:
        sealed = (await connection.execute(select(intent_rows.c.payload))).scalar_one()
        await connection.execute(update(intent_rows).values(payload="another key's"))
    clock.advance(timedelta(minutes=1))
    await desk.outbox_worker().run_once()
    assert await desk._intents.due_properties() == ()
    assert await cries(engine) == [("misconfigured", "A waiting write cannot be read")]
    async with engine.begin() as connection:
        await connection.execute(update(intent_rows).values(payload=sealed))
    clock.advance(timedelta(minutes=6))
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["done"]
