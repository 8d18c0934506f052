"""The door as the conversation uses it, over the demo hotel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.money import Money
from pms import factory
from pms.adapters.demo.tables import reservations, room_nights
from pms.contract import errors
from pms.contract.capabilities import Capability, Support
from pms.contract.models import GuestProfile, Party, Reservation, ReservationPatch, Stay
from pms.front_desk import (
    Done,
    Errand,
    Found,
    FrontDesk,
    Locked,
    NeedsProof,
    Noted,
    NotFound,
    Refused,
)
from pms.proofs import is_contact_of
from pms.tables import audit
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of

FREE = Money.zero("EUR")


async def booked(
    desk: FrontDesk,
    errand: Errand,
    *,
    room: str = "doble",
    stay: Stay = WEEKEND,
    party: Party = TWO,
    extras: tuple[str, ...] = (),
) -> Reservation:
    quote = await desk.quote(errand, stay, party, (room,), extras=extras)
    outcome = await desk.book(errand, quote.id, GUEST)
    assert isinstance(outcome, Done)
    return outcome.value


# --- offers and prices ---


async def test_offers_come_cheapest_first_with_nights_that_add_up(desk: FrontDesk, errand: Errand) -> None:
    offers = await desk.search(errand, WEEKEND, TWO)
    totals = [offer.total for offer in offers.offers]
    assert totals == sorted(totals)
    assert [offer.room_type.id for offer in offers.offers] == ["doble", "familiar", "suite"]
    for offer in offers.offers:
        assert sum(night.minor for night in offer.nightly) == offer.total.minor
        assert len(offer.nightly) == WEEKEND.nights
    assert offers.room_sets == ()


async def test_party_too_large_for_one_room_gets_several(desk: FrontDesk, errand: Errand) -> None:
    offers = await desk.search(errand, WEEKEND, Party(adults=6))
    assert offers.offers == ()
    kinds = [sorted(one.room_type.id for one in found.offers) for found in offers.room_sets]
    assert ["doble", "familiar"] in kinds
    assert ["doble", "doble", "doble"] in kinds
    for found in offers.room_sets:
        assert sum(party.people for party in found.parties) == 6
        assert found.total.minor == sum(one.total.minor for one in found.offers)


async def test_several_rooms_are_booked_together(desk: FrontDesk, errand: Errand) -> None:
    quote = await desk.quote(errand, WEEKEND, Party(adults=5, children_ages=(4, 8)), ("familiar", "doble"))
    outcome = await desk.book(errand, quote.id, GUEST)
    assert isinstance(outcome, Done)
    assert [line.room_type_id for line in outcome.value.lines] == ["familiar", "doble"]
    assert outcome.value.party == Party(adults=5, children_ages=(4, 8))
    assert len({line.room_number for line in outcome.value.lines}) == 2


async def test_two_rooms_asked_for_are_two_rooms(desk: FrontDesk, errand: Errand) -> None:
    offers = await desk.search(errand, WEEKEND, TWO, rooms=2)
    assert offers.offers == ()
    assert {len(found.offers) for found in offers.room_sets} == {2}
    assert [one.room_type.id for one in offers.room_sets[0].offers] == ["individual", "individual"]


@pytest.mark.parametrize(
    ("stay", "why"),
    [
        (Stay(arrival=date(2026, 11, 20), departure=date(2026, 11, 22)), "past"),
        (Stay(arrival=date(2029, 1, 1), departure=date(2029, 1, 2)), "too_far_ahead"),
        (Stay(arrival=date(2026, 12, 1), departure=date(2027, 1, 1)), "too_long"),
    ],
)
async def test_stays_against_the_house_rules_say_which_rule(
    desk: FrontDesk, errand: Errand, stay: Stay, why: str
) -> None:
    with pytest.raises(errors.StayNotPossible) as refused:
        await desk.search(errand, stay, TWO)
    assert refused.value.why == why


async def test_today_is_the_hotels_day(desk: FrontDesk, clock: FrozenClock) -> None:
    clock.advance(timedelta(hours=13, minutes=30))
    assert clock.now().date() == date(2026, 11, 21)
    assert desk.today("mirador") == date(2026, 11, 22)


async def test_more_guests_than_the_house_takes_in_a_chat(desk: FrontDesk, errand: Errand) -> None:
    with pytest.raises(errors.TooManyGuests) as refused:
        await desk.search(errand, WEEKEND, Party(adults=13))
    assert refused.value.most == 12


async def test_nearest_free_dates_when_the_house_is_full(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    for number in range(2):
        await booked(desk, errand_of(f"other-{number}", clock), room="familiar", party=Party(adults=4))
    four = Party(adults=4)
    for number in range(5):
        await booked(desk, errand_of(f"more-{number}", clock), room="doble")
    for number in range(2):
        await booked(desk, errand_of(f"suite-{number}", clock), room="suite")
    assert (await desk.search(errand, WEEKEND, four)).offers == ()
    near = await desk.nearest_stays(errand, WEEKEND, four)
    assert [stay.arrival for stay, _ in near] == [date(2026, 11, 29), date(2026, 11, 25), date(2026, 11, 30)]
    assert all(stay.nights == WEEKEND.nights and total > FREE for stay, total in near)


async def test_unknown_property_is_said_to_be_unknown(desk: FrontDesk, clock: FrozenClock) -> None:
    errand = Errand("elsewhere", "conversation-1", None, errand_of("x", clock).deadline)
    with pytest.raises(errors.UnknownProperty):
        await desk.search(errand, WEEKEND, TWO)


async def test_reachable_is_asked_and_never_raises(desk: FrontDesk) -> None:
    assert await desk.is_reachable("mirador")
    assert not await desk.is_reachable("elsewhere")


# --- booking ---


async def test_booking_keeps_the_quoted_price_guest_and_extras(desk: FrontDesk, errand: Errand) -> None:
    family = Party(adults=2, children_ages=(1, 4))
    quote = await desk.quote(errand, WEEKEND, family, ("familiar",), extras=("breakfast", "cot", "parking"))
    outcome = await desk.book(errand, quote.id, GUEST, note="late arrival")
    assert isinstance(outcome, Done)
    reservation = outcome.value
    assert reservation.total == quote.total
    assert reservation.stay == WEEKEND
    assert reservation.party == family
    assert reservation.notes == ("late arrival",)
    assert reservation.guest.email == GUEST.email
    assert reservation.reference.startswith("DM-")
    assert (reservation.our_reference or "").startswith("PSD-")
    assert {line.extra_id: line.quantity for line in reservation.extras} == {
        "breakfast": 6,  # the one-year-old eats for free
        "cot": 1,
        "parking": 2,
    }


async def test_same_quote_twice_is_one_reservation(
    desk: FrontDesk, errand: Errand, engine: AsyncEngine
) -> None:
    quote = await desk.quote(errand, WEEKEND, TWO, ("doble",))
    first = await desk.book(errand, quote.id, GUEST)
    second = await desk.book(errand, quote.id, GUEST)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert first.value.reference == second.value.reference
    assert await count(engine) == 1


async def test_same_quote_at_the_same_moment_is_one_reservation(
    desk: FrontDesk, open_desk: Callable[[], FrontDesk], clock: FrozenClock, engine: AsyncEngine
) -> None:
    errand = errand_of("conversation-1", clock)
    quote = await desk.quote(errand, WEEKEND, TWO, ("doble",))
    desks = [open_desk() for _ in range(3)]
    outcomes = await asyncio.gather(*(one.book(errand, quote.id, GUEST) for one in desks for _ in range(3)))
    assert {one.value.reference for one in outcomes if isinstance(one, Done)} == {"DM-48001"}
    assert all(isinstance(one, Done) for one in outcomes)
    assert await count(engine) == 1


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(reservations))).scalar_one()


async def test_quote_expires(desk: FrontDesk, clock: FrozenClock) -> None:
    quote = await desk.quote(errand_of("conversation-1", clock), WEEKEND, TWO, ("doble",))
    clock.advance(timedelta(minutes=30))
    outcome = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.reason, errors.QuoteExpired)


async def test_booking_confirmed_again_after_the_quote_expired_is_still_that_booking(
    desk: FrontDesk, clock: FrozenClock
) -> None:
    quote = await desk.quote(errand_of("conversation-1", clock), WEEKEND, TWO, ("doble",))
    first = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    clock.advance(timedelta(hours=1))
    second = await desk.book(errand_of("conversation-1", clock), quote.id, GUEST)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert second.value.reference == first.value.reference


async def test_quote_of_another_conversation_books_nothing(
    desk: FrontDesk, clock: FrozenClock, engine: AsyncEngine
) -> None:
    quote = await desk.quote(errand_of("conversation-1", clock), WEEKEND, TWO, ("doble",))
    outcome = await desk.book(errand_of("conversation-2", clock), quote.id, GUEST)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.reason, errors.QuoteExpired)
    await desk.search(errand_of("conversation-2", clock), WEEKEND, TWO)
    assert await count(engine) == 0


async def test_race_of_twenty_for_the_last_room_has_one_winner(
    desk: FrontDesk, open_desk: Callable[[], FrontDesk], clock: FrozenClock, engine: AsyncEngine
) -> None:
    await booked(desk, errand_of("first", clock), room="suite")
    guests = [errand_of(f"guest-{number}", clock, seconds=60) for number in range(20)]
    quotes = [await desk.quote(one, WEEKEND, TWO, ("suite",)) for one in guests]
    desks = [open_desk() for _ in range(4)]
    outcomes = await asyncio.gather(
        *(
            desks[n % 4].book(one, quote.id, GUEST)
            for n, (one, quote) in enumerate(zip(guests, quotes, strict=True))
        )
    )
    assert sum(isinstance(one, Done) for one in outcomes) == 1
    lost = [one.reason for one in outcomes if isinstance(one, Refused)]
    assert len(lost) == 19
    assert all(isinstance(one, errors.SoldOut) for one in lost)
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(func.count()).select_from(room_nights).where(room_nights.c.room_number.in_(("301", "302")))
        )
        assert rows.scalar_one() == 2 * WEEKEND.nights


# --- finding ---


async def test_conversation_that_booked_needs_no_proof(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    typed = (reservation.reference, reservation.our_reference, reservation.reference.lower(), "48001", None)
    for reference in typed:
        found = await desk.find(errand, reference=reference, contact=None)
        assert isinstance(found, Found), reference
        assert found.is_own
        assert found.reservation.reference == reservation.reference


@pytest.mark.parametrize(
    "contact", ["GUEST@example.com ", "600100200", "+34 600-100-200", "0034600100200", "(0)600 100 200"]
)
async def test_elsewhere_reference_and_contact_prove_it(
    desk: FrontDesk, errand: Errand, clock: FrozenClock, contact: str
) -> None:
    reservation = await booked(desk, errand)
    other = errand_of("conversation-2", clock)
    assert await desk.find(other, reference=reservation.reference, contact=None) == NeedsProof(("contact",))
    found = await desk.find(other, reference=reservation.our_reference, contact=contact)
    assert isinstance(found, Found)
    assert not found.is_own
    again = await desk.find(other, reference=reservation.reference, contact=None)
    assert isinstance(again, Found), "proved once, the conversation may go on"


async def test_wrong_proof_and_no_reservation_look_the_same(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    reservation = await booked(desk, errand)
    there = errand_of("conversation-2", clock)
    nowhere = errand_of("conversation-3", clock)
    for number in range(6):
        one = await desk.find(there, reference=reservation.reference, contact=f"{number}@example.com")
        other = await desk.find(nowhere, reference="DM-99999", contact=f"{number}@example.com")
        assert one == other
        assert isinstance(one, NotFound if number < 4 else Locked)


async def test_five_wrong_tries_lock_a_conversation_for_a_quarter_of_an_hour(
    desk: FrontDesk, errand: Errand, clock: FrozenClock, engine: AsyncEngine
) -> None:
    reservation = await booked(desk, errand)
    there = errand_of("conversation-2", clock)
    for number in range(5):
        await desk.find(there, reference=f"DM-7000{number}", contact="x@example.com")
    right = {"reference": reservation.reference, "contact": GUEST.email}
    locked = await desk.find(there, **right)
    assert locked == Locked(clock.now() + timedelta(minutes=15))
    clock.advance(timedelta(minutes=15))
    assert isinstance(await desk.find(errand_of("conversation-2", clock), **right), Found)
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(audit.c.event).where(audit.c.operation == "find").order_by(audit.c.id)
        )
        assert sorted(event for (event,) in rows) == ["proof_failed"] * 5 + ["proof_locked"]


async def test_five_wrong_tries_lock_a_reference_whoever_tries(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    reservation = await booked(desk, errand)
    for number in range(5):
        other = errand_of(f"stranger-{number}", clock)
        await desk.find(other, reference=reservation.reference, contact="x@example.com")
    late = errand_of("stranger-9", clock)
    for reference in (reservation.reference, reservation.our_reference):
        assert isinstance(await desk.find(late, reference=reference, contact=GUEST.email), Locked)
    own = await desk.find(errand, reference=reservation.reference, contact=None)
    assert isinstance(own, Found), "the guest who booked is not locked out by strangers"


async def test_strangers_may_neither_see_nor_touch(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    reservation = await booked(desk, errand)
    stranger = errand_of("conversation-2", clock)
    for deed in (
        desk.quote_change(stranger, reservation.reference, ReservationPatch(stay=WEEKEND.shifted(1))),
        desk.cancel_terms(stranger, reservation.reference),
        desk.balance(stranger, reservation.reference),
    ):
        with pytest.raises(errors.NotFound):
            await deed
    cancelled = await desk.cancel(stranger, reservation.reference, agreed_fee=FREE)
    assert isinstance(cancelled, Refused)
    assert isinstance(cancelled.reason, errors.NotFound)


@pytest.mark.parametrize(
    ("contact", "phone", "is_same"),
    [
        ("600100200", "+34600100200", True),
        ("5511987654321", "+55 (11) 98765-4321", True),
        ("100200", "+34600100200", False),
        ("12345", "12345", False),
        ("", "", False),
        ("no digits", "none", False),
    ],
)
def test_phones_are_compared_by_their_last_nine_digits(contact: str, phone: str, is_same: bool) -> None:
    guest = GuestProfile(first_name="Test", last_name="Guest", phone=phone)
    assert is_contact_of(contact, guest) is is_same


# --- changes ---


async def test_change_of_dates_says_the_difference_first(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    longer = Stay(arrival=WEEKEND.arrival, departure=WEEKEND.departure + timedelta(days=1))
    quote = await desk.quote_change(errand, reservation.reference, ReservationPatch(stay=longer))
    assert quote.old_total == reservation.total
    assert quote.difference == quote.new_total - quote.old_total
    untouched = await desk.find(errand, reference=reservation.reference, contact=None)
    assert isinstance(untouched, Found)
    assert untouched.reservation == reservation

    outcome = await desk.change(errand, quote.id)
    assert isinstance(outcome, Done)
    assert outcome.value.stay == longer
    assert outcome.value.total == quote.new_total
    assert outcome.value.lines[0].room_number == reservation.lines[0].room_number
    assert await desk.balance(errand, reservation.reference) == quote.new_total


async def test_change_of_party_room_and_extras(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    patch = ReservationPatch(
        party=Party(adults=2, children_ages=(5, 7)), room_type_id="familiar", add_extras=("breakfast",)
    )
    quote = await desk.quote_change(errand, reservation.reference, patch)
    outcome = await desk.change(errand, quote.id)
    assert isinstance(outcome, Done)
    assert outcome.value.lines[0].room_type_id == "familiar"
    assert outcome.value.party == Party(adults=2, children_ages=(5, 7))
    assert [line.extra_id for line in outcome.value.extras] == ["breakfast"]
    assert outcome.value.total == quote.new_total


async def test_refused_change_leaves_the_stay_as_it_was(
    desk: FrontDesk, errand: Errand, clock: FrozenClock, engine: AsyncEngine
) -> None:
    mine = await booked(desk, errand, room="suite")
    moved = WEEKEND.shifted(2)
    quote = await desk.quote_change(errand, mine.reference, ReservationPatch(stay=moved))
    for number in range(2):
        await booked(desk, errand_of(f"other-{number}", clock), room="suite", stay=moved)
    outcome = await desk.change(errand, quote.id)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.reason, errors.SoldOut)
    found = await desk.find(errand, reference=mine.reference, contact=None)
    assert isinstance(found, Found)
    assert found.reservation == mine
    async with engine.connect() as connection:
        nights = await connection.execute(select(func.count()).select_from(room_nights))
        assert nights.scalar_one() == 6
    with pytest.raises(errors.SoldOut):
        await desk.quote_change(errand, mine.reference, ReservationPatch(stay=moved))


async def test_party_that_does_not_fit_is_refused_with_how_many_would(
    desk: FrontDesk, errand: Errand
) -> None:
    reservation = await booked(desk, errand)
    with pytest.raises(errors.TooManyGuests) as refused:
        await desk.quote_change(errand, reservation.reference, ReservationPatch(party=Party(adults=4)))
    assert refused.value.most == 3


# --- cancelling ---


async def test_cancelling_in_time_is_free_and_gives_the_room_back(
    desk: FrontDesk, errand: Errand, engine: AsyncEngine
) -> None:
    reservation = await booked(desk, errand)
    terms = await desk.cancel_terms(errand, reservation.reference)
    assert terms.is_free
    assert terms.free_until is not None
    assert terms.free_until.isoformat() == "2026-11-25T17:00:00+00:00"
    outcome = await desk.cancel(errand, reservation.reference, agreed_fee=terms.fee)
    assert isinstance(outcome, Done)
    assert outcome.value.is_cancelled
    assert outcome.value.balance == FREE
    again = await desk.cancel(errand, reservation.reference, agreed_fee=terms.fee)
    assert isinstance(again, Done), "cancelled twice is cancelled"
    assert await desk.own_reservations(errand) == ()
    async with engine.connect() as connection:
        assert (await connection.execute(select(room_nights))).first() is None


async def test_cancelling_late_costs_the_first_night_and_must_be_agreed(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    reservation = await booked(desk, errand)
    clock.advance(timedelta(days=5))
    later = errand_of("conversation-1", clock)
    unagreed = await desk.cancel(later, reservation.reference, agreed_fee=FREE)
    assert isinstance(unagreed, Refused)
    assert isinstance(unagreed.reason, errors.FeeChanged)
    terms = await desk.cancel_terms(later, reservation.reference)
    assert not terms.is_free
    assert terms.fee == unagreed.reason.now
    outcome = await desk.cancel(later, reservation.reference, agreed_fee=terms.fee)
    assert isinstance(outcome, Done)
    assert outcome.value.balance == terms.fee


async def test_a_stay_that_has_begun_cannot_be_cancelled(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    reservation = await booked(desk, errand)
    clock.advance(timedelta(days=7))
    with pytest.raises(errors.TooLateToCancel):
        await desk.cancel_terms(errand_of("conversation-1", clock), reservation.reference)


async def test_a_cancelled_stay_cannot_be_changed(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    await desk.cancel(errand, reservation.reference, agreed_fee=FREE)
    with pytest.raises(errors.AlreadyCancelled):
        await desk.quote_change(errand, reservation.reference, ReservationPatch(stay=WEEKEND.shifted(1)))


# --- requests ---


async def test_late_check_out_is_done_until_the_hotels_limit(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    outcome = await desk.request_check_out_time(errand, reservation.reference, time(14, 0))
    assert isinstance(outcome, Done)
    assert outcome.value.check_out_time == time(14, 0)


async def test_later_than_the_limit_becomes_a_note(desk: FrontDesk, errand: Errand) -> None:
    reservation = await booked(desk, errand)
    outcome = await desk.request_check_out_time(errand, reservation.reference, time(17, 0))
    assert outcome == Noted(reservation.reference)
    found = await desk.find(errand, reference=reservation.reference, contact=None)
    assert isinstance(found, Found)
    assert any("17:00" in note for note in found.reservation.notes)
    assert found.reservation.check_out_time is None


async def test_late_check_out_becomes_a_note_when_the_next_guest_arrives(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    mine = await booked(desk, errand, room="suite")
    for number in range(2):
        await booked(desk, errand_of(f"next-{number}", clock), room="suite", stay=WEEKEND.shifted(2))
    outcome = await desk.request_check_out_time(errand, mine.reference, time(13, 0))
    assert isinstance(outcome, Noted)


async def test_what_the_vendor_cannot_do_is_asked_first(
    desk: FrontDesk, errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    reservation = await booked(desk, errand)
    manifest = factory.get_connector_metadata("demo")
    no = Support(level="no", reason="not in this house")
    lacking = manifest.model_copy(
        update={
            "capabilities": manifest.capabilities | {Capability.CHECK_OUT_TIME: no, Capability.CANCEL: no}
        }
    )
    monkeypatch.setattr(factory, "_manifests", lambda: {"demo": lacking})
    assert isinstance(await desk.request_check_out_time(errand, reservation.reference, time(12, 0)), Noted)
    refused = await desk.cancel(errand, reservation.reference, agreed_fee=FREE)
    assert isinstance(refused, Refused)
    assert isinstance(refused.reason, errors.NotPossible)
    assert refused.reason.capability == "cancel"


async def test_the_same_note_in_one_turn_is_one_note(desk: FrontDesk, clock: FrozenClock) -> None:
    errand = errand_of("conversation-1", clock)
    reservation = await booked(desk, errand)
    await desk.add_note(errand, reservation.reference, "feather-free pillows")
    await desk.add_note(errand, reservation.reference, "feather-free pillows")
    later = errand_of("conversation-1", clock, turn="turn-2")
    outcome = await desk.add_note(later, reservation.reference, "ground floor")
    assert isinstance(outcome, Done)
    assert outcome.value.notes == ("feather-free pillows", "ground floor")


async def test_own_reservations_are_those_to_come(
    desk: FrontDesk, errand: Errand, clock: FrozenClock
) -> None:
    later = await booked(desk, errand, stay=WEEKEND.shifted(10))
    sooner = await booked(desk, errand)
    await booked(desk, errand_of("conversation-2", clock))
    own = await desk.own_reservations(errand)
    assert [one.reference for one in own] == [sooner.reference, later.reference]
    assert await desk.find(errand, reference=None, contact=None) == NeedsProof(("reference", "contact"))
    clock.advance(timedelta(days=10))
    own = await desk.own_reservations(errand_of("conversation-1", clock))
    assert [one.reference for one in own] == [later.reference]
