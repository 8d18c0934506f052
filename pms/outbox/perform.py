"""The one function that writes to a hotel system: look up, write, verify, settle."""

from __future__ import annotations

import random
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from common.clock import Clock, Deadline
from common.log import get_log
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.models import Reservation
from pms.contract.protocol import Connector
from pms.outbox.alarms import alerts_for
from pms.outbox.intent import Intent
from pms.outbox.intents import Intents
from pms.outbox.masking import masked_error
from pms.outbox.notices import done_notice, refused_notice, with_staff_notice

_LOG = get_log("pms.outbox")
_FIRST_WAIT_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 300.0
# A write that was sent and cannot be found yet may still arrive; only after this long is it done again.
_SETTLING = timedelta(seconds=60)
# How much longer than its own deadline a performer holds an intent before somebody else may take it over.
LEASE_MARGIN_SECONDS = 2.0

WORKER = "worker"

type Connect = Callable[[], Awaitable[Connector]]


async def perform(
    intents: Intents,
    connect: Connect,
    intent: Intent,
    *,
    deadline: Deadline,
    clock: Clock,
    actor: str,
    chance: Callable[[], float] = random.random,
) -> Intent:
    """One attempt. Answers the intent as it stands afterwards, also when it was not ours to attempt.

    actor: "guest" or "staff:<id>" while that person waits, WORKER otherwise; what a worker settles the guest is told by a
    notice. Never raises for what the vendor does: errors stand on the intent. If the process dies in here, the intent stays
    `sending` until its lease ends, and whoever takes it next looks before repeating.
    """
    lease_seconds = deadline.remaining_seconds() + LEASE_MARGIN_SECONDS
    claimed = await intents.claim(intent, lease_seconds=lease_seconds)
    if claimed is None:
        if intent.state == "pending" and await intents.is_behind_another(intent):
            return await intents.postpone(intent, state="queued", error=None, wait_seconds=0, actor=actor)
        return await intents.get(intent.id) or intent
    attempt = _Attempt(intents, connect, claimed, deadline=deadline, clock=clock, actor=actor, chance=chance)
    try:
        reservation = await attempt.write()
    except errors.Refused as refusal:
        return await attempt.after_refusal(refusal)
    except (errors.Retriable, errors.Misconfigured) as error:
        # Nothing was written. What a person must mend is mended in an hour, and the write then goes through by itself.
        return await attempt.postponed("queued", error)
    except errors.OutcomeUnknown as error:
        return await attempt.in_doubt(error)
    except errors.PmsError as error:
        return await attempt.dead(error)
    except Exception as error:
        # An unknown error is not temporary: it stops here, with its evidence, and waits for a person.
        _LOG.exception("write_failed", intent=claimed.id, kind=claimed.write.kind)
        return await attempt.dead(_unexpected(error, claimed))
    return await attempt.done(reservation)


