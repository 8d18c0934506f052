"""Every call to a hotel system leaves a row with its time and outcome, under the turn it served."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.ids import new_id
from common.log import get_log
from pms.contract import errors
from pms.contract.errand import CURRENT, Errand
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.tables import pms_calls

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
        status, error_type = "error", None
        try:
            answer = await send(deadline)
            status = "ok"
            return answer
        except Exception as error:
            error_type = type(error).__name__
            status = next((name for kind, name in _STATUS if isinstance(error, kind)), "error")
            raise
        finally:
            reference = str(arguments[0]) if operation.name in _BY_REFERENCE and arguments else None
            await self._keep(
                operation=operation.name,
                status=status,
                error_type=error_type,
                started_at=started_at,
                duration_ms=(self._clock.monotonic() - started) * 1000,
                reference=reference,
            )

    async def _keep(self, **values: Any) -> None:
        errand, manifest = self._errand, self._inner.manifest
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(pms_calls).values(
                        id=new_id("call"),
                        conversation=errand.conversation,
                        turn=errand.turn,
                        vendor=manifest.name,
                        property_id=errand.property_id,
                        **values,
                    )
                )
        except SQLAlchemyError as error:
            # A lost trace line is a pity; a call that fails because of its trace would be a fault.
            get_log("pms.trace").warning(
                "call_not_traced", operation=values["operation"], error=type(error).__name__
            )
