"""What guests did reaches the experiments: from real bookings of the demo hotel, hand-overs and apologies, once each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from bot.gateway.tables import conversations, turns
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.guest_keys import GuestKeys
from common.properties import Properties
from common.secrets import Sealer
from pms.contract.outcomes import Done
from pms.front_desk import FrontDesk
from pms.tables import intents
from posada.outcomes import OutcomeFeed
from templates import exposures
from templates.experiment_tables import exposures as exposures_table
from templates.experiment_tables import outcomes
from templates.exposures import Exposure
from tests.pms.house import GUEST, KEY, NOW, TWO, WEEKEND, errand_of, front_desk, hotel

KEYS = GuestKeys("a-salt")


class House:
    """A front desk and a feed on one database, without a gateway: conversations are written as it would."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, desk: FrontDesk) -> None:
        self.engine = engine
        self.clock = clock
        self.desk = desk
        self.feed = OutcomeFeed(engine, Sealer([KEY]), KEYS, clock)

    async def shown(self, conversation: str, arm: str = "warm", *, is_test: bool = False) -> None:
        """A guest writes and is shown an arm."""
        key = KEYS.of_conversation(conversation)
        async with self.engine.begin() as connection:
            await connection.execute(
                insert(conversations).values(
                    id=conversation,
                    channel="api",
                    property="mirador",
                    guest_key=key,
                    guest_since=self.clock.now(),
                    is_test=is_test,
                    created_at=self.clock.now(),
                    last_message_at=self.clock.now(),
                )
            )
            await connection.run_sync(
                exposures.record, Exposure("greeting", arm, key, self.clock.now(), "es", "api", "mirador")
            )

    async def book(self, conversation: str) -> Any:
        errand = errand_of(conversation, self.clock)
        quote = await self.desk.quote(errand, WEEKEND, TWO, ("doble",))
        self.clock.advance(timedelta(seconds=1))
        outcome = await self.desk.book(errand, quote.id, GUEST)
        assert isinstance(outcome, Done)
        return outcome.value

    async def counted(self) -> dict[tuple[str, str], Any]:
        """By guest key and kind."""
        async with self.engine.connect() as connection:
            return {(row.guest_key, row.kind): row for row in await connection.execute(select(outcomes))}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await create_all(engine)
    clock = FrozenClock(NOW)
    desk = front_desk(Properties((hotel(),)), engine, clock)
    yield House(engine, clock, desk)
    await desk.close()
    await engine.dispose()


async def test_a_booking_counts_with_its_value_and_as_an_accepted_quote(house: House) -> None:
    await house.shown("c1")
    booked = await house.book("c1")
    assert await house.feed.collect() == 2
    assert await house.feed.collect() == 0
    told, key = await house.counted(), KEYS.of_conversation("c1")
    assert set(told) == {(key, "booking"), (key, "quote_accepted")}
    assert told[key, "booking"].amount_minor == booked.total.minor
    assert told[key, "booking"].currency == "EUR"


async def test_a_cancellation_counts(house: House) -> None:
    await house.shown("c1")
    booked = await house.book("c1")
    await house.feed.collect()
    errand = errand_of("c1", house.clock, turn="turn-2")
    terms = await house.desk.cancel_terms(errand, booked.reference)
    house.clock.advance(timedelta(seconds=1))
    assert isinstance(await house.desk.cancel(errand, booked.reference, agreed_fee=terms.fee), Done)
    assert await house.feed.collect() == 1
    assert (KEYS.of_conversation("c1"), "cancelled") in await house.counted()


async def test_a_booking_that_a_person_settled_counts_at_the_agreed_price(house: House) -> None:
    await house.shown("c1")
    await house.book("c1")
    async with house.engine.begin() as connection:
        # As an outage leaves it: somebody finishes it in the hotel's own system.
        await connection.execute(update(intents).values(state="queued", settled_at=None, result=None))
        (intent,) = (await connection.execute(select(intents.c.id))).one()
    await house.feed.collect()
    key = KEYS.of_conversation("c1")
    assert set(await house.counted()) == {(key, "quote_accepted")}
    house.clock.advance(timedelta(hours=2))
    by_hand = house.desk.staff_desk().by_hand()
    await by_hand.settle(intent, by="ana", why="telephoned", reference="H-1")
    await house.feed.collect()
    assert (await house.counted())[key, "booking"].amount_minor > 0


async def test_hand_overs_and_apologies_count(house: House) -> None:
    await house.shown("c1")
    async with house.engine.begin() as connection:
        await connection.execute(
            insert(handoffs).values(
                id="h1", conversation="c1", turn="t1", property_id="mirador", reason="asked", created_at=NOW
            )
        )
        for number, outcome in enumerate(("answered", "late")):
            await connection.execute(
                insert(turns).values(
                    id=f"t{number}",
                    conversation="c1",
                    channel="api",
                    state="answered",
                    may_join=False,
                    received_at=NOW,
                    finished_at=NOW + timedelta(seconds=number),
                    outcome=outcome,
                )
            )
    await house.feed.collect()
    told = await house.counted()
    assert {kind for _, kind in told} == {"handoff", "error"}
    assert told[KEYS.of_conversation("c1"), "error"].source == "t1"


async def test_what_a_test_or_a_stranger_did_counts_nowhere(house: House) -> None:
    await house.shown("c1")
    await house.shown("tried-out", is_test=True)
    await house.book("tried-out")
    await house.book("stranger")
    await house.feed.collect()
    assert await house.counted() == {}


async def test_without_an_exposure_nothing_is_looked_for(house: House) -> None:
    await house.book("c1")
    assert await house.feed.collect() == 0


async def test_a_guest_who_books_on_two_channels_is_one(house: House) -> None:
    """The same address on both: the second conversation's booking is the first guest's, already counted."""
    await house.shown("web", "warm")
    await house.book("web")
    await house.feed.collect()
    house.clock.advance(timedelta(hours=1))
    await house.shown("phone", "control")
    await house.book("phone")
    await house.feed.collect()
    key = KEYS.of_conversation("web")
    assert {guest for guest, _ in await house.counted()} == {key}
    async with house.engine.connect() as connection:
        (row,) = await connection.execute(select(exposures_table))
        assert (row.guest_key, row.arm, row.other_arm) == (key, "warm", "control")
        assert await connection.scalar(select(func.count(conversations.c.guest_key.distinct()))) == 1


async def test_a_restart_looks_back_to_the_first_exposure(house: House) -> None:
    await house.shown("c1")
    await house.book("c1")
    house.clock.advance(timedelta(days=3))
    again = OutcomeFeed(house.engine, Sealer([KEY]), KEYS, house.clock)
    assert await again.collect() == 2


async def test_a_write_that_cannot_be_unsealed_still_counts(house: House) -> None:
    await house.shown("c1")
    await house.book("c1")
    async with house.engine.begin() as connection:
        await connection.execute(update(intents).values(payload="lost"))
    assert await house.feed.collect() == 2
