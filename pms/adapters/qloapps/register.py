"""Reservations as QloApps keeps them: in three places, none of which knows everything.

The booking knows guest, remarks and extras; the order state and money; the room lines who holds which room. Only a line
that is neither refunded nor back-ordered holds a room, whatever the order's state says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from common.clock import Clock, Deadline
from common.money import Money
from pms.adapters.qloapps import remarks, wire
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import House, Houses
from pms.adapters.qloapps.local_time import to_instant
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.terms import cancellation_terms
from pms.contract.models import (
    ExtraLine,
    GuestProfile,
    Party,
    PaymentTerms,
    QuoteLine,
    Reservation,
    ReservationStatus,
    Stay,
)

_IDS_AT_ONCE = 50
_AT_ONCE = 4


@dataclass(frozen=True)
class Held:
    """An order of our hotel with all that belongs to it."""

    order: wire.Order
    lines: tuple[wire.Line, ...]
    booking: wire.Booking

    @property
    def live(self) -> tuple[wire.Line, ...]:
        return tuple(line for line in self.lines if line.holds_a_room)

    @property
    def stay(self) -> Stay:
        counted = self.live or self.lines
        return Stay(
            arrival=min(line.arrival for line in counted), departure=max(line.departure for line in counted)
        )


class Register:
    def __init__(
        self, property_id: str, options: Options, client: Client, houses: Houses, clock: Clock
    ) -> None:
        self._property_id = property_id
        self._options = options
        self._client = client
        self._houses = houses
        self._clock = clock

    # --- one ---

    async def get(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        held = await self.held(reference, deadline=deadline)
        return None if held is None else await self.reservation(held, deadline=deadline)

    async def held(self, reference: str, *, deadline: Deadline) -> Held | None:
        """By the order's reference, its number, or what we sent as source."""
        wanted = reference.strip()
        if not wanted or any(sign in wanted for sign in "[]|,%!<>&#"):
            return None
        if wanted.isascii() and wanted.isdecimal():
            found = await self.orders({"filter[id]": f"[{wanted}]"}, deadline=deadline)
        else:
            found = await self.orders({"filter[reference]": f"[{wanted.upper()}]"}, deadline=deadline)
            found = found or await self.orders_of(wanted, deadline=deadline)
        held = await self.hold(found, deadline=deadline)
        # A cart over several hotels makes several orders of one reference; what stands goes before what is cancelled.
        return next((one for one in held if one.live), held[0] if held else None)

    async def by_id(self, order_id: int, *, deadline: Deadline) -> Held | None:
        found = await self.orders({"filter[id]": f"[{order_id}]"}, deadline=deadline)
        held = await self.hold(found, deadline=deadline)
        return held[0] if held else None

    async def orders_of(self, our_reference: str, *, deadline: Deadline) -> list[wire.Order]:
        """The orders that carry our reference: one, unless a lost race was followed by another try."""
        source = self.source(our_reference)
        found = await self.orders({"filter[source]": f"[{source}]"}, deadline=deadline)
        # The filter is the database's and knows no capital letters.
        return [one for one in found if one.source == source]

    def source(self, our_reference: str) -> str:
        return f"{self._options.source_prefix}:{our_reference}"

    # --- several ---

    async def orders(self, filters: dict[str, str], *, deadline: Deadline) -> list[wire.Order]:
        query = {"display": f"[{wire.ORDER_FIELDS}]", **filters}
        return wire.orders(await self._client.get("orders", query, deadline=deadline))

    async def lines(self, filters: dict[str, str], *, deadline: Deadline) -> list[wire.Line]:
        query = {"display": f"[{wire.LINE_FIELDS}]", **filters}
        return wire.lines(await self._client.get("room_bookings", query, deadline=deadline))

    async def hold(self, orders: Iterable[wire.Order], *, deadline: Deadline) -> list[Held]:
        """Each with its lines and its booking; orders of another hotel, and deleted ones, are left out."""
        house = await self._houses.current(deadline=deadline)
        by_id = {one.id: one for one in orders}
        lines: dict[int, list[wire.Line]] = {}
        ids = sorted(by_id)
        for start in range(0, len(ids), _IDS_AT_ONCE):
            part = "|".join(map(str, ids[start : start + _IDS_AT_ONCE]))
            for line in await self.lines({"filter[id_order]": f"[{part}]"}, deadline=deadline):
                lines.setdefault(line.order_id, []).append(line)
        ours = {
            key: tuple(found)
            for key, found in lines.items()
            if key in by_id and all(line.hotel_id == house.hotel_id for line in found)
        }
        gate = asyncio.Semaphore(_AT_ONCE)

        async def booking(key: int) -> wire.Booking | None:
            async with gate:
                answer = await self._client.get("bookings", key=key, deadline=deadline)
            return None if answer is None else wire.booking(answer)

        bookings = await asyncio.gather(*(booking(key) for key in ours))
        return [
            Held(by_id[key], ours[key], found)
            for key, found in zip(ours, bookings, strict=True)
            if found is not None
        ]

    async def by_orders(self, ids: Iterable[int], *, deadline: Deadline) -> list[Held]:
        wanted = sorted(set(ids))
        found: list[wire.Order] = []
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            part = "|".join(map(str, wanted[start : start + _IDS_AT_ONCE]))
            found += await self.orders({"filter[id]": f"[{part}]"}, deadline=deadline)
        return await self.hold(found, deadline=deadline)

    async def standing(
        self,
        *,
        arrival: date | None = None,
        departure: date | None = None,
        night: date | None = None,
        deadline: Deadline,
    ) -> list[Held]:
        """Orders that hold a room, by the day their rooms begin, end or are slept in."""
        house = await self._houses.current(deadline=deadline)
        held = await self.of_days(
            arrival=arrival, departure=departure, night=night, is_live=True, deadline=deadline
        )
        return [one for one in held if self.status(one, house) != "cancelled"]

    async def of_days(
        self,
        *,
        arrival: date | None = None,
        departure: date | None = None,
        night: date | None = None,
        is_live: bool = False,
        deadline: Deadline,
    ) -> list[Held]:
        """is_live: without rooms that were given back."""
        house = await self._houses.current(deadline=deadline)
        filters = {"filter[id_hotel]": f"[{house.hotel_id}]"}
        if is_live:
            filters["filter[is_refunded]"] = "[0]"
        if arrival is not None:
            filters["filter[date_from]"] = f"[{arrival} 00:00:00,{arrival} 23:59:59]"
        if departure is not None:
            filters["filter[date_to]"] = f"[{departure} 00:00:00,{departure} 23:59:59]"
        if night is not None:
            filters["filter[date_from]"] = f"<[{night + timedelta(days=1)} 00:00:00]"
            filters["filter[date_to]"] = f">[{night} 23:59:59]"
        found = await self.lines(filters, deadline=deadline)
        return await self.by_orders(
            (line.order_id for line in found if line.holds_a_room or not is_live), deadline=deadline
        )

    # --- translation ---

    async def reservation(self, held: Held, *, deadline: Deadline) -> Reservation:
        house = await self._houses.current(deadline=deadline)
        with wire.reading("the reservation"):
            return self._reservation(held, house)
        raise AssertionError

    def status(self, held: Held, house: House) -> ReservationStatus:
        if held.order.state in (house.state_cancelled, house.state_refunded) or not held.live:
            return "cancelled"
        if all(line.status == 3 for line in held.live):
            return "checked_out"
        return "checked_in" if any(line.status in (2, 3) for line in held.live) else "confirmed"

    def _reservation(self, held: Held, house: House) -> Reservation:
        order, booking = held.order, held.booking
        counted = held.live or held.lines
        currency = booking.currency
        status = self.status(held, house)
        total = wire.from_decimal(order.total, currency)
        rest = wire.from_decimal(order.total - order.paid, currency)
        notes, typed = remarks.read(booking.remarks)
        lines = tuple(self._line(line, house, currency) for line in counted)
        extras = self._extras(held, house)
        updated = max(order.updated, *(line.updated for line in counted))
        prefix = self.source("")
        return Reservation(
            reference=order.reference or str(order.id),
            our_reference=order.source[len(prefix) :] if order.source.startswith(prefix) else None,
            property_id=self._property_id,
            status=status,
            stay=held.stay,
            party=_all_together(lines),
            lines=lines,
            extras=extras,
            total=total,
            balance=Money.zero(currency) if status == "cancelled" else rest,
            guest=self.guest(replace(booking.guest, language_id=booking.language_id), house, typed),
            notes=notes,
            payment=PaymentTerms(kind="at_hotel", methods=self._options.payment_methods),
            cancellation=cancellation_terms(
                [line.total for line in lines] + [line.total for line in extras],
                held.stay.arrival,
                rules=house.refund_rules,
                is_active=house.refunds_are_active,
                own=self._options.cancellation,
                zone=house.zone,
                now=self._clock.now(),
            ),
            created_at=to_instant(order.added, house.zone),
            updated_at=to_instant(updated, house.zone),
        )

    def guest(self, stored: wire.Customer, house: House, typed: remarks.Typed | None = None) -> GuestProfile:
        """The name under which the booking was made; the stored one where that is the same.

        Who types somebody's address is not told that person's name or number.
        """
        phone = typed.phone if typed else stored.phone
        return GuestProfile(
            id=str(stored.id),
            first_name=typed.first_name if typed else stored.first_name,
            last_name=typed.last_name if typed else stored.last_name,
            email=stored.email,
            phone=phone if phone and phone != self._options.phone_if_unknown else None,
            language=house.languages.get(stored.language_id or 0),
        )

    def party_of(self, line: wire.Line) -> Party:
        # Only a booking that was made elsewhere has children without ages; the price does not depend on them.
        ages = line.ages[: line.children]
        ages += (self._options.child_age_if_unknown,) * (line.children - len(ages))
        return Party(adults=max(1, line.adults), children_ages=ages)

    def _line(self, line: wire.Line, house: House, currency: str) -> QuoteLine:
        kind = house.kinds.get(line.type_id)
        return QuoteLine(
            room_type_id=str(line.type_id),
            room_type_names=kind.type.names if kind else {},
            party=self.party_of(line),
            total=wire.from_decimal(line.gross, currency),
            room_number=line.room_number or None,
        )

    def _extras(self, held: Held, house: House) -> tuple[ExtraLine, ...]:
        rooms = {line.room_id for line in held.live}
        nights = held.stay.nights
        found: dict[int, ExtraLine] = {}
        for room in held.booking.rooms:
            for service in room.services:
                if rooms and room.room_id not in rooms:
                    continue
                extra = house.extras.get(service.id)
                per_person = service.id in self._options.extras_per_person
                line = ExtraLine(
                    extra_id=str(service.id),
                    names=extra.names if extra else {},
                    pieces=1 if per_person else service.quantity,
                    quantity=service.quantity * (nights if service.is_nightly else 1),
                    total=wire.from_decimal(service.net + service.tax, held.booking.currency),
                )
                known = found.get(service.id)
                if known is not None:
                    line = line.model_copy(
                        update={
                            "pieces": 1 if per_person else known.pieces + line.pieces,
                            "quantity": known.quantity + line.quantity,
                            "total": known.total + line.total,
                        }
                    )
                found[service.id] = line
        return tuple(found.values())


def _all_together(lines: tuple[QuoteLine, ...]) -> Party:
    return Party(
        adults=sum(line.party.adults for line in lines),
        children_ages=tuple(age for line in lines for age in line.party.children_ages),
    )
