"""What is not known is not said: doubts that last, credentials that expire, refusals that an earlier attempt caused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.money import Money
from common.properties import Properties
from pms import audit
from pms.contract import errors
from pms.contract.capabilities import Capability, Support
from pms.contract.models import Charge, ReservationPatch
from pms.front_desk import Done, Queued
from pms.outbox.perform import _wait_seconds
from pms.tables import audit as rows
from tests.pms.faults import Faulty, faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of
from tests.pms.outbox.scenes import cries, first_intent, quoted, replies, settle_later, standing, states

MINIBAR = Charge(key="form-1", description="minibar", amount=Money(1250, "EUR"))


def forget_keys(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor declares that it keeps no idempotency key."""
    manifest = faulty._inner.manifest
    lacks = Support(level="no", reason="for this test")
    capabilities = {**manifest.capabilities, Capability.KEEPS_IDEMPOTENCY_KEY: lacks}
    poorer = manifest.model_copy(update={"capabilities": capabilities})
    monkeypatch.setattr(type(faulty._inner), "manifest", property(lambda _self: poorer))


async def test_a_doubt_that_nobody_could_clear_up_is_given_to_a_person_and_not_called_nothing(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults.append(("create_reservation", "after", errors.OutcomeUnknown()))
    await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST)
    faulty.is_down = True
    await settle_later(desk, clock)
    assert await states(engine) == ["unknown"]
    clock.advance(timedelta(days=1))
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["dead"]
    assert [reply for reply, _ in await replies(engine)] == ["notice.with_staff"]


async def test_an_expired_key_loses_no_booking_and_calls_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    for number in (1, 2):
        errand = errand_of(f"conversation-{number}", clock)
        quote = await desk.quote(errand, WEEKEND, TWO, ("doble",))
        faulty.faults.append(("create_reservation", "before", errors.BadCredentials()))
        assert isinstance(await desk.book(errand, quote.id, GUEST), Queued)
    assert [kind for kind, _ in await cries(engine)] == ["misconfigured"]
    await settle_later(desk, clock)
    assert set(await states(engine)) == {"done"}


async def test_a_key_that_expires_in_a_doubt_leaves_the_doubt(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults += [
        ("create_reservation", "after", errors.OutcomeUnknown()),
        ("find_reservations", "before", errors.BadCredentials()),
    ]
    await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST)
    clock.advance(timedelta(minutes=1))
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["unknown"]
    assert [kind for kind, _ in await cries(engine)] == ["misconfigured"]
    await settle_later(desk, clock)
    assert faulty.calls["create_reservation"] == 1


