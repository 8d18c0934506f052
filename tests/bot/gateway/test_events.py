"""Events stored as received and worked on in order. `tests/services/test_events.py` runs the same on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.event_worker import MOST_TRIES, EventWorker, Received
from bot.gateway.events import KEYS_KEPT, EventStore, NewEvent, TooDeep, masked
from bot.gateway.ledger import Ledger
from bot.gateway.tables import channel_events
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.secrets import Sealer, new_key

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
KEY = new_key()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'events.db'}")
    yield engine
    await engine.dispose()


class Post:
    """A store and what its workers were given, in order."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.clock = FrozenClock(NOON)
        self.events = EventStore(ledger, Sealer([KEY]), self.clock)
        self.seen: list[str] = []

    async def handle(self, event: Received) -> None:
        self.seen.append(str(event.body["text"]))

    def worker(self, handle=None, *, owner: str = "one", at_once: int = 16) -> EventWorker:
        handlers = {"whatsapp": handle or self.handle}
        return EventWorker(self.ledger, Sealer([KEY]), self.clock, handlers, owner=owner, at_once=at_once)

    async def store(self, *events: NewEvent) -> int:
        return await self.events.store("whatsapp", events)

    async def states(self) -> list[str]:
        query = select(channel_events.c.state).order_by(channel_events.c.seq)
        return await self.ledger.read(lambda at: list(at.scalars(query)))


def event(key: str, *, group: str = "ana", second: int = 0, text: str = "") -> NewEvent:
    return NewEvent(key, group, NOON + timedelta(seconds=second), {"text": text or key})


@pytest.fixture
async def post(engine: AsyncEngine) -> AsyncIterator[Post]:
    await create_all(engine)
    ledger = Ledger(engine)
    yield Post(ledger)
    ledger.close()


async def test_an_event_is_worked_on_once_and_its_words_are_gone_after_it(post: Post) -> None:
    assert await post.store(event("a", text="hello")) == 1
    await post.worker().settle()
    await post.worker(owner="two").settle()
    assert post.seen == ["hello"]
    row = await post.ledger.read(lambda at: at.execute(select(channel_events)).one())
    assert (row.state, row.body, row.done_at) == ("done", "", NOON)


async def test_words_lie_sealed_until_then(post: Post) -> None:
    await post.store(event("a", text="hello"))
    body = await post.ledger.read(lambda at: at.scalar(select(channel_events.c.body)))
    assert "hello" not in body


async def test_a_repetition_is_not_stored_again_a_week_later_either(post: Post) -> None:
    await post.store(event("a"), event("b"))
    await post.worker().settle()
    post.clock.advance(timedelta(days=7))
    await post.events.forget_old()
    assert await post.store(event("b"), event("c"), event("a"), event("c")) == 1
    await post.worker().settle()
    assert post.seen == ["a", "b", "c"]


async def test_what_can_no_longer_be_repeated_is_forgotten(post: Post) -> None:
    await post.store(event("a"))
    await post.worker().settle()
    await post.store(event("b"))
    post.clock.advance(KEYS_KEPT + timedelta(seconds=1))
    await post.events.forget_old()
    # What nobody has worked on is never too old.
    assert await post.states() == ["new"]


async def test_a_guests_messages_are_worked_on_by_their_own_clock(post: Post) -> None:
    await post.store(event("late", second=9), event("same 1", second=5), event("same 2", second=5))
    await post.store(event("early", second=1))
    await post.worker(at_once=1).settle()
    assert post.seen == ["early", "same 1", "same 2", "late"]


async def test_one_who_writes_a_lot_keeps_nobody_waiting(post: Post) -> None:
    await post.store(*(event(f"a{number}", second=number) for number in range(50)))
    await post.store(event("bo", group="bo"), event("cy", group="cy"))
    worker = post.worker(at_once=4)
    await worker.take()
    await asyncio.sleep(0)
    assert post.seen == ["a0", "bo", "cy"]
    await worker.settle()
    assert post.seen[3:] == [f"a{number}" for number in range(1, 50)]


async def test_a_group_is_worked_on_by_one_at_a_time(post: Post) -> None:
    entered, opened = asyncio.Event(), asyncio.Event()
    first = []

    async def slow(received: Received) -> None:
        first.append(received.body["text"])
        entered.set()
        await opened.wait()

    await post.store(event("b", second=5), event("c", second=6))
    one, two = post.worker(slow), post.worker(owner="two")
    await one.take()
    await entered.wait()
    # It belongs before the one that is being worked on, and still waits.
    await post.store(event("a", second=1), event("other", group="bo"))
    await two.settle()
    assert (first, post.seen) == (["b"], ["other"])
    opened.set()
    await one.settle()
    assert first == ["b", "a", "c"]


