"""Whatever the hotel's system does, a booking is made once or not at all, and the guest is told nothing that is untrue."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.money import Money
from common.properties import Properties
from common.secrets import Sealer
from pms import audit
from pms.contract import errors
from pms.contract.models import Reservation, ReservationPatch
from pms.front_desk import Done, Queued, Refused
from pms.outbox.intents import Intent, Intents
from pms.outbox.worker import OutboxWorker
from pms.tables import audit as audit_lines
from pms.tables import intents as intent_rows
from pms.tables import notices
from tests.pms.faults import Killed, faulty_desk
from tests.pms.house import GUEST, KEY, TWO, WEEKEND, errand_of
from tests.pms.outbox.scenes import first_intent, quoted, replies, settle_later, standing, states

TEMPORARY = [
    pytest.param("before", errors.Unreachable(), id="refused connection"),
    pytest.param("before", errors.TooBusy(retry_after_seconds=20), id="too busy"),
    pytest.param("before", errors.OutcomeUnknown(), id="no answer, nothing done"),
    pytest.param("after", errors.OutcomeUnknown(), id="no answer, but done"),
    pytest.param("before", TimeoutError(), id="timeout before the effect"),
    pytest.param("after", TimeoutError(), id="timeout after the effect"),
]


@pytest.mark.parametrize(("when", "fault"), TEMPORARY)
async def test_booking_survives_a_fault_and_happens_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, when: Any, fault: Any
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", when, fault))

    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Queued), "the guest reads received, never booked"

    await settle_later(desk, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
    assert [reply for reply, _ in await replies(engine)] == ["notice.book_done"]


@pytest.mark.parametrize(("when", "fault"), TEMPORARY)
async def test_fault_of_a_moment_is_overcome_while_the_guest_waits(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, when: Any, fault: Any
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock, all_layers=True)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", when, fault))

    outcome = await desk.book(errand_of("conversation-1", clock, seconds=25), quote.id, GUEST)
    assert isinstance(outcome, Done)
    assert await standing(engine) == (1, WEEKEND.nights)
    assert faulty.calls["create_reservation"] == 2


@pytest.mark.parametrize(("when", "fault"), TEMPORARY)
async def test_confirming_again_after_a_fault_books_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, when: Any, fault: Any
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", when, fault))
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)

    again = await desk.book(errand_of("conversation-1", clock, turn="turn-2"), quote.id, GUEST)
    assert isinstance(again, Done)
    await settle_later(desk, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
    assert await replies(engine) == [], "what the guest was told in the turn needs no notice"


async def test_unknown_outcome_is_looked_up_before_it_is_repeated(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", "after", errors.OutcomeUnknown()))
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    await settle_later(desk, clock)
    assert faulty.calls["create_reservation"] == 1
    assert faulty.calls["find_reservations"] == 1


async def test_unknown_stays_unknown_while_the_look_up_fails(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults += [
        ("create_reservation", "after", errors.OutcomeUnknown()),
        ("find_reservations", "before", errors.Unreachable()),
        ("find_reservations", "before", errors.Unreachable()),
    ]
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    clock.advance(timedelta(minutes=1))
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["unknown"]
    await settle_later(desk, clock)
    assert faulty.calls["create_reservation"] == 1
    assert await standing(engine) == (1, WEEKEND.nights)


@pytest.mark.parametrize(
    "refusal",
    [
        errors.SoldOut(room_type_id="doble"),
        errors.PriceChanged(was=Money(100, "EUR"), now=Money(200, "EUR")),
        errors.TooManyGuests(most=3),
        errors.Invalid(field="phone"),
    ],
    ids=lambda refusal: refusal.kind,
)
async def test_refusal_reaches_the_guest_with_its_facts(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, refusal: errors.Refused
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", "before", refusal))
    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Refused)
    assert errors.to_json(outcome.reason) == errors.to_json(refusal)
    again = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(again, Refused), "a refused quote stays refused; the guest needs a new one"
    assert faulty.calls["create_reservation"] == 1


@pytest.mark.parametrize(
    "error",
    [errors.Unintelligible(raw="<html>"), RuntimeError("a fault of ours")],
    ids=lambda error: type(error).__name__,
)
async def test_what_a_person_must_mend_is_kept_with_its_evidence(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, error: Exception
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", "before", error))
    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Queued)
    await settle_later(desk, clock)
    assert await states(engine) == ["dead"]
    assert faulty.calls["create_reservation"] == 1, "an unknown error is not temporary"


async def test_outage_then_recovery_books_at_the_agreed_price_and_tells_the_guest(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.is_down = True
    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Queued)
    status = await desk.find(errand_of("conversation-1", clock), reference=outcome.reference, contact=None)
    assert status == Queued(outcome.reference)
    await settle_later(desk, clock)
    assert await standing(engine) == (0, 0)

    faulty.is_down = False
    await settle_later(desk, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
    reply, values = (await replies(engine))[-1]
    assert reply == "notice.book_done"
    assert values["total"] == quote.total.to_json()
    assert values["reference"].startswith("DM-")


async def test_room_gone_while_queued_comes_back_as_a_refusal(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock, room="suite")
    faulty.is_down = True
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    faulty.is_down = False
    for number in (2, 3):
        other = errand_of(f"conversation-{number}", clock)
        theirs = await desk.quote(other, WEEKEND, TWO, ("suite",))
        assert isinstance(await desk.book(other, theirs.id, GUEST), Done)
    await settle_later(desk, clock)
    assert await replies(engine) == [
        (
            "notice.book_refused",
            {
                "reference": (await first_intent(engine)).our_reference,
                "reason": "SoldOut",
                # What a button needs to look for the same again.
                "stay": {"check_in": "2026-11-27", "check_out": "2026-11-29"},
                "party": {"adults": 2, "children": 0, "children_ages": []},
            },
        )
    ]


async def test_booking_that_waited_past_its_expiry_is_given_up(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.is_down = True
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    clock.advance(timedelta(hours=25))
    faulty.is_down = False
    await desk.outbox_worker().run_once()
    assert await standing(engine) == (0, 0)
    assert [values["reason"] for _, values in await replies(engine)] == ["WaitedTooLong"]


async def test_writes_to_one_reservation_keep_their_order(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, quote.id, GUEST)
    assert isinstance(booked, Done)
    change = await desk.quote_change(
        errand, booked.value.reference, ReservationPatch(stay=WEEKEND.shifted(7))
    )
    faulty.faults.append(("modify_reservation", "before", errors.Unreachable()))
    assert isinstance(await desk.change(errand, change.id), Queued)
    clock.advance(timedelta(seconds=1))

    cancelled = await desk.cancel(errand, booked.value.reference, agreed_fee=Money.zero("EUR"))
    assert isinstance(cancelled, Queued), "the cancellation waits behind the change"
    assert faulty.calls["cancel_reservation"] == 0
    await settle_later(desk, clock)
    assert [reply for reply, _ in await replies(engine)] == ["notice.change_done", "notice.cancel_done"]
    assert await standing(engine) == (0, 0)


@pytest.mark.parametrize(("when", "fault"), TEMPORARY)
@pytest.mark.parametrize("deed", ["change", "cancel", "note"])
async def test_writes_to_a_reservation_survive_a_fault_and_happen_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, when: Any, fault: Any, deed: str
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    reference = booked.value.reference
    operation = {
        "change": "modify_reservation",
        "cancel": "cancel_reservation",
        "note": "add_reservation_note",
    }[deed]
    change = await desk.quote_change(errand, reference, ReservationPatch(stay=WEEKEND.shifted(1)))
    faulty.faults.append((operation, when, fault))
    outcome: object
    if deed == "change":
        outcome = await desk.change(errand, change.id)
    elif deed == "cancel":
        outcome = await desk.cancel(errand, reference, agreed_fee=Money.zero("EUR"))
    else:
        outcome = await desk.add_note(errand, reference, "ground floor, please")
    assert isinstance(outcome, Queued)
    await settle_later(desk, clock)
    assert [reply for reply, _ in await replies(engine)] == [f"notice.{deed}_done"]
    later = errand_of("conversation-1", clock)
    found = await desk.find(later, reference=reference, contact=None)
    reservation: Reservation = found.reservation  # type: ignore[union-attr]
    assert reservation.is_cancelled == (deed == "cancel")
    assert reservation.stay == (WEEKEND.shifted(1) if deed == "change" else WEEKEND)
    assert reservation.notes == (("ground floor, please",) if deed == "note" else ())


class DyingIntents(Intents):
    """Dies before or after one named step, once."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, step: str, when: str) -> None:
        super().__init__(engine, Sealer([KEY]), clock)
        self._step, self._when = step, when

    async def add(self, *arguments: Any, **named: Any) -> Intent:
        return await self._dying("add", super().add, arguments, named)  # type: ignore[no-any-return]

    async def claim(self, *arguments: Any, **named: Any) -> Intent | None:
        return await self._dying("claim", super().claim, arguments, named)  # type: ignore[no-any-return]

    async def settle(self, *arguments: Any, **named: Any) -> Intent:
        return await self._dying("settle", super().settle, arguments, named)  # type: ignore[no-any-return]

    async def _dying(self, step: str, deed: Any, arguments: Any, named: Any) -> Any:
        if step == self._step and self._when == "before":
            raise Killed
        answer = await deed(*arguments, **named)
        if step == self._step:
            raise Killed
        return answer


