"""What is counted, and how often."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
from pms.contract import errors
from pms.front_desk import Done
from pms.outbox import figures
from tests.pms.faults import faulty_desk
from tests.pms.house import GUEST, errand_of
from tests.pms.outbox.scenes import quoted, settle_later


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_booking_is_counted_once_however_often_it_is_confirmed(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    before = [
        value("reservations_total", status="confirmed"),
        value("reservation_revenue_total", currency="EUR"),
    ]
    faulty.faults.append(("create_reservation", "after", errors.OutcomeUnknown()))
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    await settle_later(desk, clock)
    assert isinstance(await desk.book(errand_of("conversation-1", clock, turn="t2"), quote.id, GUEST), Done)
    after = [
        value("reservations_total", status="confirmed"),
        value("reservation_revenue_total", currency="EUR"),
    ]
    assert after == [before[0] + 1, before[1] + float(quote.total.major)]


async def test_what_waits_is_shown_and_what_is_gone_is_zero(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults.append(("create_reservation", "before", errors.Unintelligible()))
    await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST)
    clock.advance(timedelta(minutes=10))
    await figures.refresh(engine, clock)
    assert value("outbox_depth", status="dead") == 1
    assert value("outbox_depth", status="queued") == 0
    assert value("dead_letters", operation="book") == 1
    assert value("dead_letter_oldest_seconds") == 600
    (letter,) = await desk._intents.bookings_of("mirador", "conversation-1")
    await desk.staff_desk().by_hand().abandon(letter.id, by="ana", why="x")
    await figures.refresh(engine, clock)
    assert value("outbox_depth", status="dead") == 0
    assert value("dead_letters", operation="book") == 0
    assert value("dead_letter_oldest_seconds") == 0
