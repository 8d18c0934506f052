"""Work that goes on beside the turns: called when there is something to do, and now and then in case a call was missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from common.log import get_log

log = get_log("bot.gateway")


class Background:
    """work: does all there is to do, and may be repeated. every_seconds: how long it rests when nobody calls."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]], *, every_seconds: float) -> None:
        self._name = name
        self.work = work
        self._every_seconds = every_seconds
        self._called = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def call(self) -> None:
        """There is something to do."""
        self._called.set()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._called.clear()
            try:
                await self.work()
            except Exception as error:
                # The database may be away for a while; the next round tries again.
                log.error("background work failed", work=self._name, error=type(error).__name__)
            try:
                async with asyncio.timeout(self._every_seconds):
                    await self._called.wait()
            except TimeoutError:
                continue
