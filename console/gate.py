"""What stands between a request and a page: method, origin, session, role, token, and the headers on the way out."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import redirect
from sanic_ext import openapi

from common.ids import new_id
from common.log import get_log
from console import csrf
from console.api_document import Told, documented
from console.roles import Role
from console.sessions import Cookies, Session, Sessions
from console.words import Saying, marked

_log = get_log("console")

Handler = Callable[..., Awaitable[HTTPResponse]]

ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MAX_BODY_BYTES = 64 * 1024

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers send "Origin: null" along with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class Stopped(Exception):
    """A request that goes no further; title and text are for the person who sent it."""

    def __init__(
        self, status: int, title: str | Saying, text: str | Saying, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(str(title))
        self.status = status
        self.title = title
        self.text = text
        self.headers = headers or {}

    @classmethod
    def from_sanic(cls, error: SanicException) -> Stopped:
        if error.status_code == 404:
            return not_found()
        title, text = marked("That request could not be understood"), marked("Go back and try once more.")
        return cls(error.status_code, title, text)


def not_found(title: str = marked("There is no such page")) -> Stopped:
    return Stopped(404, title, marked("It may have been removed, or the address is mistyped."))


@dataclass(frozen=True)
class Gate:
    """numbers: what is shown beside places in the navigation, by path; asked for each page of a person who is signed in."""

    sessions: Sessions
    cookies: Cookies
    public_url: str
    numbers: Mapping[str, Callable[[], Awaitable[int]]]

    async def session_of(self, request: Request) -> Session | None:
        return await self.sessions.find(request.cookies.get(self.cookies.session))

    def signed_in(self, handler: Handler, *, role: Role = Role.VIEWER, any_password: bool = False) -> Handler:
        """`handler(request, session, …)` for people with this role; others are sent to sign in, or refused.

        any_password: also for those who must change a one-time password before anything else.
        """

        async def guarded(request: Request, **parameters: Any) -> HTTPResponse:
            session = await self.session_of(request)
            if session is None:
                wanted = request.path + (f"?{request.query_string}" if request.query_string else "")
                after = f"?next={quote(wanted, safe='')}" if request.method == "GET" else ""
                return redirect(f"/admin/login{after}", status=303)
            request.ctx.session = session
            if session.member.must_change_password and not any_password:
                return redirect("/admin/password", status=303)
            request.ctx.numbers = {path: await count() for path, count in self.numbers.items()}
            if not session.member.role.may_act_as(role):
                needs = Saying(marked("This page needs the role “%(role)s”."), {"role": Saying(role)})
                raise Stopped(403, marked("Not for your role"), needs)
            if request.method not in csrf.SAFE_METHODS:
                require_token(request, session.csrf_token)
            return await handler(request, session, **parameters)

        return guarded

    def add(
        self,
        blueprint: Blueprint,
        path: str,
        name: str,
        *,
        get: Handler | None = None,
        post: Handler | None = None,
        put: Handler | None = None,
        summary: str = "",
        is_form: bool = True,
        told: Mapping[str, Told] | None = None,
    ) -> None:
        """One path for every method, so that a wrong one is answered in our own way, with our headers.

        summary: what the OpenAPI document says of it; without one it is a page and not listed. told: the rest of it, by method.
        is_form: what is posted must come from a page of ours; False for programs, whose handler takes tokens and no cookie.
        """
        handlers = {"GET": get, "HEAD": get, "POST": post, "PUT": put}
        allowed = [method for method, handler in handlers.items() if handler]
        allow = ", ".join(allowed)

        promised = {method: (told or {}).get(method, Told()) for method in ("GET", "POST", "PUT")}

        async def dispatch(request: Request, **parameters: Any) -> HTTPResponse:
            if request.method not in csrf.SAFE_METHODS:
                _require_small(request)
                if is_form:
                    self._require_own_page(request)
            request.ctx.told = promised["GET" if request.method == "HEAD" else request.method]
            handler = handlers[request.method]
            assert handler is not None  # Only methods with a handler are routed here.
            return await handler(request, **parameters)

        async def refuse(_request: Request, **_parameters: Any) -> HTTPResponse:
            takes = Saying(marked("This address takes %(methods)s."), {"methods": allow})
            raise Stopped(405, marked("That cannot be done here"), takes, headers={"Allow": allow})

        def routed(methods: list[str], handler: Handler, suffix: str) -> None:
            blueprint.add_route(handler, path, methods=methods, name=name + suffix, unquote=True)

        if summary:
            # The document knows a handler, not its method: each gets one of its own.
            for number, method in enumerate(method for method in allowed if method != "HEAD"):
                is_act = method not in csrf.SAFE_METHODS
                shown = documented(partial(dispatch), summary, promised[method], is_act=is_act)
                methods = [method] if is_act else ["GET", "HEAD"]
                routed(methods, shown, f"_{method.lower()}" if number else "")
        else:
            routed(allowed, openapi.exclude(True)(dispatch), "")
        others = [method for method in ALL_METHODS if method not in allowed]
        blueprint.add_route(
            openapi.exclude(True)(refuse), path, methods=others, name=f"{name}_refused", unquote=True
        )

    def _require_own_page(self, request: Request) -> None:
        if not csrf.comes_from_us(request.headers, host=request.host, public_url=self.public_url):
            raise Stopped(
                403,
                marked("That did not come from this page"),
                marked("The request was sent by another site and was not carried out."),
            )


def _require_small(request: Request) -> None:
    if len(request.body) > MAX_BODY_BYTES:
        most = Saying(marked("A form may hold %(most)s bytes."), {"most": MAX_BODY_BYTES})
        raise Stopped(413, marked("That is too much at once"), most)


def incident_of(error: Exception) -> str:
    """Logs an error nobody foresaw and gives the id it can be found by.

    Type and place only: the text of an error, a statement's parameters above all, may hold a guest's words.
    """
    incident = new_id("err")
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    _log.error("request failed", incident=incident, error=type(error).__name__, at=places)
    return incident


def field(request: Request, name: str) -> str:
    """A form's field; "" when it was not sent or the body is no form."""
    form: Any = request.form or {}
    return str(form.get(name) or "")


def whole_number(text: str | None) -> int:
    """Of a form or an address; 1, the first there is, for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 1


def require_token(request: Request, expected: str) -> None:
    if not csrf.token_fits(field(request, csrf.FIELD), expected):
        raise Stopped(
            403,
            marked("That form is out of date"),
            marked("Open the page again and repeat what you did."),
        )


def add_security_headers(_request: Request, response: HTTPResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