async def test_a_dead_gateways_event_is_taken_over_when_its_lease_ends(post: Post) -> None:
    async def never(received: Received) -> None:
        await asyncio.Event().wait()

    await post.store(event("a"), event("b", second=1))
    dead, living = post.worker(never), post.worker(owner="two")
    await dead.take()
    await living.settle()
    assert post.seen == []
    post.clock.advance(timedelta(seconds=61))
    await living.settle()
    assert post.seen == ["a", "b"]
    await dead.stop()
    assert await post.states() == ["done", "done"]


async def test_after_a_restart_the_same_gateway_waits_for_no_lease(post: Post) -> None:
    async def never(received: Received) -> None:
        await asyncio.Event().wait()

    await post.store(event("a"))
    await post.worker(never).take()
    again = post.worker()
    await again.start()
    await again.settle()
    await again.stop()
    assert post.seen == ["a"]


async def test_a_handler_that_fails_is_tried_again_and_then_given_up(post: Post) -> None:
    tries: list[int] = []

    async def broken(received: Received) -> None:
        tries.append(received.tries)
        raise ValueError("a guest's words")

    await post.store(event("a"), event("b", group="bo"))
    worker = post.worker(broken)
    await worker.settle()
    assert await post.states() == ["new", "new"]
    for _ in range(2 * MOST_TRIES):
        await worker.settle()
        post.clock.advance(timedelta(minutes=5))
    assert sorted(tries) == sorted([*range(MOST_TRIES)] * 2)
    assert await post.states() == ["bad", "bad"]
    rows = await post.ledger.read(lambda at: at.execute(select(channel_events)).all())
    # The evidence stays for whoever looks into it; the failure's text, which may hold words, does not.
    assert {(row.fault, row.tries, bool(row.body)) for row in rows} == {("ValueError", MOST_TRIES, True)}


async def test_the_next_of_a_guest_waits_for_the_one_that_failed(post: Post) -> None:
    is_away = True

    async def sometimes(received: Received) -> None:
        if is_away:
            raise LookupError
        await post.handle(received)

    await post.store(event("a"), event("b", second=1))
    worker = post.worker(sometimes)
    await worker.settle()
    is_away = False
    await worker.settle()
    assert post.seen == []
    post.clock.advance(timedelta(seconds=1))
    await worker.settle()
    assert post.seen == ["a", "b"]


async def test_what_no_key_opens_waits_for_the_key_and_keeps_no_other_guest_waiting(post: Post) -> None:
    key = new_key()
    await EventStore(post.ledger, Sealer([key]), post.clock).store("whatsapp", [event("a")])
    await post.store(event("b", group="bo"))
    await post.worker().settle()
    assert (await post.states(), post.seen) == (["new", "done"], ["b"])
    post.clock.advance(timedelta(seconds=1))
    handlers = {"whatsapp": post.handle}
    await EventWorker(post.ledger, Sealer([KEY, key]), post.clock, handlers, owner="one").settle()
    assert post.seen == ["b", "a"]


async def test_a_channel_nobody_handles_here_is_left_to_others(post: Post) -> None:
    await post.events.store("telegram", [event("a")])
    await post.worker().settle()
    assert await post.states() == ["new"]


async def test_a_thousand_of_one_guest_in_one_call(post: Post) -> None:
    many = [event(f"k{number}", second=number) for number in range(1000)]
    assert await post.store(*reversed(many)) == 1000
    assert await post.store(*many) == 0
    await post.worker().settle()
    assert post.seen == [one.key for one in many]


async def test_of_two_gateways_each_event_is_worked_on_by_one(post: Post) -> None:
    await post.store(*(event(f"k{number}", group=f"g{number % 20}") for number in range(200)))
    await asyncio.gather(post.worker().settle(), post.worker(owner="two").settle())
    await post.worker().settle()
    count = await post.ledger.read(
        lambda at: at.scalar(
            select(func.count()).select_from(channel_events).where(channel_events.c.state == "done")
        )
    )
    assert (count, sorted(post.seen)) == (200, sorted(f"k{number}" for number in range(200)))
    for group in range(20):
        mine = [int(key[1:]) for key in post.seen if int(key[1:]) % 20 == group]
        assert mine == sorted(mine)


def test_cards_are_masked_wherever_a_guest_can_write_and_ids_are_left_alone() -> None:
    card = "4111 1111 1111 1111"
    body = {
        "id": "4111111111111111",
        "text": {"body": f"it is {card}"},
        "list": [{"caption": card}, 4111111111111111, True, None, 1.5],
        card: "x",
        "wa_id": {"odd": card},
    }
    kept = masked(body, plain={"id", "wa_id"})
    assert kept == {
        "id": "4111111111111111",
        "text": {"body": "it is •••• 1111"},
        "list": [{"caption": "•••• 1111"}, "•••• 1111", True, None, 1.5],
        "•••• 1111": "x",
        "wa_id": {"odd": "•••• 1111"},
    }


def test_what_is_nested_beyond_reason_is_refused() -> None:
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    with pytest.raises(TooDeep):
        masked(deep, plain=())
