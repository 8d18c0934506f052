"""Reading conversations: the list for staff, one conversation in full, and its messages as a channel shows them.

Reads only; what it returns is unsealed, so callers decide who may see it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway import deliveries
from bot.gateway.left_contacts import LeftContact
from bot.gateway.outgoing import UNSAID, Stored, read
from bot.gateway.tables import conversations, inbox, outgoing, turns
from common.secrets import Sealer

MOST_MESSAGES = 500
"""The latest ones of a conversation, as channels show them."""
_LATELY = 5_000
"""Replies among which one that was said is looked for: no index by template is kept for this."""


@dataclass(frozen=True)
class ConversationRow:
    """state: bot, waiting, human. attention: why staff should look, else None."""

    id: str
    channel: str
    property_id: str
    state: str
    attention: str | None
    handoff_reason: str | None
    language: str | None
    locale: str | None
    created_at: datetime
    last_message_at: datetime
    turns: int = 0
    last_words: str = ""
    last_from: str = "guest"
    owner: str | None = None
    state_since: datetime | None = None
    is_draft_mode: bool = False
    is_unread: bool = False


@dataclass(frozen=True)
class Page:
    """total: how many conversations the filters find in all."""

    rows: tuple[ConversationRow, ...]
    total: int


@dataclass(frozen=True)
class SaidMessage:
    """One message of the guest. length: characters as received. button: the pressed button's id.

    kind, extra: what else than words was sent, as in the inbox's table.
    """

    seq: int
    message_id: str
    turn: str
    text: str
    button: str | None
    length: int
    received_at: datetime
    kind: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TurnRow:
    """What one turn understood and did. ranking: `[{"name", "confidence"}]`; trace: `[{"action", "ms"}]`."""

    id: str
    state: str
    outcome: str | None
    language: str | None
    intent: str | None
    score: float | None
    understood: dict[str, Any]
    ranking: list[dict[str, Any]]
    trace: list[dict[str, Any]]
    faults: list[dict[str, Any]]
    rasa_ms: int | None
    received_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    said: tuple[SaidMessage, ...] = ()
    replies: tuple[Stored, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """notices: what was said outside any turn. left_contact: how a person may reach the guest, as the guest left it."""

    conversation: ConversationRow
    turns: tuple[TurnRow, ...]
    notices: tuple[Stored, ...] = field(default=())
    left_contact: LeftContact | None = None


@dataclass(frozen=True)
class Message:
    """One line of a chat, from either side. Exactly one of said and stored is there."""

    at: datetime
    turn: str | None
    said: SaidMessage | None = None
    stored: Stored | None = None


@dataclass(frozen=True)
class Use:
    """One time a reply was said. values: what its words were filled with, a guest's name among them."""

    message: str
    conversation: str
    channel: str
    language: str | None
    at: datetime
    values: Mapping[str, Any] = field(repr=False)


