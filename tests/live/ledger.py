"""What a run against a live system has made there: noted before it is sent, taken back after, told at the end.

A test that fails in the middle, or a booking whose answer got lost, leaves nothing that this does not know of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from common.clock import Deadline
from common.ids import new_id
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.layer import Layer, Send
from pms.contract.models import GuestProfile, Reservation, ReservationDraft
from pms.contract.protocol import Connector, Operation


@dataclass
class Ledger:
    """references: ours, of every booking that was sent; guests: addresses that were sent; pushed: whether rates were."""

    references: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    pushed: bool = False
    cancelled: list[str] = field(default_factory=list)
    """The hotel system's references of bookings that stand there cancelled now."""
    standing: list[str] = field(default_factory=list)
    """What could not be taken back, with the reason."""

    async def take_back(self, connector: Connector, *, seconds: float) -> None:
        """Cancels what still stands. Never raises: what cannot be cancelled is told."""
        references, self.references = self.references, []
        for reference in references:
            try:
                await self._take_back(connector, reference, Deadline.after(seconds))
            except errors.PmsError as error:
                self.standing.append(f"{reference}: {error}")

    async def _take_back(self, connector: Connector, reference: str, left: Deadline) -> None:
        found = await connector.get_reservation(reference, deadline=left)
        if found is None:
            return
        if not found.is_cancelled:
            if not connector.manifest.can(Capability.CANCEL):
                self.standing.append(f"{found.reference}: this system cannot cancel")
                return
            found = await _cancelled(connector, found, left)
        self.cancelled.append(found.reference)

    def told(self) -> list[str]:
        lines = []
        if self.cancelled:
            lines.append(f"cancelled bookings stay behind: {', '.join(self.cancelled)}")
        if self.guests:
            lines.append(
                f"guests stay behind: up to {len(set(self.guests))}, with addresses suite_…@example.com"
            )
        if self.pushed:
            lines.append("prices were pushed: look at the rates of the test property")
        lines += [f"STILL STANDING, cancel by hand: {one}" for one in self.standing]
        return lines or ["nothing stays behind"]


class Noted(Layer):
    """The connector of the tests, with every write in the ledger before it is sent."""

    def __init__(self, inner: Connector, ledger: Ledger) -> None:
        super().__init__(inner)
        self._ledger = ledger

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        for argument in arguments:
            if isinstance(argument, ReservationDraft):
                self._ledger.references.append(argument.our_reference)
                self._ledger.guests.append(argument.guest.email or "")
            if isinstance(argument, GuestProfile):
                self._ledger.guests.append(argument.email or "")
        if operation.name.startswith("push_"):
            self._ledger.pushed = True
        return await send(deadline)


async def _cancelled(connector: Connector, found: Reservation, left: Deadline) -> Reservation:
    return await connector.cancel_reservation(
        found.reference, key=new_id("clean"), reason=None, agreed_fee=found.total, deadline=left
    )
