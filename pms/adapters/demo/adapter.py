"""The demo hotel as a connector: searches, books, changes and cancels in its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock, Deadline
from common.money import Money
from common.properties import Property
from pms.adapters.demo import inventory, rates, register
from pms.adapters.demo.house import House, read_house
from pms.adapters.demo.tables import (
    charges,
    create_tables,
    guests,
    keys,
    reservation_rooms,
    reservations,
    room_nights,
    rooms,
)
from pms.contract import errors
from pms.contract.capabilities import Manifest, read_manifest
from pms.contract.changes import changed_request
from pms.contract.models import (
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
    QuoteLine,
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
            room_nights.c.property_id == self.property_id, room_nights.c.night == self._today()
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
        replacing = register.id_of(request.replacing) if request.replacing else None
        async with inventory.reading(self._engine) as connection:
            return (await self._price(connection, request, replacing=replacing))[0]

    async def _price(
        self,
        connection: AsyncConnection,
        request: RateRequest,
        *,
        replacing: int | None = None,
        keep: tuple[str, ...] = (),
    ) -> tuple[RateQuote, tuple[str, ...], Money]:
        """The price, the room numbers it would be, and the first night's share of it."""
        house = self._house
        for wanted in request.rooms:
            room = house.rooms.get(wanted.room_type_id)
            if room is None:
                raise self._error(errors.NotFound(detail="room type"))
            if not room.type.fits(wanted.party):
                raise self._error(errors.TooManyGuests(most=room.type.max_people))
        for extra_id in request.extras:
            if extra_id not in house.extras:
                raise self._error(errors.NotFound(detail="extra"))
        free = await inventory.free_rooms(connection, self.property_id, request.stay, replacing=replacing)
        numbers = inventory.choose(free, [one.room_type_id for one in request.rooms], keep=keep)
        priced = [
            (wanted, rates.room_price(house, house.rooms[wanted.room_type_id], wanted.party, request.stay))
            for wanted in request.rooms
        ]
        lines = tuple(
            QuoteLine(
                room_type_id=wanted.room_type_id,
                room_type_names=house.rooms[wanted.room_type_id].type.names,
                party=wanted.party,
                total=price.total,
            )
            for wanted, price in priced
        )
        extras = rates.extra_lines(house, request)
        beds = rates.add(tuple(line.total for line in lines))
        added = rates.add((Money.zero(house.currency), *(line.total for line in extras)))
        first_night = rates.add(tuple(price.nightly[0] for _, price in priced))
        included = set.intersection(*(set(house.rooms[one.room_type_id].includes) for one in request.rooms))
        quote = RateQuote(
            lines=lines,
            extras=extras,
            total=beds + added,
            taxes=rates.add(tuple(price.taxes for _, price in priced)) + rates.vat_in(house, added),
            includes=tuple(sorted(included)),
            payment=rates.payment_terms(house),
            cancellation=rates.cancellation_terms(
                house, request.stay, first_night, zone=self._hotel.zone, now=self._clock.now()
            ),
        )
        return quote, numbers, first_night

    # --- reservations ---

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        now = self._clock.now()
        async with inventory.writing(self._engine, self.property_id) as connection:
            done = await self._done_before(connection, draft.key)
            if done is not None:
                return done
            if draft.stay.arrival < self._today():
                raise self._error(errors.StayNotPossible(why="past"))
            request = RateRequest(stay=draft.stay, rooms=draft.rooms, extras=draft.extras)
            quote, numbers, first_night = await self._price(connection, request)
            if quote.total != draft.agreed_total:
                raise self._error(errors.PriceChanged(was=draft.agreed_total, now=quote.total))
            guest = await register.keep_guest(connection, self.property_id, draft.guest)
            party = whole_party(draft)
            made = await connection.execute(
                insert(reservations)
                .values(
                    property_id=self.property_id,
                    our_reference=draft.our_reference,
                    status="confirmed",
                    arrival=draft.stay.arrival,
                    departure=draft.stay.departure,
                    adults=party.adults,
                    children_ages=list(party.children_ages),
                    extras=[line.model_dump(mode="json") for line in quote.extras],
                    total_minor=quote.total.minor,
                    first_night_minor=first_night.minor,
                    currency=quote.total.currency,
                    guest_id=int(guest.id or 0),
                    notes=[draft.note] if draft.note else [],
                    created_at=now,
                    updated_at=now,
                )
                .returning(reservations.c.id)
            )
            reservation_id: int = made.scalar_one()
            await connection.execute(
                insert(reservation_rooms), register.line_rows(reservation_id, quote.lines, numbers)
            )
            await inventory.take(connection, self.property_id, numbers, draft.stay, reservation_id)
            await self._remember(connection, draft.key, reservation_id)
            return await self._read(connection, reservation_id)

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        async with inventory.reading(self._engine) as connection:
            found = await register.load(connection, self._desk(), register.named(reference))
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
            return await register.load(connection, self._desk(), *conditions)

    async def modify_reservation(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        key: str,
        agreed_total: Money | None,
        deadline: Deadline,
    ) -> Reservation:
        async with inventory.writing(self._engine, self.property_id) as connection:
            done = await self._done_before(connection, key)
            if done is not None:
                return done
            reservation, row_id = await self._to_change(connection, reference)
            values: dict[str, Any] = {}
            if patch.note is not None:
                values["notes"] = [*reservation.notes, patch.note]
            if patch.check_out_time is not None:
                await self._check_late_departure(connection, reservation, patch.check_out_time)
                values["check_out_time"] = patch.check_out_time.strftime("%H:%M")
            if patch.changes_price:
                values |= await self._rebook(connection, reservation, row_id, patch, agreed_total)
            await self._update(connection, row_id, values)
            await self._remember(connection, key, row_id)
            return await self._read(connection, row_id)

    async def _rebook(
        self,
        connection: AsyncConnection,
        reservation: Reservation,
        row_id: int,
        patch: ReservationPatch,
        agreed_total: Money | None,
    ) -> dict[str, Any]:
        """Moves the stay; raising anywhere in here rolls the whole change back, so the old stay is untouched."""
        request = changed_request(reservation, patch, self._house.room_types)
        if request.stay.arrival < self._today() and request.stay.arrival != reservation.stay.arrival:
            raise self._error(errors.StayNotPossible(why="past"))
        own_rooms = tuple(line.room_number or "" for line in reservation.lines)
        quote, numbers, first_night = await self._price(connection, request, replacing=row_id, keep=own_rooms)
        if agreed_total is not None and quote.total != agreed_total:
            raise self._error(errors.PriceChanged(was=agreed_total, now=quote.total))
        await inventory.release(connection, row_id)
        await inventory.take(connection, self.property_id, numbers, request.stay, row_id)
        await connection.execute(
            delete(reservation_rooms).where(reservation_rooms.c.reservation_id == row_id)
        )
        await connection.execute(insert(reservation_rooms), register.line_rows(row_id, quote.lines, numbers))
        party = patch.party or reservation.party
        return {
            "arrival": request.stay.arrival,
            "departure": request.stay.departure,
            "adults": party.adults,
            "children_ages": list(party.children_ages),
            "extras": [line.model_dump(mode="json") for line in quote.extras],
            "total_minor": quote.total.minor,
            "first_night_minor": first_night.minor,
        }

    async def cancel_reservation(
        self, reference: str, *, key: str, reason: str | None, agreed_fee: Money, deadline: Deadline
    ) -> Reservation:
        async with inventory.writing(self._engine, self.property_id) as connection:
            done = await self._done_before(connection, key)
            if done is not None:
                return done
            reservation, row_id = await self._to_change(connection, reference)
            if reservation.stay.arrival < self._today():
                raise self._error(errors.TooLateToCancel(reference=reference))
            terms = reservation.cancellation
            fee = Money.zero(terms.fee.currency) if terms.free_until is not None else terms.fee
            if fee > agreed_fee:
                raise self._error(errors.FeeChanged(was=agreed_fee, now=fee, reference=reference))
            await inventory.release(connection, row_id)
            values: dict[str, Any] = {"status": "cancelled", "cancellation_fee_minor": fee.minor}
            if reason:
                values["notes"] = [*reservation.notes, reason]
            await self._update(connection, row_id, values)
            await self._remember(connection, key, row_id)
            return await self._read(connection, row_id)

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
        return await self.modify_reservation(reference, patch, key=key, agreed_total=None, deadline=deadline)

    async def update_checkout_time(
        self, reference: str, at: time, *, key: str, deadline: Deadline
    ) -> Reservation:
        patch = ReservationPatch(check_out_time=at)
        return await self.modify_reservation(reference, patch, key=key, agreed_total=None, deadline=deadline)

    # --- money ---

    async def post_charge(self, reference: str, charge: Charge, *, deadline: Deadline) -> Money:
        async with inventory.writing(self._engine, self.property_id) as connection:
            reservation, row_id = await self._existing(connection, reference)
            seen = await connection.execute(
                select(charges.c.id).where(charges.c.reservation_id == row_id, charges.c.key == charge.key)
            )
            if seen.first() is not None:
                return reservation.balance
            if charge.amount.currency != reservation.total.currency:
                raise self._error(errors.Invalid(field="amount", reference=reference))
            await connection.execute(
                insert(charges).values(
                    reservation_id=row_id,
                    key=charge.key,
                    description=charge.description,
                    amount_minor=charge.amount.minor,
                    at=self._clock.now(),
                )
            )
            return reservation.balance + charge.amount

    async def get_balance(self, reference: str, *, deadline: Deadline) -> Money:
        async with inventory.reading(self._engine) as connection:
            reservation, _ = await self._existing(connection, reference)
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
                raise self._error(errors.NotFound(detail="guest"))
            merged = known.preferences | dict(preferences)
            await connection.execute(
                update(guests).where(guests.c.id == int(guest_id)).values(preferences=merged)
            )
            return known.model_copy(update={"preferences": merged})

    # --- events ---

    async def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Event, ...]:
        raise self._error(errors.NotPossible(capability="webhooks"))

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

    # --- steps ---

    def _today(self) -> date:
        return self._clock.now().astimezone(self._hotel.zone).date()

    def _desk(self) -> register.Desk:
        return register.Desk(self.property_id, self._house, self._hotel.zone, self._clock.now())

    async def _standing(self, *conditions: ColumnElement[bool]) -> tuple[Reservation, ...]:
        async with inventory.reading(self._engine) as connection:
            return await register.load(
                connection, self._desk(), reservations.c.status != "cancelled", *conditions
            )

    async def _read(self, connection: AsyncConnection, reservation_id: int) -> Reservation:
        return (await register.load(connection, self._desk(), reservations.c.id == reservation_id))[0]

    async def _existing(self, connection: AsyncConnection, reference: str) -> tuple[Reservation, int]:
        found = await register.load(connection, self._desk(), register.named(reference))
        if not found:
            raise self._error(errors.NotFound(reference=reference))
        row_id = register.id_of(found[0].reference)
        assert row_id is not None
        return found[0], row_id

    async def _to_change(self, connection: AsyncConnection, reference: str) -> tuple[Reservation, int]:
        reservation, row_id = await self._existing(connection, reference)
        if reservation.is_cancelled:
            raise self._error(errors.AlreadyCancelled(reference=reference))
        if reservation.stay.departure < self._today():
            raise self._error(errors.TooLateToChange(reference=reference))
        return reservation, row_id

    async def _check_late_departure(
        self, connection: AsyncConnection, reservation: Reservation, at: time
    ) -> None:
        refusal = self._error(
            errors.NotPossible(capability="check_out_time", reference=reservation.reference)
        )
        if at > self._house.late_check_out_until:
            raise refusal
        usual = time.fromisoformat(self._hotel.check_out_until)
        numbers = [line.room_number for line in reservation.lines]
        arriving = await connection.execute(
            select(room_nights.c.room_number).where(
                room_nights.c.property_id == self.property_id,
                room_nights.c.room_number.in_(numbers),
                room_nights.c.night == reservation.stay.departure,
            )
        )
        if at > usual and arriving.first() is not None:
            raise refusal

    async def _update(self, connection: AsyncConnection, reservation_id: int, values: dict[str, Any]) -> None:
        await connection.execute(
            update(reservations)
            .where(reservations.c.id == reservation_id)
            .values(updated_at=self._clock.now(), **values)
        )

    async def _done_before(self, connection: AsyncConnection, key: str) -> Reservation | None:
        row = (
            await connection.execute(
                select(keys.c.reservation_id).where(keys.c.property_id == self.property_id, keys.c.key == key)
            )
        ).first()
        return await self._read(connection, row[0]) if row else None

    async def _remember(self, connection: AsyncConnection, key: str, reservation_id: int) -> None:
        await connection.execute(
            insert(keys).values(property_id=self.property_id, key=key, reservation_id=reservation_id)
        )

    def _error[Error: errors.PmsError](self, error: Error) -> Error:
        error.vendor, error.property_id = self._manifest.name, self.property_id
        return error


def whole_party(draft: ReservationDraft) -> Party:
    """Everyone, over all the rooms."""
    return Party(
        adults=sum(room.party.adults for room in draft.rooms),
        children_ages=tuple(age for room in draft.rooms for age in room.party.children_ages),
    )
