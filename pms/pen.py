"""The front desk's writing hand: keeps an intent, performs it while the guest waits, says what came of it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date, datetime, timedelta

from common.clock import Clock
from common.ids import new_id
from common.money import Money
from pms.access import Access
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import Reservation, ReservationDraft
from pms.contract.outcomes import Done, Queued, Refused
from pms.factory import Connectors
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.outbox.perform import LEASE_MARGIN_SECONDS, perform
from pms.outbox.writes import Book, Cancel, Change, Charge, CheckOutTime, Note

INTENT_HOLDS = timedelta(hours=24)
_LOOK_AGAIN_SECONDS = 0.05

type Written = Done[Reservation] | Queued | Refused


class Pen:
    def __init__(self, intents: Intents, connectors: Connectors, clock: Clock) -> None:
        self._intents = intents
        self._connectors = connectors
        self._clock = clock

    async def keep_booking(
        self, errand: Errand, draft: ReservationDraft, *, today: date, latest: datetime
    ) -> Intent:
        """latest: when a booking that still waits has lost its sense."""
        return await self._intents.add(
            errand,
            Book(draft=draft),
            key=draft.key,
            subject=draft.our_reference,
            our_reference=draft.our_reference,
            agreed=draft.agreed_total,
            is_critical=draft.stay.arrival <= today,
            expires_at=min(self._clock.now() + INTENT_HOLDS, latest),
            lease_seconds=_lease_seconds(errand),
        )

    async def keep_on(
        self,
        errand: Errand,
        access: Access | None,
        write: Change | Cancel | Note | CheckOutTime | Charge,
        *,
        today: date,
        key: str,
        agreed: Money | None,
    ) -> Intent:
        """Asks nothing of the hotel's system, so that a wish can be kept while it is down. Raises NotFound.

        Money, and what concerns a stay that has begun or may have, cannot wait for somebody to look into a list.
        """
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
            is_critical=isinstance(write, Charge) or access.arrival is None or access.arrival <= today,
            expires_at=self._clock.now() + INTENT_HOLDS,
            lease_seconds=_lease_seconds(errand),
        )

    async def write_once(
        self,
        errand: Errand,
        access: Access | None,
        write: Cancel | Note | CheckOutTime,
        *,
        today: date,
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
                known = await self.keep_on(errand, access, write, today=today, key=key, agreed=agreed)
        except errors.Refused as refusal:
            return Refused(refusal)
        return await self.write(errand, known)

    async def write(self, errand: Errand, intent: Intent) -> Written:
        """Performs the intent, or waits within the deadline for whoever is performing it already."""
        is_fresh, was_done = intent.state == "pending", intent.state == "done"
        intent = await self.perform(errand, intent)
        if not is_fresh and intent.state in ("done", "refused"):
            # The worker may have settled it a moment ago.
            await self._intents.hush(intent)
        reason = errors.from_json(intent.error) if intent.error else None
        if intent.state == "done":
            reservation = intent.result
            if was_done or reservation is None:
                reservation = await self._as_it_stands(errand, intent)
            return Done(reservation) if reservation else Queued(intent.told_reference)
        if intent.state == "refused" and isinstance(reason, errors.Refused):
            return Refused(reason)
        return Queued(intent.told_reference, reason)

    async def perform(self, errand: Errand, intent: Intent) -> Intent:
        """As far as it comes within the deadline."""
        looks = 1 + int(errand.deadline.remaining_seconds() / _LOOK_AGAIN_SECONDS)
        for _ in range(looks):
            if intent.is_settled:
                break
            intent = await perform(
                self._intents,
                lambda: self._connectors.get(errand),
                intent,
                deadline=errand.deadline,
                clock=self._clock,
                actor=errand.actor,
            )
            if intent.state not in ("pending", "sending"):
                break
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return intent

    async def _as_it_stands(self, errand: Errand, intent: Intent) -> Reservation | None:
        """A booking confirmed again may have been changed meanwhile; what we kept serves when nobody answers."""
        try:
            connector = await self._connectors.get(errand)
            reference = intent.told_reference
            return await connector.get_reservation(reference, deadline=errand.deadline) or intent.result
        except errors.PmsError:
            return intent.result


def _lease_seconds(errand: Errand) -> float:
    return errand.deadline.remaining_seconds() + LEASE_MARGIN_SECONDS
