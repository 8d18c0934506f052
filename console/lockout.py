"""Five wrong passwords for one name lock that name for fifteen minutes, whether or not it exists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from console.keys import Keys
from console.staff import tidy_name
from console.tables import login_failures

TRIES = 5
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


def locked_until(tries: Iterable[datetime], now: datetime) -> datetime | None:
    """When the lock that these tries (oldest first) brought about ends; None when there is none now.

    Five tries within the window lock; counting starts afresh after each lock.
    """
    recent: list[datetime] = []
    end: datetime | None = None
    for at in tries:
        recent = [earlier for earlier in recent if at - earlier < WINDOW] + [at]
        if len(recent) >= TRIES:
            end, recent = at + LOCK, []
    return end if end is not None and now < end else None


class Lockout:
    def __init__(self, engine: AsyncEngine, clock: Clock, keys: Keys) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys

    async def take_a_try(self, name: str) -> datetime | None:
        """Counts one try before the password is looked at; when the name is locked, says until when instead.

        Counting first and forgiving on success means that many tries at the same moment gain nothing.
        """
        now = self._clock.now()
        name_hash = self._hash(name)
        async with self._engine.begin() as connection:
            await connection.execute(delete(login_failures).where(login_failures.c.at < now - WINDOW - LOCK))
            inserted = await connection.execute(
                insert(login_failures).values(name_hash=name_hash, at=now).returning(login_failures.c.id)
            )
            mine = inserted.scalar_one()
        async with self._engine.begin() as connection:
            earlier = await connection.scalars(
                select(login_failures.c.at)
                .where(login_failures.c.name_hash == name_hash, login_failures.c.id < mine)
                .order_by(login_failures.c.id)
            )
            until = locked_until(earlier.all(), now)
            if until is not None:
                # Knocking on a locked door does not keep it locked for longer.
                await connection.execute(delete(login_failures).where(login_failures.c.id == mine))
        return until

    async def forgive(self, name: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(login_failures).where(login_failures.c.name_hash == self._hash(name))
            )

    def _hash(self, name: str) -> str:
        return self._keys.keyed_hash("login", tidy_name(name)[:200])
