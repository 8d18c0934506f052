"""No more calls to a property's system than it allows; who must wait waits in line, guests before background work.

An operation waits for one call. What it sends beyond that is counted when it ends and lengthens the wait of the next ones:
a write that was held up halfway could not say what it had done.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from common.clock import Clock, Deadline
from pms.contract import errors
from pms.contract.errand import REQUESTS, Requests, guest_waits
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.resilience.call_log import CallLog
from pms.resilience.tuning import LEAST_SECONDS


@dataclass(order=True)
class _Waiter:
    """Sorts as the line stands: guests first, then by arrival."""

    is_background: bool
    arrival: int
    nap: asyncio.Future[None] | None = field(default=None, compare=False)


class RateLimit(Layer):
    """Every attempt pays, repeated ones too: the vendor counts them all."""

    def __init__(self, inner: Connector, *, log: CallLog, clock: Clock) -> None:
        super().__init__(inner)
        self._log = log
        self._clock = clock
        self._line: list[_Waiter] = []
        self._arrivals = count()
        self._asking = asyncio.Lock()

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if operation.name == "health_check":
            # It pays, because the vendor counts it, and does not wait: it is asked about the vendor, not about our line.
            await self._log.note()
        else:
            await self._wait(operation, deadline)
        requests = Requests()
        token = REQUESTS.set(requests)
        try:
            return await send(deadline)
        finally:
            REQUESTS.reset(token)
            if requests.sent > 1:
                await self._log.note(requests.sent - 1)

    async def _wait(self, operation: Operation, deadline: Deadline) -> None:
        """Returns when the call may go. Raises TooBusy as soon as it is known that this would be too late."""
        waiter = _Waiter(not guest_waits(), next(self._arrivals))
        insort(self._line, waiter)
        try:
            while True:
                # One at a time, so that what stands ahead in line stays so until the log has answered.
                async with self._asking:
                    ahead = self._line.index(waiter)
                    wait = await self._log.take(ahead=ahead, is_background=waiter.is_background)
                    if wait == 0 and ahead == 0:
                        break
                left = deadline.remaining_seconds()
                if left <= 0 or (wait > 0 and wait + LEAST_SECONDS > left):
                    raise self._too_busy(operation, wait)
                if self._line.index(waiter) == ahead:
                    await self._nap(waiter, wait or left)
        except BaseException:
            self._leave(waiter, wake=None)
            raise
        self._leave(waiter, wake=1)

    async def _nap(self, waiter: _Waiter, seconds: float) -> None:
        """Until the place is due, or something changed in the line ahead."""
        waiter.nap = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait((waiter.nap,))
        finally:
            waiter.nap.cancel()
            waiter.nap = None

    def _leave(self, waiter: _Waiter, *, wake: int | None) -> None:
        """wake: how many behind look again. Who goes hands over to the next; who gives up changes the wait of all behind."""
        place = self._line.index(waiter)
        del self._line[place]
        behind = self._line[place:] if wake is None else self._line[place : place + wake]
        for one in behind:
            if one.nap is not None:
                one.nap.cancel()

    def _too_busy(self, operation: Operation, wait: float) -> errors.TooBusy:
        return errors.TooBusy(
            detail="our own rate limit",
            retry_after_seconds=wait,
            vendor=self._inner.manifest.name,
            property_id=self._inner.property_id,
            operation=operation.name,
        )