async def test_sent_and_not_found_it_is_not_repeated_within_the_minute_where_no_key_is_kept(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    forget_keys(faulty, monkeypatch)
    faulty.faults.append(("create_reservation", "before", errors.OutcomeUnknown()))
    quote = await quoted(desk, clock)
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    clock.advance(timedelta(seconds=20))
    again = await desk.book(errand_of("conversation-1", clock, turn="turn-2"), quote.id, GUEST)
    assert isinstance(again, Queued)
    assert faulty.calls["create_reservation"] == 1, "the first may still arrive"
    clock.advance(timedelta(seconds=41))
    assert isinstance(
        await desk.book(errand_of("conversation-1", clock, turn="turn-3"), quote.id, GUEST), Done
    )
    assert faulty.calls["create_reservation"] == 2


async def test_a_refusal_after_a_doubt_is_not_believed_while_nobody_can_look(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    """The first attempt arrived late and took the last room; the second is refused because of it."""
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults += [
        ("create_reservation", "before", errors.OutcomeUnknown()),
        ("create_reservation", "after", errors.SoldOut(room_type_id="doble")),
    ]
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    clock.advance(timedelta(minutes=1))
    looks = 0
    around = faulty.around

    async def second_look_fails(operation: Any, *rest: Any) -> Any:
        nonlocal looks
        looks += operation.name == "find_reservations"
        if looks == 2 and operation.name == "find_reservations":
            raise errors.Unreachable()
        return await around(operation, *rest)

    faulty.around = second_look_fails  # type: ignore[method-assign]
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["unknown"]
    await settle_later(desk, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
    assert [reply for reply, _ in await replies(engine)] == ["notice.book_done"]


async def test_a_charge_is_one_charge_where_the_key_is_kept(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    staff, reference = desk.staff_desk(), booked.value.reference
    as_ana = errand_as("staff:ana", clock)
    faulty.faults.append(("post_charge", "after", errors.OutcomeUnknown()))
    assert isinstance(await staff.post_charge(as_ana, reference, MINIBAR), Queued)
    assert [kind for kind, _ in await cries(engine)] == ["critical"]
    await settle_later(desk, clock)
    again = await staff.post_charge(errand_as("staff:ana", clock), reference, MINIBAR)
    assert isinstance(again, Done)
    assert again.value.balance == booked.value.balance + MINIBAR.amount
    assert await replies(engine) == [], "staff asked, so no guest is told"
    assert faulty.calls["post_charge"] == 2


async def test_a_charge_in_doubt_is_never_repeated_where_no_key_is_kept(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    forget_keys(faulty, monkeypatch)
    booked = await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    faulty.faults.append(("post_charge", "after", errors.OutcomeUnknown()))
    await desk.staff_desk().post_charge(errand_as("staff:ana", clock), booked.value.reference, MINIBAR)
    await settle_later(desk, clock)
    assert (await states(engine))[-1] == "dead"
    assert faulty.calls["post_charge"] == 1


async def test_a_guest_posts_no_charge(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    outcome = await desk.staff_desk().post_charge(errand_of("conversation-1", clock), "DM-1", MINIBAR)
    assert isinstance(outcome.reason, errors.NotPossible)  # type: ignore[union-attr]
    assert faulty.calls["post_charge"] == 0


def errand_as(actor: str, clock: FrozenClock) -> Any:
    return replace(errand_of(actor, clock), turn=None, actor=actor)


async def test_before_and_after_stand_on_the_audit_without_the_guest(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _ = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    patch = ReservationPatch(stay=WEEKEND.shifted(7))
    quote = await desk.quote_change(errand, booked.value.reference, patch)
    clock.advance(timedelta(seconds=1))
    assert isinstance(await desk.change(errand, quote.id), Done)
    async with engine.connect() as connection:
        (intent,) = (
            await connection.execute(select(rows.c.intent).where(rows.c.operation == "change").distinct())
        ).scalars()
    line = (await audit.lines_of_intent(engine, intent))[-1]
    assert line.before is not None
    assert line.after is not None
    assert (line.before["arrival"], line.after["arrival"]) == ("2026-11-27", "2026-12-04")
    assert line.correlation_id == "turn-1"
    assert "guest@example.com" not in str(line)


async def test_a_system_that_says_when_is_asked_then(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults.append(("create_reservation", "before", errors.Unreachable()))
    await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST)
    intent = await desk._intents.get((await first_intent(engine)).id)
    assert intent is not None
    asked = errors.TooBusy(retry_after_seconds=20)
    assert [_wait_seconds(intent, asked, chance) for chance in (0.0, 1.0)] == [20, 22]
    assert [_wait_seconds(intent, errors.Unreachable(), chance) for chance in (0.0, 1.0)] == [2.5, 5]


async def test_a_stay_that_begins_today_cannot_wait_for_somebody_to_look(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    today = WEEKEND.shifted(-6)
    quote = await desk.quote(errand, today, TWO, ("doble",))
    faulty.is_down = True
    assert isinstance(await desk.book(errand, quote.id, GUEST), Queued)
    assert [kind for kind, _ in await cries(engine)] == ["critical"]
    for _ in range(4):
        clock.advance(timedelta(minutes=6))
        await desk.outbox_worker().run_once()
    assert len(await cries(engine)) == 1, "the same is not cried out again for half an hour"
    clock.advance(timedelta(minutes=10))
    await desk.outbox_worker().run_once()
    assert len(await cries(engine)) == 2


async def test_told_in_the_conversation_it_is_not_told_again(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.faults.append(("create_reservation", "before", errors.Unreachable()))
    quote = await quoted(desk, clock)
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    await settle_later(desk, clock)
    assert len(await replies(engine)) == 1
    assert isinstance(await desk.book(errand_of("conversation-1", clock, turn="t2"), quote.id, GUEST), Done)
    assert await replies(engine) == []
