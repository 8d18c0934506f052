"""Where the hotel's system asks the same whoever comes, one question serves every party: the layers within are asked for one
adult, and who fits where is decided here, from the answer they gave, kept, or told as an old one.
"""

from __future__ import annotations

from typing import Any

from common.clock import Deadline
from pms.contract.layer import Layer, Send
from pms.contract.models import Party
from pms.contract.protocol import Operation
from pms.contract.room_sets import for_party

_ANYBODY = Party(adults=1)


class AnyParty(Layer):
    """Only around a vendor whose manifest says `offers_by: stay`."""

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if operation.name != "search_offers":
            return await send(deadline)
        stay, party, *named = arguments
        everything = await self._inner.search_offers(stay, _ANYBODY, deadline=deadline)
        return for_party(everything, party, rooms=dict(named).get("rooms"))
