"""When the hotel's system does not answer, what it said last is told with its age, to those whom that serves.

Nothing is ever booked on it: whoever acts on an answer says so by not taking stale ones (`Errand.takes_stale`).
"""

from __future__ import annotations

from typing import Any

from common.clock import Clock, Deadline
from pms.contract import errors
from pms.contract.errand import CURRENT, NOTE
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.resilience.rules import aged, rule_for
from pms.resilience.shelf import Shelf


class Failover(Layer):
    """shelf: the one that the cache within fills."""

    def __init__(self, inner: Connector, *, shelf: Shelf, clock: Clock) -> None:
        super().__init__(inner)
        self._shelf = shelf
        self._clock = clock

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        try:
            return await send(deadline)
        except errors.Retriable as error:
            answer = None if operation.writes else await self._last(operation.name, arguments)
            if answer is None:
                raise
            note = NOTE.get()
            if note is not None:
                note.source, note.error = "stale", error.kind
            return answer

    async def _last(self, operation: str, arguments: tuple[Any, ...]) -> Any | None:
        errand = CURRENT.get()
        rule = rule_for(operation, arguments)
        if errand is None or not errand.takes_stale or rule is None or not rule.outlives_freshness:
            return None
        entry = (await self._shelf.look((operation, *arguments), rule)).entry
        if entry is None or self._clock.now() - entry.read_at >= rule.kept:
            return None
        return aged(entry.answer, rule, entry.read_at)
