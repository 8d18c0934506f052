"""No call outlives its deadline: a read that does is unreachable, a write that does is unknown."""

from __future__ import annotations

import asyncio
from typing import Any

from common.clock import Deadline
from pms.contract import errors
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation


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
        seconds = min(deadline.remaining_seconds(), self._most_seconds)
        if seconds <= 0:
            raise errors.Unreachable(detail="no time left to ask", **place)
        try:
            async with asyncio.timeout(seconds):
                return await send(deadline)
        except TimeoutError as error:
            late = errors.OutcomeUnknown if operation.writes else errors.Unreachable
            raise late(detail=f"no answer within {seconds:.1f} s", **place) from error
        except errors.PmsError as error:
            raise error.placed(**place) from error.__cause__
