"""How the gateway reaches the database: each piece of work is one plain function over one connection, in one transaction.

On SQLite such a function runs whole in a thread of its own. aiosqlite would cross threads three times a statement, which
cost more than the statements; and one writing thread never waits for its own neighbours' locks. PostgreSQL runs the very
same functions on the shared asyncio engine.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine

type _Waiting = deque[tuple[Callable[[Connection], Any], Future[Any]]]


class Ledger:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sqlite = _plain_engine(engine)
        # One writer, as SQLite has it; readers do not wait for it.
        self._writer = ThreadPoolExecutor(1, "gateway-write") if self._sqlite else None
        self._urgent: _Waiting = deque()
        self._waiting: _Waiting = deque()
        self._reader = ThreadPoolExecutor(1, "gateway-read") if self._sqlite else None

    async def write[T](self, work: Callable[[Connection], T], *, is_urgent: bool = False) -> T:
        """The function's result, once its transaction is committed; rolled back when it raises.

        is_urgent: somebody waits for the acknowledgement; it goes before what is not.
        """
        if self._writer is not None:
            result: Future[T] = Future()
            (self._urgent if is_urgent else self._waiting).append((work, result))
            self._writer.submit(self._write_one)
            return await asyncio.wrap_future(result)
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def read[T](self, work: Callable[[Connection], T]) -> T:
        if self._sqlite is not None:
            return await asyncio.get_running_loop().run_in_executor(self._reader, _read, self._sqlite, work)
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    def _write_one(self) -> None:
        """In the writing thread: as often as there is something to write, and each time what is most urgent."""
        assert self._sqlite is not None
        work, result = (self._urgent or self._waiting).popleft()
        if not result.set_running_or_notify_cancel():
            return
        try:
            result.set_result(_in_transaction(self._sqlite, work))
        except BaseException as error:
            result.set_exception(error)

    def close(self) -> None:
        """Waits for what is being written."""
        for thread in (self._writer, self._reader):
            if thread is not None:
                thread.shutdown(wait=True)
        if self._sqlite is not None:
            self._sqlite.dispose()


def _in_transaction[T](engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _read[T](engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        return work(connection)


def _plain_engine(engine: AsyncEngine) -> Engine | None:
    """The same SQLite file without asyncio; None for PostgreSQL, and for a database that only lives in one connection."""
    url = engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    plain = create_engine(url.set(drivername="sqlite"))

    @event.listens_for(plain, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return plain
