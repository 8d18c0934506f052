"""The list of conversations and one conversation's transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sanic import HTTPResponse, Request

from common.languages import LANGUAGES
from common.properties import Properties
from console.access_log import AccessLog
from console.explain import extracted, languages
from console.gate import not_found
from console.roles import Role
from console.sessions import Session
from console.source import PAGE_SIZE, Answer, Query, Summary, Transcript, TranscriptSource, Turn
from console.timeline import WIDTH, Bar, bars
from console.view import View
from pms.audit import PmsCall

CHANNELS = {"webchat": "Web chat", "whatsapp": "WhatsApp", "api": "API", "cmdline": "Terminal"}
STATES = {"bot": "Bot answers", "waiting": "Waiting for a person", "human": "A person answers"}
ATTENTION = {
    "handoff": "Person asked for",
    "late": "Apology: answer came too late",
    "failed": "Apology: something failed",
    "empty": "Apology: no answer was found",
}
MAX_PAGE = 10_000


@dataclass(frozen=True)
class Entry:
    """One item of a transcript, in order of time: a turn with its explanation, or a notice."""

    at: datetime
    number: int
    turn: Turn | None
    notice: Answer | None
    understood: tuple[tuple[str, str], ...] = ()
    bars: tuple[Bar, ...] = ()


class ConversationPages:
    def __init__(
        self, view: View, transcripts: TranscriptSource, properties: Properties, access_log: AccessLog
    ) -> None:
        self._view = view
        self._transcripts = transcripts
        self._properties = properties
        self._access_log = access_log

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        query, faults = query_of(request.args)
        listing = await self._transcripts.find(query)
        pages = max(1, -(-listing.total // PAGE_SIZE))
        return self._view.answer(
            request,
            "conversations.html",
            rows=[(row, self._zone(row)) for row in listing.rows],
            total=listing.total,
            query=query,
            is_filtered=replace(query, page=1) != Query(),
            faults=faults,
            pages=pages,
            newer=_link(query, query.page - 1) if query.page > 1 else "",
            older=_link(query, query.page + 1) if query.page < pages else "",
            languages=LANGUAGES.values(),
            channels=CHANNELS,
            states=STATES,
            attention=ATTENTION,
            timezone=self._properties.default.timezone,
            done=request.args.get("done", ""),
        )

    async def transcript(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        transcript = await self._transcripts.transcript(conversation)
        if transcript is None:
            raise not_found("conversation")
        await self._access_log.note(session.member, conversation, through="page")
        calls = await self._transcripts.calls([turn.id for turn in transcript.turns])
        may_see_readers = session.member.role.may_act_as(Role.ADMIN)
        readers = await self._access_log.of_conversation(conversation) if may_see_readers else []
        hotel = self._properties.get(transcript.summary.property_id)
        return self._view.answer(
            request,
            "conversation.html",
            summary=transcript.summary,
            entries=entries(transcript, calls),
            hotel_name=hotel.name if hotel else transcript.summary.property_id,
            zone=self._zone(transcript.summary),
            readers=readers,
            may_see_readers=may_see_readers,
            channels=CHANNELS,
            states=STATES,
            attention=ATTENTION,
            timeline_width=WIDTH,
        )

    def _zone(self, summary: Summary) -> ZoneInfo:
        hotel = self._properties.get(summary.property_id) or self._properties.default
        return hotel.zone


def query_of(arguments: Mapping[str, Any]) -> tuple[Query, list[str]]:
    """What the address asks for, and what in it could not be used, as sentences."""
    faults: list[str] = []

    def day(name: str) -> date | None:
        text = arguments.get(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.append(f"“{text[:20]}” is not a date (2026-11-21 is one), so it was left out.")
            return None

    def choice(name: str, known: Mapping[str, Any]) -> str | None:
        text = arguments.get(name)
        if text and text not in known:
            faults.append(f"There is no {name} “{text[:20]}”, so it was left out.")
            return None
        return text or None

    page = arguments.get("page", "1")
    query = Query(
        language=choice("language", LANGUAGES),
        channel=choice("channel", CHANNELS),
        state=choice("state", STATES),
        first_day=day("from"),
        last_day=day("to"),
        conversation=(arguments.get("id") or "").strip()[:128],
        page=min(int(page), MAX_PAGE) if page.isascii() and page.isdigit() and page.strip("0") else 1,
    )
    return query, faults


def entries(transcript: Transcript, calls: Mapping[str, Sequence[PmsCall]]) -> list[Entry]:
    told = [
        Entry(
            at=turn.received_at,
            number=number,
            turn=turn,
            notice=None,
            understood=(*languages(turn.understood), *extracted(turn.understood)),
            bars=tuple(bars(turn, calls.get(turn.id, ()))),
        )
        for number, turn in enumerate(transcript.turns, start=1)
    ]
    unasked = [
        Entry(at=notice.created_at, number=0, turn=None, notice=notice) for notice in transcript.notices
    ]
    return sorted(told + unasked, key=lambda entry: entry.at)


def _link(query: Query, page: int) -> str:
    asked = {
        "language": query.language,
        "channel": query.channel,
        "state": query.state,
        "from": query.first_day,
        "to": query.last_day,
        "id": query.conversation,
        "page": page if page > 1 else None,
    }
    words = urlencode({name: str(value) for name, value in asked.items() if value})
    return "/admin/conversations" + (f"?{words}" if words else "")
