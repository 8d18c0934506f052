"""The list of conversations and one conversation's transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sanic import HTTPResponse, Request

from bot.gateway.outgoing import Stored
from bot.gateway.transcripts import ConversationRow, Transcript, TurnRow
from bot.gateway.words import KEPT_CHARACTERS
from common.languages import LANGUAGES
from common.properties import Properties
from console.explain import extracted, languages
from console.gate import not_found
from console.queries import CHANNELS, PAGE_SIZE, STATES, query_of
from console.reading import Reader
from console.roles import Role
from console.sessions import Session
from console.timeline import WIDTH, Bar, bars
from console.view import View
from console.words import Words, marked
from pms.audit import PmsCall

# A page of some 400 kB and 50 ms of work; hardly any guest writes more often.
SHOWN_TURNS = 100

ATTENTION = {
    "handoff": marked("Person asked for"),
    "late": marked("Answer came too late"),
    "failed": marked("Something failed"),
    "empty": marked("No answer was found"),
    "refused": marked("A request was refused later"),
    "stuck": marked("A request waits for a person"),
}
DELIVERIES = {
    "waiting": marked("to be sent"),
    "sent": marked("sent"),
    "failed": marked("failed"),
}
TURN_STATES = {
    "queued": marked("waiting"),
    "running": marked("being answered"),
    "answered": marked("answered"),
    "apologised": marked("apologised"),
}
HANDOFF_REASONS = {
    "asked": marked("The guest asked"),
    "complaint": marked("A complaint"),
    "emergency": marked("Danger or illness"),
    "not_understood": marked("Not understood twice"),
}


@dataclass(frozen=True)
class Entry:
    """One item of a transcript, in order of time: a turn with its explanation, or a notice nobody asked for."""

    at: datetime
    number: int
    turn: TurnRow | None
    notice: Stored | None
    understood: tuple[tuple[str, str], ...] = ()
    intents: tuple[tuple[str, float], ...] = ()
    bars: tuple[Bar, ...] = ()


class ConversationPages:
    def __init__(self, view: View, reader: Reader, properties: Properties) -> None:
        self._view = view
        self._reader = reader
        self._properties = properties

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        query, faults = query_of(request.args)
        found = await self._reader.listing(query)
        pages = max(1, -(-found.total // PAGE_SIZE))
        return self._view.answer(
            request,
            "conversations.html",
            rows=[(row, self._zone(row)) for row in found.rows],
            total=found.total,
            query=query,
            faults=faults,
            pages=pages,
            newer=query.address(min(query.page - 1, pages)) if query.page > 1 else "",
            older=query.address(query.page + 1) if query.page < pages else "",
            languages=LANGUAGES.values(),
            channels=CHANNELS,
            states=STATES,
            attention=ATTENTION,
            timezone=self._properties.default.timezone,
            done=request.args.get("done", ""),
        )

    async def transcript(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        found = await self._reader.transcript(session.member, conversation, through="page")
        if found is None:
            raise not_found(marked("There is no such conversation"))
        transcript, calls = found
        row = transcript.conversation
        told = entries(transcript, calls, self._view.words(request))
        shown = told if request.args.get("all") else told[-SHOWN_TURNS:]
        may_see_readers = session.member.role.may_act_as(Role.ADMIN)
        hotel = self._properties.get(row.property_id)
        return self._view.answer(
            request,
            "conversation.html",
            row=row,
            left_contact=transcript.left_contact,
            entries=shown,
            left_out=len(told) - len(shown),
            hotel_name=hotel.name if hotel else row.property_id,
            zone=self._zone(row),
            may_see_readers=may_see_readers,
            readers=await self._reader.readers(conversation) if may_see_readers else [],
            channels=CHANNELS,
            states=STATES,
            attention=ATTENTION,
            handoff_reasons=HANDOFF_REASONS,
            deliveries=DELIVERIES,
            turn_states=TURN_STATES,
            timeline_width=WIDTH,
            kept_characters=KEPT_CHARACTERS,
        )

    def _zone(self, row: ConversationRow) -> ZoneInfo:
        hotel = self._properties.get(row.property_id) or self._properties.default
        return hotel.zone


def entries(transcript: Transcript, calls: Mapping[str, Sequence[PmsCall]], words: Words) -> list[Entry]:
    told = [
        Entry(
            at=turn.received_at,
            number=number,
            turn=turn,
            notice=None,
            understood=(*languages(turn.understood, words), *extracted(turn.understood, words)),
            intents=tuple(_intents(turn)),
            bars=tuple(bars(turn, calls.get(turn.id, ()))),
        )
        for number, turn in enumerate(transcript.turns, start=1)
    ]
    unasked = [
        Entry(at=notice.created_at, number=0, turn=None, notice=notice) for notice in transcript.notices
    ]
    return sorted(told + unasked, key=lambda entry: entry.at)


def _intents(turn: TurnRow, most: int = 3) -> list[tuple[str, float]]:
    """The intent that was acted on, then the ones that came closest; a guard may have overruled the best-ranked."""
    chosen = [(turn.intent, turn.score or 0.0)] if turn.intent else []
    ranked = [(str(one.get("name")), float(one.get("confidence") or 0.0)) for one in turn.ranking]
    return (chosen + [one for one in ranked if one[0] != turn.intent])[:most]
