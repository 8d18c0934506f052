"""Every call to a hotel system is counted, logged, and leaves a row with its time and outcome under the turn it served.

What the cache answers is counted only: no call went out, and a row would cost more than the answer. Rows are written a
little later (see `call_rows`).
"""

from __future__ import annotations

from typing import Any

from common.clock import Clock, Deadline
from common.ids import new_id
from common.log import get_log
from pms import metrics
from pms.call_rows import CallRows
from pms.contract import errors
from pms.contract.errand import CURRENT, NOTE, CallNote, Errand
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation

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
_LONGEST_REFERENCE = 64


class Traced(Layer):
    """The outermost layer, made anew for every errand: it holds nothing but whose call it is."""

    def __init__(self, inner: Connector, *, errand: Errand, rows: CallRows, clock: Clock) -> None:
        super().__init__(inner)
        self._errand = errand
        self._rows = rows
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
                self._rows.add(
                    {
                        "id": new_id("call"),
                        "conversation": self._errand.conversation,
                        "turn": self._errand.turn,
                        "vendor": vendor,
                        "property_id": self._errand.property_id,
                        "operation": operation.name,
                        "status": status,
                        "error_type": error_type,
                        "started_at": started_at,
                        "duration_ms": duration_ms,
                        "reference": _reference(operation, arguments),
                    }
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


def _reference(operation: Operation, arguments: tuple[Any, ...]) -> str | None:
    """As far as the column takes it: rows share a transaction, and one that is refused would take the others with it."""
    if operation.name not in _BY_REFERENCE or not arguments:
        return None
    clean = str(arguments[0]).replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return clean[:_LONGEST_REFERENCE]
