"""Small events, many in one transaction. `tests/services/test_event_batches.py` runs the same on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.event_batches import EventBatches
from bot.gateway.event_worker import MOST_TRIES, Received
from bot.gateway.events import NewEvent
from bot.gateway.ledger import Ledger
from bot.gateway.tables import channel_events
from common.database import create_all, create_engine
from common.secrets import Sealer
from tests.bot.gateway.test_events import KEY, NOON, Post

_own = MetaData()
# What working on an event does: written in the same transaction.
noted = Table("noted", _own, Column("text", String(32)))


class Batches(Post):
    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.unready: set[str] = set()
        self.broken: set[str] = set()
        self.called = 0

    def note(self, connection: Connection, event: Received) -> bool:
        text = str(event.body["text"])
        if text in self.unready:
            return False
        connection.execute(insert(noted).values(text=text))
        if text in self.broken:
            raise LookupError(text)
        return True

    def open(self, *, most: int = 16, is_behind: bool = False) -> EventBatches:
        def call() -> None:
            self.called += 1

        return EventBatches(
            self.ledger,
            Sealer([KEY]),
            self.clock,
            "whatsapp",
            self.note,
            is_behind=lambda: is_behind,
            on_noted=call,
            most=most,
        )

    async def told(self, *texts: str) -> None:
        events = [
            NewEvent(text, "g", NOON + timedelta(seconds=place), {"text": text}, is_small=True)
            for place, text in enumerate(texts)
        ]
        assert await self.store(*events) == len(texts)

    async def noted(self) -> list[str]:
        return await self.ledger.read(lambda at: list(at.scalars(select(noted.c.text))))

    async def rows(self) -> list[tuple[str, int, str]]:
        query = select(channel_events.c.state, channel_events.c.tries, channel_events.c.body).order_by(
            channel_events.c.seq
        )
        return [tuple(row) for row in await self.ledger.read(lambda at: at.execute(query).all())]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'events.db'}")
    yield engine
    await engine.dispose()


@pytest.fixture
async def batches(engine: AsyncEngine) -> AsyncIterator[Batches]:
    await create_all(engine)
    async with engine.begin() as connection:
        await connection.run_sync(_own.create_all)
    ledger = Ledger(engine)
    yield Batches(ledger)
    ledger.close()


async def test_many_are_worked_on_in_order_and_their_words_forgotten(batches: Batches) -> None:
    texts = [f"{number}" for number in range(40)]
    await batches.told(*texts)
    await batches.open().take()
    assert await batches.noted() == texts
    assert await batches.rows() == [("done", 0, "")] * 40
    assert batches.called == 3
    await batches.open().take()
    assert len(await batches.noted()) == 40


async def test_those_of_guests_are_left_to_their_worker(batches: Batches) -> None:
    await batches.store(NewEvent("a", "g", NOON, {"text": "a"}))
    await batches.told("b")
    await batches.open().take()
    assert await batches.noted() == ["b"]
    await batches.worker().settle()
    assert batches.seen == ["a"]


async def test_while_guests_wait_one_batch_is_enough(batches: Batches) -> None:
    await batches.told("a", "b", "c")
    behind = batches.open(most=1, is_behind=True)
    await behind.take()
    assert await batches.noted() == ["a"]
    await behind.take()
    assert await batches.noted() == ["a", "b"]


async def test_one_that_breaks_holds_up_no_other_and_leaves_no_half(batches: Batches) -> None:
    await batches.told("a", "bad", "c")
    batches.broken = {"bad"}
    work = batches.open()
    await work.take()
    assert await batches.noted() == ["a", "c"]
    for _ in range(MOST_TRIES):
        batches.clock.advance(timedelta(minutes=6))
        await work.take()
    assert [(state, tries) for state, tries, _ in await batches.rows()] == [
        ("done", 0),
        ("bad", MOST_TRIES),
        ("done", 0),
    ]
    assert await batches.noted() == ["a", "c"]


async def test_what_it_is_about_may_come_later(batches: Batches) -> None:
    await batches.told("early", "b")
    batches.unready = {"early"}
    work = batches.open()
    await work.take()
    assert await batches.noted() == ["b"]
    batches.unready = set()
    await work.take()
    assert await batches.noted() == ["b"], "it rests for a moment"
    batches.clock.advance(timedelta(seconds=1))
    await work.take()
    assert await batches.noted() == ["b", "early"]
