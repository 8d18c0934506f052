"""What is counted when the smoke has cleared: every acknowledged message once, every turn ended, in order, with words."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import httpx2

Rows = Callable[..., list[tuple[Any, ...]]]
"""A query of the house's tables, with its values."""


async def settled(rows: Rows, *, within_seconds: float) -> None:
    """Waits until no turn is open and nothing waits to be sent to a channel that sends by itself."""
    until = time.monotonic() + within_seconds
    left: list[tuple[Any, ...]] = []
    while time.monotonic() < until:
        left = rows("SELECT state, count(*) FROM turns WHERE state IN ('queued', 'running') GROUP BY state")
        left += rows(
            "SELECT state, count(*) FROM channel_events WHERE state NOT IN ('done', 'bad') GROUP BY state"
        )
        left += rows(
            "SELECT delivery, count(*) FROM outgoing JOIN conversations c ON c.id = conversation"
            " WHERE delivery IN ('waiting', 'sending') AND c.channel = 'whatsapp' GROUP BY delivery"
        )
        if not left:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"not settled: {left}")


async def delivered(client: httpx2.AsyncClient, network: str, *, within_seconds: float) -> None:
    """Waits until the network has no webhook left that the hotel has not taken."""
    until = time.monotonic() + within_seconds
    waiting = 1
    while waiting and time.monotonic() < until:
        await asyncio.sleep(0.5)
        waiting = (await client.get(f"{network}/simulator/counts")).json()["webhooks_waiting"]
    assert not waiting, "webhooks that nobody took"


def check_turns(rows: Rows, said: Collection[tuple[str, str]]) -> Counter[str]:
    """said: (conversation, message id). Every acknowledged message is stored once and its turn has ended with words; turns end in order. Outcomes by count."""
    inbox = rows("SELECT conversation, message_id, turn FROM inbox")
    stored = Counter((conversation, message) for conversation, message, _ in inbox)
    assert set(said) - set(stored) == set(), "acknowledged and lost"
    assert {one: count for one, count in stored.items() if count > 1} == {}, "stored twice"
    ended = rows("SELECT id, conversation, state, outcome, finished_at FROM turns ORDER BY seq")
    assert {state for _, _, state, _, _ in ended} <= {"answered", "apologised"}
    last: dict[str, Any] = {}
    for turn, conversation, _, _, finished in ended:
        assert last.get(conversation, finished) <= finished, f"{turn} ended before the turn before it"
        last[conversation] = finished
    worded = {turn for (turn,) in rows("SELECT DISTINCT turn FROM outgoing WHERE turn IS NOT NULL")}
    assert {turn for turn, *_ in ended} - worded == set(), "turns that ended in silence"
    return Counter(outcome for _, _, _, outcome, _ in ended)


def check_once(shown: Iterable[str], expected: Iterable[str], who: str) -> None:
    """The guest sees every reply, in order, and none twice. Both are ids."""
    shown, expected = list(shown), list(expected)
    assert Counter(shown) == Counter(expected), f"{who}: {len(shown)} shown, {len(expected)} said"
    assert shown == expected, f"{who}: out of order"


def check_bookings(rows: Rows, books: Path, conversations: Iterable[str]) -> int:
    """One order in the hotel's books for each guest who was told of a booking, under our reference. How many there are."""
    store = pickle.loads(books.read_bytes())
    sources = [str(row["source"]) for row in store["_tables"]["orders"]]
    for conversation in conversations:
        told = {key for (key,) in rows("SELECT template FROM outgoing WHERE conversation = ?", conversation)}
        assert told & {"booking.confirmed", "notice.book_done"}, f"{conversation}: {told}"
        wishes = rows(
            "SELECT our_reference, state FROM intents WHERE conversation = ? AND kind = 'book'", conversation
        )
        assert {state for _, state in wishes} <= {"done", "refused"}, wishes
        booked = [one for one, _ in wishes for source in sources if source.endswith(one)]
        assert len(booked) == 1, f"{conversation}: {wishes}, {booked}"
    return len(sources)
