"""The front desk's writing hand: keeps an intent, performs it while the guest waits, says what came of it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta

from common.clock import Clock
from common.ids import new_id
from common.money import Money
from pms.access import Access
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import Reservation, ReservationDraft
from pms.contract.outcomes import Done, Queued, Refused
from pms.factory import Connectors
from pms.outbox.intents import Intent, Intents
from pms.outbox.perform import LEASE_MARGIN_SECONDS, perform
from pms.outbox.writes import Book, Cancel, Change, CheckOutTime, Note

INTENT_HOLDS = timedelta(hours=24)
_LOOK_AGAIN_SECONDS = 0.05

type Written = Done[Reservation] | Queued | Refused


class Pen:
    def __init__(self, intents: Intents, connectors: Connectors, clock: Clock) -> None:
        self._intents = intents
        self._connectors = connectors
        self._clock = clock

    async def keep_booking(self, errand: Errand, draft: ReservationDraft, *, latest: datetime) -> Intent:
        """latest: when a booking that still waits has lost its sense."""
        return await self._intents.add(
            errand,
            Book(draft=draft),
            key=draft.key,
            subject=draft.our_reference,
            our_reference=draft.our_reference,
            agreed=draft.agreed_total,
            expires_at=min(self._clock.now() + INTENT_HOLDS, latest),
            lease_seconds=_lease_seconds(errand),
        )

    async def keep_on(
        self,
        errand: Errand,
        access: Access | None,
        write: Change | Cancel | Note | CheckOutTime,
        *,
        key: str,
        agreed: Money | None,
    ) -> Intent:
        """Asks nothing of the hotel's system, so that a wish can be kept while it is down. Raises NotFound."""
        if access is None:
            raise errors.NotFound(property_id=errand.property_id)
        return await self._intents.add(
            errand,
            write.model_copy(update={"reference": access.reference}),
            key=key,
            subject=access.our_reference,
            our_reference=access.our_reference,
            reference=access.reference,
            agreed=agreed,
            expires_at=self._clock.now() + INTENT_HOLDS,
            lease_seconds=_lease_seconds(errand),
        )

    async def write_once(
        self,
        errand: Errand,
        access: Access | None,
        write: Cancel | Note | CheckOutTime,
        *,
        agreed: Money | None = None,
    ) -> Written:
        """A write without a quote. The same wish in one turn is one write; cancelling is one write whenever it is said."""
        words = write.model_dump_json()
        if not isinstance(write, Cancel):
            words += errand.turn or new_id("once")
        key = f"{write.kind}:{write.reference}:{hashlib.sha256(words.encode()).hexdigest()[:24]}"
        try:
            known = await self._intents.by_key(errand.property_id, key)
            if known is not None and known.state == "refused" and known.turn != errand.turn:
                # What was refused then may be possible now: the desk put something right.
                known, key = None, f"{key}:{new_id('again')}"
            if known is None:
                known = await self.keep_on(errand, access, write, key=key, agreed=agreed)
        except errors.Refused as refusal:
            return Refused(refusal)
        return await self.write(errand, known)

    async def write(self, errand: Errand, intent: Intent) -> Written:
        """Performs the intent, or waits within the deadline for whoever is performing it already."""
        if intent.state == "done" and intent.result is not None:
            return Done(await self._as_it_stands(errand, intent.result))
        try:
            connector = await self._connectors.get(errand)
        except errors.PmsError as error:
            return Queued(told_reference(intent), error)
        looks = 1 + int(errand.deadline.remaining_seconds() / _LOOK_AGAIN_SECONDS)
        for _ in range(looks):
            if intent.is_settled:
                break
            intent = await perform(
                self._intents,
                connector,
                intent,
                deadline=errand.deadline,
                clock=self._clock,
                actor="guest",
            )
            if intent.state not in ("pending", "sending"):
                break
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        reason = errors.from_json(intent.error) if intent.error else None
        if intent.state == "done" and intent.result is not None:
            return Done(intent.result)
        if intent.state == "refused" and isinstance(reason, errors.Refused):
            return Refused(reason)
        return Queued(told_reference(intent), reason)

    async def _as_it_stands(self, errand: Errand, kept: Reservation) -> Reservation:
        """A booking confirmed again may have been changed meanwhile; what we kept serves when nobody answers."""
        try:
            connector = await self._connectors.get(errand)
            return await connector.get_reservation(kept.reference, deadline=errand.deadline) or kept
        except errors.PmsError:
            return kept


def told_reference(intent: Intent) -> str:
    """The number the guest knows: the hotel's where there is one, ours while the booking itself waits."""
    return intent.reference or intent.our_reference


def _lease_seconds(errand: Errand) -> float:
    return errand.deadline.remaining_seconds() + LEASE_MARGIN_SECONDS
