"""Staff speak with guests: a conversation goes bot → waiting → human → bot and has one owner. The staff pages' only door here.

The moment a person writes the bot falls silent: what it was about to say becomes a proposal, and what the guest says goes
to nobody else. Each deed is one transaction; of two people who act at once the second is told who was first.
Whatever desk people sit at (our pages, a chat tool of the hotel's) works through this door. How they are called to it is `staff_calls.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.gateway import deliveries, metrics, outgoing, satisfaction
from bot.gateway.deliveries import Decided, Decision
from bot.gateway.handover_rows import (
    BACK,
    DRAFT,
    HeldBy,
    NoSuchConversation,
    end_queued,
    give_to_bot,
    hold,
    is_closed,
    move,
    note,
    require_own,
    story,
)
from bot.gateway.ledger import Ledger
from bot.gateway.live import Live
from bot.gateway.outgoing import STAFF_MESSAGE, Reply, read
from bot.gateway.staff_calls import AlertCalls, Call, StaffCalls
from bot.gateway.tables import conversations
from bot.gateway.tables import outgoing as rows
from bot.gateway.words import keep
from common.clock import Clock
from common.ids import new_id
from common.properties import Properties
from common.secrets import Sealer

__all__ = [
    "Chosen",
    "Decided",
    "Decision",
    "Deed",
    "HeldBy",
    "NoSuchConversation",
    "NotProposed",
    "NothingSaid",
    "Standing",
    "Takeover",
    "WindowClosed",
    "Writing",
]


class NotProposed(Exception):
    """There is no such draft, or somebody has decided about it."""


class NothingSaid(Exception):
    """A message without words."""


class WindowClosed(Exception):
    """The channel takes no free words to this guest now; only a reply that it has approved."""

    def __init__(self, since: datetime) -> None:
        super().__init__(since.isoformat())
        self.since = since


@dataclass(frozen=True)
class Standing:
    """Who answers in a conversation. state: bot, waiting, human; owner: who of staff has it."""

    conversation: str
    state: str
    owner: str | None
    since: datetime | None
    is_draft_mode: bool

    @classmethod
    def of(cls, row: Row[Any]) -> Standing:
        return cls(row.id, row.state, row.owner, row.state_since, row.is_draft_mode)


@dataclass(frozen=True)
class Writing:
    """Whether staff may write in words of their own, and until when; None where the channel sets no end."""

    is_free: bool
    until: datetime | None


@dataclass(frozen=True)
class Deed:
    """One line of a conversation's story. what: as in the table of handovers; by: None for the guest or the clock."""

    at: datetime
    what: str
    by: str | None
    reason: str | None


@dataclass(frozen=True)
class Chosen:
    """One of the hotel's own replies that a person sends as it is; the channel may know an approved twin of it."""

    template: str
    version: str | None
    language: str
    values: Mapping[str, Any]


