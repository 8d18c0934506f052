"""Every call to a hotel system is counted, logged, and leaves a row with its time and outcome under the turn it served.

What the cache answers is counted only: no call went out, and a row would cost more than the answer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.ids import new_id
from common.log import get_log
from pms import metrics
from pms.contract import errors
from pms.contract.errand import CURRENT, NOTE, CallNote, Errand
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.tables import pms_calls

_LOG = get_log("pms.calls")
_STATUS: tuple[tuple[type[errors.PmsError], str], ...] = (
    (errors.Refused, "refused"),
    (errors.Retriable, "retriable"),
    (errors.OutcomeUnknown, "unknown"),
)
# Operations whose first argument is a reservation's reference.
_BY_REFERENCE = frozenset(
    (
        "get_reservation",
        "modify_reservation",
        "cancel_reservation",
        "add_reservation_note",
        "update_checkout_time",
        "post_charge",
        "get_balance",
    )
)


class Traced(Layer):
    """The outermost layer, made anew for every errand: it holds nothing but whose call it is."""

    def __init__(self, inner: Connector, *, errand: Errand, engine: AsyncEngine, clock: Clock) -> None:
        super().__init__(inner)
        self._errand = errand
        self._engine = engine
        self._clock = clock

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        token = CURRENT.set(self._errand)
        try:
            if operation.name == "health_check":
                # An orchestrator asks every few seconds; a thousand rows a day would say nothing.
                return await send(deadline)
            return await self._traced(operation, send, deadline, arguments)
        finally:
            CURRENT.reset(token)

    async def _traced(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        started_at, started = self._clock.now(), self._clock.monotonic()
        note = CallNote()
        token = NOTE.set(note)
        status, error_type = "error", None
        try:
            answer = await send(deadline)
            status, error_type = "ok" if note.source == "live" else note.source, note.error
            return answer
        except Exception as error:
            error_type = type(error).__name__
            status = next((name for kind, name in _STATUS if isinstance(error, kind)), "error")
            raise
        finally:
            NOTE.reset(token)
            vendor = self._inner.manifest.name
            metrics.OPERATIONS.labels(vendor, operation.name, status).inc()
            if error_type is not None:
                metrics.ERRORS.labels(vendor, operation.name, error_type).inc()
            if note.source != "cached":
                duration_ms = (self._clock.monotonic() - started) * 1000
                self._log(vendor, operation.name, status, error_type, duration_ms)
                reference = str(arguments[0]) if operation.name in _BY_REFERENCE and arguments else None
                await self._keep(
                    vendor=vendor,
                    operation=operation.name,
                    status=status,
                    error_type=error_type,
                    started_at=started_at,
                    duration_ms=duration_ms,
                    reference=reference,
                )

    def _log(
        self, vendor: str, operation: str, status: str, error_type: str | None, duration_ms: float
    ) -> None:
        _LOG.info(
            "pms_call",
            vendor=vendor,
            operation=operation,
            property=self._errand.property_id,
            duration_ms=round(duration_ms, 1),
            status=status,
            error=error_type,
            correlation_id=self._errand.correlation_id,
        )

    async def _keep(self, **values: Any) -> None:
        errand = self._errand
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(pms_calls).values(
                        id=new_id("call"),
                        conversation=errand.conversation,
                        turn=errand.turn,
                        property_id=errand.property_id,
                        **values,
                    )
                )
        except SQLAlchemyError as error:
            # A lost trace line is a pity; a call that fails because of its trace would be a fault.
            _LOG.warning("call_not_traced", operation=values["operation"], error=type(error).__name__)
