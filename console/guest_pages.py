"""`/admin/guests`: a guest found, given what is held of them, erased on their wish.

By forms alone: whom somebody looked for stands in no address, and so in no log and no history. Only a conversation's own
page leads here by its name.
"""

from __future__ import annotations

from functools import partial

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from common.properties import Properties
from console.gate import Gate, field
from console.guest_files import ACTS, LONGEST_WHO, Erased, GuestDesk, Held, NotErased, nobody
from console.queries import CHANNELS
from console.sessions import Session
from console.view import View
from console.words import Saying

ADDRESS = "/admin/guests"


class GuestPages:
    def __init__(self, view: View, desk: GuestDesk, properties: Properties) -> None:
        self._view = view
        self._desk = desk
        self._properties = properties

    async def show(self, request: Request, session: Session) -> HTTPResponse:
        who = (request.args.get("conversation") or "")[:LONGEST_WHO]
        return await self._look(request, session, who)

    async def find(self, request: Request, session: Session) -> HTTPResponse:
        return await self._look(request, session, _who(request))

    async def export(self, request: Request, session: Session) -> HTTPResponse:
        whole = await self._desk.export(_who(request), session.member)
        headers = {"Content-Disposition": 'attachment; filename="guest.json"'}
        return json(whole, headers=headers, ensure_ascii=False, indent=2)

    async def erase(self, request: Request, session: Session) -> HTTPResponse:
        who = _who(request)
        try:
            erased = await self._desk.erase(who, field(request, "repeated"), session.member)
        except NotErased as error:
            return await self._look(request, session, who, fault=error.saying)
        return self._show(request, erased=erased)

    async def _look(
        self, request: Request, session: Session, who: str, *, fault: Saying | None = None
    ) -> HTTPResponse:
        held = await self._desk.look(who, session.member) if who else None
        if held is not None and not held.conversations:
            return self._show(request, who=who, status=404, is_nobody=True)
        return self._show(request, who=who, held=held, fault=fault, status=409 if fault else 200)

    def _show(
        self,
        request: Request,
        *,
        who: str = "",
        held: Held | None = None,
        erased: Erased | None = None,
        fault: Saying | None = None,
        is_nobody: bool = False,
        status: int = 200,
    ) -> HTTPResponse:
        return self._view.answer(
            request,
            "guests.html",
            status=status,
            # The deeds' own addresses take no GET, so whoever changes the language begins anew.
            here=ADDRESS,
            who=who,
            held=held,
            erased=erased,
            fault=fault,
            nobody=nobody() if is_nobody else None,
            channels=CHANNELS,
            hotels={hotel.id: hotel.name for hotel in self._properties},
            zone=self._properties.default.zone,
            longest=LONGEST_WHO,
        )


def add_guest_pages(admin: Blueprint, gate: Gate, pages: GuestPages) -> None:
    keepers = partial(gate.signed_in, role=ACTS)
    gate.add(admin, "/guests", "guests", get=keepers(pages.show), post=keepers(pages.find))
    gate.add(admin, "/guests/export", "guests_export", post=keepers(pages.export))
    gate.add(admin, "/guests/erase", "guests_erase", post=keepers(pages.erase))


def _who(request: Request) -> str:
    return field(request, "who").strip()[:LONGEST_WHO]
