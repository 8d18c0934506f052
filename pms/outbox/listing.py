"""Writes as people look at them: everything but the sealed words, so that no key is needed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from pms.tables import intents


@dataclass(frozen=True)
class IntentSummary:
    """asked_by: "guest" or "staff:<id>"; agreed: money as JSON; error: a contract error's facts as JSON."""

    id: str
    kind: str
    state: str
    property_id: str
    conversation: str
    turn: str | None
    asked_by: str
    is_critical: bool
    our_reference: str
    reference: str | None
    agreed: dict[str, Any] | None
    attempts: int
    error: dict[str, Any] | None
    created_at: datetime
    next_attempt_at: datetime | None
    expires_at: datetime
    settled_at: datetime | None

    @property
    def told_reference(self) -> str:
        """The number the guest knows, as `Intent.told_reference` has it."""
        return self.reference or self.our_reference

    def to_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }


COLUMNS = [intents.c[name] for name in IntentSummary.__dataclass_fields__]


async def list_intents(
    engine: AsyncEngine, *, states: tuple[str, ...], limit: int = 200
) -> tuple[IntentSummary, ...]:
    """Newest first."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(*COLUMNS)
            .where(intents.c.state.in_(states))
            .order_by(intents.c.created_at.desc(), intents.c.id.desc())
            .limit(limit)
        )
        return tuple(IntentSummary(**row) for row in rows.mappings())


async def summary_of(engine: AsyncEngine, intent: str) -> IntentSummary | None:
    async with engine.connect() as connection:
        row = (await connection.execute(select(*COLUMNS).where(intents.c.id == intent))).mappings().first()
    return IntentSummary(**row) if row else None
