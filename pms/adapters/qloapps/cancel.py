"""Cancelling: a new row in the order's history, which frees the rooms at once; then seen to have worked."""

from __future__ import annotations

from typing import Protocol

from common.clock import Clock, Deadline
from common.log import get_log
from common.money import Money
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.failures import after_a_write
from pms.adapters.qloapps.house import Houses
from pms.adapters.qloapps.register import Held, Register
from pms.contract import errors
from pms.contract.models import Reservation

_LOG = get_log("pms.qloapps")


class KeepNote(Protocol):
    async def __call__(self, reference: str, text: str, /, *, deadline: Deadline) -> Reservation: ...


class Canceller:
    def __init__(self, client: Client, houses: Houses, register: Register, clock: Clock) -> None:
        self._client = client
        self._houses = houses
        self._register = register
        self._clock = clock

    async def cancel(
        self, reference: str, *, reason: str | None, agreed_fee: Money, keep: KeepNote, deadline: Deadline
    ) -> Reservation:
        """keep: writes the reason as a note. Raises NotFound, FeeChanged, TooLateToCancel; OutcomeUnknown."""
        house = await self._houses.current(deadline=deadline)
        held = await self._register.held(reference, deadline=deadline)
        if held is None:
            raise errors.NotFound(reference=reference)
        reservation = await self._register.reservation(held, deadline=deadline)
        if reservation.is_cancelled and not held.live:
            return reservation
        now = self._clock.now()
        if reservation.status != "confirmed" or held.stay.arrival < now.astimezone(house.zone).date():
            raise errors.TooLateToCancel(reference=reference)
        terms = reservation.cancellation
        is_free = terms.free_until is not None and terms.free_until > now
        fee = Money.zero(terms.fee.currency) if is_free else terms.fee
        if fee > agreed_fee:
            raise errors.FeeChanged(was=agreed_fee, now=fee, reference=reference)
        if reason:
            # The history has no place for words, and a cancelled booking must not be touched any more.
            try:
                await keep(reference, f"Cancellation asked: {reason}", deadline=deadline)
            except errors.PmsError as error:
                _LOG.info("reason_not_kept", order=held.order.id, error=error.kind)
        after = await self.order(held.order.id, deadline=deadline)
        with after_a_write("cancelled"):
            return await self._register.reservation(after, deadline=deadline)
        raise AssertionError

    async def order(self, order_id: int, *, deadline: Deadline) -> Held:
        """The order as it stands cancelled. Raises OutcomeUnknown when it is not seen to be."""
        house = await self._houses.current(deadline=deadline)
        xml = (
            f"<qloapps><order_history><id_order>{order_id}</id_order>"
            f"<id_order_state>{house.state_cancelled}</id_order_state></order_history></qloapps>"
        )
        # An unknown state is answered 200 with a text: unreadable, and so not believed.
        await self._client.write("POST", "order_histories", xml=xml, deadline=deadline)
        with after_a_write("cancelled"):
            after = await self._register.by_id(order_id, deadline=deadline)
        if after is None or after.order.state != house.state_cancelled or after.live:
            raise errors.OutcomeUnknown(vendor="qloapps", detail="the order does not stand cancelled")
        return after
