"""The in-process relay: takes queued, unknown and orphaned writes in order, and performs them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from common.clock import Clock, Deadline
from common.log import get_log
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.protocol import Connector
from pms.outbox.intents import Intents
from pms.outbox.perform import perform

_LOG = get_log("pms.outbox")


class OutboxWorker:
    """Any number may run on one database: an intent is performed by whoever claims it.

    patience_seconds: the deadline of one attempt; nobody waits at the desk, so it is longer than a guest's.
    """

    def __init__(
        self,
        intents: Intents,
        connector_for: Callable[[Errand], Awaitable[Connector]],
        *,
        clock: Clock,
        patience_seconds: float = 30.0,
        every_seconds: float = 1.0,
    ) -> None:
        self._intents = intents
        self._connector_for = connector_for
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._every_seconds = every_seconds

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.run_once()
            except Exception:
                # The database may be away for a moment; the next round asks again.
                _LOG.exception("outbox_round_failed")
            await asyncio.sleep(self._every_seconds)

    async def run_once(self) -> int:
        """Everything that is due now, oldest first; answers how many intents were settled."""
        settled = 0
        for intent_id in await self._intents.due():
            try:
                settled += await self._attempt(intent_id)
            except Exception:
                # One poisoned row never stops the queue.
                _LOG.exception("outbox_attempt_failed", intent=intent_id)
        return settled

    async def _attempt(self, intent_id: str) -> bool:
        intent = await self._intents.get(intent_id)
        if intent is None or intent.is_settled:
            return False
        deadline = Deadline.after(self._patience_seconds, self._clock)
        errand = Errand(intent.property_id, intent.conversation, None, deadline)
        try:
            connector = await self._connector_for(errand)
        except errors.PmsError as error:
            # One hotel that cannot be reached never stops the others' writes.
            _LOG.warning("outbox_no_connector", property=intent.property_id, error=error.kind)
            return False
        after = await perform(
            self._intents, connector, intent, deadline=deadline, clock=self._clock, actor="worker"
        )
        return after.is_settled
