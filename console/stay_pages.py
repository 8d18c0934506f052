"""A guest's reservations beside their conversation, and the hotel's day: both read from the hotel's own system when they are opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.gateway.transcripts import ConversationRow, Transcripts
from common.ids import new_id
from common.properties import Properties
from console.access_log import AccessLog
from console.gate import field, not_found
from console.letter_words import LetterWords
from console.sessions import Session
from console.stays import LONGEST_NOTE, LONGEST_PURPOSE, LONGEST_REFERENCE, Stays, day_of, faults_in_words
from console.takeovers import ACTS
from console.view import View
from console.words import marked
from pms.contract.models import GuestProfile, Reservation

STATUSES = {
    "confirmed": marked("confirmed"),
    "checked_in": marked("in house"),
    "checked_out": marked("departed"),
    "cancelled": marked("cancelled"),
    "no_show": marked("not arrived"),
}
CONDITIONS = {
    "clean": marked("clean"),
    "dirty": marked("to be cleaned"),
    "out_of_order": marked("out of order"),
    "unknown": marked("unknown"),
}
LISTS = {
    "arrivals": marked("Arrivals"),
    "departures": marked("Departures"),
    "in_house": marked("In house"),
}


class StayPages:
    def __init__(
        self,
        view: View,
        stays: Stays,
        transcripts: Transcripts,
        access_log: AccessLog,
        properties: Properties,
    ) -> None:
        self._view = view
        self._stays = stays
        self._transcripts = transcripts
        self._access_log = access_log
        self._properties = properties

    async def today(self, request: Request, session: Session) -> HTTPResponse:
        hotel = self._properties.get(request.args.get("property")) or self._properties.default
        day = day_of(request.args.get("day")) or self._stays.today(hotel)
        found = await self._stays.day(hotel, day, session.member)
        is_masked = not session.member.role.may_act_as(ACTS)
        return self._view.answer(
            request,
            "today.html",
            hotel=hotel,
            hotels=list(self._properties),
            day=day,
            lists=[
                (name, words, [self._shown(request, one, is_masked) for one in getattr(found, name)])
                for name, words in LISTS.items()
            ],
            rooms=found.rooms,
            conditions=CONDITIONS,
            faults=faults_in_words(found),
        )

    async def of_conversation(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        row = await self._row(conversation)
        await self._access_log.note_once(session.member, conversation, through="stay")
        found = await self._stays.of(row, session.member)
        is_masked = not session.member.role.may_act_as(ACTS)
        return self._view.answer(
            request,
            "stay.html",
            row=row,
            reservations=[self._shown(request, one, is_masked) for one in found.reservations],
            fault=found.fault,
            cannot=found.cannot,
            may_act=not is_masked,
            done=request.args.get("done") == "yes",
            form_id=new_id("form"),
            longest_note=LONGEST_NOTE,
            longest_purpose=LONGEST_PURPOSE,
            longest_reference=LONGEST_REFERENCE,
        )

    async def act(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        row, member, reference = await self._row(conversation), session.member, field(request, "reference")
        deed = field(request, "deed")
        if deed == "note":
            await self._stays.note(row, member, reference, field(request, "words"))
        elif deed == "check_out":
            await self._stays.check_out(row, member, reference, field(request, "at"))
        elif deed == "charge":
            await self._stays.charge(
                row,
                member,
                reference,
                amount=field(request, "amount"),
                purpose=field(request, "purpose"),
                key=field(request, "form_id")[:40] or new_id("form"),
            )
        elif deed == "register":
            await self._stays.register(row, member, reference)
        else:
            raise not_found()
        return redirect(f"/admin/conversations/{quote(conversation, safe='')}/stay?done=yes", status=303)

    async def _row(self, conversation: str) -> ConversationRow:
        row = await self._transcripts.conversation(conversation)
        if row is None:
            raise not_found(marked("There is no such conversation"))
        return row

    def _shown(self, request: Request, one: Reservation, is_masked: bool) -> dict[str, Any]:
        say = LetterWords(self._view.words(request))
        plain = one.model_dump(mode="json")
        return {
            "reference": one.reference,
            "ours": one.our_reference,
            "status": STATUSES.get(one.status, one.status),
            "days": say.days(plain["stay"]),
            "party": say.party(plain["party"]),
            "rooms": ", ".join(line.room_type_id for line in one.lines),
            "total": say.money(plain["total"]),
            "balance": say.money(plain["balance"]),
            "guest": _masked(one.guest) if is_masked else f"{one.guest.first_name} {one.guest.last_name}",
            "check_out_time": one.check_out_time,
            "notes": [] if is_masked else list(one.notes),
            "is_cancelled": one.is_cancelled,
        }


def _masked(guest: GuestProfile) -> str:
    return " ".join(f"{name[:1]}•••" for name in (guest.first_name, guest.last_name) if name)
