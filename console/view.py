"""A page for a request: the template with what every page shows, namely who is signed in, where they are, in their language."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import html

from common.languages import LANGUAGES
from console.render import Form, Pages
from console.roles import Role
from console.sessions import Session
from console.words import COOKIE, Words, language_of, marked, words_of

# (path, words, least role): the navigation, in its order.
_PLACES = (
    ("/admin/conversations", marked("Conversations"), Role.VIEWER),
    ("/admin/today", marked("Today"), Role.VIEWER),
    ("/admin/dead-letters", marked("Unfinished"), Role.VIEWER),
    ("/admin/templates", marked("Replies"), Role.VIEWER),
    ("/admin/properties", marked("Facts and answers"), Role.VIEWER),
    ("/admin/reports", marked("Reports"), Role.VIEWER),
    ("/admin/guests", marked("Guests"), Role.ADMIN),
    ("/admin/staff", marked("Staff"), Role.ADMIN),
)


class View:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def words(self, request: Request) -> Words:
        """In the language of whoever sent the request."""
        chosen, accepted = request.cookies.get(COOKIE), request.headers.get("accept-language")
        return words_of(language_of(chosen=chosen, accepted=accepted))

    def form(self, request: Request) -> Form:
        """How days and numbers are written for whoever sent the request."""
        return Form(self.words(request))

    def role(self, request: Request) -> Role:
        """Of whoever is signed in."""
        session: Session = request.ctx.session
        return session.member.role

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
        here = request.path + (f"?{request.query_string}" if request.query_string else "")
        shared = {"member": member, "places": places, "here": here, "console_languages": LANGUAGES.values()}
        return self._pages.render(template, self.words(request), {**shared, **values})

    def answer(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        return html(
            self.page(request, template, **values), status=status, headers={"Vary": "Accept-Language, Cookie"}
        )
