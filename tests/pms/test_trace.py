"""Every call leaves its row under the turn it served, whatever came of it."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
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
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults.append(("search_offers", "before", error))
    with pytest.raises(type(error)):
        await desk.search(errand_of("conversation-1", clock, turn="a"), WEEKEND, TWO)
    await desk.close()
    (call,) = (await calls_of_turns(engine, ["a"]))["a"]
    assert (call.status, call.error_type) == (status, type(error).__name__)


async def test_no_turns_ask_nothing(engine: AsyncEngine) -> None:
    assert await calls_of_turns(engine, []) == {}
