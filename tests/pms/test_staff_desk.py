"""What staff did in the hotel's own system is believed after a look at it, so that a slip of the finger tells no guest a lie."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.money import Money
from common.properties import Properties
from pms.contract import errors
from pms.contract.models import GuestProfile, Stay
from pms.front_desk import Done, FrontDesk, Queued
from pms.outbox.by_hand import NotNow
from tests.pms.faults import Faulty, faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of
from tests.pms.outbox.scenes import first_intent, replies

STRANGER = GuestProfile(
    first_name="Otra", last_name="Persona", email="otra@example.com", phone="+34 911 000 000"
)
SAME_BY_PHONE = GuestProfile(first_name="Frau", last_name="Gast", phone="0600 100 200")


async def dead_booking(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> tuple[FrontDesk, Faulty, str]:
    desk, faulty = await faulty_desk(properties, engine, clock)
    errand = errand_of("conversation-1", clock)
    faulty.faults.append(("create_reservation", "before", errors.Unintelligible(detail="no XML")))
    assert isinstance(
        await desk.book(errand, (await desk.quote(errand, WEEKEND, TWO, ("doble",))).id, GUEST), Queued
    )
    return desk, faulty, (await first_intent(engine)).id


async def booked_at_the_desk(
    desk: FrontDesk, clock: FrozenClock, *, guest: GuestProfile = GUEST, stay: Stay = WEEKEND
) -> str:
    errand = errand_of("at the desk", clock)
    done = await desk.book(errand, (await desk.quote(errand, stay, TWO, ("doble",))).id, guest)
    assert isinstance(done, Done)
    return done.value.reference


@pytest.mark.parametrize("guest", [GUEST, SAME_BY_PHONE], ids=["name", "phone"])
async def test_a_booking_made_by_hand_is_settled_when_stay_and_guest_are_the_same(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, guest: GuestProfile
) -> None:
    desk, _, dead = await dead_booking(properties, engine, clock)
    reference = await booked_at_the_desk(desk, clock, guest=guest)
    settled = await desk.staff_desk().settle(dead, by="staff:1", why="booked", reference=reference)
    assert (settled.intent.state, settled.intent.reference, settled.unasked) == ("done", reference, None)


@pytest.mark.parametrize(
    ("guest", "stay", "why"),
    [(STRANGER, WEEKEND, "another guest's"), (GUEST, WEEKEND.shifted(7), "from 2026-12-04 to 2026-12-06")],
    ids=["guest", "stay"],
)
async def test_another_guests_reservation_is_not_given_to_this_conversation(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, guest: GuestProfile, stay: Stay, why: str
) -> None:
    desk, _, dead = await dead_booking(properties, engine, clock)
    reference = await booked_at_the_desk(desk, clock, guest=guest, stay=stay)
    with pytest.raises(NotNow, match=why):
        await desk.staff_desk().settle(dead, by="staff:1", why="booked", reference=reference)
    assert await replies(engine) == []
    assert await desk.own_reservations(errand_of("conversation-1", clock, turn="turn-2")) == ()


async def test_a_cancelled_reservation_is_no_booking(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _, dead = await dead_booking(properties, engine, clock)
    reference = await booked_at_the_desk(desk, clock)
    await desk.cancel(errand_of("at the desk", clock, turn="turn-2"), reference, agreed_fee=Money.zero("EUR"))
    with pytest.raises(NotNow, match="is cancelled"):
        await desk.staff_desk().settle(dead, by="staff:1", why="booked", reference=reference)


async def test_a_missing_number_and_a_mistyped_one_are_refused(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, _, dead = await dead_booking(properties, engine, clock)
    with pytest.raises(NotNow, match="needs the reference"):
        await desk.staff_desk().settle(dead, by="staff:1", why="booked")
    with pytest.raises(NotNow, match="no reservation 'DM-0'"):
        await desk.staff_desk().settle(dead, by="staff:1", why="booked", reference="DM-0")
    with pytest.raises(NotNow, match="no write"):
        await desk.staff_desk().settle("int_none", by="staff:1", why="booked")


async def test_while_the_hotels_system_is_away_a_persons_word_counts_and_is_called_that(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk, faulty, dead = await dead_booking(properties, engine, clock)
    faulty.is_down = True
    settled = await desk.staff_desk().settle(dead, by="staff:1", why="booked", reference="1042")
    assert isinstance(settled.unasked, errors.Unreachable)
    assert (settled.intent.state, settled.intent.reference) == ("done", "1042")


async def test_only_a_booking_is_given_a_number(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    """A change that were given another reservation's number would tell its guest about that one."""
    desk, faulty = await faulty_desk(properties, engine, clock)
    reference = await booked_at_the_desk(desk, clock)
    faulty.is_down = True
    errand = errand_of("at the desk", clock, turn="turn-2")
    assert isinstance(await desk.add_note(errand, reference, "a cot, please"), Queued)
    case = (await desk.staff_desk().cases(engine).waiting())[0][0]
    with pytest.raises(NotNow, match="only a booking"):
        await desk.staff_desk().settle(case.write.id, by="staff:1", why="told", reference="DM-2")
    faulty.is_down = False
    settled = await desk.staff_desk().settle(case.write.id, by="staff:1", why="told")
    assert (settled.intent.state, settled.intent.reference) == ("done", reference)
