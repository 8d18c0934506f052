"""A chore: work that is done again and again beside everything else, and that no failure ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from common.clock import Clock
from common.log import get_log

_log = get_log("chores")


async def keep_doing(
    name: str, work: Callable[[], Awaitable[object]], *, every_seconds: float, clock: Clock
) -> None:
    """At once, and then after each rest, until cancelled."""
    while True:
        try:
            await work()
        except Exception as error:
            # The database may be away for a while; the next round asks again. The type only: an error may quote a row.
            _log.error("chore failed", chore=name, error=type(error).__name__)
        await clock.sleep(every_seconds)
