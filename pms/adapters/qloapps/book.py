"""Booking: one at a time for each room type, looked up before, verified after.

The server checks and books without a lock between, answers the same to who won and who lost a race, and answers 500 after
it has booked. So nothing that it says at once is believed: a booking is one when its lines hold their rooms alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from common.clock import Deadline
from common.log import get_log
from pms.adapters.qloapps import payload, remarks, wire
from pms.adapters.qloapps.cancel import Canceller
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.failures import after_a_write
from pms.adapters.qloapps.guests import Guests
from pms.adapters.qloapps.house import House, Houses
from pms.adapters.qloapps.offers import Desk, Priced
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.register import Held, Register
from pms.contract import errors
from pms.contract.models import GuestProfile, RateRequest, Reservation, ReservationDraft
from pms.leases import Leases

_LOG = get_log("pms.qloapps")


class Booker:
    def __init__(
        self,
        property_id: str,
        options: Options,
        client: Client,
        houses: Houses,
        register: Register,
        desk: Desk,
        guests: Guests,
        canceller: Canceller,
        leases: Leases,
    ) -> None:
        self._property_id = property_id
        self._options = options
        self._client = client
        self._houses = houses
        self._register = register
        self._desk = desk
        self._guests = guests
        self._canceller = canceller
        self._leases = leases

    async def create(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        """Raises PriceChanged, SoldOut, TooManyGuests, Invalid; OutcomeUnknown where it may have been booked."""
        check_guest(draft.guest)
        async with self._leases.hold(
            self.names(room.room_type_id for room in draft.rooms), deadline=deadline
        ):
            known = await self.find(draft.our_reference, deadline=deadline)
            if known:
                return known[0]
            body = await self.body(draft, deadline=deadline)
            answer = await self._client.write("POST", "bookings", body=body, deadline=deadline)
            return await self._verified(answer, draft, deadline=deadline)

    async def body(self, draft: ReservationDraft, *, deadline: Deadline) -> dict[str, Any]:
        """What `POST /bookings` is sent; only reads. Raises PriceChanged, SoldOut, TooManyGuests, Invalid."""
        check_guest(draft.guest)
        request = RateRequest(stay=draft.stay, rooms=draft.rooms, extras=draft.extras)
        house, priced, customer = await asyncio.gather(
            self._houses.current(deadline=deadline),
            self._desk.price(request, deadline=deadline),
            self._customer(draft.guest, deadline=deadline),
        )
        if priced.quote.total != draft.agreed_total:
            raise errors.PriceChanged(was=draft.agreed_total, now=priced.quote.total)
        return self._body(draft, house, priced, customer)

    def names(self, type_ids: Any) -> list[str]:
        """The leases that creating in these room types takes."""
        return [f"qloapps:{self._property_id}:{type_id}" for type_id in type_ids]

    async def find(self, our_reference: str, *, deadline: Deadline) -> tuple[Reservation, ...]:
        """What was really booked under our reference: the look-up after a doubt.

        An order that lost its race is none. Should it still stand (we may have died before we could cancel it), it is
        cancelled here, so that nobody is kept out by it. Raises OutcomeUnknown when that cannot be settled.
        """
        orders = await self._register.orders_of(our_reference, deadline=deadline)
        found: list[Held] = []
        for held in await self._register.hold(orders, deadline=deadline):
            if await self.is_lost(held, deadline=deadline, is_doubted=True):
                await self._undo(held, deadline=deadline)
            else:
                found.append(held)
        found.sort(key=lambda one: (not one.live, one.order.id))
        return tuple([await self._register.reservation(one, deadline=deadline) for one in found])

    async def _customer(self, guest: GuestProfile, *, deadline: Deadline) -> wire.Customer:
        """Whom the booking belongs to: the stored guest of that address with the stored name, or a new one (id 0)."""
        email = str(guest.email)
        known = await self._guests.known_by_email(email, deadline=deadline)
        if known is not None:
            phone = remarks.fit_phone(known.phone) or remarks.fit_phone(guest.phone or "")
            return replace(known, phone=phone or self._options.phone_if_unknown)
        return wire.Customer(
            id=0,
            first_name=remarks.fit_name(guest.first_name) or "-",
            last_name=remarks.fit_name(guest.last_name) or "-",
            email=email,
            phone=remarks.fit_phone(guest.phone or "") or self._options.phone_if_unknown,
        )

    def _body(
        self, draft: ReservationDraft, house: House, priced: Priced, customer: wire.Customer
    ) -> dict[str, Any]:
        rooms = []
        for n, (wanted, priced_room) in enumerate(zip(draft.rooms, priced.rooms, strict=True)):
            services = [
                payload.service(int(extra.line.extra_id), extra.quantities[n], extra.tax_group)
                for extra in priced.extras
                if extra.quantities[n]
            ]
            rooms.append(
                (
                    wanted.room_type_id,
                    payload.room(wanted.party, priced_room.price.net, services=services),
                )
            )
        booking: dict[str, Any] = {
            "id_property": house.hotel_id,
            "currency": house.currency,
            "booking_status": self._options.booking_status,
            "payment_status": self._options.payment_status,
            "source": self._register.source(draft.our_reference),
            "id_language": house.language_id(draft.guest.language),
            "associations": {
                "customer_detail": payload.customer(customer),
                "room_types": payload.room_types(draft.stay, rooms),
            },
        }
        text = remarks.remark(draft.note, _typed(draft.guest, customer))
        if text:
            booking["remark"] = text
        return {"booking": booking}

    async def _verified(self, answer: Any, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        """From here on the order may stand: whatever keeps us from seeing it leaves the outcome unknown."""
        with after_a_write("booked"):
            with wire.reading("the answer to a booking"):
                order_id = wire.integer(answer["booking"]["id"])
            held = await self._register.by_id(order_id, deadline=deadline)
            if held is None:
                raise errors.Unintelligible(detail="the new booking is not found")
            is_lost = await self.is_lost(held, deadline=deadline)
            reservation = await self._register.reservation(held, deadline=deadline)
            agrees = reservation.total == draft.agreed_total and _is_as_wanted(held, draft)
            if is_lost or not agrees:
                await self._undo(held, deadline=deadline)
        if is_lost:
            raise errors.SoldOut(
                room_type_id=draft.rooms[0].room_type_id, detail="lost the race for the room"
            )
        if reservation.total != draft.agreed_total:
            raise errors.PriceChanged(was=draft.agreed_total, now=reservation.total)
        if not agrees:
            raise errors.Unintelligible(detail="booked otherwise than asked for, and cancelled again")
        return reservation

    async def is_lost(self, held: Held, *, deadline: Deadline, is_doubted: bool = False) -> bool:
        """Whether somebody else has the room. is_doubted: nobody verified it when it was made.

        The older order keeps the room. Only of one that nobody verified it is not known whether a younger one has been
        told that the room is theirs: it yields to any.
        """
        if any(line.is_back_order for line in held.lines):
            return True
        house = await self._houses.current(deadline=deadline)
        is_cancelled = self._register.status(held, house) == "cancelled"
        for line in held.lines:
            others = [
                other.order_id
                for other in await self._register.lines(_clash(line), deadline=deadline)
                if other.order_id != line.order_id and other.holds_a_room
            ]
            older = [order_id for order_id in others if order_id < line.order_id]
            if older or (others and is_doubted and not is_cancelled):
                return True
            if others and not is_cancelled and await self._are_foreign(others, deadline=deadline):
                # The web shop does not look again: it will not yield.
                return True
        return False

    async def _are_foreign(self, order_ids: list[int], *, deadline: Deadline) -> bool:
        ids = "|".join(map(str, order_ids))
        orders = await self._register.orders({"filter[id]": f"[{ids}]"}, deadline=deadline)
        prefix = self._register.source("")
        return any(not one.source.startswith(prefix) for one in orders)

    async def _undo(self, held: Held, *, deadline: Deadline) -> None:
        """Raises OutcomeUnknown: what could not be undone must be looked at again."""
        house = await self._houses.current(deadline=deadline)
        if held.order.state == house.state_cancelled and not held.live:
            return
        _LOG.warning("booking_undone", property_id=self._property_id, order=held.order.id)
        try:
            await self._canceller.order(held.order.id, deadline=deadline)
        except errors.PmsError as error:
            raise errors.OutcomeUnknown(
                vendor="qloapps", detail=f"a lost booking could not be cancelled: {error.kind}"
            ) from error


def check_guest(guest: GuestProfile) -> None:
    """What QloApps answers with a crash is found out here. Raises Invalid."""
    if not guest.email or not remarks.is_email(guest.email):
        raise errors.Invalid(field="guest.email")
    if not (remarks.fit_name(guest.first_name) or remarks.fit_name(guest.last_name)):
        raise errors.Invalid(field="guest.last_name")


def _typed(guest: GuestProfile, customer: wire.Customer) -> remarks.Typed | None:
    """What the desk must read beside the stored guest; None where they are the same."""
    phone = guest.phone or ""
    is_same = (guest.first_name.strip(), guest.last_name.strip()) == (customer.first_name, customer.last_name)
    if is_same and (not phone or remarks.fit_phone(phone) == customer.phone):
        return None
    return remarks.Typed(guest.first_name, guest.last_name, phone)


def _is_as_wanted(held: Held, draft: ReservationDraft) -> bool:
    wanted = sorted((int(room.room_type_id), room.party.adults, room.party.children) for room in draft.rooms)
    booked = sorted((line.type_id, line.adults, line.children) for line in held.live)
    return held.stay == draft.stay and booked == wanted


def _clash(line: wire.Line) -> dict[str, str]:
    """Who else holds this room in these nights: begins before our departure, ends after our arrival."""
    return {
        "filter[id_room]": f"[{line.room_id}]",
        "filter[is_refunded]": "[0]",
        "filter[date_from]": f"<[{line.departure}]",
        "filter[date_to]": f">[{line.arrival} 23:59:59]",
    }
