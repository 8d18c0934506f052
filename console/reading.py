"""Reading conversations on behalf of a member of staff: the one place where words are unsealed for the console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.search import Found, Search
from bot.gateway.tables import conversations
from bot.gateway.transcripts import ConversationRow, Page, Transcript, Transcripts, Use
from console.access_log import AccessLog, Reading
from console.gate import Stopped
from console.inbox import Figures, conditions
from console.queries import PAGE_SIZE, Query
from console.roles import Role
from console.staff import Member
from console.words import Saying, marked
from pms.audit import PmsCall, calls_of_turns

# A statement takes a bounded number of parameters, on SQLite as on PostgreSQL.
_TURNS_AT_ONCE = 500


SEARCHES = Role.AGENT
"""Who looks for words in conversations they have not opened."""


@dataclass(frozen=True)
class Listing:
    """searched: how far words were looked for; None when none were."""

    page: Page
    searched: Found | None = None

    @property
    def rows(self) -> tuple[ConversationRow, ...]:
        return self.page.rows

    @property
    def total(self) -> int:
        return self.page.total


class Reader:
    """zone: the time zone in which days are asked for."""

    def __init__(
        self,
        engine: AsyncEngine,
        transcripts: Transcripts,
        search: Search,
        access_log: AccessLog,
        zone: ZoneInfo,
    ) -> None:
        self.figures = Figures(engine, zone)
        self._engine = engine
        self._transcripts = transcripts
        self._search = search
        self._access_log = access_log
        self._zone = zone

    async def listing(self, query: Query, member: Member) -> Listing:
        """Words are looked for only by those who may speak with guests, and every conversation they are found in is on the access log.

        Raises Stopped.
        """
        also = conditions(query, member.name, self._zone)
        if not query.words:
            return Listing(await self._transcripts.list(also, page=query.page, size=PAGE_SIZE))
        if not member.role.may_act_as(SEARCHES):
            needs = Saying(
                marked("Searching in guests' words needs the role “%(role)s”."), {"role": Saying(SEARCHES)}
            )
            raise Stopped(403, marked("Not for your role"), needs)
        found = await self._search.find(query.words, also)
        for conversation in found.conversations:
            await self._access_log.note_once(member, conversation, through="search")
        names = conversations.c.id.in_(found.conversations)
        return Listing(await self._transcripts.list([names], page=query.page, size=PAGE_SIZE), found)

    async def transcript(
        self, member: Member, conversation: str, *, through: str
    ) -> tuple[Transcript, dict[str, list[PmsCall]]] | None:
        """The conversation and its calls to the hotel's system by turn; noted on the access log before it is read."""
        if await self._transcripts.conversation(conversation) is None:
            return None
        await self._access_log.note(member, conversation, through=through)
        transcript = await self._transcripts.transcript(conversation)
        if transcript is None:
            return None
        ids = [turn.id for turn in transcript.turns]
        calls: dict[str, list[PmsCall]] = {}
        for start in range(0, len(ids), _TURNS_AT_ONCE):
            calls.update(await calls_of_turns(self._engine, ids[start : start + _TURNS_AT_ONCE]))
        return transcript, calls

    async def conversation(self, conversation: str) -> ConversationRow | None:
        """Without its words."""
        return await self._transcripts.conversation(conversation)

    async def uses(self, key: str, property_id: str, *, message: str | None = None) -> list[Use]:
        """Where a reply was last said, or that one time; to be offered by place and time, not read."""
        return await self._transcripts.uses(key, property_id=property_id or None, message=message)

    async def values(self, member: Member, use: Use) -> Mapping[str, Any]:
        """What a reply was filled with in a guest's conversation; noted on the access log before it is read."""
        await self._access_log.note_once(member, use.conversation, through="preview")
        return use.values

    async def readers(self, conversation: str) -> list[Reading]:
        return await self._access_log.of_conversation(conversation)
