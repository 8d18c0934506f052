"""What an adapter may offer beside the contract: to show what a booking would send, without sending it."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from common.clock import Deadline
from pms.contract.models import ReservationDraft


@runtime_checkable
class Previews(Protocol):
    """Optional. `posada pms check` asks a bare adapter with `isinstance`; layers do not pass it on."""

    async def preview_create(self, draft: ReservationDraft, *, deadline: Deadline) -> dict[str, Any]:
        """The request that `create_reservation` would send for this draft, as plain JSON; only reads on the way.

        Such as {"method": "POST", "path": "/bookings", "body": {...}}. Holds no credentials. Raises what a booking would
        refuse before sending: Invalid, TooManyGuests, PriceChanged, SoldOut.
        """
        ...
