"""Keeps a process's snapshot of what staff edit up to date: looks four times a second, and swaps it whole.

While the database is away the last snapshot is used on and on. That it went, and that it came back, is said once each.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 5.0


class Follower[Snapshot](ABC):
    """log: of the room whose snapshot it is."""

    def __init__(self, engine: AsyncEngine, clock: Clock, log: Any) -> None:
        self._engine = engine
        self._clock = clock
        self._log = log
        self._is_away = False
        # Two looks at once could put the older of two snapshots over the newer.
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Looks again and again; ends by being cancelled."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as error:
                # What is known goes on, and the next look may succeed. The type only: an error may quote a row.
                self._log.error("look failed", why=type(error).__name__)

    async def look(self) -> bool:
        """One look, and a swap if anything changed; False while the database is away."""
        async with self._looking:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS), self._engine.connect() as connection:
                    snapshot = await self._changed(connection)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                if not self._is_away:
                    self._went_away(error)
                return False
            if self._is_away:
                self._is_away = False
                self._log.info("database back")
            if snapshot is not None:
                await self._take(snapshot)
            return True

    @abstractmethod
    async def _changed(self, connection: AsyncConnection) -> Snapshot | None:
        """What to use from now on; None when it is what is used already."""

    @abstractmethod
    async def _take(self, snapshot: Snapshot) -> None:
        """Uses it."""

    def _went_away(self, error: Exception) -> None:
        self._is_away = True
        self._log.warning("database away", why=type(error).__name__)