STEPS = [
    (step, when) for step in ("add", "claim", "create_reservation", "settle") for when in ("before", "after")
]


@pytest.mark.parametrize(("step", "when"), STEPS)
@pytest.mark.parametrize("next_is", ["guest", "worker"])
async def test_process_killed_at_any_step_books_exactly_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, step: str, when: Any, next_is: str
) -> None:
    dying = DyingIntents(engine, clock, step, when)
    desk, faulty = await faulty_desk(properties, engine, clock, intents=dying)
    quote = await quoted(desk, clock)
    if step == "create_reservation":
        faulty.faults.append((step, when, Killed()))
    with pytest.raises(Killed):
        await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)

    clock.advance(timedelta(seconds=30))
    fresh, _ = await faulty_desk(properties, engine, clock)
    was_kept = (step, when) != ("add", "before")
    if next_is == "worker":
        await fresh.outbox_worker().run_once()
        assert await standing(engine) == ((1, WEEKEND.nights) if was_kept else (0, 0))
        was_told = (step, when) == ("settle", "after")
        assert len(await replies(engine)) == (1 if was_kept and not was_told else 0)
    outcome = await fresh.book(errand_of("conversation-1", clock, turn="turn-2"), quote.id, GUEST)
    assert isinstance(outcome, Done)
    await settle_later(fresh, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
    assert len(await fresh.own_reservations(errand_of("conversation-1", clock))) == 1


async def test_a_held_write_is_left_to_whoever_holds_it(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _ = await faulty_desk(
        properties, engine, clock, intents=DyingIntents(engine, clock, "claim", "after")
    )
    quote = await quoted(desk, clock)
    with pytest.raises(Killed):
        await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    fresh, faulty = await faulty_desk(properties, engine, clock)
    assert await fresh.outbox_worker().run_once() == 0
    assert faulty.calls["create_reservation"] == 0


async def test_every_write_leaves_its_story(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.faults.append(("create_reservation", "before", errors.Unreachable()))
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    await settle_later(desk, clock)
    intent = await first_intent(engine)
    lines = await audit.lines_of_intent(engine, intent.id)
    assert [(line.actor, line.event) for line in lines] == [
        ("guest", "intended"),
        ("guest", "queued"),
        ("worker", "done"),
    ]


async def test_guest_data_is_sealed_in_our_own_tables(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _ = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    async with engine.connect() as connection:
        for table in (intent_rows, audit_lines, notices):
            text = str((await connection.execute(select(table))).all())
            assert "guest@example.com" not in text
            assert "600 100 200" not in text


async def test_one_poisoned_row_never_stops_the_queue(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    faulty.is_down = True
    for conversation in ("conversation-1", "conversation-2"):
        faulty.is_down = False
        errand = errand_of(conversation, clock)
        quote = await desk.quote(errand, WEEKEND, TWO, ("doble",))
        faulty.is_down = True
        await desk.book(errand, quote.id, GUEST)
        clock.advance(timedelta(seconds=1))
    async with engine.begin() as connection:
        await connection.execute(
            intent_rows.update()
            .where(intent_rows.c.conversation == "conversation-1")
            .values(payload="not sealed")
        )
    faulty.is_down = False
    await settle_later(desk, clock)
    assert await states(engine) == ["queued", "done"]


async def test_workers_side_by_side_never_write_twice(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quotes = []
    for number in range(4):
        errand = errand_of(f"conversation-{number}", clock)
        quotes.append((errand, await desk.quote(errand, WEEKEND, TWO, ("doble",))))
    faulty.is_down = True
    for errand, quote in quotes:
        assert isinstance(await desk.book(errand, quote.id, GUEST), Queued)
    faulty.is_down = False
    faulty.calls.clear()
    clock.advance(timedelta(minutes=1))
    settled = await asyncio.gather(*(desk.outbox_worker().run_once() for _ in range(3)))
    assert sum(settled) >= 4
    assert faulty.calls["create_reservation"] == 4
    assert await standing(engine) == (4, 4 * WEEKEND.nights)
    assert len(await replies(engine)) == 4


async def test_running_worker_goes_on_after_a_round_that_failed(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    faulty.is_down = True
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    faulty.is_down = False
    clock.advance(timedelta(minutes=1))
    intents = Intents(engine, Sealer([KEY]), clock)
    rounds, ask = 0, intents.due_properties

    async def due_properties() -> tuple[str, ...]:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise OSError("the database was away")
        return await ask()

    monkeypatch.setattr(intents, "due_properties", due_properties)
    worker = OutboxWorker(intents, desk._connectors.get, clock=clock, every_seconds=0)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        while await states(engine) != ["done"]:
            await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_no_time_left_means_kept_and_not_sent(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    late = errand_of("conversation-1", clock, seconds=0)
    assert isinstance(await desk.book(late, quote.id, GUEST), Queued)
    assert faulty.calls["create_reservation"] == 0
    await settle_later(desk, clock)
    assert await standing(engine) == (1, WEEKEND.nights)
