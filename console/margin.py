"""What staff write in the margin of a conversation: notes for each other, and tags to find it by. Guests never see either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway.tables import conversations
from common.clock import Clock
from common.ids import new_id
from common.secrets import Sealer, mask_cards
from console.desk_tables import conversation_tags, desk_notes
from console.gate import Stopped, not_found
from console.queries import LONGEST_TAG
from console.staff import Member
from console.words import Saying, marked

LONGEST_NOTE = 2_000
MOST_TAGS = 12
MOST_NOTES = 200


@dataclass(frozen=True)
class Note:
    id: str
    at: datetime
    by: str
    text: str = field(repr=False)


class Margin:
    def __init__(self, engine: AsyncEngine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def notes(self, conversation: str) -> list[Note]:
        """Oldest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(desk_notes)
                .where(desk_notes.c.conversation == conversation)
                .order_by(desk_notes.c.at, desk_notes.c.id)
            )
            return [Note(row.id, row.at, row.by, self._sealer.unseal(row.words)) for row in rows]

    async def add_note(self, conversation: str, member: Member, text: str) -> Note:
        """Raises Stopped, as everything here that writes does."""
        words = mask_cards(text.strip())[:LONGEST_NOTE]
        if not words:
            raise _not_so(marked("Write something first."))
        note = Note(new_id("note"), self._clock.now(), member.name, words)
        async with self._engine.begin() as connection:
            await self._touch(connection, conversation)
            table = desk_notes.c
            mine = select(func.count()).select_from(desk_notes).where(table.conversation == conversation)
            if (await connection.scalar(mine) or 0) >= MOST_NOTES:
                raise _not_so(marked("It has as many notes as it can hold."))
            await connection.execute(
                insert(desk_notes).values(
                    id=note.id,
                    conversation=conversation,
                    at=note.at,
                    by=note.by,
                    words=self._sealer.seal(words),
                )
            )
        return note

    async def drop_note(self, conversation: str, note: str) -> None:
        """One that is gone already is no fault."""
        async with self._engine.begin() as connection:
            await self._touch(connection, conversation)
            await connection.execute(
                delete(desk_notes).where(desk_notes.c.id == note, desk_notes.c.conversation == conversation)
            )

    async def tags(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of these conversations, in the order of the alphabet."""
        async with self._engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(conversation_tags.c.conversation, conversation_tags.c.tag)
                    .where(conversation_tags.c.conversation.in_(names))
                    .order_by(conversation_tags.c.tag)
                )
            ).all()
        tags: dict[str, list[str]] = {name: [] for name in names}
        for row in rows:
            tags[row.conversation].append(row.tag)
        return {name: tuple(found) for name, found in tags.items()}

    async def add_tag(self, conversation: str, member: Member, tag: str) -> None:
        """The same tag twice is one."""
        name = tidy_tag(tag)
        if not name:
            raise _not_so(marked("Write something first."))
        async with self._engine.begin() as connection:
            await self._touch(connection, conversation)
            kept = set(
                await connection.scalars(
                    select(conversation_tags.c.tag).where(conversation_tags.c.conversation == conversation)
                )
            )
            if name in kept:
                return
            if len(kept) >= MOST_TAGS:
                raise _not_so(Saying(marked("It has %(most)s tags already."), {"most": MOST_TAGS}))
            await connection.execute(
                insert(conversation_tags).values(
                    conversation=conversation, tag=name, at=self._clock.now(), by=member.name
                )
            )

    async def drop_tag(self, conversation: str, tag: str) -> None:
        async with self._engine.begin() as connection:
            await self._touch(connection, conversation)
            await connection.execute(
                delete(conversation_tags).where(
                    conversation_tags.c.conversation == conversation, conversation_tags.c.tag == tag
                )
            )

    async def _touch(self, connection: AsyncConnection, conversation: str) -> None:
        """Colleagues' pages see that something changed; whoever else writes here waits until this is done."""
        changed: Any = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation)
            .values(changed_at=self._clock.now())
        )
        if changed.rowcount != 1:
            raise not_found(marked("There is no such conversation"))


def tidy_tag(text: str) -> str:
    """Small letters, single spaces: "  VIP Guest" and "vip guest" are one tag."""
    return re.sub(r"\s+", " ", text).strip().casefold()[:LONGEST_TAG].strip()


def _not_so(text: str | Saying) -> Stopped:
    return Stopped(422, marked("Not as it stands"), text)
