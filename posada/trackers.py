"""Rasa's memory of conversations, seen from outside: its rows, and a copy in each worker. Only to be taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import bindparam, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway.rasa_client import RasaClient
from bot.gateway.tables import conversations
from common.database import create_engine
from common.log import get_log
from common.settings import Settings
from posada.rasa_process import tracker_database

# A statement takes a bounded number of parameters.
_AT_ONCE = 500
_DELETE = text("DELETE FROM events WHERE sender_id IN :names").bindparams(bindparam("names", expanding=True))

_log = get_log("posada.trackers")


class Trackers:
    """engine: of the database in which Rasa keeps its rows; on PostgreSQL it may be ours. rasa: to have copies dropped."""

    def __init__(self, engine: AsyncEngine, rasa: RasaClient) -> None:
        self.engine = engine
        self._rasa = rasa

    async def close(self) -> None:
        await self._rasa.close()

    async def forget_copies(self, names: Sequence[str]) -> None:
        """Out of the workers' memory; each worker first ends the turn it is at."""
        for name in names:
            if not await self._rasa.forget(name):
                # Without its rows a copy is never used again; it leaves memory with the next conversations.
                _log.warning("a Rasa worker did not answer")

    async def forget_rows(self, names: Sequence[str], *, within: AsyncConnection) -> None:
        """within: the caller's transaction, of which this is part where both are one database; else it is final at once."""
        if within.engine is self.engine:
            await _delete(within, names)
            return
        async with thoroughly(self.engine) as connection:
            await _delete(connection, names)

    async def strays(self, ours: AsyncEngine) -> list[str]:
        """Conversations with rows that are none of ours (any more): a turn ended after its guest was forgotten."""
        async with self.engine.connect() as connection:
            if not await _is_there(connection):
                return []
            # Before ours are read: a conversation stands there before Rasa hears of it.
            names = list((await connection.execute(text("SELECT DISTINCT sender_id FROM events"))).scalars())
        known: set[str] = set()
        async with ours.connect() as connection:
            for start in range(0, len(names), _AT_ONCE):
                some = conversations.c.id.in_(names[start : start + _AT_ONCE])
                known.update((await connection.execute(select(conversations.c.id).where(some))).scalars())
        return [name for name in names if name not in known]


async def _is_there(connection: AsyncConnection) -> bool:
    """Not before Rasa's first start."""
    return await connection.run_sync(lambda sync: inspect(sync).has_table("events"))


async def _delete(connection: AsyncConnection, names: Sequence[str]) -> None:
    if await _is_there(connection):
        for start in range(0, len(names), _AT_ONCE):
            await connection.execute(_DELETE, {"names": names[start : start + _AT_ONCE]})


@asynccontextmanager
async def thoroughly(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in which nobody else writes, and whose deleted rows are overwritten on disk, where the database can."""
    async with engine.begin() as connection:
        if engine.url.get_backend_name() == "sqlite":
            await connection.exec_driver_sql("PRAGMA secure_delete=ON")
            # It would begin with the first change only, after everything was looked at.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def tracker_engine(settings: Settings, engine: AsyncEngine) -> AsyncEngine:
    """Where Rasa's trackers lie: beside our tables on PostgreSQL, in a file of their own on SQLite."""
    if engine.url.get_backend_name() != "sqlite":
        return engine
    return create_engine(tracker_database(settings).replace("sqlite://", "sqlite+aiosqlite://", 1))
