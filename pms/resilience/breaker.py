"""Stops asking a hotel system that does not answer, and lets exactly one call find out whether it is back.

What counts as a failure is that nobody answered: `Unreachable` and `OutcomeUnknown`. A refusal is an answer, and so is a wrong
key: they end the row of failures and close a breaker whose probe they are. What says nothing either way changes nothing: a
call turned away unread (429, or our own limit), no fair time to ask, an answer in a shape we do not know, a caller who left.
"""

from __future__ import annotations

from typing import Any, Literal

from common.clock import Deadline
from common.log import get_log
from pms.contract import errors
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.metrics import BREAKER_CALLS, BREAKER_STATE
from pms.resilience.breaker_state import BreakerState, Met, Result
from pms.resilience.tuning import PROBE_MARGIN_SECONDS

_LOG = get_log("pms.resilience")
_GAUGE = {"closed": 0, "open": 1, "half_open": 2}


class Breaker(Layer):
    def __init__(self, inner: Connector, *, state: BreakerState) -> None:
        super().__init__(inner)
        self._state = state
        self._vendor, self._property_id = inner.manifest.name, inner.property_id
        self._gauge = BREAKER_STATE.labels(f"{self._vendor}:{self._property_id}")

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if operation.name == "health_check":
            # It tells of an outage in its answer, and is asked to look for itself.
            return await send(deadline)
        met = await self._state.enter(lease_seconds=deadline.remaining_seconds() + PROBE_MARGIN_SECONDS)
        self._gauge.set(_GAUGE[met.state])
        if not met.may_pass:
            BREAKER_CALLS.labels(met.state, "rejected").inc()
            raise errors.BreakerOpen(
                detail="breaker open",
                retry_after_seconds=met.wait_seconds,
                vendor=self._vendor,
                property_id=self._property_id,
                operation=operation.name,
            )
        result: Result = "neither"
        try:
            answer = await send(deadline)
            result = "success"
            return answer
        except Exception as error:
            result = _result(error)
            raise
        finally:
            # Also for a caller who left: a probe that is given up makes room for the next.
            await self._leave(met, result)

    async def _leave(self, met: Met, result: Result) -> None:
        BREAKER_CALLS.labels(met.state, result).inc()
        change = await self._state.leave(met, result)
        if change is None:
            return
        self._gauge.set(_GAUGE["closed" if change == "closed" else "open"])
        if change != "reopened":
            # A probe that failed tells of no new outage.
            _log_change(change, self._vendor, self._property_id)


def _log_change(change: Literal["opened", "closed"], vendor: str, property_id: str) -> None:
    log = _LOG.warning if change == "opened" else _LOG.info
    log(f"breaker_{change}", vendor=vendor, property=property_id)


def _result(error: Exception) -> Result:
    match error:
        case errors.OutOfTime() | errors.BreakerOpen():
            return "neither"
        case errors.Unreachable() | errors.OutcomeUnknown():
            return "failure"
        case errors.NotPossible():
            # May be said from the manifest, without asking.
            return "neither"
        case errors.Refused() | errors.Misconfigured():
            return "success"
        case _:
            return "neither"
