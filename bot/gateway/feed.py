"""What changed, for staff's pages: a cheap question that they ask again and again.

Each answer names the instant to ask from next time. It lies a little back, for what was being stored just then: the same
change may come twice, and is told by its `changed_at`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway.attention import IS_WAITING
from bot.gateway.tables import conversations
from common.clock import Clock

MOST = 200
_OVERLAP = timedelta(seconds=5)
# Nothing that lies sealed.
_READ = [
    conversations.c[name]
    for name in (
        "id",
        "property",
        "channel",
        "language",
        "state",
        "state_since",
        "owner",
        "attention",
        "handoff_reason",
        "last_guest_at",
        "read_at",
        "changed_at",
        "delivery_changed_at",
    )
]


@dataclass(frozen=True)
class Change:
    """How a conversation stands now. is_unread: the guest wrote something that staff have not seen.

    delivery_changed_at: when the delivery of one of our replies last changed.
    """

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
    changed_at: datetime | None
    delivery_changed_at: datetime | None = None

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
            row.delivery_changed_at,
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

    async def news(self, since: datetime | None = None, *, conversation: str | None = None) -> News:
        """Without an instant: only how many wait, and where to begin.

        conversation: of this one alone, and then of its replies' deliveries too, which change nothing in a list.
        """
        next_since = self._clock.now() - _OVERLAP
        async with self._engine.connect() as connection:
            waiting = await connection.scalar(
                select(func.count()).select_from(conversations).where(IS_WAITING)
            )
            found = await self._changed(connection, since, conversation) if since is not None else []
        return News(tuple(Change.of(row) for row in found), int(waiting or 0), next_since)

    async def _changed(
        self, connection: AsyncConnection, since: datetime, conversation: str | None
    ) -> Sequence[Row[Any]]:
        table = conversations.c
        wanted = select(*_READ)
        if conversation is None:
            wanted = wanted.where(table.changed_at >= since).order_by(table.changed_at.desc(), table.id)
        else:
            has_news = or_(table.changed_at >= since, table.delivery_changed_at >= since)
            wanted = wanted.where(table.id == conversation, has_news)
        return (await connection.execute(wanted.limit(MOST))).all()
