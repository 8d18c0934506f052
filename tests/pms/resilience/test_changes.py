"""What our own writes and events undo of what is kept, and what they spare."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract import errors
from pms.contract.models import (
    Charge,
    Event,
    GuestQuery,
    RateChange,
    RateRequest,
    ReservationPatch,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import Connector
from tests.pms.house import GUEST, NOW, TWO, WEEKEND
from tests.pms.resilience.counting_house import LATER, House, asked, draft, warm

# --- what undoes it ---


async def test_booking_spares_what_is_not_of_its_nights(pms: Connector, house: House, soon: Deadline) -> None:
    house.left["doble"] = 2
    await warm(pms, soon)
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    assert await asked(pms, house, soon, WEEKEND)
    assert not await asked(pms, house, soon, LATER)


async def test_morning_of_departure_is_not_a_night(pms: Connector, house: House, soon: Deadline) -> None:
    house.left["doble"] = 2
    after = Stay(arrival=WEEKEND.departure, departure=WEEKEND.departure + timedelta(days=1))
    before = Stay(arrival=WEEKEND.arrival - timedelta(days=1), departure=WEEKEND.arrival)
    for stay in (before, after):
        await pms.search_offers(stay, TWO, deadline=soon)
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    assert not await asked(pms, house, soon, before)
    assert not await asked(pms, house, soon, after)


async def test_booking_with_rooms_to_spare_leaves_the_offer_with_fewer_rooms(
    pms: Connector, house: House, soon: Deadline
) -> None:
    await warm(pms, soon)
    for _ in range(2):
        await pms.create_reservation(draft(WEEKEND), deadline=soon)
    found = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert house.calls["search_offers"] == 2
    assert [(one.room_type.id, one.rooms_left) for one in found.offers] == [("doble", 3), ("individual", 5)]
    assert (await pms.search_offers(WEEKEND, TWO, deadline=soon)) == found


async def test_last_rooms_are_the_hotel_systems_word(pms: Connector, house: House, soon: Deadline) -> None:
    await warm(pms, soon)
    for _ in range(4):
        await pms.create_reservation(draft(WEEKEND), deadline=soon)
    house.left["doble"] = 1
    found = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert (house.calls["search_offers"], found.offers[0].rooms_left) == (3, 1)


async def test_rooms_together_need_as_many_left(pms: Connector, house: House, soon: Deadline) -> None:
    house.left["doble"] = 4
    await pms.search_offers(WEEKEND, TWO, rooms=2, deadline=soon)
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    found = await pms.search_offers(WEEKEND, TWO, rooms=2, deadline=soon)
    assert (house.calls["search_offers"], found.room_sets[0].offers[1].rooms_left) == (1, 3)
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    await pms.search_offers(WEEKEND, TWO, rooms=2, deadline=soon)
    assert house.calls["search_offers"] == 2


async def test_grid_loses_the_booked_rooms_on_the_booked_nights(
    pms: Connector, house: House, soon: Deadline
) -> None:
    first, last = WEEKEND.arrival, WEEKEND.departure
    await pms.get_availability(first, last, deadline=soon)
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    grid = await pms.get_availability(first, last, deadline=soon)
    assert [night.free["doble"] for night in grid.nights] == [4, 4, 5]
    assert house.calls["get_availability"] == 1


@pytest.mark.parametrize(
    ("error", "is_undone"),
    [
        (errors.SoldOut(room_type_id="doble"), True),
        (errors.PriceChanged(was=Money(1, "EUR"), now=Money(2, "EUR")), True),
        (errors.OutcomeUnknown(), True),
        (errors.Unintelligible(), True),
        (ValueError(), True),
        (errors.Unreachable(), False),
        (errors.BadCredentials(), False),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_failed_booking_undoes_unless_nothing_was_written(
    pms: Connector, house: House, soon: Deadline, error: BaseException, is_undone: bool
) -> None:
    await warm(pms, soon)
    house.error = error
    with pytest.raises(type(error)):
        await pms.create_reservation(draft(WEEKEND), deadline=soon)
    house.error = None
    assert await asked(pms, house, soon, WEEKEND) is is_undone
    assert not await asked(pms, house, soon, LATER)


async def test_cancelled_call_of_a_booking_undoes(pms: Connector, house: House, soon: Deadline) -> None:
    await warm(pms, soon)
    house.gate = asyncio.Event()
    booking = asyncio.create_task(pms.create_reservation(draft(WEEKEND), deadline=soon))
    while not house.calls["create_reservation"]:
        await asyncio.sleep(0)
    booking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await booking
    house.gate = None
    assert await asked(pms, house, soon, WEEKEND)


async def test_change_of_dates_undoes_old_and_new_nights(
    pms: Connector, house: House, soon: Deadline
) -> None:
    between = WEEKEND.shifted(3)
    await warm(pms, soon)
    await pms.search_offers(between, TWO, deadline=soon)
    await pms.get_reservation("R1", deadline=soon)
    patch = ReservationPatch(stay=LATER)
    await pms.modify_reservation("R1", patch, key="k", agreed_total=None, deadline=soon)
    assert not await asked(pms, house, soon, between)
    assert await asked(pms, house, soon, WEEKEND)
    assert await asked(pms, house, soon, LATER)


async def test_change_of_a_stay_never_seen_undoes_every_night(
    pms: Connector, house: House, soon: Deadline
) -> None:
    await warm(pms, soon)
    patch = ReservationPatch(stay=LATER)
    await pms.modify_reservation("R1", patch, key="k", agreed_total=None, deadline=soon)
    assert await asked(pms, house, soon, WEEKEND)


async def test_note_undoes_no_night(pms: Connector, house: House, soon: Deadline) -> None:
    await warm(pms, soon)
    patch = ReservationPatch(note="late")
    await pms.modify_reservation("R1", patch, key="k", agreed_total=None, deadline=soon)
    assert not await asked(pms, house, soon, WEEKEND)


async def test_cancelling_undoes_its_nights(pms: Connector, house: House, soon: Deadline) -> None:
    await warm(pms, soon)
    await pms.cancel_reservation("R1", key="k", reason=None, agreed_fee=Money(0, "EUR"), deadline=soon)
    assert not await asked(pms, house, soon, LATER)
    assert await asked(pms, house, soon, WEEKEND)


async def test_pushed_rates_undo_their_nights(pms: Connector, house: House, soon: Deadline) -> None:
    await warm(pms, soon)
    night = LATER.arrival
    change = RateChange(room_type_id="doble", first=night, last=night, price=Money(1, "EUR"))
    await pms.push_rates((change,), deadline=soon)
    assert not await asked(pms, house, soon, WEEKEND)
    assert await asked(pms, house, soon, LATER)


async def test_quote_that_finds_no_room_undoes_the_offer(
    pms: Connector, house: House, soon: Deadline
) -> None:
    await warm(pms, soon)
    house.error = errors.SoldOut()
    request = RateRequest(stay=WEEKEND, rooms=(RoomRequest(room_type_id="doble", party=TWO),))
    with pytest.raises(errors.SoldOut):
        await pms.quote_rate(request, deadline=soon)
    house.error = None
    assert await asked(pms, house, soon, WEEKEND)


async def test_charge_undoes_lists(pms: Connector, house: House, soon: Deadline) -> None:
    charge = Charge(key="c", description="", amount=Money(1, "EUR"))
    for _ in range(2):
        await pms.get_arrivals(WEEKEND.arrival, deadline=soon)
        await pms.post_charge("R1", charge, deadline=soon)
    assert house.calls["get_arrivals"] == 2


async def test_guest_that_was_written_undoes_guests_and_lists(
    pms: Connector, house: House, soon: Deadline
) -> None:
    for _ in range(2):
        await pms.get_arrivals(WEEKEND.arrival, deadline=soon)
        await pms.search_guest(GuestQuery(email=GUEST.email), deadline=soon)
        await pms.upsert_guest_profile(GUEST, deadline=soon)
    assert (house.calls["search_guest"], house.calls["get_arrivals"]) == (2, 2)


# --- events ---


def event(kind: Any, reference: str | None = "R9", at: datetime = NOW) -> Event:
    return Event(id="e", kind=kind, reference=reference, at=at)


@pytest.mark.parametrize(
    ("kind", "nights", "house_too"),
    [
        ("reservation", True, False),
        ("availability", True, False),
        ("rate", True, True),
        ("room", True, True),
        ("guest", False, False),
    ],
)
@pytest.mark.parametrize("by", ["poll", "webhook"])
async def test_events_undo_what_they_speak_of(
    pms: Connector, house: House, soon: Deadline, kind: str, nights: bool, house_too: bool, by: str
) -> None:
    await warm(pms, soon)
    await pms.get_room_types(deadline=soon)
    house.events = (event(kind),)
    if by == "poll":
        await pms.poll_changes(NOW, deadline=soon)
    else:
        await pms.parse_webhook({}, b"")
    assert await asked(pms, house, soon, WEEKEND) is nights
    await pms.get_room_types(deadline=soon)
    assert house.calls["get_room_types"] == (2 if house_too else 1)


async def test_echo_of_our_own_write_undoes_nothing(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    await warm(pms, soon)
    house.events = (event("reservation", "R1", house.updated_at),)
    await pms.poll_changes(NOW, deadline=soon)
    assert not await asked(pms, house, soon, WEEKEND)
    house.events = (event("reservation", "R1", NOW + timedelta(seconds=1)),)
    await pms.poll_changes(NOW, deadline=soon)
    assert await asked(pms, house, soon, WEEKEND)
    # The same event is often given twice.
    await pms.poll_changes(NOW, deadline=soon)
    assert not await asked(pms, house, soon, WEEKEND)
