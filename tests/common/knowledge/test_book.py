"""What editors do: nothing is lost, nothing is overwritten unseen, every step can be taken back, and processes follow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.knowledge import ledger
from common.knowledge.book import Book, BookError, Conflict, Refused, Unknown
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


async def test_an_answer_comes_and_goes_by_itself(
    book: Book, engine: AsyncEngine, properties: Properties, clock: FrozenClock
) -> None:
    holder = Holder()
    follower = KnowledgeFollower(holder, engine, properties, clock)
    one, day, now = book.new_answer("mirador"), timedelta(days=1), clock.now()

    async def heard() -> str | None:
        assert await follower.look()
        assert asked(await book.known(), properties, "can i store my bike") == asked(
            holder.current, properties, "can i store my bike"
        )
        return asked(holder.current, properties, "can i store my bike")

    await book.save(one, BIKES, author="eva")
    move = await book.publish(one, 2, by="eva", from_at=now + day, until_at=now + 3 * day)
    assert await heard() is None
    assert [(line.live.number, line.is_retired) for line in await book.lines("mirador", "answer")] == [
        (1, False)
    ]
    assert (await book.open(one)).coming == (move,)
    clock.advance(day)
    assert await heard() == "Yes, in the courtyard."
    # Words for one day lie over those that were there, and go again.
    await book.save(one, {**BIKES, "answers": {"en": "Not today."}}, author="eva")
    await book.publish(one, 3, by="eva", until_at=now + 2 * day, expected_live=2)
    assert await heard() == "Not today."
    clock.advance(day)
    assert await heard() == "Yes, in the courtyard."
    clock.advance(day)
    assert await heard() is None
    sheet = await book.open(one)
    assert (sheet.live.number, sheet.coming, sheet.is_retired) == (1, (), False)
    await book.roll_back(one, 2, by="eva")
    assert await heard() == "Yes, in the courtyard."
    log = [line["action"] for line in await book.audit(one)]
    assert log == ["roll_back", "schedule", "save", "schedule", "save"]


async def test_what_is_scheduled_is_called_off_or_ended(book: Book, clock: FrozenClock) -> None:
    day, now = timedelta(days=1), clock.now()
    await book.save(PARKING, FULL, author="eva")
    for from_at, until_at in ((now + day, now + day), (None, now), (now - 2 * day, now - day)):
        with pytest.raises(BookError, match="end before it begins"):
            await book.publish(PARKING, 2, by="eva", from_at=from_at, until_at=until_at)
    later = await book.publish(PARKING, 2, by="eva", from_at=now + day)
    with pytest.raises(BookError, match="never published"):
        await book.roll_back(PARKING, 2, by="eva")
    await book.cancel(PARKING, later.id, by="ana")
    with pytest.raises(Unknown):
        await book.cancel(PARKING, later.id, by="ana")
    clock.advance(2 * day)
    assert (await book.open(PARKING)).live.number == 1
    ending = await book.publish(PARKING, 2, by="eva", until_at=clock.now() + day)
    assert (await book.open(PARKING)).live.number == 2
    await book.cancel(PARKING, ending.id, by="ana")
    assert (await book.open(PARKING)).live.number == 1
    lasting = await book.publish(PARKING, 2, by="eva")
    with pytest.raises(Unknown):
        await book.cancel(PARKING, lasting.id, by="ana")


async def test_an_answer_is_retired_and_brought_back(
    book: Book, properties: Properties, clock: FrozenClock
) -> None:
    one, now = book.new_answer("mirador"), clock.now()
    await book.save(one, BIKES, author="eva")
    await book.publish(one, 2, by="eva")
    await book.save(one, {**BIKES, "answers": {"en": "In the shed."}}, author="eva")
    await book.publish(one, 3, by="eva", from_at=now + timedelta(days=1))
    with pytest.raises(Conflict):
        await book.retire(one, by="ana", expected_live=3)
    await book.retire(one, by="ana", expected_live=2)
    assert asked(await book.known(), properties, "can i store my bike") is None
    assert [line.is_retired for line in await book.lines("mirador", "answer")] == [True]
    with pytest.raises(BookError, match="retired already"):
        await book.retire(one, by="ana")
    clock.advance(timedelta(days=2))
    assert asked(await book.known(), properties, "can i store my bike") is None
    await book.restore(one, by="eva")
    assert asked(await book.known(), properties, "can i store my bike") == "Yes, in the courtyard."
    with pytest.raises(BookError, match="not retired"):
        await book.restore(one, by="eva")
    with pytest.raises(BookError, match="hotels' file"):
        await book.retire(PARKING, by="eva")
    with pytest.raises(Unknown):
        await book.retire(Subject("mirador", "answer.qa_none"), by="eva")


async def test_what_was_said_elsewhere_meanwhile_is_not_brought_back(book: Book) -> None:
    first, second = book.new_answer("mirador"), book.new_answer("mirador")
    for one in (first, second):
        await book.save(one, BIKES, author="eva")
    await book.publish(first, 2, by="eva")
    await book.retire(first, by="eva")
    await book.publish(second, 2, by="eva")
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.restore(first, by="eva")


async def test_a_draft_that_came_to_nothing_is_put_away_and_is_a_draft_again(book: Book) -> None:
    one = book.new_answer("mirador")
    await book.save(one, BIKES, author="eva")
    await book.retire(one, by="eva")
    assert (await book.open(one)).is_retired
    await book.restore(one, by="eva")
    sheet = await book.open(one)
    assert (sheet.is_retired, sheet.live.number, sheet.latest.number) == (False, 1, 2)


async def test_two_scheduled_answers_may_not_share_a_question(book: Book, clock: FrozenClock) -> None:
    first, second = book.new_answer("mirador"), book.new_answer("mirador")
    for one in (first, second):
        await book.save(one, BIKES, author="eva")
    await book.publish(first, 2, by="eva", from_at=clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.publish(second, 2, by="eva")
