"""One conversation: its transcript, and what staff do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.gateway.deliveries import DECISIONS
from bot.gateway.outgoing import Stored
from bot.gateway.transcripts import ConversationRow, Transcript, TurnRow
from bot.gateway.words import KEPT_CHARACTERS
from common.ids import new_id
from common.properties import Properties
from console.beside import Act, Beside
from console.explain import extracted, languages
from console.gate import Handler, Stopped, field, not_found
from console.media_pages import SEES
from console.queries import CHANNELS, STATES
from console.reading import Reader
from console.roles import Role
from console.sessions import Session
from console.takeovers import ACTS, LONGEST, NOT_SO, Deed, Takeovers
from console.timeline import WIDTH, Bar, bars
from console.undelivered import DECIDED, DECIDES, decided, undelivered
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
    "hotel_system": marked("The hotel's system is away"),
    "missed": marked("Nobody answered the guest"),
    "undelivered": marked("A message did not arrive"),
    "unsent": marked("The number may not send"),
    "unsure": marked("Nobody knows whether a message arrived"),
    "window": marked("A message waits: the guest has been silent for a day"),
    "opted_out": marked("News for a guest who wants none"),
    "unread": marked("Sent what only people can read"),
}
KINDS = {
    "image": marked("Picture"),
    "video": marked("Video"),
    "voice": marked("Voice message"),
    "audio": marked("Sound"),
    "document": marked("Document"),
    "sticker": marked("Sticker"),
    "location": marked("Place"),
    "contacts": marked("Contact"),
    "order": marked("Order"),
    "form": marked("Form"),
    "reaction": marked("Reaction"),
    "edit": marked("Changed message"),
    "revoke": marked("Message taken back"),
    "identity": marked("Another number or account of the guest"),
    "preference": marked("Wish about our messages"),
    "unsupported": marked("What WhatsApp does not pass on"),
}
"""What else than words a guest has sent."""
DELIVERIES = {
    "proposed": marked("proposed, not sent"),
    "dropped": marked("dropped"),
    "waiting": marked("to be sent"),
    "sending": marked("being sent"),
    "sent": marked("sent"),
    "delivered": marked("delivered"),
    "read": marked("read"),
    "failed": marked("failed"),
    "unsure": marked("arrival not known"),
    "held": marked("held back"),
}
TURN_STATES = {
    "queued": marked("waiting"),
    "running": marked("being answered"),
    "answered": marked("answered"),
    "apologised": marked("apologised"),
    "with_person": marked("with a person"),
}
HANDOFF_REASONS = {
    "asked": marked("The guest asked"),
    "complaint": marked("A complaint"),
    "emergency": marked("Danger or illness"),
    "not_understood": marked("Not understood twice"),
    "late": marked("The bot was too slow"),
    "failed": marked("The bot failed"),
    "empty": marked("The bot had no answer"),
    "hotel_system": marked("The hotel's system is away"),
    "draft": marked("An answer waits to be sent"),
    "released": marked("Released by a colleague"),
}
TOLD = {
    "asked": marked("A person was called"),
    "taken": marked("Taken over"),
    "assigned": marked("Assigned"),
    "released": marked("Released"),
    "handed_back": marked("Handed back to the bot"),
    "reminded": marked("Staff were reminded"),
    "missed": marked("Nobody came; the bot has it again"),
    "timed_out": marked("Nobody wrote; the bot has it again"),
    "recovered": marked("The bot answers again"),
    "approved": marked("A draft was sent"),
    "dropped": marked("A draft was dropped"),
    "drafting": marked("The bot only proposes from here on"),
    "speaking": marked("The bot speaks for itself from here on"),
    **DECIDED,
}
"""What became of a conversation between bot and people."""


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
    def __init__(
        self, view: View, reader: Reader, properties: Properties, takeovers: Takeovers, beside: Beside
    ) -> None:
        self._beside = beside
        self._takeovers = takeovers
        self._view = view
        self._reader = reader
        self._properties = properties

    async def transcript(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        is_drawn_again = "x-drawn-again" in request.headers
        found = await self._reader.transcript(
            session.member, conversation, through="page", is_same_look=is_drawn_again
        )
        if found is None:
            raise not_found(marked("There is no such conversation"))
        transcript, calls = found
        whole = await self._takeovers.standing(conversation)
        if whole is None:
            raise not_found(marked("There is no such conversation"))
        standing, writing, story = whole
        row = transcript.conversation
        if row.is_unread:
            await self._takeovers.mark_read(conversation, session.member)
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
            kinds=KINDS,
            may_open_files=session.member.role.may_act_as(SEES),
            turn_states=TURN_STATES,
            timeline_width=WIDTH,
            kept_characters=KEPT_CHARACTERS,
            may_act=session.member.role.may_act_as(ACTS),
            me=session.member.name,
            standing=standing,
            writing=writing,
            # Of a message that said several replies they are told once.
            story=list({(deed.at, deed.what, deed.by): deed for deed in story}.values()),
            told=TOLD,
            undelivered=undelivered,
            decides=DECIDES,
            decided=decided(story),
            longest=LONGEST,
            form_id=new_id("form"),
            **await self._beside.values(row, inserted=request.args.get("canned"), may_write=writing.is_free),
        )

    def deeds(self) -> dict[str, Handler]:
        """What the forms of a conversation's page do, by the end of their address."""

        async def say(request: Request, session: Session, conversation: str) -> None:
            text, once = field(request, "text"), field(request, "form_id")[:40] or None
            await self._takeovers.say(conversation, session.member, text, message_id=once)

        async def draft(request: Request, session: Session, conversation: str) -> None:
            if field(request, "deed") == "drop":
                await self._takeovers.drop_draft(field(request, "draft"), session.member)
            else:
                await self._takeovers.send_draft(
                    field(request, "draft"), session.member, field(request, "text")
                )

        async def draft_mode(request: Request, session: Session, conversation: str) -> None:
            is_on = field(request, "is_on") == "yes"
            await self._takeovers.set_draft_mode(conversation, session.member, is_on=is_on)

        def doing(deed: Deed) -> Act:
            async def act(request: Request, session: Session, conversation: str) -> None:
                await self._takeovers.do(deed, conversation, session.member)

            return act

        async def decide(request: Request, session: Session, conversation: str) -> None:
            decision = next((one for one in DECISIONS if one == field(request, "decision")), None)
            if decision is None:
                raise Stopped(422, NOT_SO, marked("Choose what becomes of the message."))
            await self._takeovers.decide(field(request, "reply"), decision, session.member)

        acts: dict[str, Act] = {"say": say, "draft": draft, "draft_mode": draft_mode}
        acts |= {deed.value: doing(deed) for deed in Deed}
        speaking = {name: _and_show_again(act, "speak") for name, act in acts.items()}
        beside = {name: _and_show_again(act, "beside") for name, act in self._beside.acts().items()}
        return {**speaking, **beside, "decide": _and_show_again(decide, "turns")}

    def _zone(self, row: ConversationRow) -> ZoneInfo:
        hotel = self._properties.get(row.property_id) or self._properties.default
        return hotel.zone


def _and_show_again(act: Act, place: str) -> Handler:
    async def acted(request: Request, session: Session, conversation: str) -> HTTPResponse:
        await act(request, session, conversation)
        return redirect(f"/admin/conversations/{quote(conversation, safe='')}#{place}", status=303)

    return acted


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
