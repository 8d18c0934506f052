"""The demo hotel as a connector: searches, books, changes and cancels in its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.money import Money
from common.properties import Property
from pms.adapters.demo import inventory, rates, register
from pms.adapters.demo.bookings import Bookings
from pms.adapters.demo.house import House, read_house
from pms.adapters.demo.tables import (
    create_tables,
    guests,
    reservations,
    room_nights,
    rooms,
)
from pms.contract import errors
from pms.contract.capabilities import Manifest, read_manifest
from pms.contract.models import (
    AvailabilityChange,
    AvailabilityGrid,
    Charge,
    Event,
    Extra,
    GuestProfile,
    GuestQuery,
    Health,
    Hotel,
    Offers,
    Party,
    RateChange,
    RateQuote,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    ReservationQuery,
    RoomSet,
    RoomStatus,
    RoomType,
    Stay,
)
from pms.contract.protocol import Connector
from pms.contract.room_sets import compose

MANIFEST = Path(__file__).with_name("manifest.yml")


def build_connector(hotel: Property, *, engine: AsyncEngine, clock: Clock) -> Connector:
    """What `pms.factory` calls in every adapter."""
    return DemoHotel(hotel, engine=engine, clock=clock)


class DemoHotel:
    def __init__(self, hotel: Property, *, engine: AsyncEngine, clock: Clock) -> None:
        self._hotel = hotel
        self._engine = engine
        self._clock = clock
        self._house: House = read_house(hotel.currency)
        self._manifest = read_manifest(MANIFEST)
        self._bookings = Bookings(hotel, self._house, engine=engine, clock=clock)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def property_id(self) -> str:
        return self._hotel.id

    async def connect(self) -> None:
        await create_tables(self._engine)
        await inventory.seed(self._engine, self.property_id, self._house)

    async def disconnect(self) -> None:
        """Nothing of ours to close: the engine belongs to the process."""

    async def health_check(self, *, deadline: Deadline) -> Health:
        started = self._clock.monotonic()
        try:
            async with inventory.reading(self._engine) as connection:
                await connection.execute(select(rooms.c.number).limit(1))
        except errors.PmsError as error:
            return Health(is_reachable=False, latency_ms=0, detail=error.kind)
        return Health(is_reachable=True, latency_ms=(self._clock.monotonic() - started) * 1000)

    # --- properties and rooms ---

    async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
        hotel = self._hotel
        return (Hotel(id=hotel.id, name=hotel.name, timezone=hotel.timezone, currency=hotel.currency),)

    async def get_room_types(self, *, deadline: Deadline) -> tuple[RoomType, ...]:
        return self._house.room_types

    async def get_extras(self, *, deadline: Deadline) -> tuple[Extra, ...]:
        return tuple(self._house.extras.values())

    async def get_room_status(self, number: str, *, deadline: Deadline) -> RoomStatus | None:
        statuses = await self.get_all_room_statuses(deadline=deadline)
        return next((one for one in statuses if one.number == number), None)

    async def get_all_room_statuses(self, *, deadline: Deadline) -> tuple[RoomStatus, ...]:
        tonight = select(room_nights.c.room_number).where(
            room_nights.c.property_id == self.property_id, room_nights.c.night == self._bookings.today()
        )
        async with inventory.reading(self._engine) as connection:
            occupied = {number for (number,) in await connection.execute(tonight)}
            rows = await connection.execute(
                select(rooms.c.number, rooms.c.room_type_id, rooms.c.condition)
                .where(rooms.c.property_id == self.property_id)
                .order_by(rooms.c.number)
            )
            return tuple(
                RoomStatus(
                    number=number,
                    room_type_id=room_type_id,
                    condition=condition,
                    is_occupied=number in occupied,
                )
                for number, room_type_id, condition in rows
            )

    # --- offers ---

    async def get_availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
        async with inventory.reading(self._engine) as connection:
            nights = await inventory.free_by_night(connection, self.property_id, first, last)
        return AvailabilityGrid(property_id=self.property_id, nights=nights, as_of=self._clock.now())

    async def search_offers(
        self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
    ) -> Offers:
        async with inventory.reading(self._engine) as connection:
            free = await inventory.free_rooms(connection, self.property_id, stay)
        house = self._house
        left = {type_id: len(free.get(type_id, ())) for type_id in house.rooms}

        def price(room_type: RoomType, own: Party) -> Any:
            room = house.rooms[room_type.id]
            return rates.offer(house, room, own, stay, rooms_left=left[room_type.id])

        single = [
            price(one, party)
            for one in house.room_types
            if left[one.id] and one.fits(party) and rooms in (None, 1)
        ]
        sets: tuple[RoomSet, ...] = ()
        if not single and rooms != 1:
            sets = compose(party, [(one, left[one.id]) for one in house.room_types], price, rooms=rooms)
        return Offers(
            property_id=self.property_id,
            stay=stay,
            party=party,
            offers=tuple(sorted(single, key=lambda one: one.total.minor)),
            room_sets=sets,
            as_of=self._clock.now(),
        )

    async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> RateQuote:
        return await self._bookings.quote(request)

    # --- reservations ---

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        async with inventory.reading(self._engine) as connection:
            found = await register.load(connection, self._bookings.desk(), register.named(reference))
        return found[0] if found else None

    async def find_reservations(
        self, query: ReservationQuery, *, deadline: Deadline
    ) -> tuple[Reservation, ...]:
        conditions: list[ColumnElement[bool]] = []
        if query.our_reference is not None:
            conditions.append(reservations.c.our_reference == query.our_reference)
        if query.guest_id is not None:
            if not query.guest_id.isdecimal():
                return ()
            conditions.append(reservations.c.guest_id == int(query.guest_id))
        if query.last_name is not None:
            conditions.append(func.lower(guests.c.last_name) == query.last_name.strip().lower())
        if query.email is not None:
            conditions.append(func.lower(guests.c.email) == query.email.strip().lower())
        if query.arrival is not None:
            conditions.append(reservations.c.arrival == query.arrival)
        if query.departure is not None:
            conditions.append(reservations.c.departure == query.departure)
        if query.stays_on is not None:
            conditions += [
                reservations.c.arrival <= query.stays_on,
                reservations.c.departure > query.stays_on,
            ]
        if query.changed_since is not None:
            conditions.append(reservations.c.updated_at >= query.changed_since)
        if query.status is not None:
            conditions.append(reservations.c.status == query.status)
        async with inventory.reading(self._engine) as connection:
            return await register.load(connection, self._bookings.desk(), *conditions)

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        return await self._bookings.create(draft)

    async def modify_reservation(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        key: str,
        agreed_total: Money | None,
        deadline: Deadline,
    ) -> Reservation:
        return await self._bookings.modify(reference, patch, key=key, agreed_total=agreed_total)

    async def cancel_reservation(
        self, reference: str, *, key: str, reason: str | None, agreed_fee: Money, deadline: Deadline
    ) -> Reservation:
        return await self._bookings.cancel(reference, key=key, reason=reason, agreed_fee=agreed_fee)

    async def get_arrivals(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._standing(reservations.c.arrival == day)

    async def get_departures(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._standing(reservations.c.departure == day)

    async def get_in_house(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._standing(reservations.c.arrival <= day, reservations.c.departure > day)

    async def add_reservation_note(
        self, reference: str, text: str, *, key: str, deadline: Deadline
    ) -> Reservation:
        patch = ReservationPatch(note=text)
        return await self._bookings.modify(reference, patch, key=key, agreed_total=None)

    async def update_checkout_time(
        self, reference: str, at: time, *, key: str, deadline: Deadline
    ) -> Reservation:
        patch = ReservationPatch(check_out_time=at)
        return await self._bookings.modify(reference, patch, key=key, agreed_total=None)

    # --- money ---

    async def post_charge(self, reference: str, charge: Charge, *, deadline: Deadline) -> Money:
        return await self._bookings.charge(reference, charge)

    async def get_balance(self, reference: str, *, deadline: Deadline) -> Money:
        async with inventory.reading(self._engine) as connection:
            reservation, _ = await self._bookings.existing(connection, reference)
        return reservation.balance

    # --- guests ---

    async def search_guest(self, query: GuestQuery, *, deadline: Deadline) -> tuple[GuestProfile, ...]:
        async with inventory.reading(self._engine) as connection:
            return await register.find_guests(connection, self.property_id, query)

    async def get_guest_profile(self, guest_id: str, *, deadline: Deadline) -> GuestProfile | None:
        async with inventory.reading(self._engine) as connection:
            return await register.get_guest(connection, self.property_id, guest_id)

    async def upsert_guest_profile(self, guest: GuestProfile, *, deadline: Deadline) -> GuestProfile:
        async with inventory.writing(self._engine, self.property_id) as connection:
            return await register.keep_guest(connection, self.property_id, guest)

    async def update_guest_preferences(
        self, guest_id: str, preferences: Mapping[str, str], *, deadline: Deadline
    ) -> GuestProfile:
        async with inventory.writing(self._engine, self.property_id) as connection:
            known = await register.get_guest(connection, self.property_id, guest_id)
            if known is None:
                raise errors.NotFound(detail="guest")
            merged = known.preferences | dict(preferences)
            await connection.execute(
                update(guests).where(guests.c.id == int(guest_id)).values(preferences=merged)
            )
            return known.model_copy(update={"preferences": merged})

    # --- events ---

    async def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Event, ...]:
        raise errors.NotPossible(capability="webhooks")

    async def poll_changes(self, since: datetime, *, deadline: Deadline) -> tuple[Event, ...]:
        changed = await self.find_reservations(ReservationQuery(changed_since=since), deadline=deadline)
        return tuple(
            Event(
                id=f"{one.reference}@{one.updated_at.isoformat()}",
                kind="reservation",
                reference=one.reference,
                at=one.updated_at,
            )
            for one in sorted(changed, key=lambda one: one.updated_at)
        )

    async def push_rates(self, changes: tuple[RateChange, ...], *, deadline: Deadline) -> None:
        raise errors.NotPossible(capability="push_rates")

    async def push_availability(self, changes: tuple[AvailabilityChange, ...], *, deadline: Deadline) -> None:
        raise errors.NotPossible(capability="push_availability")

    # --- steps ---

    async def _standing(self, *conditions: ColumnElement[bool]) -> tuple[Reservation, ...]:
        async with inventory.reading(self._engine) as connection:
            return await register.load(
                connection, self._bookings.desk(), reservations.c.status != "cancelled", *conditions
            )
