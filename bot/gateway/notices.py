"""What the hotel side has to tell a guest unasked: a queued booking that came true, or did not.

The rows are the hotel layer's; here each becomes one reply in the conversation's language, exactly once.
"""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.gateway import metrics, outgoing, satisfaction
from bot.gateway.ending import Endings
from bot.gateway.handover_rows import DRAFT, SAID_IN_ANY_CASE, call_for_person, hold
from bot.gateway.inbox import Talk
from bot.gateway.ledger import Ledger
from bot.gateway.live import Live
from bot.gateway.mail import mails_of
from bot.gateway.metadata import reply_language
from bot.gateway.outgoing import Reply
from bot.gateway.tables import OPEN, conversations, turns
from common.clock import Clock
from common.log import get_log
from common.properties import Properties
from common.secrets import Sealer
from pms.tables import notices

_AT_ONCE = 100

log = get_log("bot.gateway.notices")


class Notices:
    """sends_mail: as in TurnRows."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        endings: Endings,
        live: Live,
        *,
        asks_satisfaction: bool = True,
        sends_mail: bool = False,
    ) -> None:
        self._asks_satisfaction = asks_satisfaction
        self._sends_mail = sends_mail
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._properties = properties
        self._endings = endings
        self._live = live

    async def deliver(self) -> None:
        """Says every notice whose guest is not being answered just now; the others come with the next round."""
        for notice, talk in await self._ledger.read(self._due):
            await self._say(notice, talk)

    def _due(self, connection: Connection) -> list[tuple[Any, Talk | None]]:
        due = connection.execute(
            select(notices)
            .where(notices.c.delivered_at.is_(None))
            .order_by(notices.c.created_at, notices.c.id)
            .limit(_AT_ONCE)
        ).all()
        if not due:
            return []
        names = {notice.conversation for notice in due}
        known = connection.execute(select(conversations).where(conversations.c.id.in_(names)))
        talks = {row.id: Talk.read(row) for row in known}
        is_open = turns.c.conversation.in_(names) & turns.c.state.in_(OPEN)
        busy = set(connection.scalars(select(turns.c.conversation).where(is_open)))
        return [(one, talks.get(one.conversation)) for one in due if one.conversation not in busy]

    async def _say(self, notice: Any, talk: Talk | None) -> None:
        now = self._clock.now()
        reply = None
        if talk is not None:
            hotel = self._properties.get(notice.property_id) or self._properties.default
            await self._endings.prepare(talk.guest)
            reply = self._endings.named(
                notice.reply,
                language=reply_language(talk, hotel),
                channel=talk.channel,
                hotel=hotel,
                values=notice.values,
                guest=talk.guest,
            )
        is_awaited = self._live.is_awaited(turn=None, conversation=notice.conversation)
        is_said = await self._ledger.write(lambda at: self._store(at, notice, reply, now, is_awaited))
        if is_said and reply is not None:
            metrics.OUTGOING_DEPTH.inc(0 if is_awaited else 1)
            self._live.tell_replies(notice.conversation, [reply])

    def _store(
        self, connection: Connection, notice: Any, reply: Reply | None, now: datetime, is_awaited: bool
    ) -> bool:
        """Whether the guest is told now: not when another gateway was quicker, nor while a person speaks."""
        taken = connection.execute(
            update(notices)
            .where(notices.c.id == notice.id, notices.c.delivered_at.is_(None))
            .values(delivered_at=now)
        )
        if taken.rowcount != 1:
            return False
        if reply is None:
            # Written by a command or a test without a conversation: nobody to tell.
            log.warning("notice without a conversation", notice=notice.id)
            return True
        talk = hold(connection, notice.conversation, now)
        # A person who speaks with the guest decides whether and how to tell it; left alone, it is told when they go.
        is_drafted = talk.is_draft_mode and notice.reply not in SAID_IN_ANY_CASE
        is_proposed = talk.state == "human" or is_drafted
        add = functools.partial(
            outgoing.add, connection, self._sealer, conversation=notice.conversation, turn=None, at=now
        )
        add([reply], is_awaited=is_awaited, is_proposed=is_proposed, notice=notice.id)
        mails = mails_of((reply,)) if self._sends_mail else []
        if mails:
            add(mails, is_awaited=False, route="mail")
        attention = _attention(notice.reply)
        if is_drafted:
            call_for_person(connection, talk, DRAFT, now, attention=attention)
        elif attention:
            connection.execute(
                update(conversations)
                .where(conversations.c.id == notice.conversation)
                .values(attention=attention)
            )
        if self._asks_satisfaction and not is_proposed and satisfaction.is_asked_after([notice.reply]):
            satisfaction.ask_once(connection, talk, notice.property_id, now)
        return not is_proposed


def _attention(reply: str) -> str | None:
    """The guest hoped for it, or was told that a person looks at it: somebody should see how it goes on."""
    if reply == "notice.with_staff":
        return "stuck"
    return "refused" if reply.endswith(("_refused", "_abandoned")) else None
