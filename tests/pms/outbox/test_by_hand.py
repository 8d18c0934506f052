"""Writes that no machine may finish: their letters, what people do with them, and what the guest hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.money import Money
from common.properties import Properties
from pms import audit
from pms.contract import errors
from pms.contract.models import ReservationPatch
from pms.front_desk import Done, FrontDesk, Queued, Refused
from pms.outbox.by_hand import NotNow
from pms.outbox.letters import find_letter, list_letters
from pms.tables import intents as intent_rows
from tests.pms.faults import Faulty, faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of
from tests.pms.outbox.scenes import (
    cries,
    first_intent,
    quoted,
    replies,
    settle_later,
    standing,
    states,
)

GARBAGE = errors.Unintelligible(raw="<html>guest@example.com</html>", detail="no XML")


async def dead_booking(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, *, in_turn: bool = False
) -> tuple[FrontDesk, Faulty, str]:
    """A booking that died, while the guest waited or afterwards; its quote's id."""
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    if not in_turn:
        faulty.faults.append(("create_reservation", "before", errors.Unreachable()))
    faulty.faults.append(("create_reservation", "before", GARBAGE))
    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Queued), "received, not confirmed"
    clock.advance(timedelta(minutes=1))
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["dead"]
    return desk, faulty, quote.id


