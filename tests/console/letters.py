"""Requests that died or wait, made by the real front desk on a hotel that fails when told to."""

from __future__ import annotations

from datetime import timedelta

from common.money import Money
from pms.contract import errors
from pms.contract.models import Charge, GuestProfile, ReservationPatch, Stay
from pms.front_desk import Done, Errand, Queued
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of

from .conftest import Console

DINNER = Money(4250, "EUR")
GARBAGE = errors.Unintelligible(
    detail="no XML", raw="<html>Dear Test Guest, we wrote to guest@example.com, room 7</html>"
)


async def dead_booking(console: Console, conversation: str = "c_5F2K9", *, stay: Stay = WEEKEND) -> str:
    """Our reference of a booking that no machine may try again."""
    return await _booking(console, conversation, GARBAGE, stay)


async def waiting_booking(
    console: Console, conversation: str = "c_waits", fault: errors.PmsError | None = None
) -> str:
    return await _booking(console, conversation, fault or errors.Unreachable(detail="down"), WEEKEND)


async def booked(console: Console, conversation: str = "c_booked", *, guest: GuestProfile = GUEST) -> str:
    """The hotel's reference of a booking that went well."""
    errand = errand_of(conversation, console.clock)
    quote = await console.desk.quote(errand, WEEKEND, TWO, ("doble",))
    outcome = await console.desk.book(errand, quote.id, guest)
    assert isinstance(outcome, Done)
    return outcome.value.reference


async def dead_change(console: Console, reference: str, conversation: str = "c_booked") -> None:
    errand = errand_of(conversation, console.clock, turn="turn-2")
    quote = await console.desk.quote_change(errand, reference, ReservationPatch(stay=WEEKEND.shifted(7)))
    console.hotel.faults.append(("modify_reservation", "before", GARBAGE))
    assert isinstance(await console.desk.change(errand, quote.id), Queued)
    console.clock.advance(timedelta(seconds=1))


async def dead_charge(console: Console, reference: str, *, actor: str) -> None:
    """Money that a member of staff wanted on an account."""
    errand = errand_of("console", console.clock)
    by_staff = Errand(errand.property_id, errand.conversation, None, errand.deadline, actor=actor)
    charge = Charge(key="form-1", description="Dinner, table of guest@example.com", amount=DINNER)
    console.hotel.faults.append(("post_charge", "after", GARBAGE))
    await console.desk.staff_desk().post_charge(by_staff, reference, charge)


async def _booking(console: Console, conversation: str, fault: errors.PmsError, stay: Stay) -> str:
    errand = errand_of(conversation, console.clock)
    quote = await console.desk.quote(errand, stay, TWO, ("doble",))
    console.hotel.faults.append(("create_reservation", "before", fault))
    outcome = await console.desk.book(errand, quote.id, GUEST)
    assert isinstance(outcome, Queued)
    return outcome.reference
