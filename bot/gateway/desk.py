"""What a channel may do: take a message in, wait for its turn's end, read what was said. The channels' only door here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.gateway import outgoing
from bot.gateway.asides import Aside, Asides
from bot.gateway.inbox import Accepted, Arrival, Inbox
from bot.gateway.ledger import Ledger
from bot.gateway.live import Ended, Live
from bot.gateway.outgoing import Stored
from bot.gateway.tables import OPEN, turns
from bot.gateway.turns import Turns
from common.clock import Clock, Deadline
from common.properties import Properties, Property
from common.secrets import Sealer

# While waiting for a turn that another gateway runs, nobody here is told of its end; so we look.
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Desk:
    """live: events of open pages."""

    ledger: Ledger
    sealer: Sealer
    clock: Clock
    properties: Properties
    inbox: Inbox
    turns: Turns
    asides: Asides
    live: Live

    def hotel(self, property_id: str | None) -> Property:
        return self.properties.get(property_id) or self.properties.default

    async def accept(self, arrival: Arrival) -> Accepted:
        """Stores the message and sees that it is answered. Raises NotAccepted."""
        accepted = await self.inbox.store(arrival)
        if accepted.is_new:
            self.live.tell_said(arrival.conversation, message_id=arrival.message_id, text=accepted.text)
        self._begin(accepted)
        return accepted

    async def keep(self, aside: Aside) -> bool:
        """Stores what the bot is not asked about; False when it was here before. Raises NotAccepted."""
        return await self.asides.keep(aside)

    async def accept_and_wait(self, arrival: Arrival, seconds: float) -> tuple[Accepted, Ended | None]:
        """As accept, with the turn's end; None for the end when it takes longer than that."""
        deadline = Deadline.after(seconds, self.clock)
        accepted = await self.inbox.store(arrival)
        with self.live.waiting_for(accepted.turn) as future:
            self._begin(accepted)
            if accepted.job is None and (ended := await self.ended(accepted.turn)) is not None:
                return accepted, ended
            while not deadline.expired:
                step = min(_LOOK_SECONDS, deadline.remaining_seconds())
                done, _ = await asyncio.wait([future], timeout=step)
                if done:
                    return accepted, future.result()
                if (ended := await self.ended(accepted.turn)) is not None:
                    return accepted, ended
        return accepted, None

    def _begin(self, accepted: Accepted) -> None:
        if accepted.job is not None:
            self.turns.begin(accepted.job)
        elif accepted.start_after is not None:
            self.turns.begin_when_due(accepted.conversation, accepted.start_after)

    async def ended(self, turn: str) -> Ended | None:
        """The turn's end as it is stored; its replies count as taken. None while it is open."""
        state, stored = await self.ledger.read(lambda at: self._state_and_replies(at, turn))
        if state in OPEN:
            return None
        waiting = [one.reply.id for one in stored if one.delivery == "waiting"]
        await outgoing.mark_sent(self.ledger, waiting, self.clock.now())
        return Ended(state, tuple(one.reply for one in stored))

    async def state_of(self, turn: str) -> str:
        return (await self.ledger.read(lambda at: self._state_and_replies(at, turn)))[0]

    def _state_and_replies(self, connection: Connection, turn: str) -> tuple[str, list[Stored]]:
        state = connection.execute(select(turns.c.state).where(turns.c.id == turn)).scalar_one()
        return state, ([] if state in OPEN else outgoing.of_turn(connection, self.sealer, turn))
