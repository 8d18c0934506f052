"""Who may use the staff's JSON, and how it says no: a member's bearer token or a signed-in browser, and problem+json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import json

from console.api_shape import require_fit
from console.api_tokens import ApiTokens
from console.gate import Gate, Handler, Stopped, incident_of
from console.roles import Role
from console.staff import Member


@dataclass(frozen=True)
class ApiGuard:
    gate: Gate
    tokens: ApiTokens

    def reads(self, handler: Callable[..., Awaitable[HTTPResponse]]) -> Handler:
        """`handler(request, member, …)` for everybody on the staff."""

        async def guarded(request: Request, **parameters: Any) -> HTTPResponse:
            member = await self._member(request)
            require_fit(request, parameters, request.ctx.told)
            return await handler(request, member, **parameters)

        return guarded

    def acts(self, handler: Callable[..., Awaitable[HTTPResponse]], *, role: Role) -> Handler:
        """For those who may change something. By token alone: a browser sends its cookie for any page that asks it to."""

        async def guarded(request: Request, **parameters: Any) -> HTTPResponse:
            member = await self._by_token(request)
            if member is None:
                raise Stopped(
                    401, "Token needed", "Send a bearer token of `posada staff token … --for NAME`."
                )
            if not member.role.may_act_as(role):
                raise Stopped(403, "Not for your role", f"This needs the role “{role}”.")
            require_fit(request, parameters, request.ctx.told)
            return await handler(request, member, **parameters)

        return guarded

    async def _member(self, request: Request) -> Member:
        member = await self._by_token(request)
        if member is not None:
            return member
        session = await self.gate.session_of(request)
        if session is None or session.member.must_change_password:
            raise Stopped(401, "Not signed in", "Send a bearer token or sign in to the console.")
        return session.member

    async def _by_token(self, request: Request) -> Member | None:
        """None when no token was sent at all."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            return None
        holder = await self.tokens.holder(token.strip()) if scheme.lower() == "bearer" else None
        if holder is None:
            raise Stopped(401, "Token not accepted", "Make one with `posada staff token`.")
        if holder.member is None:
            raise Stopped(
                403, "Token of no member of staff", "Make one with `posada staff token … --for NAME`."
            )
        if holder.member.must_change_password:
            raise Stopped(403, "One-time password", "Its owner signs in and chooses a password first.")
        return holder.member


def problem(error: Exception) -> HTTPResponse:
    if isinstance(error, Stopped):
        stopped = error
    elif isinstance(error, SanicException) and error.status_code < 500:
        stopped = Stopped.from_sanic(error)
    else:
        incident = incident_of(error)
        stopped = Stopped(500, "Something went wrong here", f"Nothing was changed. Incident {incident}.")
    headers = dict(stopped.headers)
    if stopped.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json(
        {
            "type": "about:blank",
            "title": str(stopped.title),
            "status": stopped.status,
            "detail": str(stopped.text),
        },
        status=stopped.status,
        content_type="application/problem+json",
        headers=headers,
    )