@dataclass
class _Attempt:
    """What one attempt has learned on its way. before: the reservation as it stood a moment before the write."""

    intents: Intents
    connect: Connect
    intent: Intent
    deadline: Deadline
    clock: Clock
    actor: str
    chance: Callable[[], float]
    connector: Connector | None = None
    before: Reservation | None = None
    was_sent: bool = False

    async def write(self) -> Reservation | None:
        """The reservation with the write in it; None for a write that leaves nothing to compare."""
        intent, write = self.intent, self.intent.write
        reservation = await self._look_up() if intent.may_have_been_sent else None
        if reservation is None:
            if self.clock.now() >= intent.expires_at:
                raise errors.WaitedTooLong(expired_at=intent.expires_at, reference=intent.our_reference)
            connector = self.connector = self.connector or await self.connect()
            if intent.may_have_been_sent:
                self._check_repeatable(connector)
            if write.replaces and intent.reference:
                self.before = await connector.get_reservation(intent.reference, deadline=self.deadline)
            self.was_sent = True
            reservation = await write.apply(connector, intent.key, self.deadline)
            if reservation is None:
                return None
        if not write.is_in(reservation):
            raise errors.Unintelligible(
                detail="the reservation stands otherwise than agreed",
                operation=write.kind,
                reference=reservation.reference,
            )
        return reservation

    async def _look_up(self) -> Reservation | None:
        try:
            self.connector = await self.connect()
            return await self.intent.write.look_up(self.connector, self.deadline)
        except (errors.Retriable, errors.Misconfigured) as error:
            # The look failed, not the write: what the write did is as unknown as before.
            raise self._still_unknown(error) from error
        except errors.Refused as error:
            # A system that will not be asked leaves it to a person to look.
            raise errors.Unintelligible(
                detail=f"look-up refused: {error.kind}", reference=self.intent.our_reference
            ) from error

    def _still_unknown(self, error: errors.PmsError) -> errors.OutcomeUnknown:
        doubt = errors.OutcomeUnknown(
            detail=f"look-up failed: {error.kind}", reference=self.intent.our_reference
        )
        doubt.__cause__ = error
        return doubt

    def _check_repeatable(self, connector: Connector) -> None:
        """It was not found; may it be done again? Raises OutcomeUnknown while it is too early, Unintelligible for never."""
        intent = self.intent
        if intent.write.is_same_twice or connector.manifest.can(Capability.KEEPS_IDEMPOTENCY_KEY):
            return
        if not intent.write.is_findable:
            raise errors.Unintelligible(
                detail="sent without an answer, and this system cannot be asked whether it was done",
                operation=intent.write.kind,
                reference=intent.told_reference,
            )
        if intent.in_doubt_since and self.clock.now() < intent.in_doubt_since + _SETTLING:
            raise errors.OutcomeUnknown(
                detail="not found yet, too early to repeat", reference=intent.our_reference
            )

    async def after_refusal(self, refusal: errors.Refused) -> Intent:
        """An earlier attempt that arrived late may itself be why this one was refused: our own guest has the last room."""
        intent, connector = self.intent, self.connector
        if not (intent.may_have_been_sent and self.was_sent) or connector is None:
            return await self.refused(refusal)
        try:
            found = await intent.write.look_up(connector, self.deadline)
        except errors.PmsError as error:
            return await self.in_doubt(self._still_unknown(error))
        if found is not None and intent.write.is_in(found):
            return await self.done(found)
        return await self.refused(refusal)

    async def done(self, reservation: Reservation | None) -> Intent:
        intent = self.intent
        notice = done_notice(intent, reservation) if self._guest_must_be_told else None
        _LOG.info("write_done", intent=intent.id, kind=intent.write.kind, attempts=intent.attempts)
        return await self.intents.settle(
            intent, state="done", actor=self.actor, before=self.before, result=reservation, notice=notice
        )

    async def refused(self, refusal: errors.Refused) -> Intent:
        intent = self.intent
        notice = refused_notice(intent, refusal) if self._guest_must_be_told else None
        alerts = alerts_for(intent, "refused", refusal) if self.actor == WORKER else ()
        _LOG.info("write_refused", intent=intent.id, kind=intent.write.kind, reason=refusal.kind)
        return await self.intents.settle(
            intent,
            state="refused",
            actor=self.actor,
            before=self.before,
            error=refusal,
            notice=notice,
            alerts=alerts,
        )

    async def in_doubt(self, error: errors.OutcomeUnknown) -> Intent:
        intent = self.intent
        if self.clock.now() >= intent.expires_at:
            # Nobody could look for as long as it made sense; "nothing was booked" would be a guess.
            return await self.dead(error)
        since = self.clock.now() if self.was_sent else intent.in_doubt_since
        return await self.postponed("unknown", error, in_doubt_since=since)

    async def postponed(
        self, state: str, error: errors.PmsError, *, in_doubt_since: datetime | None = None
    ) -> Intent:
        intent = self.intent
        cause = error.__cause__ if isinstance(error.__cause__, errors.PmsError) else error
        # A key that expired in the middle of a doubt is cried out like any other.
        alerts = alerts_for(intent, state, cause)
        return await self.intents.postpone(
            intent,
            state=state,
            error=error,
            wait_seconds=_wait_seconds(intent, cause, self.chance()),
            actor=self.actor,
            in_doubt_since=in_doubt_since,
            alerts=alerts,
        )

    async def dead(self, error: errors.PmsError) -> Intent:
        intent, kept = self.intent, masked_error(error, self.intent.write)
        _LOG.error("write_dead", intent=intent.id, kind=intent.write.kind, reason=error.kind)
        return await self.intents.settle(
            intent,
            state="dead",
            actor=self.actor,
            before=self.before,
            error=kept,
            notice=with_staff_notice(intent) if self._guest_must_be_told else None,
            alerts=alerts_for(intent, "dead", kept),
        )

    @property
    def _guest_must_be_told(self) -> bool:
        return self.actor == WORKER and self.intent.asked_by == "guest"


def _unexpected(error: Exception, intent: Intent) -> errors.Unintelligible:
    """Where it happened and what it is; its text may hold anything, so it stays in the log's hands."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return errors.Unintelligible(detail=f"{type(error).__name__} at {where}", operation=intent.write.kind)


def _wait_seconds(intent: Intent, error: errors.PmsError, chance: float) -> float:
    """Half of the back-off is chance, so that what waited through an outage does not come back in one moment.

    A system or a breaker that says how long is asked again then and not before, however often that has been.
    """
    asked = getattr(error, "retry_after_seconds", None)
    if asked:
        return float(asked) * (1 + 0.1 * chance)
    wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(intent.attempts - 1, 10))
    return wait * (0.5 + 0.5 * chance)
