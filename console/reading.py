"""Reading conversations on behalf of a member of staff: the one place where words are unsealed for the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.transcripts import Page, Transcript, Transcripts, Use
from console.access_log import AccessLog, Reading
from console.queries import Query
from console.staff import Member
from pms.audit import PmsCall, calls_of_turns

# A statement takes a bounded number of parameters, on SQLite as on PostgreSQL.
_TURNS_AT_ONCE = 500


class Reader:
    """zone: the time zone in which days are asked for."""

    def __init__(
        self, engine: AsyncEngine, transcripts: Transcripts, access_log: AccessLog, zone: ZoneInfo
    ) -> None:
        self._engine = engine
        self._transcripts = transcripts
        self._access_log = access_log
        self._zone = zone

    async def listing(self, query: Query) -> Page:
        return await self._transcripts.list(**query.filters(self._zone))

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

    async def uses(self, key: str, property_id: str, *, message: str | None = None) -> list[Use]:
        """Where a reply was last said, or that one time; to be offered by place and time, not read."""
        return await self._transcripts.uses(key, property_id=property_id or None, message=message)

    async def values(self, member: Member, use: Use) -> Mapping[str, Any]:
        """What a reply was filled with in a guest's conversation; noted on the access log before it is read."""
        await self._access_log.note_once(member, use.conversation, through="preview")
        return use.values

    async def readers(self, conversation: str) -> list[Reading]:
        return await self._access_log.of_conversation(conversation)
