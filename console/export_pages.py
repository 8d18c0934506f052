"""Where conversations are taken away: the filtered list as a table or with its words, one as a file, one on paper.

The same for people and for their programs, so it is asked for by a member of staff and not by a session.
"""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json, text
from sqlalchemy.ext.asyncio import AsyncEngine

from common.properties import Properties
from console.exports import MOST_WHOLE, lines_of, rows_of, to_csv, to_json
from console.gate import Handler, Stopped, not_found
from console.margin import Margin
from console.queries import CHANNELS, query_of
from console.reading import Reader
from console.sessions import Session
from console.staff import Member
from console.takeovers import ACTS
from console.view import View
from console.words import marked


class Exports:
    def __init__(
        self, view: View, engine: AsyncEngine, reader: Reader, margin: Margin, properties: Properties
    ) -> None:
        self._view = view
        self._engine = engine
        self._reader = reader
        self._margin = margin
        self._properties = properties

    async def table(self, request: Request, member: Member) -> HTTPResponse:
        """All that the list finds; no conversation is opened for a table without words, but by who looks for some."""
        rows = await self._rows(request, member)
        return text(
            to_csv(rows, is_masked=_is_masked(member)),
            content_type="text/csv; charset=utf-8",
            headers=_as_file("conversations.csv"),
        )

    async def whole(self, request: Request, member: Member) -> HTTPResponse:
        """The list's first MOST_WHOLE conversations with their words; each is noted on the access log."""
        rows = await self._rows(request, member)
        found = [await self._one(member, row["conversation"]) for row in rows[:MOST_WHOLE]]
        body = {"conversations": [one for one in found if one], "left_out": len(rows[MOST_WHOLE:])}
        return json(body, headers=_as_file("conversations.json"), ensure_ascii=False)

    async def one(self, _request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await self._one(member, conversation)
        if found is None:
            raise not_found(marked("There is no such conversation"))
        return json(found, headers=_as_file("conversation.json"), ensure_ascii=False)

    async def paper(self, request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await self._reader.transcript(member, conversation, through="export")
        if found is None:
            raise not_found(marked("There is no such conversation"))
        row = found[0].conversation
        hotel = self._properties.get(row.property_id) or self._properties.default
        return self._view.answer(
            request,
            "paper.html",
            row=row,
            hotel=hotel,
            channels=CHANNELS,
            lines=lines_of(found[0], is_masked=_is_masked(member)),
            is_masked=_is_masked(member),
        )

    async def _rows(self, request: Request, member: Member) -> list[dict[str, Any]]:
        query, faults = query_of(request.args, [hotel.id for hotel in self._properties])
        if faults:
            # The list leaves out what it does not know and says so; a file cannot say it, and would hold too much.
            raise Stopped(400, marked("That filter is not known"), faults[0])
        wanted, _ = await self._reader.wanted(query, member)
        return await rows_of(self._engine, self._margin, wanted)

    async def _one(self, member: Member, conversation: str) -> dict[str, Any] | None:
        found = await self._reader.transcript(member, conversation, through="export")
        return to_json(*found, is_masked=_is_masked(member)) if found else None


def on_page(export: Handler) -> Handler:
    """For whoever is signed in."""

    async def handler(request: Request, session: Session, **parameters: Any) -> HTTPResponse:
        answer: HTTPResponse = await export(request, session.member, **parameters)
        return answer

    return handler


def _is_masked(member: Member) -> bool:
    return not member.role.may_act_as(ACTS)


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
