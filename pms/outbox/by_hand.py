"""What a person does with a write that no machine may finish: have it tried again, close it as done, or give it up.

All three are steps like any other: one transaction with the audit line, and the guest who asked is told.
"""

from __future__ import annotations

from common.declined import Declined
from common.secrets import Unsealable
from pms.contract import errors
from pms.contract.models import Reservation
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.outbox.notices import abandoned_notice, done_notice

REASONS = {
    "no_write": "there is no write '%(write)s'",
    "unreadable": "it cannot be read; most likely a key is missing from POSADA_SECRET_KEYS",
    "being_tried": "it is being tried just now; ask again in a minute",
    "not_dead": "it is %(state)s; only a dead write is tried again by hand",
    "settled": "it is %(state)s",
    "moved_on": "it moved on meanwhile and is %(state)s now",
    "overtaken": "a later write to the same reservation has been made since, which this one would undo; settle or abandon it",
    "needs_reference": "a booking needs the reference that the hotel's system gave it",
    "takes_no_reference": "only a booking is given a reference; this is about %(reference)s",
    "no_reservation": "the hotel's system has no reservation '%(reference)s'",
    "cancelled": "reservation '%(reference)s' is cancelled in the hotel's system",
    "other_dates": "reservation '%(reference)s' is from %(arrival)s to %(departure)s, which is not what the guest asked for; "
    "look at the number again, or mend it in the hotel's system first",
    "other_guest": "reservation '%(reference)s' is another guest's; look at the number again",
}


class NotNow(Declined):
    """What was asked does not fit how the write stands."""

    REASONS = REASONS


class ByHand:
    """by: who does it; why: their own words, kept with the write."""

    def __init__(self, intents: Intents) -> None:
        self._intents = intents

    async def get(self, intent_id: str) -> Intent:
        """Raises NotNow for one that is not there or cannot be read."""
        try:
            intent = await self._intents.get(intent_id)
        except Unsealable as error:
            raise NotNow("unreadable") from error
        if intent is None:
            raise NotNow("no_write", write=intent_id)
        return intent

    async def replay(self, intent_id: str, *, by: str, why: str | None = None) -> Intent:
        """The worker takes it up again under its own key and looks first whether it was done. Raises NotNow."""
        intent = await self.get(intent_id)
        if intent.state != "dead":
            raise NotNow("not_dead", state=intent.state)
        if await self._intents.is_overtaken(intent):
            raise NotNow("overtaken")
        return _moved(await self._intents.reopen(intent, actor=by, why=why), "unknown")

    async def settle(
        self,
        intent_id: str,
        *,
        by: str,
        why: str,
        reference: str | None = None,
        reservation: Reservation | None = None,
    ) -> Intent:
        """Somebody did it in the hotel's own system. reference: the hotel's, needed for a booking; reservation: as read there.

        Raises NotNow.
        """
        intent = await self._open(intent_id)
        if intent.write.kind == "book" and not reference:
            raise NotNow("needs_reference")
        notice = None
        if intent.asked_by == "guest":
            notice = done_notice(intent, reservation, reference=reference)
        settled = await self._intents.settle(
            intent,
            state="done",
            event="settled",
            actor=by,
            why=why,
            reference=reference,
            result=reservation,
            notice=notice,
        )
        return _moved(settled, "done")

    async def abandon(self, intent_id: str, *, by: str, why: str) -> Intent:
        """It will not be done. Raises NotNow."""
        intent = await self._open(intent_id)
        settled = await self._intents.settle(
            intent,
            state="refused",
            event="abandoned",
            actor=by,
            why=why,
            error=errors.Abandoned(reference=intent.told_reference, property_id=intent.property_id),
            notice=abandoned_notice(intent) if intent.asked_by == "guest" else None,
        )
        return _moved(settled, "refused")

    async def _open(self, intent_id: str) -> Intent:
        """A write that waits, so that what a person does by hand is not done a second time by a machine."""
        intent = await self.get(intent_id)
        if intent.state not in ("queued", "unknown", "dead"):
            raise NotNow("settled" if intent.is_settled else "being_tried", state=intent.state)
        return intent


def _moved(after: Intent, state: str) -> Intent:
    if after.state != state:
        raise NotNow("moved_on", state=after.state)
    return after
