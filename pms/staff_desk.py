"""What a member of staff writes to the hotel's system through us: the same intents, the same worker, their name on the audit.

Who may ask is decided by whoever signed them in; here `errand.actor` says who it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import Clock
from common.money import Money
from common.properties import Properties
from pms import house_rules
from pms.access import Finder
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.errand import Errand
from pms.contract.models import Charge, Reservation
from pms.contract.outcomes import Done, Queued, Refused
from pms.factory import Connectors, get_connector_metadata
from pms.outbox import writes
from pms.outbox.by_hand import ByHand
from pms.outbox.intents import Intents
from pms.pen import Pen


@dataclass(frozen=True)
class Posted:
    """The charge is on the account. balance: what is to be paid now, None when nobody could say."""

    reference: str
    balance: Money | None


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
