"""What a member of staff writes to the hotel's system through us: the same intents, the same worker, their name on the audit.

Who may ask is decided by whoever signed them in; here `errand.actor` says who it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.money import Money
from common.properties import Properties
from pms import house_rules
from pms.access import Finder
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.errand import Errand
from pms.contract.models import Charge, GuestProfile, Reservation
from pms.contract.outcomes import Done, Queued, Refused
from pms.factory import Connectors, get_connector_metadata
from pms.outbox import writes
from pms.outbox.by_hand import ByHand, NotNow
from pms.outbox.cases import Cases
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.pen import Pen
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
