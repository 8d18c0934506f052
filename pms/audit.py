"""Who asked the hotel's system for what, and what came of it. Lines are only ever added; they hold no guest data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.ids import new_id
from pms.contract.models import Reservation
from pms.tables import audit, pms_calls


@dataclass(frozen=True)
class AuditLine:
    """actor: "guest" for a conversation's own doing, "worker" for the outbox, "staff:<id>" or a person's name at the command line.

    event: intended, done, refused, queued, unknown, dead, replayed, settled, abandoned, proof_failed, proof_locked.
    before, after: the reservation's facts, as `facts_of` gives them; None where nobody looked.
    """

    at: datetime
    actor: str
    property_id: str
    operation: str
    event: str
    conversation: str | None = None
    turn: str | None = None
    intent: str | None = None
    reference: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None

    @property
    def correlation_id(self) -> str | None:
        """Under which the transcript, the call trace and the logs tell the same story."""
        return self.turn or self.conversation


def facts_of(reservation: Reservation) -> dict[str, Any]:
    """What a write may change of a reservation, without a word of or about the guest."""
    at = reservation.check_out_time
    return {
        "reference": reservation.reference,
        "status": reservation.status,
        "arrival": reservation.stay.arrival.isoformat(),
        "departure": reservation.stay.departure.isoformat(),
        "room_types": [line.room_type_id for line in reservation.lines],
        "adults": reservation.party.adults,
        "children": reservation.party.children,
        "extras": {line.extra_id: line.pieces for line in reservation.extras},
        "total": reservation.total.to_json(),
        "check_out_time": at.isoformat("minutes") if at else None,
        "notes": len(reservation.notes),
    }


@dataclass(frozen=True)
class PmsCall:
    """One call to a hotel system. status: ok, refused, retriable, unknown or error; error_type: the contract error's name."""

    vendor: str
    property_id: str
    operation: str
    status: str
    error_type: str | None
    started_at: datetime
    duration_ms: float
    reference: str | None


async def write(connection: AsyncConnection, line: AuditLine) -> None:
    """Inside the caller's transaction, so that a deed and its line stand or fall together."""
    values = {name: getattr(line, name) for name in AuditLine.__dataclass_fields__}
    await connection.execute(insert(audit).values(id=new_id("aud"), **values))


async def lines_of_intent(engine: AsyncEngine, intent: str) -> tuple[AuditLine, ...]:
    """The story of one write, oldest first."""
    columns = [audit.c[name] for name in AuditLine.__dataclass_fields__]
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(*columns).where(audit.c.intent == intent).order_by(audit.c.at, audit.c.id)
        )
        return tuple(AuditLine(**row) for row in rows.mappings())


async def calls_of_turns(engine: AsyncEngine, turns: Sequence[str]) -> dict[str, list[PmsCall]]:
    """What was asked of hotel systems in each of these turns, in order; turns without calls are left out."""
    if not turns:
        return {}
    columns = [pms_calls.c[name] for name in PmsCall.__dataclass_fields__]
    found: dict[str, list[PmsCall]] = {}
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(pms_calls.c.turn, *columns)
            .where(pms_calls.c.turn.in_(list(turns)))
            .order_by(pms_calls.c.started_at, pms_calls.c.id)
        )
        for row in rows.mappings():
            values = dict(row)
            found.setdefault(values.pop("turn"), []).append(PmsCall(**values))
    return found
