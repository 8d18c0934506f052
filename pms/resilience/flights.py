"""One call for many who ask the same at once. Whoever leaves, by cancellation or because time is up, leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

from common.clock import Deadline
from pms.contract import errors

type Call = Callable[[], Coroutine[Any, Any, Any]]


@dataclass
class _Flight:
    task: asyncio.Task[Any]
    deadline: Deadline
    waiting: int = 0


class Flights:
    def __init__(self) -> None:
        self._flying: dict[Hashable, _Flight] = {}

    async def share(self, key: Hashable, deadline: Deadline, call: Call) -> Any:
        """The answer of the call under way for this key, or of this one. Raises what it raises, and OutOfTime.

        The call lives in a task of its own, under the errand and the deadline of whoever asked first, until nobody waits
        for it any more. When it fails because that deadline was short, one who has longer asks again, once.
        """
        flight = self._flying.get(key)
        if flight is None:
            # No clock of its own: its call ends by this very deadline, and says in what way.
            return await self._wait(key, self._begin(key, deadline, call))
        try:
            return await self._join(key, flight, deadline)
        except errors.Retriable:
            if not flight.task.done() or deadline.at_monotonic <= flight.deadline.at_monotonic:
                raise
        another = self._flying.get(key)
        if another is not None:
            return await self._join(key, another, deadline)
        return await self._wait(key, self._begin(key, deadline, call))

    def _begin(self, key: Hashable, deadline: Deadline, call: Call) -> _Flight:
        flight = _Flight(asyncio.create_task(call()), deadline)
        self._flying[key] = flight

        def landed(task: asyncio.Task[Any]) -> None:
            if self._flying.get(key) is flight:
                del self._flying[key]
            if not task.cancelled():
                task.exception()  # Seen, even when everybody who waited has left.

        flight.task.add_done_callback(landed)
        return flight

    async def _join(self, key: Hashable, flight: _Flight, deadline: Deadline) -> Any:
        try:
            async with asyncio.timeout(deadline.remaining_seconds()):
                return await self._wait(key, flight)
        except TimeoutError as error:
            raise errors.OutOfTime(detail="no answer in time to a question asked with others") from error

    async def _wait(self, key: Hashable, flight: _Flight) -> Any:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                # Nobody may join a call that is being given up.
                self._flying.pop(key, None)
                flight.task.cancel()