async def test_a_dead_write_leaves_a_letter_an_alert_and_a_word_to_the_guest(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await dead_booking(properties, engine, clock)
    (letter,) = await list_letters(engine)
    assert (letter.status, letter.operation, letter.attempts) == ("pending", "book", 2)
    assert letter.error["raw"] == "<html>g•••@example.com</html>"
    assert letter.intended_at < letter.created_at
    assert await cries(engine) == [("dead_letter", "A booking waits for a person")]
    assert [reply for reply, _ in await replies(engine)] == ["notice.with_staff"]


async def test_what_dies_while_the_guest_waits_was_called_received_and_needs_no_second_word(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await dead_booking(properties, engine, clock, in_turn=True)
    assert await replies(engine) == []
    assert len(await list_letters(engine)) == 1


async def test_replayed_under_its_own_key_it_is_looked_up_first_and_done_once(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty, quote_id = await dead_booking(properties, engine, clock)
    key = (await first_intent(engine)).key
    await desk.staff_desk().by_hand().replay((await first_intent(engine)).id, by="ana", why="mended")
    faulty.calls.clear()
    await settle_later(desk, clock)
    intent = await first_intent(engine)
    assert (intent.state, intent.key) == ("done", key)
    assert faulty.calls["find_reservations"] == 1
    assert faulty.calls["create_reservation"] == 1
    letter = await find_letter(engine, intent.id)
    assert letter is not None
    assert (letter.status, letter.replays) == ("resolved", 1)
    assert [reply for reply, _ in await replies(engine)] == ["notice.with_staff", "notice.book_done"]
    again = await desk.book(errand_of("conversation-1", clock, turn="turn-9"), quote_id, GUEST)
    assert isinstance(again, Done)
    assert await standing(engine) == (1, WEEKEND.nights)


async def test_replaying_what_was_done_after_all_does_not_do_it_twice(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    quote = await quoted(desk, clock)
    # The room is booked, and the answer makes no sense.
    faulty.faults.append(("create_reservation", "after", GARBAGE))
    await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    await desk.staff_desk().by_hand().replay((await first_intent(engine)).id, by="ana")
    await settle_later(desk, clock)
    assert faulty.calls["create_reservation"] == 1
    assert await standing(engine) == (1, WEEKEND.nights)
    assert [reply for reply, _ in await replies(engine)] == ["notice.book_done"]


async def test_dying_again_is_the_same_letter_and_the_guest_is_not_told_again(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty, _ = await dead_booking(properties, engine, clock)
    intent = await first_intent(engine)
    faulty.faults.append(("create_reservation", "before", GARBAGE))
    await desk.staff_desk().by_hand().replay(intent.id, by="ana")
    clock.advance(timedelta(hours=1))
    await desk.outbox_worker().run_once()
    (letter,) = await list_letters(engine)
    assert (letter.status, letter.replays, letter.attempts) == ("pending", 1, 3)
    assert [reply for reply, _ in await replies(engine)] == ["notice.with_staff"]
    assert [kind for kind, _ in await cries(engine)] == ["dead_letter", "dead_letter"]


async def test_replay_long_after_its_expiry_still_has_a_day(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _, _ = await dead_booking(properties, engine, clock)
    clock.advance(timedelta(days=2))
    await desk.staff_desk().by_hand().replay((await first_intent(engine)).id, by="ana")
    await desk.outbox_worker().run_once()
    assert await states(engine) == ["done"]


async def test_settled_by_hand_the_guest_hears_the_hotels_reference(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _, quote_id = await dead_booking(properties, engine, clock)
    other = errand_of("conversation-2", clock)
    theirs = await desk.book(other, (await desk.quote(other, WEEKEND, TWO, ("doble",))).id, GUEST)
    assert isinstance(theirs, Done)
    intent = await first_intent(engine)
    hand = desk.staff_desk().by_hand()
    with pytest.raises(NotNow, match="reference"):
        await hand.settle(intent.id, by="ana", why="booked at the desk")
    await hand.settle(intent.id, by="ana", why="booked at the desk", reference=theirs.value.reference)
    reply, values = (await replies(engine))[-1]
    assert (reply, values["reference"]) == ("notice.book_done", theirs.value.reference)
    assert values["stay"] == {"check_in": "2026-11-27", "check_out": "2026-11-29"}
    letter = await find_letter(engine, intent.id)
    assert letter is not None
    assert (letter.status, letter.by, letter.why) == ("resolved", "ana", "booked at the desk")
    lines = await audit.lines_of_intent(engine, intent.id)
    assert (lines[-1].actor, lines[-1].event, lines[-1].detail["why"]) == (
        "ana",
        "settled",
        "booked at the desk",
    )
    later = errand_of("conversation-1", clock, turn="turn-9")
    assert isinstance(await desk.book(later, quote_id, GUEST), Done)
    assert [one.reference for one in await desk.own_reservations(later)] == [theirs.value.reference]


async def test_abandoned_the_guest_hears_it_and_may_begin_anew(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _, quote_id = await dead_booking(properties, engine, clock)
    intent = await first_intent(engine)
    await desk.staff_desk().by_hand().abandon(intent.id, by="ana", why="the guest went elsewhere")
    reply, values = (await replies(engine))[-1]
    assert (reply, values["party"]["adults"]) == ("notice.book_abandoned", 2)
    letter = await find_letter(engine, intent.id)
    assert letter is not None
    assert (letter.status, letter.by) == ("abandoned", "ana")
    again = await desk.book(errand_of("conversation-1", clock, turn="turn-9"), quote_id, GUEST)
    assert isinstance(again, Refused)
    assert isinstance(again.reason, errors.Abandoned)
    await settle_later(desk, clock)
    assert await standing(engine) == (0, 0)


async def test_what_a_person_did_while_it_waited_is_not_done_again_by_the_machine(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    faulty.is_down = True
    assert isinstance(await desk.add_note(errand, booked.value.reference, "a cot, please"), Queued)
    intent = await of_kind(engine, "note")
    await desk.staff_desk().by_hand().settle(intent, by="ana", why="told the desk")
    faulty.is_down = False
    faulty.calls.clear()
    await settle_later(desk, clock)
    assert faulty.calls["add_reservation_note"] == 0
    assert [reply for reply, _ in await replies(engine)] == ["notice.note_done"]


async def of_kind(engine: AsyncEngine, kind: str) -> str:
    """The id of the one write of that kind."""
    async with engine.connect() as connection:
        found = await connection.execute(select(intent_rows.c.id).where(intent_rows.c.kind == kind))
        return found.scalar_one()


async def test_a_dead_write_holds_nobody_up_and_may_not_undo_a_later_one(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    reference = booked.value.reference
    first = await desk.quote_change(errand, reference, ReservationPatch(stay=WEEKEND.shifted(7)))
    faulty.faults.append(("modify_reservation", "before", GARBAGE))
    assert isinstance(await desk.change(errand, first.id), Queued)
    clock.advance(timedelta(minutes=1))
    later = errand_of("conversation-1", clock, turn="turn-2")
    assert isinstance(await desk.cancel(later, reference, agreed_fee=Money.zero("EUR")), Done)
    dead = await of_kind(engine, "change")
    with pytest.raises(NotNow, match="later write"):
        await desk.staff_desk().by_hand().replay(dead, by="ana")
    await desk.staff_desk().by_hand().abandon(dead, by="ana", why="cancelled since")


async def test_queued_behind_a_write_that_dies_it_goes_on(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    booked = await desk.book(errand, (await quoted(desk, clock)).id, GUEST)
    assert isinstance(booked, Done)
    reference = booked.value.reference
    change = await desk.quote_change(errand, reference, ReservationPatch(stay=WEEKEND.shifted(7)))
    faulty.faults += [
        ("modify_reservation", "before", errors.Unreachable()),
        ("modify_reservation", "before", GARBAGE),
    ]
    assert isinstance(await desk.change(errand, change.id), Queued)
    clock.advance(timedelta(seconds=1))
    behind = await desk.cancel(errand, reference, agreed_fee=Money.zero("EUR"))
    assert isinstance(behind, Queued)
    assert behind.reason is None, "simply not its turn"
    await settle_later(desk, clock)
    assert await states(engine) == ["done", "dead", "done"]
    assert await standing(engine) == (0, 0)


async def test_only_a_waiting_write_is_touched_by_hand(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _ = await faulty_desk(properties, engine, clock)
    assert isinstance(
        await desk.book(errand_of("conversation-1", clock), (await quoted(desk, clock)).id, GUEST), Done
    )
    hand, done = desk.staff_desk().by_hand(), (await first_intent(engine)).id
    with pytest.raises(NotNow, match="it is done"):
        await hand.abandon(done, by="ana", why="x")
    with pytest.raises(NotNow, match="it is done"):
        await hand.settle(done, by="ana", why="x", reference="1")
    with pytest.raises(NotNow, match="no write"):
        await hand.replay("int_nothing", by="ana")
