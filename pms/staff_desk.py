"""What a member of staff writes to the hotel's system through us: the same intents, the same worker, their name on the audit.

Who may ask is decided by whoever signed them in; here `errand.actor` says who it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.money import Money
from common.properties import Properties, Property
from pms import house_rules
from pms.access import Finder
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.errand import Errand
from pms.contract.models import Charge, GuestProfile, Reservation, RoomStatus
from pms.contract.outcomes import Done, Queued, Refused
from pms.contract.protocol import Connector
from pms.factory import Connectors, get_connector_metadata
from pms.outbox import writes
from pms.outbox.by_hand import ByHand, NotNow
from pms.outbox.cases import Cases
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.pen import Pen, Written
from pms.proofs import is_contact_of


@dataclass(frozen=True)
class Posted:
    """The charge is on the account. balance: what is to be paid now, None when nobody could say."""

    reference: str
    balance: Money | None


@dataclass(frozen=True)
class Settled:
    """unasked: why the hotel's system could not be asked about it, so that a person's word was all there was."""

    intent: Intent
    unasked: errors.PmsError | None = None


@dataclass(frozen=True)
class Day:
    """The hotel on one day. faults: why a list is missing, by its name; a system that cannot says so before it is asked."""

    arrivals: tuple[Reservation, ...] = ()
    departures: tuple[Reservation, ...] = ()
    in_house: tuple[Reservation, ...] = ()
    rooms: tuple[RoomStatus, ...] = ()
    faults: Mapping[str, errors.PmsError] = field(default_factory=dict)


class StaffDesk:
    def __init__(
        self,
        properties: Properties,
        connectors: Connectors,
        finder: Finder,
        pen: Pen,
        intents: Intents,
        clock: Clock,
    ) -> None:
        self._properties = properties
        self._connectors = connectors
        self._finder = finder
        self._pen = pen
        self._intents = intents
        self._clock = clock

    async def post_charge(
        self, errand: Errand, reference: str, charge: Charge
    ) -> Done[Posted] | Queued | Refused:
        """charge.key: of the form that was filled in; the same key again is the same charge.

        reference: the hotel system's. A charge in doubt is never repeated where the hotel's system does not keep our key.
        """
        if errand.actor == "guest":
            return Refused(errors.NotPossible(capability=Capability.POST_CHARGE.value))
        hotel = self._properties.get(errand.property_id)
        if hotel is None:
            raise errors.UnknownProperty(property_id=errand.property_id)
        try:
            house_rules.check_capability(get_connector_metadata(hotel.pms.type), Capability.POST_CHARGE)
        except errors.Refused as refusal:
            return Refused(refusal)
        key = f"charge:{charge.key}"
        known = await self._intents.by_key(errand.property_id, key)
        if known is None:
            known = await self._pen.keep_on(
                errand,
                await self._finder.known(errand, reference),
                writes.Charge(reference=reference, charge=charge),
                today=self._clock.now().astimezone(hotel.zone).date(),
                key=key,
                agreed=charge.amount,
            )
        intent = await self._pen.perform(errand, known)
        reason = errors.from_json(intent.error) if intent.error else None
        if intent.state == "done":
            return Done(Posted(reference, await self._balance(errand, reference)))
        if intent.state == "refused" and isinstance(reason, errors.Refused):
            return Refused(reason)
        return Queued(intent.told_reference, reason)

    async def day(self, errand: Errand, day: date) -> Day:
        """Never raises for what the hotel's system cannot do or does not answer."""
        asks: dict[str, tuple[Capability, Callable[[Connector], Awaitable[tuple[Any, ...]]]]] = {
            "arrivals": (
                Capability.FRONT_DESK_LISTS,
                lambda hotel: hotel.get_arrivals(day, deadline=errand.deadline),
            ),
            "departures": (
                Capability.FRONT_DESK_LISTS,
                lambda hotel: hotel.get_departures(day, deadline=errand.deadline),
            ),
            "in_house": (
                Capability.FRONT_DESK_LISTS,
                lambda hotel: hotel.get_in_house(day, deadline=errand.deadline),
            ),
            "rooms": (
                Capability.ROOM_STATUS,
                lambda hotel: hotel.get_all_room_statuses(deadline=errand.deadline),
            ),
        }
        found: dict[str, Any] = {}
        faults: dict[str, errors.PmsError] = {}
        for name, (capability, ask) in asks.items():
            try:
                self.check(errand.property_id, capability)
                found[name] = await ask(await self._connectors.get(errand))
            except errors.PmsError as error:
                faults[name] = error
        return Day(**found, faults=faults)

    def check(self, property_id: str, capability: Capability) -> None:
        """Raises NotPossible when this hotel's system cannot do it."""
        house_rules.check_capability(get_connector_metadata(self._hotel(property_id).pms.type), capability)

    async def of_conversation(self, errand: Errand) -> tuple[Reservation, ...]:
        """What the guest of this conversation made in it, and what they or staff have shown to be theirs. Raises contract errors."""
        return await self._finder.of_conversation(errand)

    async def register(self, errand: Errand, reference: str) -> Reservation:
        """A reservation made elsewhere, by telephone say, is this conversation's guest's from now on: the bot helps them with it.

        Raises NotFound, AlreadyCancelled and what the hotel's system says.
        """
        found = await self.reservation(errand, reference)
        if found is None:
            raise errors.NotFound(property_id=errand.property_id)
        if found.is_cancelled:
            raise errors.AlreadyCancelled(reference=found.reference)
        await self._finder.vouch(errand, found.reference)
        return found

    async def add_note(self, errand: Errand, reference: str, text: str) -> Written:
        """Words for the desk, on the reservation. reference: the hotel system's."""
        write = writes.Note(reference=reference, text=text)
        return await self._write(errand, write, Capability.ADD_NOTE)

    async def set_check_out_time(self, errand: Errand, reference: str, at: time) -> Written:
        write = writes.CheckOutTime(reference=reference, at=at)
        return await self._write(errand, write, Capability.CHECK_OUT_TIME)

    async def _write(
        self, errand: Errand, write: writes.Note | writes.CheckOutTime, needs: Capability
    ) -> Written:
        try:
            self.check(errand.property_id, needs)
            access = await self._finder.known(errand, write.reference)
        except errors.Refused as refusal:
            return Refused(refusal)
        today = self._clock.now().astimezone(self._hotel(errand.property_id).zone).date()
        return await self._pen.write_once(errand, access, write, today=today)

    def _hotel(self, property_id: str) -> Property:
        hotel = self._properties.get(property_id)
        if hotel is None:
            raise errors.UnknownProperty(property_id=property_id)
        return hotel

    def by_hand(self) -> ByHand:
        return ByHand(self._intents)

    def cases(self, engine: AsyncEngine) -> Cases:
        return Cases(engine, self._intents)

    async def settle(
        self,
        intent_id: str,
        *,
        by: str,
        why: str,
        reference: str | None = None,
        patience_seconds: float = 20.0,
    ) -> Settled:
        """As `ByHand.settle`, after a look at the reservation in the hotel's system.

        A mistyped number is found out here, before a guest is told it, and so is one that is another guest's: whoever booked in
        this conversation may change what it names. While the system is away a person's word counts. Raises NotNow.
        """
        intent = await self.by_hand().get(intent_id)
        is_booking = isinstance(intent.write, writes.Book)
        if reference and not is_booking:
            raise NotNow("takes_no_reference", reference=intent.told_reference)
        found, unasked = None, None
        known = reference if is_booking else intent.reference
        if known and not isinstance(intent.write, writes.Charge):
            deadline = Deadline.after(patience_seconds, self._clock)
            errand = Errand(intent.property_id, intent.conversation, None, deadline, actor=by)
            try:
                found = await self.reservation(errand, known)
            except errors.PmsError as error:
                unasked = error
            else:
                _require_the_one(intent, found, known)
        settled = await self.by_hand().settle(
            intent_id, by=by, why=why, reference=reference, reservation=found
        )
        return Settled(settled, unasked)

    async def reservation(self, errand: Errand, reference: str) -> Reservation | None:
        """As the hotel's system has it. Raises contract errors."""
        connector = await self._connectors.get(errand)
        return await connector.get_reservation(reference, deadline=errand.deadline)

    async def _balance(self, errand: Errand, reference: str) -> Money | None:
        try:
            connector = await self._connectors.get(errand)
            return await connector.get_balance(reference, deadline=errand.deadline)
        except errors.PmsError:
            return None


def _require_the_one(intent: Intent, found: Reservation | None, reference: str) -> None:
    """Raises NotNow unless the reservation can be what was wanted. Its price may differ: a person agreed to it."""
    if found is None:
        raise NotNow("no_reservation", reference=reference)
    if not isinstance(intent.write, writes.Book):
        return
    draft = intent.write.draft
    if found.is_cancelled:
        raise NotNow("cancelled", reference=reference)
    if found.our_reference == draft.our_reference:
        return
    if found.stay != draft.stay:
        days = {"arrival": str(found.stay.arrival), "departure": str(found.stay.departure)}
        raise NotNow("other_dates", reference=reference, **days)
    if not _is_same_guest(draft.guest, found.guest):
        raise NotNow("other_guest", reference=reference)


def _is_same_guest(one: GuestProfile, other: GuestProfile) -> bool:
    """By a name they share, whichever field the desk typed it into, or by a way to reach them."""
    if any(is_contact_of(contact, other) for contact in (one.email, one.phone) if contact):
        return True
    names = [
        set(f"{guest.first_name} {guest.last_name}".casefold().replace("-", " ").split())
        for guest in (one, other)
    ]
    return bool(names[0] & names[1])
