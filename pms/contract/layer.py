"""A connector around a connector. Trace, timeout, breaker, retry, cache and limiter all share this one seam."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from common.clock import Deadline
from pms.contract.protocol import OPERATIONS, Connector, Operation

type Send = Callable[[Deadline], Awaitable[Any]]
"""The call to the inner connector, waiting only for the deadline it is to have."""


class Layer:
    """Override `around`; everything that is not an operation passes straight through."""

    def __init__(self, inner: Connector) -> None:
        self._inner = inner

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        """arguments: as they were given, then the named ones that are not None as (name, value); layers key by them."""
        return await send(deadline)

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._inner, name)
        operation = OPERATIONS.get(name)
        if operation is None:
            return inner

        async def call(*arguments: Any, deadline: Deadline, **named: Any) -> Any:
            given = tuple((key, value) for key, value in named.items() if value is not None)
            return await self.around(
                operation,
                lambda left: inner(*arguments, deadline=left, **named),
                deadline,
                (*arguments, *given),
            )

        return call

    def as_connector(self) -> Connector:
        return cast(Connector, self)
