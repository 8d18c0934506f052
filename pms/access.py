"""Which reservations a conversation may see and touch: its own, and those it has proved to be its guest's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import Reservation
from pms.contract.outcomes import Found, Locked, NeedsProof, NotFound, Queued
from pms.factory import Connectors
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.proofs import Proofs, is_contact_of, spelled


@dataclass(frozen=True)
class Access:
    """reference: the hotel system's; our_reference: ours, or the system's again for a booking made elsewhere.

    arrival: as far as our own tables know it, for it may have been changed over there.
    """

    reference: str
    our_reference: str
    is_own: bool
    arrival: date | None = None


class Finder:
    def __init__(self, intents: Intents, proofs: Proofs, connectors: Connectors) -> None:
        self._intents = intents
        self._proofs = proofs
        self._connectors = connectors

    async def access(self, errand: Errand, reference: str) -> Access | None:
        """None when this conversation has no right to the reservation. Raises StillQueued for its own unconfirmed one.

        Asks our own tables alone, so that it can be told during an outage.
        """
        wanted = spelled(reference)
        for booking in await self._intents.bookings_of(errand.property_id, errand.conversation):
            if not _names(wanted, booking):
                continue
            if booking.state == "done" and booking.reference:
                return Access(booking.reference, booking.our_reference, True, _arrival(booking))
            if booking.state != "refused":
                raise errors.StillQueued(property_id=errand.property_id, reference=booking.our_reference)
        proved = await self._proofs.proved(errand, reference)
        if proved is None:
            return None
        return await self.known(errand, proved)

    async def known(self, errand: Errand, reference: str) -> Access:
        """For whoever has the right already: the reservation under the name that its other writes stand under."""
        booked = await self._intents.booking_of(errand.property_id, reference)
        if booked is None:
            return Access(reference, reference, is_own=False)
        return Access(reference, booked.our_reference, False, _arrival(booked))

    async def find(
        self, errand: Errand, today: date, reference: str | None, contact: str | None
    ) -> Found | Queued | NotFound | NeedsProof | Locked:
        """As FrontDesk.find says it."""
        if reference is None or not spelled(reference):
            own = await self.own(errand, today)
            if len(own) == 1:
                return Found(own[0], is_own=True)
            return NeedsProof(("reference",) if contact else ("reference", "contact"))
        try:
            access = await self.access(errand, reference)
        except errors.StillQueued as queued:
            return Queued(queued.reference)
        if access is not None:
            reservation = await self._read(errand, access.reference)
            return Found(reservation, is_own=access.is_own) if reservation else NotFound()
        until = await self._proofs.locked_until(errand, reference)
        if until is not None:
            return Locked(until)
        if not contact:
            return NeedsProof(("contact",))
        return await self._prove(errand, reference, contact)

    async def _prove(self, errand: Errand, reference: str, contact: str) -> Found | NotFound | Locked:
        # What opens a door is read fresh.
        reservation = await self._read(replace(errand, takes_stale=False), reference)
        # Both spellings count against one reservation, or the hotel's own number would give five tries more.
        names = [reference]
        if reservation is not None:
            names += [one for one in (reservation.reference, reservation.our_reference) if one]
            until = await self._proofs.locked_until(errand, *names)
            if until is not None:
                return Locked(until)
        if reservation is None or not is_contact_of(contact, reservation.guest):
            counted = reservation.reference if reservation else reference
            await self._proofs.record(errand, counted, proved=None)
            until = await self._proofs.locked_until(errand, counted)
            return Locked(until) if until is not None else NotFound()
        for name in {spelled(name) for name in names}:
            await self._proofs.record(errand, name, proved=reservation.reference)
        return Found(reservation, is_own=False)

    async def own(self, errand: Errand, today: date) -> tuple[Reservation, ...]:
        """Made in this conversation, not past and not cancelled; by arrival."""
        found = []
        for intent in await self._intents.bookings_of(errand.property_id, errand.conversation):
            if intent.state == "done" and intent.reference:
                reservation = await self._read(errand, intent.reference)
                if reservation and not reservation.is_cancelled and reservation.stay.departure >= today:
                    found.append(reservation)
        return tuple(sorted(found, key=lambda one: one.stay.arrival))

    async def of_conversation(self, errand: Errand) -> tuple[Reservation, ...]:
        """Everything it made or has proved, past and cancelled ones too, for staff; by arrival."""
        made = await self._intents.bookings_of(errand.property_id, errand.conversation)
        known = [one.reference for one in made if one.state == "done" and one.reference]
        found = {}
        for reference in dict.fromkeys([*known, *await self._proofs.all_proved(errand)]):
            reservation = await self._read(errand, reference)
            if reservation is not None:
                found[reservation.reference] = reservation
        return tuple(sorted(found.values(), key=lambda one: one.stay.arrival))

    async def vouch(self, errand: Errand, reference: str) -> None:
        """A member of staff says that it is this conversation's guest's."""
        await self._proofs.vouch(errand, reference)

    async def mine(self, errand: Errand, reference: str) -> Reservation:
        """Raises NotFound, StillQueued."""
        access = await self.access(errand, reference)
        reservation = await self._read(errand, access.reference) if access else None
        if reservation is None:
            raise errors.NotFound(property_id=errand.property_id)
        return reservation

    async def _read(self, errand: Errand, reference: str) -> Reservation | None:
        connector = await self._connectors.get(errand)
        return await connector.get_reservation(reference, deadline=errand.deadline)


def _arrival(booking: Intent) -> date | None:
    return booking.result.stay.arrival if booking.result else None


def _names(wanted: str, booking: Intent) -> bool:
    """Guests leave the letters off: in the conversation that booked, the bare number is enough."""
    theirs = spelled(booking.reference or "")
    bare = theirs.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return wanted in (spelled(booking.our_reference), theirs) or (wanted == bare != "")
