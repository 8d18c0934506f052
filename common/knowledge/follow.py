"""Keeps a process's knowledge up to date (common/follow.py).

A process that starts without the database says what the hotels' file says; nothing is kept on disk, because without the
database no guest's message is taken either.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.follow import Follower
from common.knowledge import ledger
from common.knowledge.known import Holder, Known, Loader
from common.log import get_log
from common.properties import Properties

_log = get_log("knowledge")


class KnowledgeFollower(Follower[Known]):
    def __init__(self, holder: Holder, engine: AsyncEngine, properties: Properties, clock: Clock) -> None:
        super().__init__(engine, clock, _log)
        self._holder = holder
        self._loader = Loader(properties)
        self._revision: int | None = None
        self._next_change: datetime | None = None

    async def start(self) -> None:
        """What to begin with. Never fails: the hotels' file is there."""
        await self.look()

    async def _changed(self, connection: AsyncConnection) -> Known | None:
        now = self._clock.now()
        is_due = self._next_change is not None and self._next_change <= now
        if not is_due and await ledger.revision(connection) == self._revision:
            return None
        return await self._loader.load(connection, now)

    async def _take(self, known: Known) -> None:
        self._holder.swap(known)
        self._revision, self._next_change = known.revision, known.next_change
        _log.info("knowledge changed", revision=known.revision)
