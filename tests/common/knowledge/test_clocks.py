"""Processes' clocks differ a little: what was published is told all the same, whole and at the next look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import FrozenClock
from common.knowledge import ledger
from common.knowledge.book import Book
from common.knowledge.entry import Subject
from common.knowledge.follow import KnowledgeFollower
from common.knowledge.known import Holder
from common.properties import Properties
from tests.common.knowledge.editing import FULL, PARKING

PETS = Subject("mirador", "fact.pets")
SECOND = timedelta(seconds=1)


@pytest.fixture
def holder() -> Holder:
    return Holder()


@pytest.fixture
def follower(
    holder: Holder, engine: AsyncEngine, properties: Properties, clock: FrozenClock
) -> KnowledgeFollower:
    return KnowledgeFollower(holder, engine, properties, clock)


async def publish(book: Book, words: str, subject: Subject = PARKING) -> None:
    version = await book.save(subject, {**FULL, "text": {"en": words}}, author="eva")
    await book.publish(subject, version.number, by="eva")


def told(holder: Holder, properties: Properties, subject: Subject = PARKING) -> str | None:
    return holder.current.hotel(properties.default).facts[subject.topic].text.get("en")


async def test_what_is_published_while_a_look_begins_is_told_by_that_look(
    book: Book,
    holder: Holder,
    follower: KnowledgeFollower,
    properties: Properties,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The look has asked its clock, and somebody publishes before it asks what the revision is."""
    await follower.start()
    revision = ledger.revision

    async def published_meanwhile(connection: AsyncConnection) -> int:
        monkeypatch.setattr(ledger, "revision", revision)
        clock.advance(SECOND)
        await publish(book, "Round the corner")
        clock.advance(-SECOND)
        return await revision(connection)

    monkeypatch.setattr(ledger, "revision", published_meanwhile)
    assert await follower.look()
    assert told(holder, properties) == "Round the corner"


@pytest.mark.parametrize("fast", [timedelta(minutes=1), timedelta(minutes=-1)])
async def test_what_another_machine_published_is_told_at_the_next_look(
    engine: AsyncEngine,
    holder: Holder,
    follower: KnowledgeFollower,
    properties: Properties,
    clock: FrozenClock,
    fast: timedelta,
) -> None:
    other = Book(engine, FrozenClock(clock.now() + fast), properties)
    await publish(other, "Round the corner")
    await publish(other, "On a lead", PETS)
    assert await follower.look()
    assert told(holder, properties) == "Round the corner"
    assert told(holder, properties, PETS) == "On a lead"


async def test_who_publishes_last_is_told_though_another_clock_is_fast(
    book: Book,
    engine: AsyncEngine,
    holder: Holder,
    follower: KnowledgeFollower,
    properties: Properties,
    clock: FrozenClock,
) -> None:
    fast = Book(engine, FrozenClock(clock.now() + timedelta(minutes=1)), properties)
    await publish(fast, "Round the corner")
    await publish(book, "Behind the house")
    assert await follower.look()
    assert told(holder, properties) == "Behind the house"
    clock.advance(timedelta(hours=1))
    assert await follower.look()
    assert told(holder, properties) == "Behind the house"
    assert (await book.open(PARKING)).live.number == 3
    await book.roll_back(PARKING, 1, by="eva", expected_live=3)
    assert await follower.look()
    assert told(holder, properties) == properties.default.facts["parking"].text.get("en")


async def test_words_from_a_past_instant_on_lie_over_those_there_are(
    book: Book, holder: Holder, follower: KnowledgeFollower, properties: Properties, clock: FrozenClock
) -> None:
    await publish(book, "Round the corner")
    version = await book.save(PARKING, {**FULL, "text": {"en": "Behind the house"}}, author="eva")
    move = await book.publish(PARKING, version.number, by="eva", from_at=clock.now() - timedelta(days=1))
    assert move.from_at == clock.now()
    assert await follower.look()
    assert told(holder, properties) == "Behind the house"
