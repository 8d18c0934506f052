"""A page for a request: the template with what every page shows, namely who is signed in and where they are."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import html

from console.render import Pages
from console.roles import Role
from console.sessions import Session

# (path, words, least role): the navigation, in its order.
_PLACES = (
    ("/admin/conversations", "Conversations", Role.VIEWER),
    ("/admin/dead-letters", "Unfinished", Role.VIEWER),
    ("/admin/staff", "Staff", Role.ADMIN),
)


class View:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def page(self, request: Request, template: str, **values: Any) -> str:
        session: Session | None = getattr(request.ctx, "session", None)
        member = session.member if session else None
        numbers: dict[str, int] = getattr(request.ctx, "numbers", {})
        places = [
            (path, words, request.path.startswith(path), numbers.get(path, 0))
            for path, words, role in _PLACES
            if member and not member.must_change_password and member.role.may_act_as(role)
        ]
        values.setdefault("csrf_token", session.csrf_token if session else "")
        return self._pages.render(template, {"member": member, "places": places, **values})

    def answer(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        return html(self.page(request, template, **values), status=status)
