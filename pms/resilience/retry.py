"""A second and a third try for what a moment may mend, as long as the caller's deadline has room for the wait.

Reads are tried again whenever nobody answered. A write is tried again when the vendor is known not to have acted, or when
it was sent with a key that the vendor keeps, so that the same key twice has one effect; otherwise the outbox looks it up.
An open breaker ends the trying: it already stands for failures enough.
"""

from __future__ import annotations

from random import Random
from typing import Any

from common.clock import Clock, Deadline
from common.log import get_log
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.resilience.tuning import FIRST_WAIT_SECONDS, LEAST_SECONDS, LONGEST_WAIT_SECONDS, TRIES

_LOG = get_log("pms.resilience")


class Retry(Layer):
    """clock: what the waiting goes by; chance: where in the wait the next try falls."""

    def __init__(self, inner: Connector, *, clock: Clock, chance: Random | None = None) -> None:
        super().__init__(inner)
        self._clock = clock
        # Chance spreads the tries of many callers; it guards nothing.
        self._chance = chance or Random()  # noqa: S311
        # Limited is not enough here: a key that is kept only sometimes would book twice sometimes.
        self._keeps_keys = inner.manifest.capabilities[Capability.KEEPS_IDEMPOTENCY_KEY].level == "yes"

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        for retries in range(TRIES):
            try:
                return await send(deadline)
            except errors.PmsError as error:
                if retries == TRIES - 1 or not self._may_repeat(operation, error):
                    raise
                wait = self._wait_seconds(retries, error)
                if wait > LONGEST_WAIT_SECONDS or wait + LEAST_SECONDS > deadline.remaining_seconds():
                    raise
                _LOG.info("call_repeated", operation=operation.name, error=error.kind, tries=retries + 1)
            await self._clock.sleep(wait)
        raise AssertionError("the last try answers or raises")

    def _may_repeat(self, operation: Operation, error: errors.PmsError) -> bool:
        if isinstance(error, errors.OutcomeUnknown):
            return operation.has_key and self._keeps_keys
        return isinstance(error, errors.Retriable) and not isinstance(error, errors.BreakerOpen)

    def _wait_seconds(self, retries: int, error: errors.PmsError) -> float:
        """Full jitter on top of what the vendor asked for, so that those who were turned away do not come back together."""
        asked = error.retry_after_seconds if isinstance(error, errors.Retriable) else None
        most = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**retries)
        return (asked or 0.0) + self._chance.uniform(0.0, most)
