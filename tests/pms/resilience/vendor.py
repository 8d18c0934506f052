"""A hotel system that does what a test tells it to, and on whose behalf it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from common.clock import Clock, Deadline
from pms.contract.errand import CURRENT, Errand
from pms.contract.protocol import OPERATIONS, Connector
from pms.factory import get_connector_metadata


class Vendor:
    """does: called for every attempt; what it answers or raises is the attempt's outcome. calls: when each came."""

    property_id = "mirador"

    def __init__(self, clock: Clock) -> None:
        self.manifest = get_connector_metadata("demo")
        self.calls: list[float] = []
        self.does: Callable[[], Awaitable[Any]] = _answers
        self._clock = clock

    def fails(self, error: BaseException) -> None:
        async def fail() -> Any:
            raise error

        self.does = fail

    def recovers(self) -> None:
        self.does = _answers

    def fails_once(self, *failures: BaseException) -> None:
        """Each of them once, in this order; then it answers."""
        left = list(failures)

        async def fail() -> Any:
            if left:
                raise left.pop(0)
            return ()

        self.does = fail

    def __getattr__(self, name: str) -> Any:
        if name not in OPERATIONS:
            raise AttributeError(name)

        async def call(*arguments: Any, deadline: Deadline, **named: Any) -> Any:
            self.calls.append(self._clock.monotonic())
            return await self.does()

        return call

    def as_connector(self) -> Connector:
        return cast(Connector, self)


async def _answers() -> Any:
    return ()


@contextmanager
def on_errand(clock: Clock, *, turn: str | None) -> Iterator[None]:
    """turn: None for background work."""
    token = CURRENT.set(Errand("mirador", "conversation-1", turn, Deadline.after(30, clock)))
    try:
        yield
    finally:
        CURRENT.reset(token)
