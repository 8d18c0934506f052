"""Keeps a process's knowledge up to date: looks at the revision four times a second, and swaps whole snapshots.

While the database is away the last snapshot is used on and on. A process that starts without it says what the hotels'
file says; nothing is kept on disk, because without the database no guest's message is taken either.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.knowledge import ledger
from common.knowledge.known import Holder, Loader
from common.log import get_log
from common.properties import Properties

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 5.0

_log = get_log("knowledge")


class Follower:
    def __init__(self, holder: Holder, engine: AsyncEngine, properties: Properties, clock: Clock) -> None:
        self._holder = holder
        self._engine = engine
        self._clock = clock
        self._loader = Loader(properties)
        self._revision: int | None = None
        self._next_change: datetime | None = None
        self._is_away = False
        # Two looks at once could put the older of two snapshots over the newer.
        self._looking = asyncio.Lock()

    async def start(self) -> None:
        """What to begin with. Never fails: the hotels' file is there."""
        await self.look()

    async def run(self) -> None:
        """Looks again and again; ends by being cancelled."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as error:
                # What is known goes on, and the next look may succeed. The type only: an error may quote a row.
                _log.error("look failed", why=type(error).__name__)

    async def look(self) -> bool:
        """One look, and a swap if anything changed; False while the database is away."""
        async with self._looking:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._look()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                if not self._is_away:
                    self._is_away = True
                    _log.warning("knowledge's database away", why=type(error).__name__)
                return False
            if self._is_away:
                self._is_away = False
                _log.info("knowledge's database back")
            return True

    async def _look(self) -> None:
        now = self._clock.now()
        async with self._engine.connect() as connection:
            is_due = self._next_change is not None and self._next_change <= now
            if not is_due and await ledger.revision(connection) == self._revision:
                return
            known = await self._loader.load(connection, now)
        self._holder.swap(known)
        self._revision, self._next_change = known.revision, known.next_change
        _log.info("knowledge changed", revision=known.revision)
