"""The intents table: what we mean to write, and how far it has come. Guest data in it is sealed.

    pending → sending → done | refused | dead
                  ↘ queued   nothing was written; try again later
                  ↘ unknown  it may have been written: look before repeating

Every step and its audit line are one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, insert, not_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.ids import new_id
from common.money import Money
from common.secrets import Sealer
from pms import audit
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import Reservation
from pms.outbox.notices import Notice, add_notice
from pms.outbox.writes import WRITE, Write
from pms.tables import intents

OPEN = ("pending", "sending", "queued", "unknown")
SETTLED = ("done", "refused", "dead")

# Columns that hold an intent's field as it is; money is JSON there, and what was said and answered is sealed.
_PLAIN = (
    "id", "property_id", "conversation", "turn", "key", "subject", "our_reference", "reference", "state", "attempts",
    "expires_at", "error", "created_at", "updated_at", "lease_until", "next_attempt_at",
)  # fmt: skip


@dataclass(frozen=True)
class Intent:
    """One write. may_have_been_sent: an earlier attempt could have reached the vendor, so it is looked up first.

    reference: the hotel system's, as soon as it is known; result: the reservation after the write.
    """

    id: str
    property_id: str
    conversation: str
    turn: str | None
    key: str
    subject: str
    our_reference: str
    reference: str | None
    agreed: Money | None
    write: Write
    state: str
    attempts: int
    expires_at: datetime
    error: dict[str, Any] | None
    result: Reservation | None
    created_at: datetime
    updated_at: datetime
    lease_until: datetime | None
    next_attempt_at: datetime | None
    may_have_been_sent: bool = False

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


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
                line = self._line(intent, actor="guest", event="intended")
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

    async def booking_of(self, property_id: str, reference: str) -> Intent | None:
        """The booking that became this reservation of the hotel system, whoever made it."""
        return await self._one(
            and_(
                intents.c.property_id == property_id,
                intents.c.reference == reference,
                intents.c.kind == "book",
            )
        )

    async def due(self, *, limit: int = 50) -> tuple[str, ...]:
        """Ids of the open intents whose time has come, oldest first; what a performer still holds is left alone."""
        now = self._clock.now()
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(intents.c.id)
                .where(
                    or_(
                        and_(
                            intents.c.state.in_(("queued", "unknown")),
                            or_(intents.c.next_attempt_at.is_(None), intents.c.next_attempt_at <= now),
                        ),
                        and_(intents.c.state.in_(("pending", "sending")), intents.c.lease_until < now),
                    )
                )
                .order_by(intents.c.created_at, intents.c.id)
                .limit(limit)
            )
            return tuple(intent_id for (intent_id,) in rows)

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
                .where(*self._unmoved(intent), not_(exists(_earlier(intent))))
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
        )

    async def postpone(
        self, intent: Intent, *, state: str, error: errors.PmsError | None, wait_seconds: float, actor: str
    ) -> Intent:
        """Leaves the intent open, as queued or unknown, for a later attempt."""
        now = self._clock.now()
        later = replace(
            intent,
            state=state,
            error=errors.to_json(error) if error else None,
            lease_until=None,
            next_attempt_at=now + timedelta(seconds=wait_seconds),
            updated_at=now,
        )
        return await self._move(intent, later, actor=actor)

    async def settle(
        self,
        intent: Intent,
        *,
        state: str,
        actor: str,
        result: Reservation | None = None,
        error: errors.PmsError | None = None,
        notice: Notice | None = None,
    ) -> Intent:
        """Closes the intent; the notice to the guest, if any, lies in the same transaction."""
        settled = replace(
            intent,
            state=state,
            error=errors.to_json(error) if error else None,
            result=result,
            reference=result.reference if result else intent.reference,
            lease_until=None,
            next_attempt_at=None,
            updated_at=self._clock.now(),
        )
        return await self._move(intent, settled, actor=actor, notice=notice)

    async def _move(
        self, was: Intent, becomes: Intent, *, actor: str, notice: Notice | None = None
    ) -> Intent:
        """One step and its audit line. When the row has moved on meanwhile, somebody took it over: theirs is the truth."""
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
                    lease_until=becomes.lease_until,
                    next_attempt_at=becomes.next_attempt_at,
                    updated_at=becomes.updated_at,
                    settled_at=becomes.updated_at if becomes.is_settled else None,
                )
            )
            if moved.rowcount == 1:
                await audit.write(connection, self._line(becomes, actor=actor, event=becomes.state))
                if notice is not None:
                    await add_notice(connection, notice, at=becomes.updated_at)
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
            return (await connection.execute(_earlier(intent).limit(1))).first() is not None

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


def _earlier(intent: Intent) -> Select[tuple[str]]:
    """Open writes to the same reservation that were intended before this one."""
    other = intents.alias("earlier")
    return select(other.c.id).where(
        other.c.property_id == intent.property_id,
        other.c.subject == intent.subject,
        other.c.state.in_(OPEN),
        or_(
            other.c.created_at < intent.created_at,
            and_(other.c.created_at == intent.created_at, other.c.id < intent.id),
        ),
    )
