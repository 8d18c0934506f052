"""What changed, for staff's pages: a cheap question that they ask again and again.

Each answer names the instant to ask from next time. It lies a little back, for what was being stored just then: the same
change may come twice, and is told by its `changed_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.tables import conversations
from common.clock import Clock

MOST = 200
_OVERLAP = timedelta(seconds=5)


@dataclass(frozen=True)
class Change:
    """How a conversation stands now. is_unread: the guest wrote something that staff have not seen."""

    conversation: str
    property_id: str
    channel: str
    language: str | None
    state: str
    state_since: datetime | None
    owner: str | None
    attention: str | None
    handoff_reason: str | None
    is_unread: bool
    changed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Change:
        is_unread = row.last_guest_at is not None and (row.read_at is None or row.read_at < row.last_guest_at)
        return cls(
            row.id,
            row.property,
            row.channel,
            row.language,
            row.state,
            row.state_since,
            row.owner,
            row.attention,
            row.handoff_reason,
            is_unread,
            row.changed_at,
        )


@dataclass(frozen=True)
class News:
    """changes: newest first, MOST at most. waiting: how many guests wait for a person in all. since: what to ask from next time."""

    changes: tuple[Change, ...]
    waiting: int
    since: datetime


class Feed:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def news(self, since: datetime | None = None) -> News:
        """Without an instant: only how many wait, and where to begin."""
        next_since = self._clock.now() - _OVERLAP
        async with self._engine.connect() as connection:
            waiting = await connection.scalar(
                select(func.count()).select_from(conversations).where(conversations.c.state == "waiting")
            )
            found = (
                []
                if since is None
                else (
                    await connection.execute(
                        select(conversations)
                        .where(conversations.c.changed_at >= since)
                        .order_by(conversations.c.changed_at.desc(), conversations.c.id)
                        .limit(MOST)
                    )
                ).all()
            )
        return News(tuple(Change.of(row) for row in found), int(waiting or 0), next_since)
