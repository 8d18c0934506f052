"""Where conversations are taken away: the filtered list as a table or with its words, one as a file, one on paper."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json, text
from sqlalchemy.ext.asyncio import AsyncEngine

from common.properties import Properties
from console.exports import MOST_WHOLE, lines_of, rows_of, to_csv, to_json
from console.gate import not_found
from console.inbox import conditions
from console.margin import Margin
from console.queries import CHANNELS, query_of
from console.reading import Reader
from console.sessions import Session
from console.takeovers import ACTS
from console.view import View
from console.words import marked


class ExportPages:
    def __init__(
        self, view: View, engine: AsyncEngine, reader: Reader, margin: Margin, properties: Properties
    ) -> None:
        self._view = view
        self._engine = engine
        self._reader = reader
        self._margin = margin
        self._properties = properties

    async def table(self, request: Request, session: Session) -> HTTPResponse:
        """The list's filters but its words: no conversation is opened for a table without words."""
        query, _ = query_of(request.args, [hotel.id for hotel in self._properties])
        wanted = conditions(query, session.member.name, self._properties.default.zone)
        rows = await rows_of(self._engine, self._margin, wanted)
        return text(
            to_csv(rows, is_masked=_is_masked(session)),
            content_type="text/csv; charset=utf-8",
            headers=_as_file("conversations.csv"),
        )

    async def whole(self, request: Request, session: Session) -> HTTPResponse:
        """The list's first MOST_WHOLE conversations with their words; each is noted on the access log."""
        query, _ = query_of(request.args, [hotel.id for hotel in self._properties])
        wanted = conditions(query, session.member.name, self._properties.default.zone)
        rows = await rows_of(self._engine, self._margin, wanted)
        found = [await self._one(session, row["conversation"]) for row in rows[:MOST_WHOLE]]
        body = {"conversations": [one for one in found if one], "left_out": len(rows[MOST_WHOLE:])}
        return json(body, headers=_as_file("conversations.json"), ensure_ascii=False)

    async def one(self, _request: Request, session: Session, conversation: str) -> HTTPResponse:
        found = await self._one(session, conversation)
        if found is None:
            raise not_found(marked("There is no such conversation"))
        return json(found, headers=_as_file("conversation.json"), ensure_ascii=False)

    async def paper(self, request: Request, session: Session, conversation: str) -> HTTPResponse:
        found = await self._reader.transcript(session.member, conversation, through="export")
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
            lines=lines_of(found[0], is_masked=_is_masked(session)),
            is_masked=_is_masked(session),
        )

    async def _one(self, session: Session, conversation: str) -> dict[str, Any] | None:
        found = await self._reader.transcript(session.member, conversation, through="export")
        return to_json(*found, is_masked=_is_masked(session)) if found else None


def _is_masked(session: Session) -> bool:
    return not session.member.role.may_act_as(ACTS)


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
