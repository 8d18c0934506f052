"""What the hotel side has to tell a guest unasked: a queued booking that came true, or did not.

The rows are the hotel layer's; here each becomes one reply in the conversation's language, exactly once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import metrics, outgoing
from bot.gateway.ending import Endings
from bot.gateway.inbox import Talk
from bot.gateway.live import Live
from bot.gateway.metadata import reply_language
from bot.gateway.tables import OPEN, conversations, turns
from common.clock import Clock
from common.log import get_log
from common.properties import Properties
from common.secrets import Sealer
from pms.tables import notices

_AT_ONCE = 100

log = get_log("bot.gateway.notices")


class Notices:
    def __init__(
        self,
        engine: AsyncEngine,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        endings: Endings,
        live: Live,
    ) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._properties = properties
        self._endings = endings
        self._live = live

    async def deliver(self) -> None:
        """Says every notice whose guest is not being answered just now; the others come with the next round."""
        async with self._engine.connect() as connection:
            due = (
                await connection.execute(
                    select(notices)
                    .where(notices.c.delivered_at.is_(None))
                    .order_by(notices.c.created_at, notices.c.id)
                    .limit(_AT_ONCE)
                )
            ).all()
            if not due:
                return
            names = {notice.conversation for notice in due}
            talks = {
                row.id: Talk.read(row)
                for row in await connection.execute(
                    select(conversations).where(conversations.c.id.in_(names))
                )
            }
            busy = set(
                await connection.scalars(
                    select(turns.c.conversation).where(
                        turns.c.conversation.in_(names), turns.c.state.in_(OPEN)
                    )
                )
            )
        for notice in due:
            if notice.conversation not in busy:
                await self._say(notice, talks.get(notice.conversation))

    async def _say(self, notice: Any, talk: Talk | None) -> None:
        now = self._clock.now()
        reply = None
        if talk is not None:
            hotel = self._properties.get(notice.property_id) or self._properties.default
            reply = self._endings.named(
                notice.reply,
                language=reply_language(talk, hotel),
                channel=talk.channel,
                hotel=hotel,
                values=notice.values,
                guest=talk.id,
            )
        is_awaited = self._live.is_awaited(turn=None, conversation=notice.conversation)
        async with self._engine.begin() as connection:
            taken = await connection.execute(
                update(notices)
                .where(notices.c.id == notice.id, notices.c.delivered_at.is_(None))
                .values(delivered_at=now)
            )
            if taken.rowcount != 1:
                return
            if reply is None:
                # Written by a command or a test without a conversation: nobody to tell.
                log.warning("notice without a conversation", notice=notice.id)
                return
            await outgoing.add(
                connection,
                self._sealer,
                [reply],
                conversation=notice.conversation,
                turn=None,
                at=now,
                is_awaited=is_awaited,
                notice=notice.id,
            )
            if notice.reply.endswith("_refused"):
                # The guest hoped for it; somebody should see how it goes on.
                await connection.execute(
                    update(conversations)
                    .where(conversations.c.id == notice.conversation)
                    .values(attention="refused")
                )
        if not is_awaited:
            metrics.OUTGOING_DEPTH.inc()
        self._live.tell_replies(notice.conversation, [reply])
