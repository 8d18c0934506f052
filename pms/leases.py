"""One holder at a time of a named right, across processes: a row that ends by itself when its holder dies.

Within one process a lock stands before the row, so that five hundred guests who wait do not ask the database in turn.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.ids import new_id
from pms.contract import errors
from pms.tables import leases

_MARGIN_SECONDS = 2.0
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.25


class Leases:
    """most_seconds: how long a dead holder may stand in the way at most."""

    def __init__(self, engine: AsyncEngine, clock: Clock, *, most_seconds: float = 60.0) -> None:
        self._engine = engine
        self._clock = clock
        self._most_seconds = most_seconds
        self._here: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def hold(self, names: Iterable[str], *, deadline: Deadline) -> AsyncIterator[None]:
        """All of the names, for as long as the block runs. Raises TooBusy when they are not free before the deadline."""
        owner = new_id("lea")
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(deadline.remaining_seconds()):
                    # In one order, so that two who want the same two names never wait for each other.
                    for name in sorted(set(names)):
                        await held.enter_async_context(self._here[name])
                        await self._take(name, owner, deadline)
                        held.push_async_callback(self._give_back, name, owner)
            except TimeoutError as error:
                raise errors.TooBusy(detail="others are being served first") from error
            yield

    async def _take(self, name: str, owner: str, deadline: Deadline) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not await self._is_taken(name, owner, deadline):
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE_SECONDS, pause * 2)

    async def _is_taken(self, name: str, owner: str, deadline: Deadline) -> bool:
        now = self._clock.now()
        seconds = min(self._most_seconds, deadline.remaining_seconds() + _MARGIN_SECONDS)
        values = {"owner": owner, "until": now + timedelta(seconds=seconds)}
        # Our own name too: a take that was cut off by a timeout may have been kept all the same.
        free = or_(leases.c.until <= now, leases.c.owner == owner)
        try:
            async with self._engine.begin() as connection:
                taken_over = await connection.execute(
                    update(leases).where(leases.c.name == name, free).values(**values)
                )
                if taken_over.rowcount == 0:
                    await connection.execute(insert(leases).values(name=name, **values))
        except (IntegrityError, OperationalError):
            # Somebody holds it, or two asked at the same moment.
            return False
        return True

    async def _give_back(self, name: str, owner: str) -> None:
        """Never raises: what cannot be given back ends by itself."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
        except OperationalError:
            return