class Transcripts:
    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    async def list(
        self, wanted: Sequence[ColumnElement[bool]] = (), *, page: int = 1, size: int = 25
    ) -> Page:
        """Newest first. wanted: conditions on a conversation; page counts from 1."""
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(conversations).where(*wanted))
            rows = (
                await connection.execute(
                    select(conversations)
                    .where(*wanted)
                    .order_by(conversations.c.last_message_at.desc(), conversations.c.id)
                    .limit(size)
                    .offset((max(1, page) - 1) * size)
                )
            ).all()
            found = await self._with_last_words(connection, rows)
        return Page(tuple(found), int(total or 0))

    async def conversation(self, conversation: str) -> ConversationRow | None:
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(conversations).where(conversations.c.id == conversation))
            ).one_or_none()
        return _conversation(row) if row is not None else None

    async def uses(
        self, template: str, *, property_id: str | None = None, message: str | None = None, most: int = 10
    ) -> list[Use]:
        """When this reply was last said with values, newest first, among the last few thousand replies.

        message: that one time alone, so that nothing else is unsealed.
        """
        newest = select(func.max(outgoing.c.seq)).scalar_subquery()
        wanted = [outgoing.c.template == template, outgoing.c.seq > newest - _LATELY]
        if property_id:
            wanted.append(conversations.c.property == property_id)
        if message is not None:
            wanted.append(outgoing.c.id == message)
        statement = (
            select(outgoing, conversations.c.channel)
            .join(conversations, conversations.c.id == outgoing.c.conversation)
            .where(*wanted)
            .order_by(outgoing.c.seq.desc())
            .limit(2 * most)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        found = [(row, read(row, self._sealer).reply) for row in rows]
        return [
            Use(reply.id, row.conversation, row.channel, reply.language, row.created_at, reply.values)
            for row, reply in found
            if reply.values
        ][:most]

    async def transcript(self, conversation: str) -> Transcript | None:
        """Everything, in order."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(conversations).where(conversations.c.id == conversation))
            ).one_or_none()
            if row is None:
                return None
            turn_rows = (
                await connection.execute(
                    select(turns).where(turns.c.conversation == conversation).order_by(turns.c.seq)
                )
            ).all()
            said, stored = await self._messages(connection, conversation, limit=None)
            told = await deliveries.of_conversation(connection, conversation)
        stored = [replace(one, statuses=told.get(one.reply.id, ())) for one in stored]
        built = tuple(
            self._turn(
                one,
                tuple(message for message in said if message.turn == one.id),
                tuple(reply for reply in stored if reply.turn == one.id),
            )
            for one in turn_rows
        )
        return Transcript(
            _conversation(row, turns=len(built)),
            built,
            tuple(reply for reply in stored if reply.turn is None),
            LeftContact.unsealed(self._sealer, row.left_contact) if row.left_contact else None,
        )

    async def messages(self, conversation: str) -> Sequence[Message]:
        """The latest messages of both sides as the guest saw them, oldest first."""
        async with self._engine.connect() as connection:
            said, stored = await self._messages(connection, conversation, limit=MOST_MESSAGES)
        lines = [Message(one.received_at, one.turn, said=one) for one in said]
        lines += [
            Message(one.created_at, one.turn, stored=one)
            for one in stored
            if one.route == "chat" and one.delivery not in UNSAID
        ]
        # Stable: at one instant the guest's words come before ours, each side in its own order.
        return sorted(lines, key=lambda line: line.at)[-MOST_MESSAGES:]

    async def has_file(self, conversation: str, file: str) -> bool:
        """Whether the guest has sent it in this conversation. file: the channel's id of it."""
        query = select(inbox.c.extra).where(
            inbox.c.conversation == conversation, inbox.c.kind.is_not(None), inbox.c.extra.is_not(None)
        )
        async with self._engine.connect() as connection:
            sealed = (await connection.execute(query)).scalars().all()
        extras = (json.loads(self._sealer.unseal(extra)) for extra in sealed)
        return any((extra.get("media") or {}).get("id") == file for extra in extras)

    async def states(self, conversation: str) -> dict[str, str]:
        """Each turn's state by its id."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(turns.c.id, turns.c.state).where(turns.c.conversation == conversation)
            )
            return {row.id: row.state for row in rows}

    async def _messages(
        self, connection: AsyncConnection, conversation: str, *, limit: int | None
    ) -> tuple[Sequence[SaidMessage], Sequence[Stored]]:
        said = (
            await connection.execute(
                select(inbox)
                .where(inbox.c.conversation == conversation)
                .order_by(inbox.c.seq.desc())
                .limit(limit)
            )
        ).all()
        stored = (
            await connection.execute(
                select(outgoing)
                .where(outgoing.c.conversation == conversation)
                .order_by(outgoing.c.seq.desc())
                .limit(limit)
            )
        ).all()
        return (
            [
                SaidMessage(
                    row.seq,
                    row.message_id,
                    row.turn,
                    self._sealer.unseal(row.words),
                    row.button,
                    row.length,
                    row.received_at,
                    row.kind,
                    json.loads(self._sealer.unseal(row.extra)) if row.extra else {},
                )
                for row in reversed(said)
            ],
            [read(row, self._sealer) for row in reversed(stored)],
        )

    async def _with_last_words(
        self, connection: AsyncConnection, rows: Sequence[Any]
    ) -> Sequence[ConversationRow]:
        ids = [row.id for row in rows]
        if not ids:
            return []
        counts = await connection.execute(
            select(turns.c.conversation, func.count())
            .where(turns.c.conversation.in_(ids))
            .group_by(turns.c.conversation)
        )
        count_by_id = {row[0]: row[1] for row in counts}
        last_said = await _last(connection, inbox, ids)
        last_reply = await _last(connection, outgoing, ids)
        found = []
        for row in rows:
            said, reply = last_said.get(row.id), last_reply.get(row.id)
            words, who = "", "guest"
            if reply is not None and (said is None or reply.created_at >= said.received_at):
                words, who = read(reply, self._sealer).reply.text, "staff" if reply.by else "bot"
            elif said is not None:
                words = self._sealer.unseal(said.words)
            found.append(
                _conversation(row, turns=count_by_id.get(row.id, 0), last_words=words, last_from=who)
            )
        return found

    def _turn(self, row: Any, said: tuple[SaidMessage, ...], replies: tuple[Stored, ...]) -> TurnRow:
        kept = json.loads(self._sealer.unseal(row.understood)) if row.understood else {}
        return TurnRow(
            id=row.id,
            state=row.state,
            outcome=row.outcome,
            language=row.language,
            intent=row.intent,
            score=None if row.score is None else row.score / 1000,
            understood=kept.get("understood") or {},
            ranking=kept.get("ranking") or [],
            trace=row.trace or [],
            faults=row.faults or [],
            rasa_ms=row.rasa_ms,
            received_at=row.received_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            said=said,
            replies=replies,
        )


async def _last(connection: AsyncConnection, table: Table, ids: Sequence[str]) -> dict[str, Any]:
    """The latest row of each conversation."""
    latest = select(func.max(table.c.seq)).where(table.c.conversation.in_(ids)).group_by(table.c.conversation)
    rows = await connection.execute(select(table).where(table.c.seq.in_(latest)))
    return {row.conversation: row for row in rows}


def _conversation(
    row: Any, *, turns: int = 0, last_words: str = "", last_from: str = "guest"
) -> ConversationRow:
    return ConversationRow(
        id=row.id,
        channel=row.channel,
        property_id=row.property,
        state=row.state,
        attention=row.attention,
        handoff_reason=row.handoff_reason,
        language=row.language,
        locale=row.locale,
        created_at=row.created_at,
        last_message_at=row.last_message_at,
        turns=turns,
        last_words=last_words,
        last_from=last_from,
        owner=row.owner,
        state_since=row.state_since,
        is_draft_mode=row.is_draft_mode,
        is_unread=row.last_guest_at is not None and (row.read_at is None or row.read_at < row.last_guest_at),
    )
