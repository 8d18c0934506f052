"""Rows of the call trace are written together, by themselves, and never cost a call anything."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.ids import new_id
from pms.audit import calls_of_turns
from pms.call_rows import AT_ONCE, MOST_WAITING, CallRows
from pms.front_desk import FrontDesk
from pms.tables import pms_calls
from tests.pms.house import NOW, errand_of


def row(turn: str = "a") -> dict[str, Any]:
    return {
        "id": new_id("call"),
        "conversation": "conversation-1",
        "turn": turn,
        "vendor": "demo",
        "property_id": "mirador",
        "operation": "search_offers",
        "status": "ok",
        "error_type": None,
        "started_at": NOW,
        "duration_ms": 1.5,
        "reference": None,
    }


async def kept(engine: AsyncEngine, turn: str = "a") -> int:
    return len((await calls_of_turns(engine, [turn])).get(turn, []))


async def arrived(engine: AsyncEngine, count: int) -> None:
    async with asyncio.timeout(10):
        while await kept(engine) < count:
            await asyncio.sleep(0)


def transactions(engine: AsyncEngine) -> list[bool]:
    """One entry for each that is committed from now on."""
    seen: list[bool] = []
    event.listen(engine.sync_engine, "commit", lambda _: seen.append(True))
    return seen


async def test_flushed_rows_are_there_in_one_transaction(engine: AsyncEngine) -> None:
    rows, committed = CallRows(engine), transactions(engine)
    for _ in range(AT_ONCE - 1):
        rows.add(row())
    await rows.flush()
    assert committed == [True]
    assert await kept(engine) == AT_ONCE - 1
    await rows.close()


async def test_a_row_comes_by_itself_and_so_does_a_later_one(engine: AsyncEngine) -> None:
    rows = CallRows(engine, within_seconds=0)
    rows.add(row())
    await arrived(engine, 1)
    rows.add(row())
    await arrived(engine, 2)
    await rows.close()


async def test_enough_rows_wait_for_nothing(engine: AsyncEngine) -> None:
    rows = CallRows(engine, within_seconds=3600)
    for _ in range(AT_ONCE):
        rows.add(row())
    await arrived(engine, AT_ONCE)
    await rows.close()


async def test_close_writes_what_waits(engine: AsyncEngine) -> None:
    rows = CallRows(engine, within_seconds=3600)
    rows.add(row())
    await rows.close()
    assert await kept(engine) == 1


async def test_flush_waits_for_the_writer_that_is_at_it(engine: AsyncEngine) -> None:
    rows = CallRows(engine, within_seconds=3600)
    for _ in range(AT_ONCE):
        rows.add(row())
    while rows._waiting:
        await asyncio.sleep(0)
    await rows.flush()
    assert await kept(engine) == AT_ONCE
    await rows.close()


async def test_more_than_may_wait_are_lost_and_it_is_said_once(engine: AsyncEngine) -> None:
    rows = CallRows(engine, within_seconds=3600)
    with capture_logs() as lines:
        for _ in range(MOST_WAITING + 3):
            rows.add(row())
        await rows.close()
    assert await kept(engine) == MOST_WAITING
    assert [(one["event"], one.get("error"), one.get("lost")) for one in lines] == [
        ("calls_not_traced", "too many at once", None),
        ("calls_traced_again", None, 3),
    ]


async def test_a_database_that_is_away_costs_rows_and_one_line() -> None:
    away = create_engine("sqlite+aiosqlite:///:memory:")
    rows = CallRows(away, within_seconds=3600)
    with capture_logs() as lines:
        for _ in range(3):
            rows.add(row())
            await rows.flush()
        await create_all(away)
        rows.add(row())
        await rows.close()
    assert await kept(away) == 1
    assert [(one["event"], one.get("error"), one.get("lost")) for one in lines] == [
        ("calls_not_traced", "OperationalError", None),
        ("calls_traced_again", None, 3),
    ]
    await away.dispose()


async def test_the_writers_log_belongs_to_no_turn() -> None:
    away = create_engine("sqlite+aiosqlite:///:memory:")
    rows = CallRows(away, within_seconds=0)
    with bound_contextvars(turn="a"):
        rows.add(row())
    assert rows._writer is not None
    assert dict(rows._writer.get_context()) == {}
    with capture_logs() as lines:
        await rows._writer
    assert [one["event"] for one in lines] == ["calls_not_traced"]
    await away.dispose()


@pytest.mark.parametrize("reference", ["PO-\x00-1", "\ud800", "x" * 500])
async def test_a_strange_reference_takes_no_other_row_with_it(
    desk: FrontDesk, engine: AsyncEngine, clock: FrozenClock, reference: str
) -> None:
    connector = await desk._connectors.get(errand_of("conversation-1", clock, turn="a"))
    await connector.get_room_types(deadline=errand_of("c", clock).deadline)
    with suppress(UnicodeEncodeError, DBAPIError):
        # The demo hotel's own table may refuse it.
        await connector.get_reservation(reference, deadline=errand_of("c", clock).deadline)
    await desk.close()
    first, second = (await calls_of_turns(engine, ["a"]))["a"]
    assert (first.operation, second.operation) == ("get_room_types", "get_reservation")
    assert second.reference is not None
    width = pms_calls.c.reference.type.length  # type: ignore[attr-defined]
    assert len(second.reference) == min(len(reference), width)
