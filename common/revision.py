"""A table of one row that counts the changes of what staff edit: who writes holds the row, who reads compares the number.

So editors come one after the other on every database (those of one process in the order in which they asked), a number is
never given twice, and a process that keeps a snapshot sees with one small question whether it is still the newest. The
table has the columns `id` (always 1) and `revision`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.sql import insert_or


class Revision:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._queues: WeakKeyDictionary[AsyncEngine, asyncio.Lock] = WeakKeyDictionary()

    @asynccontextmanager
    async def writing(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A transaction that no other writer runs beside."""
        table = self._table
        # Waiting for the row holds a connection, of which there are few; and of those who wait for a file, SQLite takes
        # anyone, so that somebody may be left waiting until it is too late.
        queue = self._queues.setdefault(engine, asyncio.Lock())
        async with queue, engine.begin() as connection:
            await connection.execute(
                insert_or(connection, table).values(id=1, revision=0).on_conflict_do_nothing()
            )
            await connection.execute(update(table).values(revision=table.c.revision))
            yield connection

    async def increase(self, connection: AsyncConnection) -> None:
        """Those who hold a snapshot will look again once this transaction is done."""
        await connection.execute(update(self._table).values(revision=self._table.c.revision + 1))

    async def read(self, connection: AsyncConnection) -> int:
        """0 until anything was ever written."""
        return (await connection.execute(select(self._table.c.revision))).scalar() or 0
