"""Dead letters: writes that no machine may try again by itself, with the evidence a person needs to mend them.

    pending → retrying → resolved
       ↘ ↖_____↙  ↘ abandoned

A letter is written in the transaction that lets its write die, and closed in the one that settles it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.ids import new_id
from pms.outbox.intent import Intent
from pms.outbox.masking import masked_payload
from pms.tables import dead_letters

WAITING = ("pending", "retrying")
STATUSES = (*WAITING, "resolved", "abandoned")


@dataclass(frozen=True)
class Letter:
    """payload: the write, masked; error: a contract error's facts; by, why: who closed it and what they said."""

    id: str
    intent: str
    property_id: str
    conversation: str
    operation: str
    reference: str
    payload: dict[str, Any]
    error: dict[str, Any]
    attempts: int
    replays: int
    status: str
    intended_at: datetime
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    by: str | None
    why: str | None

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    def to_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }


_COLUMNS = [dead_letters.c[name] for name in Letter.__dataclass_fields__]


async def file_letter(connection: AsyncConnection, intent: Intent) -> bool:
    """Of an intent that has just died. False when it had died before: its letter waits again."""
    news = {
        "error": intent.error or {},
        "attempts": intent.attempts,
        "status": "pending",
        "updated_at": intent.updated_at,
    }
    again = await connection.execute(
        update(dead_letters).where(dead_letters.c.intent == intent.id).values(news)
    )
    if again.rowcount:
        return False
    await connection.execute(
        insert(dead_letters).values(
            id=new_id("dlt"),
            intent=intent.id,
            property_id=intent.property_id,
            conversation=intent.conversation,
            operation=intent.write.kind,
            reference=intent.told_reference,
            payload=masked_payload(intent.write),
            replays=0,
            intended_at=intent.created_at,
            created_at=intent.updated_at,
            **news,
        )
    )
    return True


async def mark_replayed(connection: AsyncConnection, intent: str, *, at: datetime) -> None:
    await connection.execute(
        update(dead_letters)
        .where(dead_letters.c.intent == intent)
        .values(status="retrying", replays=dead_letters.c.replays + 1, updated_at=at)
    )


async def close_letter(
    connection: AsyncConnection, intent: str, *, status: str, by: str, why: str | None, at: datetime
) -> None:
    """Of a write that is settled; nothing happens where it never died."""
    await connection.execute(
        update(dead_letters)
        .where(dead_letters.c.intent == intent, dead_letters.c.status.in_(WAITING))
        .values(status=status, by=by, why=why, updated_at=at, closed_at=at)
    )


async def list_letters(
    engine: AsyncEngine, *, statuses: tuple[str, ...] = WAITING, limit: int = 200
) -> tuple[Letter, ...]:
    """The longest waiting first."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(*_COLUMNS)
            .where(dead_letters.c.status.in_(statuses))
            .order_by(dead_letters.c.created_at, dead_letters.c.id)
            .limit(limit)
        )
        return tuple(Letter(**row) for row in rows.mappings())


async def page_of_letters(
    engine: AsyncEngine,
    *,
    statuses: tuple[str, ...] = STATUSES,
    property_id: str | None = None,
    page: int = 1,
    size: int = 25,
) -> tuple[tuple[Letter, ...], int]:
    """Those that wait first, the longest waiting at the top; then the closed ones, newest first. And how many there are."""
    asked: ColumnElement[bool] = dead_letters.c.status.in_(statuses)
    if property_id is not None:
        asked = and_(asked, dead_letters.c.property_id == property_id)
    is_waiting = dead_letters.c.status.in_(WAITING)
    async with engine.connect() as connection:
        total = await connection.scalar(select(func.count()).select_from(dead_letters).where(asked))
        rows = await connection.execute(
            select(*_COLUMNS)
            .where(asked)
            .order_by(
                case((is_waiting, 0), else_=1),
                case((is_waiting, dead_letters.c.created_at)),
                dead_letters.c.closed_at.desc(),
                dead_letters.c.id,
            )
            .limit(size)
            .offset((page - 1) * size)
        )
        return tuple(Letter(**row) for row in rows.mappings()), int(total or 0)


async def count_waiting(engine: AsyncEngine) -> int:
    """Cheap enough for every page that staff open: it reads an index."""
    counted = select(func.count()).select_from(dead_letters).where(dead_letters.c.status.in_(WAITING))
    async with engine.connect() as connection:
        return int(await connection.scalar(counted) or 0)


async def find_letter(engine: AsyncEngine, letter_or_intent: str) -> Letter | None:
    named: ColumnElement[bool] = or_(
        dead_letters.c.id == letter_or_intent, dead_letters.c.intent == letter_or_intent
    )
    async with engine.connect() as connection:
        row = (await connection.execute(select(*_COLUMNS).where(named))).mappings().first()
    return Letter(**row) if row else None


async def waiting_by_operation(engine: AsyncEngine) -> tuple[dict[str, int], datetime | None]:
    """How many wait, and since when the oldest does."""
    async with engine.connect() as connection:
        rows = (
            await connection.execute(
                select(dead_letters.c.operation, func.count(), func.min(dead_letters.c.created_at))
                .where(dead_letters.c.status.in_(WAITING))
                .group_by(dead_letters.c.operation)
            )
        ).all()
    return {operation: count for operation, count, _ in rows}, min(
        (since for _, _, since in rows), default=None
    )
