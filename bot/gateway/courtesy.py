"""What a guest sees while we think: that we have read, and that we are writing. As good as it goes; no turn fails for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Connection, select

from bot.gateway.inbox import Job
from bot.gateway.ledger import Ledger
from bot.gateway.tables import conversations, inbox
from common.clock import Clock, Deadline
from common.log import get_log
from common.secrets import Sealer

_SECONDS = 5.0
# A courtesy that comes late is none: when so many are under way, the next is left out.
_MOST_AT_ONCE = 8

log = get_log("bot.gateway.courtesy")


class Polite(Protocol):
    async def show_reading(self, address: Mapping[str, Any], message_id: str, deadline: Deadline) -> None:
        """This message and those before it are read, and an answer is being written. May raise anything."""
        ...


class Courtesy:
    """channels: those that can show it."""

    def __init__(self, ledger: Ledger, sealer: Sealer, clock: Clock, channels: Mapping[str, Polite]) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._channels = channels
        self._tasks: set[asyncio.Task[None]] = set()

    def on_started(self, job: Job) -> None:
        """A turn has begun. Returns at once."""
        if job.talk.channel in self._channels and len(self._tasks) < _MOST_AT_ONCE:
            task = asyncio.create_task(self._show(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _show(self, job: Job) -> None:
        try:
            found = await self._ledger.read(lambda at: _last_words(at, job.turn))
            if found is None or found.address is None:
                return
            address = json.loads(self._sealer.unseal(found.address))
            deadline = Deadline.after(_SECONDS, self._clock)
            await self._channels[job.talk.channel].show_reading(address, found.message_id, deadline)
        except Exception as error:
            log.info("not shown as read", turn=job.turn, error=type(error).__name__)


def _last_words(connection: Connection, turn: str) -> Any:
    return connection.execute(
        select(inbox.c.message_id, conversations.c.address)
        .join(conversations, conversations.c.id == inbox.c.conversation)
        .where(inbox.c.turn == turn)
        .order_by(inbox.c.seq.desc())
        .limit(1)
    ).one_or_none()
