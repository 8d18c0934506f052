"""Changing a booking: QloApps deletes the old room lines and makes new ones, so everything is said again.

What it cannot do is refused before anything is sent. After the change the booking is read back; one that does not stand
as agreed is put back as it was.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from common.clock import Clock, Deadline
from common.log import get_log
from common.money import Money
from pms.adapters.qloapps import payload, remarks, wire
from pms.adapters.qloapps.book import Booker
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.failures import after_a_write
from pms.adapters.qloapps.house import House, Houses
from pms.adapters.qloapps.offers import Desk, Priced, takes_no_new_room
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.register import Held, Register
from pms.contract import errors
from pms.contract.changes import changed_request, is_applied
from pms.contract.models import QuoteLine, RateRequest, Reservation, ReservationPatch, RoomRequest
from pms.leases import Leases

_LOG = get_log("pms.qloapps")


class Changer:
    def __init__(
        self,
        options: Options,
        client: Client,
        houses: Houses,
        register: Register,
        desk: Desk,
        booker: Booker,
        leases: Leases,
        clock: Clock,
    ) -> None:
        self._options = options
        self._client = client
        self._houses = houses
        self._register = register
        self._desk = desk
        self._booker = booker
        self._leases = leases
        self._clock = clock

    async def modify(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        agreed_total: Money | None,
        deadline: Deadline,
    ) -> Reservation:
        """Raises AlreadyCancelled, TooLateToChange, PriceChanged, SoldOut, TooManyGuests, NotPossible."""
        if patch.check_out_time is not None:
            raise errors.NotPossible(capability="check_out_time", reference=reference)
        if patch.add_extras:
            raise errors.NotPossible(capability="add_extras", reference=reference)
        if not patch.changes_price:
            return await self.add_note(reference, patch.note or "", deadline=deadline)
        held, before = await self._changeable(reference, deadline=deadline)
        house = await self._houses.current(deadline=deadline)
        request = changed_request(before, patch, house.room_types)
        _check_arrival(before, request, self._clock.now().astimezone(house.zone).date())
        type_ids = {room.room_type_id for room in request.rooms}
        async with self._leases.hold(self._booker.names(type_ids), deadline=deadline):
            priced = await self._desk.price(request, deadline=deadline)
            if agreed_total is not None and priced.quote.total != agreed_total:
                raise errors.PriceChanged(was=agreed_total, now=priced.quote.total, reference=reference)
            if takes_no_new_room(before, request) and priced.quote.total == before.total:
                # Nothing that QloApps would change; the note may still be new.
                return await self.add_note(reference, patch.note or "", deadline=deadline)
            body = self._body(held, house, _rooms(request, priced), request, note=patch.note)
            await self._client.write("PUT", "bookings", key=held.order.id, body=body, deadline=deadline)
            return await self._seen(held, before, house, patch, priced, deadline=deadline)

    async def add_note(self, reference: str, text: str, *, deadline: Deadline) -> Reservation:
        """QloApps keeps each remark once, so the same note twice is one."""
        held, before = await self._changeable(reference, deadline=deadline, is_a_note=True)
        note = remarks.fit_note(text)
        if not note or note in before.notes:
            return _with_note(before, text, note)
        house = await self._houses.current(deadline=deadline)
        request = RateRequest(stay=before.stay, rooms=tuple(_wanted(line) for line in before.lines))
        rooms = _as_they_are(held, self._register, house)
        body = self._body(held, house, rooms, request, note=note)
        await self._client.write("PUT", "bookings", key=held.order.id, body=body, deadline=deadline)
        _, reservation = await self._after(held, deadline=deadline)
        if reservation.total != before.total or reservation.lines != before.lines:
            raise errors.OutcomeUnknown(
                vendor="qloapps", reference=reference, detail="a note changed more than the notes"
            )
        if note not in reservation.notes:
            raise errors.OutcomeUnknown(vendor="qloapps", reference=reference, detail="the note is not found")
        return _with_note(reservation, text, note)

    async def _changeable(
        self, reference: str, *, deadline: Deadline, is_a_note: bool = False
    ) -> tuple[Held, Reservation]:
        """Raises NotFound, and what forbids a PUT: it revives rooms of a cancelled booking and drops discounts."""
        held = await self._register.held(reference, deadline=deadline)
        if held is None:
            raise errors.NotFound(reference=reference)
        reservation = await self._register.reservation(held, deadline=deadline)
        if reservation.is_cancelled:
            raise errors.AlreadyCancelled(reference=reference)
        if not is_a_note and reservation.status == "checked_out":
            raise errors.TooLateToChange(reference=reference)
        capability = "add_note" if is_a_note else "modify_dates"
        stays = {(line.arrival, line.departure) for line in held.live}
        if len(held.live) != len(held.lines) or len(stays) > 1 or held.booking.has_discounts:
            raise errors.NotPossible(
                capability=capability,
                reference=reference,
                detail="rooms given back, rooms of different dates or a discount would be lost: the hotel must do it",
            )
        if not is_a_note and any(line.status != 1 for line in held.live):
            raise errors.NotPossible(
                capability=capability, reference=reference, detail="new lines would not be checked in"
            )
        return held, reservation

    def _body(
        self,
        held: Held,
        house: House,
        rooms: list[tuple[str, dict[str, Any]]],
        request: RateRequest,
        *,
        note: str | None,
    ) -> dict[str, Any]:
        """Without booking_status, which leaves the state as it is. The id in the address is ignored: it stands here."""
        guest = held.booking.guest
        if not remarks.fit_phone(guest.phone):
            guest = wire.Customer(
                guest.id, guest.first_name, guest.last_name, guest.email, self._options.phone_if_unknown
            )
        booking: dict[str, Any] = {
            "id": held.order.id,
            "id_property": house.hotel_id,
            "currency": held.booking.currency,
            "source": held.order.source,
            "id_language": held.booking.language_id,
            "associations": {
                "customer_detail": payload.customer(guest),
                "room_types": payload.room_types(request.stay, rooms),
            },
        }
        text = remarks.remark(note, None)
        if text:
            booking["remark"] = text
        return {"booking": booking}

    async def _after(self, held: Held, *, deadline: Deadline) -> tuple[Held, Reservation]:
        with after_a_write("changed"):
            after = await self._register.by_id(held.order.id, deadline=deadline)
            if after is None:
                raise errors.Unintelligible(detail="the changed booking is not found")
            return after, await self._register.reservation(after, deadline=deadline)
        raise AssertionError

    async def _seen(
        self,
        held: Held,
        before: Reservation,
        house: House,
        patch: ReservationPatch,
        priced: Priced,
        *,
        deadline: Deadline,
    ) -> Reservation:
        after, reservation = await self._after(held, deadline=deadline)
        wanted = patch.model_copy(update={"note": None})
        # Whoever is in the new room was there before us, however old our order is.
        with after_a_write("changed"):
            is_lost = await self._booker.is_lost(after, deadline=deadline, is_doubted=True)
        if not is_lost and is_applied(reservation, wanted, priced.quote.total):
            return _with_note(reservation, patch.note or "", remarks.fit_note(patch.note or ""))
        await self._put_back(held, before, house, deadline=deadline)
        if is_lost:
            raise errors.SoldOut(room_type_id=before.lines[0].room_type_id, reference=before.reference)
        if reservation.total != priced.quote.total:
            raise errors.PriceChanged(
                was=priced.quote.total, now=reservation.total, reference=before.reference
            )
        raise errors.NotPossible(capability="modify_dates", reference=before.reference)

    async def _put_back(self, held: Held, before: Reservation, house: House, *, deadline: Deadline) -> None:
        """The stay as it was. Raises OutcomeUnknown where that cannot be seen: a person must look."""
        _LOG.warning("change_put_back", order=held.order.id)
        request = RateRequest(stay=before.stay, rooms=tuple(_wanted(line) for line in before.lines))
        body = self._body(held, house, _as_they_are(held, self._register, house), request, note=None)
        with after_a_write("a change that had to be put back"):
            await self._client.write("PUT", "bookings", key=held.order.id, body=body, deadline=deadline)
            again = await self._register.by_id(held.order.id, deadline=deadline)
        if again is None or again.stay != held.stay or again.order.total != held.order.total:
            raise errors.OutcomeUnknown(vendor="qloapps", detail="a change could not be put back")


def _rooms(request: RateRequest, priced: Priced) -> list[tuple[str, dict[str, Any]]]:
    rooms = []
    for n, (wanted, room) in enumerate(zip(request.rooms, priced.rooms, strict=True)):
        services = [
            payload.service(int(extra.line.extra_id), extra.quantities[n], extra.tax_group)
            for extra in priced.extras
            if extra.quantities[n]
        ]
        rooms.append((wanted.room_type_id, payload.room(wanted.party, room.price.net, services=services)))
    return rooms


def _as_they_are(held: Held, register: Register, house: House) -> list[tuple[str, dict[str, Any]]]:
    """Every room by its own number, at the price that is kept with all its places, with the extras that it has."""
    services = {
        room.room_id: [
            payload.service(
                one.id, one.quantity, house.extras[one.id].tax_group if one.id in house.extras else 0
            )
            for one in room.services
        ]
        for room in held.booking.rooms
    }
    return [
        (
            str(line.type_id),
            payload.room(
                register.party_of(line),
                line.net,
                room_id=line.room_id,
                services=services.get(line.room_id),
            ),
        )
        for line in held.live
    ]


def _wanted(line: QuoteLine) -> RoomRequest:
    return RoomRequest(room_type_id=line.room_type_id, party=line.party)


def _check_arrival(before: Reservation, request: RateRequest, today: date) -> None:
    """Raises TooLateToChange."""
    if before.stay.departure < today or (
        request.stay.arrival != before.stay.arrival and request.stay.arrival < today
    ):
        raise errors.TooLateToChange(reference=before.reference)


def _with_note(reservation: Reservation, asked: str, kept: str) -> Reservation:
    """What was asked for counts as kept, also where QloApps cannot keep every sign of it."""
    if not kept or asked in reservation.notes or kept not in reservation.notes:
        return reservation
    return reservation.model_copy(update={"notes": (*reservation.notes, asked)})
