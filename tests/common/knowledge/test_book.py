"""What editors do: nothing is lost, nothing is overwritten unseen, every step can be taken back, and processes follow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.knowledge import ledger
from common.knowledge.book import Book, Unknown
from common.knowledge.entry import Subject
from common.knowledge.follow import KnowledgeFollower
from common.knowledge.known import Holder, Known
from common.knowledge.tables import knowledge_versions
from common.properties import Properties
from tests.common.knowledge.editing import ALONE, BIKES, FULL, PARKING, STEPS, asked


@pytest.mark.parametrize("step", STEPS)
async def test_on_sqlite(
    step: Callable[[Book, Properties], Awaitable[None]], book: Book, properties: Properties
) -> None:
    await step(book, properties)


@pytest.mark.parametrize("step", ALONE)
async def test_alone_on_sqlite(step: Callable[[Book], Awaitable[None]], book: Book) -> None:
    await step(book)


@pytest.mark.parametrize(
    "subject",
    [
        Subject("nowhere", "fact.parking"),
        Subject("mirador", "fact.moon"),
        Subject("mirador", "greeting.hello"),
        Subject("mirador", "answer.../x"),
    ],
)
async def test_there_is_no_such_entry(book: Book, subject: Subject) -> None:
    with pytest.raises(Unknown):
        await book.save(subject, FULL, author="eva")
    with pytest.raises(Unknown):
        await book.open(subject)


async def test_lists_hold_every_fact_and_every_answer_written(book: Book) -> None:
    facts = await book.lines("mirador", "fact")
    assert {"checkin", "parking", "wifi"} <= {line.subject.topic for line in facts}
    assert all(line.live.number == line.latest.number == 1 for line in facts)
    await book.save(PARKING, FULL, author="eva")
    one = book.new_answer("mirador")
    await book.save(one, BIKES, author="eva")
    assert [
        (x.subject, x.has_draft, x.live.content["answers"]) for x in await book.lines("mirador", "answer")
    ] == [(one, True, {})]
    (parking,) = [line for line in await book.lines("mirador", "fact") if line.subject == PARKING]
    assert parking.has_draft
    with pytest.raises(Unknown):
        await book.lines("nowhere", "fact")


async def test_a_version_1_that_nobody_wrote_is_published_by_nobody(book: Book) -> None:
    with pytest.raises(Unknown):
        await book.roll_back(Subject("mirador", "answer.qa_1"), 1, by="eva")
    with pytest.raises(Unknown):
        await book.publish(PARKING, 7, by="eva")


async def test_a_process_follows_within_one_look_and_outlives_the_database(
    book: Book, engine: AsyncEngine, properties: Properties, clock: FrozenClock
) -> None:
    holder = Holder()
    follower = KnowledgeFollower(holder, engine, properties, clock)
    await follower.start()
    assert holder.current == Known(0, {}, {})
    running = asyncio.create_task(follower.run())
    one = book.new_answer("mirador")
    await book.save(one, BIKES, author="eva")
    await book.publish(one, 2, by="eva")
    for _ in range(50):
        await asyncio.sleep(0.01)
        if asked(holder.current, properties, "can i store my bike"):
            break
    assert asked(holder.current, properties, "can i store my bike") == "Yes, in the courtyard."
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    kept = holder.current
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE knowledge_revision"))
    assert not await follower.look()
    assert holder.current is kept


async def test_what_is_no_longer_fit_is_left_out(
    book: Book, engine: AsyncEngine, properties: Properties, clock: FrozenClock
) -> None:
    """A hotel that now counts in yen has no price of 9.50; a row that somebody wrote past us is no entry."""
    await book.save(PARKING, FULL, author="eva")
    await book.publish(PARKING, 2, by="eva")
    hotel = replace(properties.default, currency="JPY")
    known = await Book(engine, clock, Properties((hotel,))).known()
    assert known.hotel(hotel) is hotel
    async with ledger.writing(engine) as connection:
        await connection.execute(update(knowledge_versions).values(content={"text": 7}))
    known = await book.known()
    assert known.hotel(properties.default) is properties.default
