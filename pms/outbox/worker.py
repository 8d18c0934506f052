"""The in-process relay: takes queued, unknown and orphaned writes in order, and performs them.

Each hotel has a lane of its own, so that one whose system is slow holds nobody else up. In a lane a few writes go side by side, never
two to one reservation: the table gives out the next only when the one before it is settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from common.clock import Clock, Deadline
from common.log import get_log
from pms.contract.errand import Errand
from pms.contract.protocol import Connector
from pms.outbox.intents import Intents
from pms.outbox.perform import WORKER, perform

_LOG = get_log("pms.outbox")
_AT_ONCE_IN_A_HOTEL = 4


class OutboxWorker:
    """Any number may run on one database: an intent is performed by whoever claims it.

    patience_seconds: the deadline of one attempt; nobody waits at the desk, so it is longer than a guest's.
    most_hotels: lanes that run at the same time.
    """

    def __init__(
        self,
        intents: Intents,
        connector_for: Callable[[Errand], Awaitable[Connector]],
        *,
        clock: Clock,
        patience_seconds: float = 30.0,
        every_seconds: float = 1.0,
        most_hotels: int = 16,
    ) -> None:
        self._intents = intents
        self._connector_for = connector_for
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._every_seconds = every_seconds
        self._most_hotels = asyncio.Semaphore(most_hotels)

    async def run(self) -> None:
        """Until cancelled."""
        lanes: dict[str, asyncio.Task[int]] = {}
        try:
            while True:
                try:
                    for property_id in await self._intents.due_properties():
                        if property_id not in lanes or lanes[property_id].done():
                            lanes[property_id] = asyncio.create_task(self._lane(property_id))
                except Exception:
                    # The database may be away for a moment; the next round asks again.
                    _LOG.exception("outbox_round_failed")
                await asyncio.sleep(self._every_seconds)
        finally:
            for lane in lanes.values():
                lane.cancel()
            await asyncio.gather(*lanes.values(), return_exceptions=True)

    async def run_once(self) -> int:
        """Everything that is due now; answers how many intents were settled."""
        hotels = await self._intents.due_properties()
        return sum(await asyncio.gather(*(self._lane(property_id) for property_id in hotels)))

    async def _lane(self, property_id: str) -> int:
        """One hotel's due writes, oldest first. Never raises."""
        try:
            async with self._most_hotels:
                due = await self._intents.due(property_id)
                few = asyncio.Semaphore(_AT_ONCE_IN_A_HOTEL)
                return sum(await asyncio.gather(*(self._try(intent_id, few) for intent_id in due)))
        except Exception:
            _LOG.exception("outbox_lane_failed", property=property_id)
            return 0

    async def _try(self, intent_id: str, few: asyncio.Semaphore) -> bool:
        async with few:
            try:
                return await self._attempt(intent_id)
            except Exception:
                # One poisoned row never stops the queue: it is put off, and somebody is called.
                _LOG.exception("outbox_attempt_failed", intent=intent_id)
                await self._intents.put_off(intent_id)
                return False

    async def _attempt(self, intent_id: str) -> bool:
        intent = await self._intents.get(intent_id)
        if intent is None or intent.is_settled:
            return False
        deadline = Deadline.after(self._patience_seconds, self._clock)
        # No turn: whoever shares the hotel's limits lets guests go first.
        errand = Errand(intent.property_id, intent.conversation, None, deadline)
        after = await perform(
            self._intents,
            lambda: self._connector_for(errand),
            intent,
            deadline=deadline,
            clock=self._clock,
            actor=WORKER,
        )
        return after.is_settled
