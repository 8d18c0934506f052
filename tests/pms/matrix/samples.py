"""One call of every operation, as hand-written facts: what is asked, on a house in which one guest has booked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from common.clock import Deadline
from common.money import Money
from pms.contract.capabilities import Capability
from pms.contract.models import (
    AvailabilityChange,
    Charge,
    GuestProfile,
    GuestQuery,
    Party,
    RateChange,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    ReservationQuery,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import Connector

TWO = Party(adults=2)
STAY = Stay(arrival=date(2027, 2, 10), departure=date(2027, 2, 12))
LATER = Stay(arrival=date(2027, 3, 10), departure=date(2027, 3, 12))
GUEST = GuestProfile(
    first_name="Ana", last_name="Matriz", email="ana.matriz@example.com", phone="+34600100200", language="es"
)


@dataclass(frozen=True)
class Given:
    """booked: the one reservation that stands; draft: another one to be made; total_later: the price of moving to LATER."""

    room_type_id: str
    booked: Reservation
    guest_id: str
    draft: ReservationDraft
    total_later: Money
    room_number: str


async def prepare(connector: Connector, deadline: Deadline) -> Given:
    """By the plain adapter, before anything goes wrong."""
    offers = await connector.search_offers(STAY, TWO, deadline=deadline)
    room_type_id = offers.offers[0].room_type.id
    booked = await connector.create_reservation(
        draft(room_type_id, offers.offers[0].total, "PSD-STANDING"), deadline=deadline
    )
    quote = await connector.quote_rate(
        RateRequest(stay=STAY, rooms=(RoomRequest(room_type_id=room_type_id, party=TWO),)), deadline=deadline
    )
    later = await connector.quote_rate(
        RateRequest(
            stay=LATER,
            rooms=(RoomRequest(room_type_id=room_type_id, party=TWO),),
            replacing=booked.reference,
        ),
        deadline=deadline,
    )
    guest_id = booked.guest.id
    if guest_id is None:
        (known,) = await connector.search_guest(GuestQuery(email=GUEST.email), deadline=deadline)
        guest_id = known.id or ""
    statuses = (
        await connector.get_all_room_statuses(deadline=deadline)
        if connector.manifest.can(Capability.ROOM_STATUS)
        else ()
    )
    return Given(
        room_type_id=room_type_id,
        booked=booked,
        guest_id=guest_id,
        draft=draft(room_type_id, quote.total, "PSD-ANOTHER"),
        total_later=later.total,
        room_number=statuses[0].number if statuses else "",
    )


def draft(room_type_id: str, total: Money, our_reference: str) -> ReservationDraft:
    return ReservationDraft(
        key=f"quo-{our_reference}",
        our_reference=our_reference,
        stay=STAY,
        rooms=(RoomRequest(room_type_id=room_type_id, party=TWO),),
        agreed_total=total,
        guest=GUEST,
    )


type Call = Callable[[Connector, Given, Deadline], Awaitable[Any]]

MOVE = ReservationPatch(stay=LATER)

SAMPLES: dict[str, Call] = {
    "health_check": lambda hotel, given, by: hotel.health_check(deadline=by),
    "get_hotels": lambda hotel, given, by: hotel.get_hotels(deadline=by),
    "get_room_types": lambda hotel, given, by: hotel.get_room_types(deadline=by),
    "get_extras": lambda hotel, given, by: hotel.get_extras(deadline=by),
    "get_availability": lambda hotel, given, by: hotel.get_availability(
        STAY.arrival, STAY.arrival + timedelta(days=2), deadline=by
    ),
    "search_offers": lambda hotel, given, by: hotel.search_offers(STAY, TWO, deadline=by),
    "quote_rate": lambda hotel, given, by: hotel.quote_rate(
        RateRequest(stay=STAY, rooms=given.draft.rooms), deadline=by
    ),
    "create_reservation": lambda hotel, given, by: hotel.create_reservation(given.draft, deadline=by),
    "get_reservation": lambda hotel, given, by: hotel.get_reservation(given.booked.reference, deadline=by),
    "find_reservations": lambda hotel, given, by: hotel.find_reservations(
        ReservationQuery(email=GUEST.email, arrival=STAY.arrival), deadline=by
    ),
    "modify_reservation": lambda hotel, given, by: hotel.modify_reservation(
        given.booked.reference, MOVE, key="chg-1", agreed_total=given.total_later, deadline=by
    ),
    "cancel_reservation": lambda hotel, given, by: hotel.cancel_reservation(
        given.booked.reference,
        key="can-1",
        # With a reason a vendor may need two writes; what comes of half of them the front desk's matrix asks.
        reason=None,
        agreed_fee=given.booked.total,
        deadline=by,
    ),
    "get_arrivals": lambda hotel, given, by: hotel.get_arrivals(STAY.arrival, deadline=by),
    "get_departures": lambda hotel, given, by: hotel.get_departures(STAY.departure, deadline=by),
    "get_in_house": lambda hotel, given, by: hotel.get_in_house(STAY.arrival, deadline=by),
    "get_room_status": lambda hotel, given, by: hotel.get_room_status(given.room_number, deadline=by),
    "get_all_room_statuses": lambda hotel, given, by: hotel.get_all_room_statuses(deadline=by),
    "add_reservation_note": lambda hotel, given, by: hotel.add_reservation_note(
        given.booked.reference, "A quiet room, please", key="not-1", deadline=by
    ),
    "update_checkout_time": lambda hotel, given, by: hotel.update_checkout_time(
        given.booked.reference, time(13, 0), key="out-1", deadline=by
    ),
    "post_charge": lambda hotel, given, by: hotel.post_charge(
        given.booked.reference,
        Charge(key="cha-1", description="Parking", amount=Money(1500, given.booked.total.currency)),
        deadline=by,
    ),
    "get_balance": lambda hotel, given, by: hotel.get_balance(given.booked.reference, deadline=by),
    "search_guest": lambda hotel, given, by: hotel.search_guest(GuestQuery(email=GUEST.email), deadline=by),
    "get_guest_profile": lambda hotel, given, by: hotel.get_guest_profile(given.guest_id, deadline=by),
    "upsert_guest_profile": lambda hotel, given, by: hotel.upsert_guest_profile(
        GuestProfile(
            first_name="Otra", last_name="Matriz", email="otra.matriz@example.com", phone="+34600100201"
        ),
        deadline=by,
    ),
    "update_guest_preferences": lambda hotel, given, by: hotel.update_guest_preferences(
        given.guest_id, {"pillow": "soft"}, deadline=by
    ),
    "poll_changes": lambda hotel, given, by: hotel.poll_changes(
        datetime(2026, 11, 1, tzinfo=UTC), deadline=by
    ),
    "push_rates": lambda hotel, given, by: hotel.push_rates(
        (
            RateChange(
                room_type_id=given.room_type_id,
                first=LATER.arrival,
                last=LATER.departure,
                price=Money(9900, given.booked.total.currency),
            ),
        ),
        deadline=by,
    ),
    "push_availability": lambda hotel, given, by: hotel.push_availability(
        (
            AvailabilityChange(
                room_type_id=given.room_type_id, first=LATER.arrival, last=LATER.arrival, free=1
            ),
        ),
        deadline=by,
    ),
}
