"""`GET /calendar/<token>.ics`: the file behind a confirmation's link."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from bot.gateway.calendar import Calendar
from bot.gateway.problems import Problem


def calendar_blueprint(calendar: Calendar) -> Blueprint:
    blueprint = Blueprint("calendar", url_prefix="/calendar")

    @blueprint.get("/<name:str>")
    async def file(_request: Request, name: str) -> HTTPResponse:
        content = await calendar.file(name.removesuffix(".ics")) if name.endswith(".ics") else None
        if content is None:
            raise Problem(404, "there is no such calendar file")
        return raw(
            content,
            content_type="text/calendar; charset=utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="stay.ics"',
                "Cache-Control": "private, max-age=3600",
                "X-Content-Type-Options": "nosniff",
            },
        )

    blueprint.exception(Problem)(lambda _request, problem: problem.answer())
    return blueprint
