"""Every call leaves its row under the turn it served, whatever came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from common.clock import FrozenClock
from common.properties import Properties
from pms import metrics
from pms.audit import calls_of_turns
from pms.contract import errors
from pms.front_desk import FrontDesk
from tests.pms.faults import faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of


async def test_calls_are_listed_by_turn_in_order(
    desk: FrontDesk, engine: AsyncEngine, clock: FrozenClock
) -> None:
    quote = await desk.quote(errand_of("conversation-1", clock, turn="a"), WEEKEND, TWO, ("doble",))
    await desk.book(errand_of("conversation-1", clock, turn="b"), quote.id, GUEST)
    await desk.close()
    calls = await calls_of_turns(engine, ["a", "b", "c"])
    assert {turn: [call.operation for call in made] for turn, made in calls.items()} == {
        "a": ["get_room_types", "quote_rate"],
        "b": ["create_reservation"],
    }
    booked = calls["b"][0]
    assert (booked.vendor, booked.property_id, booked.status, booked.error_type) == (
        "demo",
        "mirador",
        "ok",
        None,
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.SoldOut(), "refused"),
        (errors.Unreachable(), "retriable"),
        (errors.OutcomeUnknown(), "unknown"),
        (errors.BadCredentials(), "error"),
        (ValueError("a fault of ours"), "error"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
async def test_failed_call_keeps_its_kind(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, error: Exception, status: str
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock, keeps_rows=True)
    faulty.faults.append(("search_offers", "before", error))
    with pytest.raises(type(error)):
        await desk.search(errand_of("conversation-1", clock, turn="a"), WEEKEND, TWO)
    await desk.close()
    (call,) = (await calls_of_turns(engine, ["a"]))["a"]
    assert (call.status, call.error_type) == (status, type(error).__name__)


async def test_no_turns_ask_nothing(engine: AsyncEngine) -> None:
    assert await calls_of_turns(engine, []) == {}


async def test_cached_answer_is_counted_and_leaves_no_row(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock, all_layers=True, keeps_rows=True)
    before = _counted("search_offers", "cached")
    with capture_logs() as lines:
        for turn in ("a", "b"):
            await desk.search(errand_of("conversation-1", clock, turn=turn), WEEKEND, TWO)
    await desk.close()
    assert faulty.calls["search_offers"] == 1
    assert _counted("search_offers", "cached") == before + 1
    assert set(await calls_of_turns(engine, ["a", "b"])) == {"a"}
    (line,) = [one for one in lines if one["event"] == "pms_call"]
    line.pop("duration_ms")
    assert line == {
        "event": "pms_call",
        "room": "pms.calls",
        "log_level": "info",
        "vendor": "demo",
        "operation": "search_offers",
        "property": "mirador",
        "status": "ok",
        "error": None,
        "correlation_id": "a",
    }


async def test_stale_answer_leaves_a_row_with_its_reason(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock, all_layers=True, keeps_rows=True)
    await desk.search(errand_of("conversation-1", clock, turn="a"), WEEKEND, TWO)
    clock.advance(timedelta(minutes=6))
    faulty.is_down = True
    assert (await desk.search(errand_of("conversation-1", clock, turn="b"), WEEKEND, TWO)).is_stale
    await desk.close()
    (call,) = (await calls_of_turns(engine, ["b"]))["b"]
    assert (call.status, call.error_type) == ("stale", "Unreachable")


def _counted(operation: str, status: str) -> float:
    return metrics.OPERATIONS.labels("demo", operation, status)._value.get()
