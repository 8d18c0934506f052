"""Pricing, booking, changing and cancelling in the demo hotel: each one transaction, all of it or nothing."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.money import Money
from common.properties import Property
from pms.adapters.demo import inventory, rates, register
from pms.adapters.demo.house import House
from pms.adapters.demo.tables import charges, keys, reservation_rooms, reservations, room_nights
from pms.contract import errors
from pms.contract.changes import changed_request
from pms.contract.models import (
    Charge,
    Party,
    QuoteLine,
    RateQuote,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
)


class Bookings:
    def __init__(self, hotel: Property, house: House, *, engine: AsyncEngine, clock: Clock) -> None:
        self._hotel = hotel
        self._house = house
        self._engine = engine
        self._clock = clock

    @property
    def property_id(self) -> str:
        return self._hotel.id

    def today(self) -> date:
        """The hotel's own day."""
        return self._clock.now().astimezone(self._hotel.zone).date()

    def desk(self) -> register.Desk:
        return register.Desk(self.property_id, self._house, self._hotel.zone, self._clock.now())

    async def quote(self, request: RateRequest) -> RateQuote:
        replacing = register.id_of(request.replacing) if request.replacing else None
        async with inventory.reading(self._engine) as connection:
            return (await self._price(connection, request, replacing=replacing))[0]

    async def create(self, draft: ReservationDraft) -> Reservation:
        now = self._clock.now()
        async with inventory.writing(self._engine, self.property_id) as connection:
            done = await self._done_before(connection, draft.key)
            if done is not None:
                return done
            if draft.stay.arrival < self.today():
                raise errors.StayNotPossible(why="past")
            request = RateRequest(stay=draft.stay, rooms=draft.rooms, extras=draft.extras)
            quote, numbers, first_night = await self._price(connection, request)
            if quote.total != draft.agreed_total:
                raise errors.PriceChanged(was=draft.agreed_total, now=quote.total)
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

    async def modify(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        key: str,
        agreed_total: Money | None,
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
        if request.stay.arrival < self.today() and request.stay.arrival != reservation.stay.arrival:
            raise errors.StayNotPossible(why="past")
        own_rooms = tuple(line.room_number or "" for line in reservation.lines)
        quote, numbers, first_night = await self._price(connection, request, replacing=row_id, keep=own_rooms)
        if agreed_total is not None and quote.total != agreed_total:
            raise errors.PriceChanged(was=agreed_total, now=quote.total)
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

    async def cancel(self, reference: str, *, key: str, reason: str | None, agreed_fee: Money) -> Reservation:
        async with inventory.writing(self._engine, self.property_id) as connection:
            done = await self._done_before(connection, key)
            if done is not None:
                return done
            reservation, row_id = await self._to_change(connection, reference)
            if reservation.stay.arrival < self.today():
                raise errors.TooLateToCancel(reference=reference)
            terms = reservation.cancellation
            fee = Money.zero(terms.fee.currency) if terms.free_until is not None else terms.fee
            if fee > agreed_fee:
                raise errors.FeeChanged(was=agreed_fee, now=fee, reference=reference)
            await inventory.release(connection, row_id)
            values: dict[str, Any] = {"status": "cancelled", "cancellation_fee_minor": fee.minor}
            if reason:
                values["notes"] = [*reservation.notes, reason]
            await self._update(connection, row_id, values)
            await self._remember(connection, key, row_id)
            return await self._read(connection, row_id)

    async def charge(self, reference: str, charge: Charge) -> Money:
        async with inventory.writing(self._engine, self.property_id) as connection:
            reservation, row_id = await self.existing(connection, reference)
            seen = await connection.execute(
                select(charges.c.id).where(charges.c.reservation_id == row_id, charges.c.key == charge.key)
            )
            if seen.first() is not None:
                return reservation.balance
            if charge.amount.currency != reservation.total.currency:
                raise errors.Invalid(field="amount", reference=reference)
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
                raise errors.NotFound(detail="room type")
            if not room.type.fits(wanted.party):
                raise errors.TooManyGuests(most=room.type.max_people)
        for extra_id in request.extras:
            if extra_id not in house.extras:
                raise errors.NotFound(detail="extra")
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
                nightly=price.nightly,
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

    async def _read(self, connection: AsyncConnection, reservation_id: int) -> Reservation:
        return (await register.load(connection, self.desk(), reservations.c.id == reservation_id))[0]

    async def existing(self, connection: AsyncConnection, reference: str) -> tuple[Reservation, int]:
        found = await register.load(connection, self.desk(), register.named(reference))
        if not found:
            raise errors.NotFound(reference=reference)
        row_id = register.id_of(found[0].reference)
        assert row_id is not None
        return found[0], row_id

    async def _to_change(self, connection: AsyncConnection, reference: str) -> tuple[Reservation, int]:
        reservation, row_id = await self.existing(connection, reference)
        if reservation.is_cancelled:
            raise errors.AlreadyCancelled(reference=reference)
        if reservation.stay.departure < self.today():
            raise errors.TooLateToChange(reference=reference)
        return reservation, row_id

    async def _check_late_departure(
        self, connection: AsyncConnection, reservation: Reservation, at: time
    ) -> None:
        refusal = errors.NotPossible(capability="check_out_time", reference=reservation.reference)
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


def whole_party(draft: ReservationDraft) -> Party:
    """Everyone, over all the rooms."""
    return Party(
        adults=sum(room.party.adults for room in draft.rooms),
        children_ages=tuple(age for room in draft.rooms for age in room.party.children_ages),
    )
