"""What has been kept long enough goes, a little every night: guests' words first, the records about them later.

Reports read as before: a conversation that is emptied is still counted (`bot/gateway/erasure.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.log import get_log
from console.tables import access_log, login_failures
from pms.tables import pms_calls, proofs, quotes
from posada.guests import Guests

# Wrong passwords count for minutes; a proof for as long as its conversation may use it.
_SHORT = timedelta(days=30)

_log = get_log("posada.retention")


class Retention:
    """keep_words, keep_records: None keeps for good."""

    def __init__(
        self,
        engine: AsyncEngine,
        guests: Guests,
        clock: Clock,
        *,
        keep_words: timedelta | None,
        keep_records: timedelta | None,
    ) -> None:
        self._engine = engine
        self._guests = guests
        self._clock = clock
        self._keep_words = keep_words
        self._keep_records = keep_records

    async def tidy(self) -> int:
        """How many conversations were emptied."""
        now = self._clock.now()
        emptied = 0
        if self._keep_words is not None:
            while done := await self._guests.forget_old(before=now - self._keep_words):
                emptied += done
        if strays := await self._guests.forget_strays():
            _log.info("late words of forgotten guests deleted", conversations=strays)
        await self._delete_records(now)
        if emptied:
            _log.info("old conversations emptied", conversations=emptied)
        return emptied

    async def _delete_records(self, now: datetime) -> None:
        short = now - _SHORT
        old = [
            delete(login_failures).where(login_failures.c.at < short),
            delete(proofs).where(proofs.c.at < short),
            delete(quotes).where(quotes.c.expires_at < short),
        ]
        if self._keep_records is not None:
            before = now - self._keep_records
            old += [
                delete(access_log).where(access_log.c.at < before),
                delete(pms_calls).where(pms_calls.c.started_at < before),
            ]
        async with self._engine.begin() as connection:
            for statement in old:
                await connection.execute(statement)
