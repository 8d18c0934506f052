"""The intents table: what we mean to write, and how far it has come. Guest data in it is sealed.

    pending → sending → done | refused | dead
                  ↘ queued   nothing was written; try again later
                  ↘ unknown  it may have been written: look before repeating

Every step is one transaction with its audit line, and with the notice, the letter and the alert it gives rise to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, insert, not_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.ids import new_id
from common.money import Money
from common.secrets import Sealer
from pms import audit
from pms.alerts import Alert, add_alert
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import Reservation
from pms.outbox import figures
from pms.outbox.alarms import unreadable
from pms.outbox.intent import OPEN, Intent
from pms.outbox.letters import close_letter, file_letter, mark_replayed
from pms.outbox.notices import Notice, add_notice
from pms.outbox.writes import WRITE, Write
from pms.tables import intents, notices

# Columns that hold an intent's field as it is; money is JSON there, and what was said and answered is sealed.
_PLAIN = (
    "id", "property_id", "conversation", "turn", "key", "subject", "our_reference", "reference", "asked_by", "is_critical",
    "state", "attempts", "expires_at", "error", "created_at", "updated_at", "lease_until", "next_attempt_at", "in_doubt_since",
)  # fmt: skip
REPLAY_HOLDS = timedelta(hours=24)
UNREADABLE_WAITS = timedelta(minutes=5)


class Intents:
    """Keeps intents. Every write to an intent asks what it still is, so that two performers never both move it."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def add(
        self,
        errand: Errand,
        write: Write,
        *,
        key: str,
        subject: str,
        our_reference: str,
        reference: str | None = None,
        agreed: Money | None,
        is_critical: bool = False,
        expires_at: datetime,
        lease_seconds: float,
    ) -> Intent:
        """Keeps a new intent with its audit line; a key that is known answers the intent it already stands for."""
        now = self._clock.now()
        intent = Intent(
            id=new_id("int"),
            property_id=errand.property_id,
            conversation=errand.conversation,
            turn=errand.turn,
            key=key,
            subject=subject,
            our_reference=our_reference,
            reference=reference,
            asked_by=errand.actor,
            is_critical=is_critical,
            agreed=agreed,
            write=write,
            state="pending",
            attempts=0,
            expires_at=expires_at,
            error=None,
            result=None,
            created_at=now,
            updated_at=now,
            lease_until=now + timedelta(seconds=lease_seconds),
            next_attempt_at=None,
            in_doubt_since=None,
        )
        agreed_json = agreed.to_json() if agreed else None
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(intents).values(
                        kind=write.kind,
                        agreed=agreed_json,
                        payload=self._sealer.seal(write.model_dump_json()),
                        **{name: getattr(intent, name) for name in _PLAIN},
                    )
                )
                line = self._line(intent, actor=errand.actor, event="intended")
                await audit.write(connection, replace(line, detail={"key": key, "agreed": agreed_json}))
        except IntegrityError:
            known = await self.by_key(errand.property_id, key)
            if known is None:
                raise
            return known
        return intent

    async def get(self, intent_id: str) -> Intent | None:
        return await self._one(intents.c.id == intent_id)

    async def by_key(self, property_id: str, key: str) -> Intent | None:
        return await self._one(and_(intents.c.property_id == property_id, intents.c.key == key))

    async def bookings_of(self, property_id: str, conversation: str) -> tuple[Intent, ...]:
        """What this conversation booked or is booking, oldest first."""
        return await self._many(
            and_(
                intents.c.property_id == property_id,
                intents.c.conversation == conversation,
                intents.c.kind == "book",
            )
        )

    async def of_conversation(self, conversation: str) -> tuple[Intent, ...]:
        """In the order they were intended."""
        return await self._many(intents.c.conversation == conversation)

    async def booking_of(self, property_id: str, reference: str) -> Intent | None:
        """The booking that became this reservation of the hotel system, whoever made it."""
        return await self._one(
            and_(
                intents.c.property_id == property_id,
                intents.c.reference == reference,
                intents.c.kind == "book",
            )
        )

    async def due_properties(self) -> tuple[str, ...]:
        """Hotels for which a write's time has come."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(intents.c.property_id).where(self._is_due()).distinct().order_by(intents.c.property_id)
            )
            return tuple(property_id for (property_id,) in rows)

    async def due(self, property_id: str, *, limit: int = 50) -> tuple[str, ...]:
        """Ids of one hotel's writes whose time has come, oldest first.

        What a performer still holds is left alone, and so is what stands behind an earlier write to the same reservation.
        """
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(intents.c.id)
                .where(intents.c.property_id == property_id, self._is_due())
                .order_by(intents.c.created_at, intents.c.id)
                .limit(limit)
            )
            return tuple(intent_id for (intent_id,) in rows)

    def _is_due(self) -> ColumnElement[bool]:
        now = self._clock.now()
        waits = and_(
            intents.c.state.in_(("queued", "unknown")),
            or_(intents.c.next_attempt_at.is_(None), intents.c.next_attempt_at <= now),
        )
        orphaned = and_(intents.c.state.in_(("pending", "sending")), intents.c.lease_until < now)
        return and_(or_(waits, orphaned), not_(_stands_behind_another()))

    async def claim(self, intent: Intent, *, lease_seconds: float) -> Intent | None:
        """Takes the intent for one attempt; None when it is settled, held by somebody else, or not its turn yet."""
        now = self._clock.now()
        is_free = intent.state in ("pending", "queued", "unknown") or (
            intent.state == "sending" and intent.lease_until is not None and intent.lease_until < now
        )
        if not is_free:
            return None
        lease_until = now + timedelta(seconds=lease_seconds)
        async with self._engine.begin() as connection:
            # One statement: a read that becomes a write halfway through a transaction would fail on a busy SQLite.
            moved = await connection.execute(
                update(intents)
                .where(*self._unmoved(intent), not_(_stands_behind_another()))
                .values(
                    state="sending",
                    attempts=intent.attempts + 1,
                    lease_until=lease_until,
                    updated_at=now,
                )
            )
        if moved.rowcount != 1:
            return None
        return replace(
            intent,
            state="sending",
            attempts=intent.attempts + 1,
            lease_until=lease_until,
            updated_at=now,
            may_have_been_sent=intent.state in ("sending", "unknown"),
            # Of a performer that died we know only until when it may have been sending.
            in_doubt_since=intent.lease_until if intent.state == "sending" else intent.in_doubt_since,
        )

    async def postpone(
        self,
        intent: Intent,
        *,
        state: str,
        error: errors.PmsError | None,
        wait_seconds: float,
        actor: str,
        in_doubt_since: datetime | None = None,
        alerts: tuple[Alert, ...] = (),
    ) -> Intent:
        """Leaves the intent open, as queued or unknown, for a later attempt."""
        now = self._clock.now()
        later = replace(
            intent,
            state=state,
            error=errors.to_json(error) if error else None,
            lease_until=None,
            next_attempt_at=now + timedelta(seconds=wait_seconds),
            in_doubt_since=in_doubt_since,
            updated_at=now,
        )
        return await self._move(intent, later, actor=actor, event=state, alerts=alerts)

    async def settle(
        self,
        intent: Intent,
        *,
        state: str,
        actor: str,
        event: str | None = None,
        why: str | None = None,
        before: Reservation | None = None,
        result: Reservation | None = None,
        reference: str | None = None,
        error: errors.PmsError | None = None,
        notice: Notice | None = None,
        alerts: tuple[Alert, ...] = (),
    ) -> Intent:
        """Closes the intent. event: how the audit calls it where the state does not say it; why: a person's own words."""
        settled = replace(
            intent,
            state=state,
            error=errors.to_json(error) if error else None,
            result=result,
            reference=result.reference if result else reference or intent.reference,
            lease_until=None,
            next_attempt_at=None,
            updated_at=self._clock.now(),
        )
        return await self._move(
            intent,
            settled,
            actor=actor,
            event=event or state,
            why=why,
            before=before,
            notice=notice,
            alerts=alerts,
        )

    async def put_off(self, intent_id: str) -> None:
        """A row that cannot even be read (its key is lost, its shape unknown) waits, and somebody is called."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(
                    update(intents)
                    .where(intents.c.id == intent_id, intents.c.state.in_(("pending", "queued", "unknown")))
                    .values(next_attempt_at=now + UNREADABLE_WAITS, lease_until=now + UNREADABLE_WAITS)
                    .returning(intents.c.property_id)
                )
            ).first()
            if row is not None:
                await add_alert(connection, unreadable(row.property_id, intent_id), at=now)

    async def reopen(self, intent: Intent, *, actor: str, why: str | None) -> Intent:
        """A dead write is to be tried again under its own key. It counts as sent, whatever killed it: looking is harmless."""
        now = self._clock.now()
        again = replace(
            intent,
            state="unknown",
            expires_at=max(intent.expires_at, now + REPLAY_HOLDS),
            next_attempt_at=now,
            updated_at=now,
        )
        return await self._move(intent, again, actor=actor, event="replayed", why=why)

    async def hush(self, intent: Intent) -> None:
        """The guest hears the outcome now, in the conversation; a notice of it that was not said yet is taken back."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(notices).where(notices.c.intent == intent.id, notices.c.delivered_at.is_(None))
            )

    async def is_overtaken(self, intent: Intent) -> bool:
        """Whether a later write to the same reservation was done or is open that sets what this one would set."""
        later = await self._many(
            and_(
                intents.c.property_id == intent.property_id,
                intents.c.subject == intent.subject,
                intents.c.created_at > intent.created_at,
                intents.c.state.in_((*OPEN, "done")),
            )
        )
        return intent.write.replaces and any(one.write.replaces for one in later)

    async def _move(
        self,
        was: Intent,
        becomes: Intent,
        *,
        actor: str,
        event: str,
        why: str | None = None,
        before: Reservation | None = None,
        notice: Notice | None = None,
        alerts: tuple[Alert, ...] = (),
    ) -> Intent:
        """One step. When the row has moved on meanwhile, somebody took it over: theirs is the truth."""
        result = becomes.result
        async with self._engine.begin() as connection:
            moved = await connection.execute(
                update(intents)
                .where(*self._unmoved(was))
                .values(
                    state=becomes.state,
                    error=becomes.error,
                    result=self._sealer.seal(result.model_dump_json()) if result else None,
                    reference=becomes.reference,
                    expires_at=becomes.expires_at,
                    lease_until=becomes.lease_until,
                    next_attempt_at=becomes.next_attempt_at,
                    in_doubt_since=becomes.in_doubt_since,
                    updated_at=becomes.updated_at,
                    settled_at=becomes.updated_at if becomes.is_settled else None,
                )
            )
            if moved.rowcount == 1:
                line = self._line(becomes, actor=actor, event=event)
                detail = {**line.detail, "why": why} if why else line.detail
                facts = audit.facts_of(before) if before else None
                await audit.write(connection, replace(line, before=facts, detail=detail))
                if becomes.state == "dead":
                    is_first = await file_letter(connection, becomes)
                    # That a person looks at it is said once, however often it dies.
                    notice = notice if is_first else None
                elif event == "replayed":
                    await mark_replayed(connection, becomes.id, at=becomes.updated_at)
                elif becomes.is_settled:
                    status = "abandoned" if event == "abandoned" else "resolved"
                    await close_letter(
                        connection, becomes.id, status=status, by=actor, why=why, at=becomes.updated_at
                    )
                if notice is not None:
                    await add_notice(connection, notice, intent=becomes.id, at=becomes.updated_at)
                for alert in alerts:
                    await add_alert(connection, alert, at=becomes.updated_at)
        if moved.rowcount == 1:
            if becomes.is_settled:
                figures.count_settled(becomes)
            return becomes
        return await self.get(was.id) or was

    def _line(self, intent: Intent, *, actor: str, event: str) -> audit.AuditLine:
        return audit.AuditLine(
            at=intent.updated_at,
            actor=actor,
            property_id=intent.property_id,
            operation=intent.write.kind,
            event=event,
            conversation=intent.conversation,
            turn=intent.turn,
            intent=intent.id,
            reference=intent.reference or intent.our_reference,
            detail={"attempt": intent.attempts, "error": intent.error and intent.error["kind"]},
            after=audit.facts_of(intent.result) if intent.result else None,
        )

    def _unmoved(self, intent: Intent) -> tuple[ColumnElement[bool], ...]:
        return (
            intents.c.id == intent.id,
            intents.c.state == intent.state,
            intents.c.attempts == intent.attempts,
        )

    async def is_behind_another(self, intent: Intent) -> bool:
        """Whether an earlier write to the same reservation is still open."""
        async with self._engine.connect() as connection:
            found = select(intents.c.id).where(intents.c.id == intent.id, _stands_behind_another())
            return (await connection.execute(found)).first() is not None

    async def _one(self, condition: ColumnElement[bool]) -> Intent | None:
        found = await self._many(condition)
        return found[0] if found else None

    async def _many(self, condition: ColumnElement[bool]) -> tuple[Intent, ...]:
        statement = select(intents).where(condition).order_by(intents.c.created_at, intents.c.id)
        async with self._engine.connect() as connection:
            return tuple(self._intent(row) for row in (await connection.execute(statement)).mappings())

    def _intent(self, row: RowMapping) -> Intent:
        result = self._sealer.unseal(row["result"]) if row["result"] else None
        return Intent(
            agreed=Money.from_json(row["agreed"]) if row["agreed"] else None,
            write=WRITE.validate_json(self._sealer.unseal(row["payload"])),
            result=Reservation.model_validate_json(result) if result else None,
            **{name: row[name] for name in _PLAIN},
        )


def _stands_behind_another() -> ColumnElement[bool]:
    """An open write to the same reservation was intended before this one.

    A dead one holds nobody up: a person may need a day for it. It has lost its place (see `is_overtaken`).
    """
    earlier = intents.alias("earlier")
    return exists(
        select(earlier.c.id).where(
            earlier.c.property_id == intents.c.property_id,
            earlier.c.subject == intents.c.subject,
            earlier.c.state.in_(OPEN),
            or_(
                earlier.c.created_at < intents.c.created_at,
                and_(earlier.c.created_at == intents.c.created_at, earlier.c.id < intents.c.id),
            ),
        )
    )
