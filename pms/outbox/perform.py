"""The one function that writes to a hotel system: look up, write, verify, settle."""

from __future__ import annotations

from common.clock import Clock, Deadline
from common.log import get_log
from pms.contract import errors
from pms.contract.models import Reservation
from pms.contract.protocol import Connector
from pms.outbox.intents import Intent, Intents
from pms.outbox.notices import Notice, done_notice, refused_notice

_LOG = get_log("pms.outbox")
_FIRST_WAIT_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 300.0
# How much longer than its own deadline a performer holds an intent before somebody else may take it over.
LEASE_MARGIN_SECONDS = 2.0


async def perform(
    intents: Intents,
    connector: Connector,
    intent: Intent,
    *,
    deadline: Deadline,
    clock: Clock,
    actor: str,
) -> Intent:
    """One attempt. Answers the intent as it stands afterwards, also when it was not ours to attempt.

    actor: "guest" while a guest waits, "worker" otherwise; what a worker settles the guest is told by a notice.
    Never raises for what the vendor does: errors stand on the intent. If the process dies in here, the intent stays
    `sending` until its lease ends, and whoever takes it next looks before repeating.
    """
    lease_seconds = deadline.remaining_seconds() + LEASE_MARGIN_SECONDS
    claimed = await intents.claim(intent, lease_seconds=lease_seconds)
    if claimed is None:
        if intent.state == "pending" and await intents.is_behind_another(intent):
            return await intents.postpone(intent, state="queued", error=None, wait_seconds=0, actor=actor)
        return await intents.get(intent.id) or intent
    try:
        reservation = await _write(connector, claimed, deadline=deadline, clock=clock)
    except errors.Refused as refusal:
        found = await _seen_after_refusal(connector, claimed, deadline)
        if found is not None:
            return await _done(intents, claimed, found, actor)
        return await _refused(intents, claimed, refusal, actor)
    except errors.Retriable as error:
        wait_seconds = _wait_seconds(claimed, error)
        return await intents.postpone(
            claimed, state="queued", error=error, wait_seconds=wait_seconds, actor=actor
        )
    except errors.OutcomeUnknown as error:
        wait_seconds = _wait_seconds(claimed, error)
        return await intents.postpone(
            claimed, state="unknown", error=error, wait_seconds=wait_seconds, actor=actor
        )
    except errors.PmsError as error:
        return await _dead(intents, claimed, error, actor)
    except Exception as error:
        # An unknown error is not temporary: it stops here, with its evidence, and waits for a person.
        _LOG.exception("write_failed", intent=claimed.id, kind=claimed.write.kind)
        unexpected = errors.Unintelligible(detail=type(error).__name__, operation=claimed.write.kind)
        return await _dead(intents, claimed, unexpected, actor)
    return await _done(intents, claimed, reservation, actor)


async def _write(connector: Connector, intent: Intent, *, deadline: Deadline, clock: Clock) -> Reservation:
    write = intent.write
    reservation = None
    if intent.may_have_been_sent:
        try:
            reservation = await write.look_up(connector, deadline)
        except errors.Retriable as error:
            # The look failed, not the write: what the write did is as unknown as before.
            raise errors.OutcomeUnknown(
                detail=f"look-up failed: {error.kind}", reference=intent.our_reference
            ) from error
    if reservation is None:
        if clock.now() >= intent.expires_at:
            raise errors.WaitedTooLong(expired_at=intent.expires_at, reference=intent.our_reference)
        reservation = await write.apply(connector, intent.key, deadline)
    if not write.is_in(reservation):
        raise errors.Unintelligible(
            detail="the reservation stands otherwise than agreed",
            operation=write.kind,
            reference=reservation.reference,
        )
    return reservation


async def _seen_after_refusal(connector: Connector, intent: Intent, deadline: Deadline) -> Reservation | None:
    """An earlier attempt that arrived late may itself be why this one was refused: our own guest has the last room."""
    if not intent.may_have_been_sent:
        return None
    try:
        return await intent.write.look_up(connector, deadline)
    except errors.PmsError:
        return None


async def _done(intents: Intents, intent: Intent, reservation: Reservation, actor: str) -> Intent:
    notice = None
    if actor != "guest":
        notice = done_notice(intent.conversation, intent.write, reservation)
    _LOG.info("write_done", intent=intent.id, kind=intent.write.kind, attempts=intent.attempts)
    return await intents.settle(intent, state="done", actor=actor, result=reservation, notice=notice)


async def _refused(intents: Intents, intent: Intent, refusal: errors.Refused, actor: str) -> Intent:
    notice: Notice | None = None
    if actor != "guest":
        notice = refused_notice(
            intent.conversation,
            intent.property_id,
            intent.reference or intent.our_reference,
            intent.write,
            refusal,
        )
    _LOG.info("write_refused", intent=intent.id, kind=intent.write.kind, reason=refusal.kind)
    return await intents.settle(intent, state="refused", actor=actor, error=refusal, notice=notice)


async def _dead(intents: Intents, intent: Intent, error: errors.PmsError, actor: str) -> Intent:
    _LOG.error("write_dead", intent=intent.id, kind=intent.write.kind, reason=error.kind)
    return await intents.settle(intent, state="dead", actor=actor, error=error)


def _wait_seconds(intent: Intent, error: errors.PmsError) -> float:
    wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** (intent.attempts - 1))
    asked = error.retry_after_seconds if isinstance(error, errors.TooBusy) else None
    return max(wait, asked or 0.0)
