"""No call outlives its deadline: a read that does is unreachable, a write that does is unknown.

While a guest waits, a read is given a third of what is left: a connection that died silently leaves time for another try,
and three tries in vain leave time to answer from what is remembered. A write always has all of it: a write given up halfway
is an outcome nobody knows.
"""

from __future__ import annotations

import asyncio
from typing import Any

from common.clock import Deadline
from pms.contract import errors
from pms.contract.errand import guest_waits
from pms.contract.layer import Layer, Send
from pms.contract.models import Health
from pms.contract.protocol import Connector, Operation
from pms.resilience.tuning import LEAST_SECONDS, TRIES


class Timeout(Layer):
    """most_seconds: the longest any call may take, however patient the caller."""

    def __init__(self, inner: Connector, *, most_seconds: float) -> None:
        super().__init__(inner)
        self._most_seconds = most_seconds

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        place = {
            "vendor": self._inner.manifest.name,
            "property_id": self._inner.property_id,
            "operation": operation.name,
        }
        left = deadline.remaining_seconds()
        if operation.name == "health_check":
            return await self._health(send, deadline, min(left, self._most_seconds))
        if left <= 0 or (operation.writes and left < LEAST_SECONDS):
            # Not sending a write that has no time to be answered keeps its outcome known.
            raise errors.OutOfTime(detail="no time left to ask").placed(**place)
        seconds = min(_share(operation, left), self._most_seconds)
        try:
            async with asyncio.timeout(seconds):
                return await send(deadline)
        except TimeoutError as error:
            late = _late(operation, seconds, left)
            raise late(detail=f"no answer within {seconds:.1f} s").placed(**place) from error
        except errors.PmsError as error:
            raise error.placed(**place) from error.__cause__

    async def _health(self, send: Send, deadline: Deadline, seconds: float) -> Any:
        """Never raises, as the contract says: no answer in time is the answer."""
        try:
            async with asyncio.timeout(seconds):
                return await send(deadline)
        except TimeoutError:
            return Health(is_reachable=False, latency_ms=seconds * 1000, detail="no answer in time")


def _share(operation: Operation, left: float) -> float:
    """What one attempt may have of the time that is left."""
    if operation.writes or not guest_waits() or left < TRIES * LEAST_SECONDS:
        return left
    return left / TRIES


def _late(operation: Operation, seconds: float, left: float) -> type[errors.PmsError]:
    if operation.writes:
        return errors.OutcomeUnknown
    # Cut short by an impatient caller, not by the setting: the vendor had no fair chance.
    is_short = seconds < LEAST_SECONDS and seconds == left
    return errors.OutOfTime if is_short else errors.Unreachable
