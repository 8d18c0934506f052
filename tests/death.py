"""kill -9 at a chosen step, for tests that let a process die everywhere it can."""

from __future__ import annotations

import os
import signal
from typing import override

import httpx2


class Death:
    """Counts steps once it is armed, and kills the process at the one that was chosen."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.is_armed = False

    def step(self) -> None:
        if not self.is_armed:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class DeadlyWire(httpx2.AsyncHTTPTransport):
    """The network to somebody else's system: death before a request leaves, and after its answer has come."""

    death: Death

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.death.step()
        answer = await super().handle_async_request(request)
        await answer.aread()
        self.death.step()
        return answer
