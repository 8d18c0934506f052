"""Rows of the call trace wait a moment in this process and are written together: one transaction a call would cost three
times what all the layers cost.

So a transcript opened within half a second of a call may miss it, and a process that is killed loses as much. Nothing that
decides reads these rows: writes to the hotel's system have their intents and audit lines, each in a transaction of its own.
"""

from __future__ import annotations

import asyncio
from contextvars import Context
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from common.log import get_log
from pms.tables import pms_calls

_LOG = get_log("pms.calls")
_INSERT = insert(pms_calls)
WITHIN_SECONDS = 0.5
AT_ONCE = 100
# While the database is busy. All of them together hold SQLite's write lock for a few milliseconds.
MOST_WAITING = 500


class CallRows:
    """One per process. Never raises: a lost trace line is a pity, a call that fails because of its trace would be a fault.

    within_seconds: by the machine's clock, not the hotel's; the rows carry their own times.
    """

    def __init__(self, engine: AsyncEngine, *, within_seconds: float = WITHIN_SECONDS) -> None:
        self._engine = engine
        self._within_seconds = within_seconds
        self._waiting: list[dict[str, Any]] = []
        self._are_enough = asyncio.Event()
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None
        self._lost = 0

    def add(self, row: dict[str, Any]) -> None:
        """Written within half a second, or as soon as there are enough."""
        if len(self._waiting) >= MOST_WAITING:
            self._lose(1, why="too many at once")
            return
        self._waiting.append(row)
        if len(self._waiting) >= AT_ONCE:
            self._are_enough.set()
        if self._writer is None or self._writer.done():
            # In a context of its own: what the log says of the writer belongs to no guest's turn.
            self._writer = asyncio.create_task(self._write_all(), context=Context())

    async def flush(self) -> None:
        """Returns when every row added so far is written, or lost."""
        async with self._writing:
            rows, self._waiting = self._waiting, []
            self._are_enough.clear()
            if rows:
                await self._write(rows)

    async def close(self) -> None:
        await self.flush()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write_all(self) -> None:
        while self._waiting:
            try:
                async with asyncio.timeout(self._within_seconds):
                    await self._are_enough.wait()
            except TimeoutError:
                pass
            await self.flush()

    async def _write(self, rows: list[dict[str, Any]]) -> None:
        try:
            async with self._engine.begin() as connection:
                await connection.execute(_INSERT, rows)
        except Exception as error:
            # Whatever it is: nobody waits for this who could do something about it.
            self._lose(len(rows), why=type(error).__name__)
            return
        if self._lost:
            _LOG.info("calls_traced_again", lost=self._lost)
            self._lost = 0

    def _lose(self, count: int, *, why: str) -> None:
        if not self._lost:
            # Once, not for every call until the database is back.
            _LOG.warning("calls_not_traced", error=why)
        self._lost += count
