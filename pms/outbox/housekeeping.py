"""What goes on beside the writes: people are called, the figures are brought up to date. Slow senders hold no write up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from common.log import get_log

_LOG = get_log("pms.outbox")

type Chore = tuple[Callable[[], Awaitable[None]], float]
"""What is done, and how many seconds it rests in between."""


async def keep_house(*chores: Chore) -> None:
    """Each by itself, until cancelled."""
    await asyncio.gather(*(_keep_doing(work, every) for work, every in chores))


async def _keep_doing(work: Callable[[], Awaitable[None]], every_seconds: float) -> None:
    while True:
        try:
            await work()
        except Exception:
            # The database may be away for a moment; the next round asks again.
            _LOG.exception("outbox_chore_failed")
        await asyncio.sleep(every_seconds)