class Takeover:
    """live: the pages that are open in this process, None where guests are served by another. on_notice: called when there is something
    for the bot to say unasked; on_said: when there is something to send.
    """

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        *,
        calls: StaffCalls | None = None,
        asks_satisfaction: bool = True,
        live: Live | None = None,
        on_notice: Callable[[], None] = lambda: None,
        on_said: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._properties = properties
        self._calls = calls or AlertCalls()
        self._asks_satisfaction = asks_satisfaction
        self._live = live
        self._on_notice = on_notice
        self._on_said = on_said

    async def standing(self, conversation: str) -> Standing:
        """Raises NoSuchConversation, as everything here does."""
        return Standing.of(await self._row(conversation))

    async def allowed(self, conversation: str) -> Writing:
        row = await self._row(conversation)
        return Writing(not is_closed(row, self._clock.now()), row.window_until)

    async def story(self, conversation: str) -> list[Deed]:
        """What became of the conversation between bot and people, oldest first."""
        found = await self._ledger.read(lambda at: story(at, conversation))
        return [Deed(row.at, row.what, row.by, row.reason) for row in found]

    async def take(self, conversation: str, by: str) -> Standing:
        """From now on `by` answers here. Raises HeldBy."""
        return await self._do(conversation, lambda at, talk, now: self._take(at, talk, by, now))

    async def assign(self, conversation: str, to: str, by: str) -> Standing:
        """`to` has it from now on, whoever had it before."""

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            if talk.owner != to:
                self._silence(connection, talk, to, now, what="assigned", by=by, reason=to[:64])

        return await self._do(conversation, work)

    async def release(self, conversation: str, by: str) -> Standing:
        """It waits for another person; meanwhile the bot answers. Raises HeldBy."""

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            require_own(talk, by)
            if talk.state == "human":
                move(
                    connection,
                    talk,
                    "waiting",
                    what="released",
                    at=now,
                    by=by,
                    attention="handoff",
                    handoff_reason="released",
                    handed_back_at=now,
                )
                self._calls.call(connection, Call.of(talk, "released", now), now)

        return await self._do(conversation, work)

    async def hand_back(self, conversation: str, by: str) -> Standing:
        """The bot answers again, and says so in one sentence. Raises HeldBy."""

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            require_own(talk, by)
            if talk.state != "bot":
                give_to_bot(
                    connection,
                    talk,
                    now,
                    what="handed_back",
                    property_id=talk.property or self._properties.default.id,
                    reply=BACK,
                    values={},
                    by=by,
                )
                if self._asks_satisfaction and talk.state == "human":
                    satisfaction.ask_once(connection, talk, talk.property or self._properties.default.id, now)

        standing = await self._do(conversation, work)
        self._on_notice()
        return standing

    async def say(
        self,
        conversation: str,
        by: str,
        text: str,
        *,
        message_id: str | None = None,
        chosen: Chosen | None = None,
    ) -> Reply:
        """A person's words to the guest; takes the conversation over when nobody has it.

        message_id: the same one again says nothing again. chosen: they are that reply's, which may go where free words may not:
        the sender says its approved twin there. Raises HeldBy, WindowClosed, NothingSaid.
        """
        words = keep(text).text
        if not words:
            raise NothingSaid
        reply = Reply(new_id("o"), words, STAFF_MESSAGE, None, None, None, by=by)
        if chosen is not None:
            reply = replace(
                reply,
                template=chosen.template,
                version=chosen.version,
                language=chosen.language,
                values=chosen.values,
            )
        once = f"say:{message_id}"[:64] if message_id else None
        is_awaited = self._is_awaited(conversation)

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            self._take(connection, talk, by, now)
            if chosen is None and is_closed(talk, now):
                raise WindowClosed(talk.window_until)
            outgoing.add(
                connection,
                self._sealer,
                [replace(reply, language=reply.language or talk.language)],
                conversation=conversation,
                turn=None,
                at=now,
                is_awaited=is_awaited,
                notice=once,
            )
            self._has_written(connection, talk, now)

        try:
            await self._do(conversation, work)
        except IntegrityError:
            if once is None:
                raise
            return await self._ledger.read(lambda at: self._said_once(at, once))
        self._say(conversation, reply, is_awaited=is_awaited)
        return reply

    async def approve(self, draft: str, by: str, text: str | None = None) -> Reply:
        """Sends what the bot proposed, in other words where some are given. draft: the reply's id.

        Raises NotProposed, HeldBy, WindowClosed, NothingSaid.
        """
        words = None if text is None else keep(text).text
        if words == "":
            raise NothingSaid
        conversation, proposed = await self._ledger.read(lambda at: self._draft(at, draft))
        is_edited = words is not None and words != proposed.text
        # Other words than the arm's tell nothing of the arm.
        said = (
            replace(proposed, text=words or "", by=by, experiment=None, arm=None) if is_edited else proposed
        )
        is_awaited = self._is_awaited(conversation)

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            require_own(talk, by)
            if is_closed(talk, now) and is_edited:
                raise WindowClosed(talk.window_until)
            if not outgoing.release(connection, self._sealer, said, at=now, is_awaited=is_awaited):
                raise NotProposed(draft)
            note(connection, conversation, "approved", at=now, by=by, reason=draft)
            self._has_written(connection, talk, now)
            self._after_draft(connection, talk, now, by)

        await self._do(conversation, work)
        self._say(conversation, said, is_awaited=is_awaited)
        return said

    async def drop(self, draft: str, by: str) -> None:
        """The guest never reads it. Raises NotProposed, HeldBy."""
        conversation, _ = await self._ledger.read(lambda at: self._draft(at, draft))

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            require_own(talk, by)
            dropped = connection.execute(
                update(rows)
                .where(rows.c.id == draft, rows.c.delivery == "proposed")
                .values(delivery="dropped")
            )
            if dropped.rowcount != 1:
                raise NotProposed(draft)
            note(connection, conversation, "dropped", at=now, by=by, reason=draft)
            self._after_draft(connection, talk, now, by)

        await self._do(conversation, work)

    async def decide(self, reply: str, decision: Decision, by: str) -> None:
        """What becomes of a reply that is unsure, held or failed. Raises Decided, HeldBy."""
        now = self._clock.now()
        replies = await self._ledger.write(lambda at: deliveries.decide(at, reply, decision, by, now))
        if decision == "again":
            metrics.OUTGOING_DEPTH.inc(replies)
            self._on_said()

    async def set_draft_mode(self, conversation: str, by: str, *, is_on: bool) -> Standing:
        """Whether the bot only proposes here, and staff send."""

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            if talk.is_draft_mode != is_on:
                connection.execute(
                    update(conversations).where(conversations.c.id == talk.id).values(is_draft_mode=is_on)
                )
                note(connection, talk.id, "drafting" if is_on else "speaking", at=now, by=by)

        return await self._do(conversation, work)

    async def mark_read(self, conversation: str) -> None:
        """Staff have seen everything up to now."""

        def work(connection: Connection, talk: Row[Any], now: datetime) -> None:
            connection.execute(update(conversations).where(conversations.c.id == talk.id).values(read_at=now))

        await self._do(conversation, work)

    async def _do(
        self, conversation: str, work: Callable[[Connection, Row[Any], datetime], None]
    ) -> Standing:
        """One deed in one transaction, and the guest's open pages told who answers now."""

        def whole(connection: Connection) -> tuple[Standing, Standing]:
            talk = hold(connection, conversation, self._clock.now())
            work(connection, talk, self._clock.now())
            after = connection.execute(select(conversations).where(conversations.c.id == conversation)).one()
            return Standing.of(talk), Standing.of(after)

        before, after = await self._ledger.write(whole)
        if self._live is not None and before.state != after.state:
            self._live.tell_state(conversation, after.state)
        return after

    def _take(self, connection: Connection, talk: Row[Any], by: str, now: datetime) -> None:
        require_own(talk, by)
        if talk.state != "human":
            self._silence(connection, talk, by, now, what="taken", by=by)

    def _silence(
        self,
        connection: Connection,
        talk: Row[Any],
        owner: str,
        now: datetime,
        *,
        what: str,
        by: str,
        reason: str | None = None,
    ) -> None:
        """What runs just now finds at its end that a person has the conversation; what has not begun never begins."""
        move(connection, talk, "human", what=what, at=now, owner=owner, by=by, reason=reason, attention=None)
        end_queued(connection, talk.id, now)

    def _has_written(self, connection: Connection, talk: Row[Any], now: datetime) -> None:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == talk.id)
            .values(read_at=now, last_message_at=now)
        )

    def _after_draft(self, connection: Connection, talk: Row[Any], now: datetime, by: str) -> None:
        """With the last draft decided nobody waits for staff."""
        left = connection.scalar(
            select(func.count())
            .select_from(rows)
            .where(rows.c.conversation == talk.id, rows.c.delivery == "proposed")
        )
        if not left and talk.state == "waiting" and talk.handoff_reason == DRAFT:
            move(connection, talk, "bot", what="recovered", at=now, by=by, attention=None)

    def _draft(self, connection: Connection, draft: str) -> tuple[str, Reply]:
        row = connection.execute(
            select(rows).where(rows.c.id == draft, rows.c.delivery == "proposed")
        ).one_or_none()
        if row is None:
            raise NotProposed(draft)
        return row.conversation, read(row, self._sealer).reply

    def _said_once(self, connection: Connection, once: str) -> Reply:
        return read(connection.execute(select(rows).where(rows.c.notice == once)).one(), self._sealer).reply

    async def _row(self, conversation: str) -> Row[Any]:
        row = await self._ledger.read(
            lambda at: at.execute(
                select(conversations).where(conversations.c.id == conversation)
            ).one_or_none()
        )
        if row is None:
            raise NoSuchConversation(conversation)
        return row

    def _is_awaited(self, conversation: str) -> bool:
        return self._live is not None and self._live.is_awaited(turn=None, conversation=conversation)

    def _say(self, conversation: str, reply: Reply, *, is_awaited: bool) -> None:
        if self._live is not None:
            self._live.tell_replies(conversation, [reply])
        if not is_awaited:
            metrics.OUTGOING_DEPTH.inc()
        self._on_said()
