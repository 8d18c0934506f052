"""A frozen clock that the event loop follows: whoever waits, for a deadline or a retry, waits by it and takes no time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from common.clock import FrozenClock


class WarpedLoop(asyncio.SelectorEventLoop):
    """Its timers run by real time and, on top, by whatever the clock was advanced."""

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        super().__init__()

    def time(self) -> float:
        return super().time() + self._clock.monotonic()


def in_warp[Answer](
    clock: FrozenClock, cell: Coroutine[Any, Any, Answer], *, alarm_seconds: float = 120.0
) -> Answer:
    """Runs a cell to its end. alarm_seconds: real ones, after which the cell hangs; nothing is measured by them."""

    async def watched() -> Answer:
        running = asyncio.ensure_future(cell)
        # The loop's own timers are warped, so a thread keeps the watch.
        loop = asyncio.get_running_loop()
        watch = threading.Timer(alarm_seconds, lambda: loop.call_soon_threadsafe(running.cancel, "hangs"))
        watch.start()
        try:
            return await running
        finally:
            watch.cancel()

    with asyncio.Runner(loop_factory=lambda: WarpedLoop(clock)) as runner:
        return runner.run(watched())
