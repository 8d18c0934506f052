"""What was stored for a guest whose page is open here, by a process that could not tell the page: the console's, another gateway's.

Looks, now and then, at the conversations of the pages that are open in this process, and at no others.
"""

from __future__ import annotations

import functools
from collections import defaultdict

from sqlalchemy import Connection, select

from bot.gateway import outgoing
from bot.gateway.ledger import Ledger
from bot.gateway.live import Live
from bot.gateway.outgoing import Stored, read
from bot.gateway.tables import conversations
from bot.gateway.tables import outgoing as rows
from common.clock import Clock
from common.secrets import Sealer

_AT_ONCE = 500


class Relay:
    def __init__(self, ledger: Ledger, sealer: Sealer, clock: Clock, live: Live) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._live = live
        self._states: dict[str, str] = {}

    async def look(self) -> None:
        pages = sorted(self._live.open_pages)
        self._states = {name: state for name, state in self._states.items() if name in set(pages)}
        for start in range(0, len(pages), _AT_ONCE):
            some = pages[start : start + _AT_ONCE]
            states, waiting = await self._ledger.read(functools.partial(self._news, pages=some))
            for conversation, state in states.items():
                # A page that has just opened may have read another state than the one that stands by now.
                if self._states.get(conversation, "bot") != state:
                    self._live.tell_state(conversation, state)
                self._states[conversation] = state
            for conversation, stored in waiting.items():
                await outgoing.mark_sent(self._ledger, [one.reply.id for one in stored], self._clock.now())
                self._live.tell_replies(conversation, [one.reply for one in stored])

    def _news(
        self, connection: Connection, pages: list[str]
    ) -> tuple[dict[str, str], dict[str, list[Stored]]]:
        states = connection.execute(
            select(conversations.c.id, conversations.c.state).where(conversations.c.id.in_(pages))
        )
        found = connection.execute(
            select(rows)
            .where(
                rows.c.conversation.in_(pages),
                rows.c.delivery == "waiting",
                rows.c.route == "chat",
                # What has it is sent by its channel, whoever looks on.
                rows.c.next_try_at.is_(None),
            )
            .order_by(rows.c.seq)
        )
        waiting: dict[str, list[Stored]] = defaultdict(list)
        for row in found:
            waiting[row.conversation].append(read(row, self._sealer))
        return {row.id: row.state for row in states}, waiting
