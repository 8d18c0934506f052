"""The same conversations as JSON, for staff's own tools: with a staff member's bearer token or a signed-in browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import json

from console.api_tokens import ApiTokens
from console.gate import Gate, Stopped, add_security_headers, incident_of, not_found
from console.queries import PAGE_SIZE, query_of
from console.reading import Reader
from console.staff import Member
from console.wire import line_to_wire, transcript_to_wire


def api_blueprint(gate: Gate, tokens: ApiTokens, reader: Reader) -> Blueprint:
    api = Blueprint("console_api", url_prefix="/api/v1/admin")

    def for_staff(handler: Callable[..., Awaitable[HTTPResponse]]) -> Callable[..., Awaitable[HTTPResponse]]:
        async def guarded(request: Request, **parameters: Any) -> HTTPResponse:
            return await handler(request, await _member(gate, tokens, request), **parameters)

        return guarded

    async def listing(request: Request, _member: Member) -> HTTPResponse:
        query, faults = query_of(request.args)
        if faults:
            raise Stopped(400, "Bad query", " ".join(map(str, faults)))
        found = await reader.listing(query)
        rows = [line_to_wire(row) for row in found.rows]
        body = {"conversations": rows, "total": found.total, "page": query.page, "page_size": PAGE_SIZE}
        return json(body)

    async def transcript(_request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await reader.transcript(member, conversation, through="api")
        if found is None:
            raise not_found("There is no such conversation")
        return json(transcript_to_wire(*found))

    async def nowhere(_request: Request, path: str) -> HTTPResponse:
        raise not_found("There is no such address")

    gate.add(
        api,
        "/conversations",
        "conversations",
        get=for_staff(listing),
        summary="Conversations, newest first: ?language, channel, state, from, to, id, page",
    )
    gate.add(
        api,
        "/conversations/<conversation:str>",
        "conversation",
        get=for_staff(transcript),
        summary="One conversation: words, what was understood, calls to the hotel's system, replies",
    )
    gate.add(api, "/<path:path>", "nowhere", get=nowhere)

    async def on_error(_request: Request, error: Exception) -> HTTPResponse:
        return _problem(error)

    api.exception(Exception)(on_error)
    api.middleware(add_security_headers, "response")
    return api


async def _member(gate: Gate, tokens: ApiTokens, request: Request) -> Member:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        holder = await tokens.holder(token.strip()) if scheme.lower() == "bearer" else None
        if holder is None:
            raise Stopped(401, "Token not accepted", "Make one with `posada staff token`.")
        if holder.member is None:
            raise Stopped(
                403, "Token of no member of staff", "Make one with `posada staff token … --for NAME`."
            )
        if holder.member.must_change_password:
            raise Stopped(403, "One-time password", "Its owner signs in and chooses a password first.")
        return holder.member
    session = await gate.session_of(request)
    if session is None or session.member.must_change_password:
        raise Stopped(401, "Not signed in", "Send a bearer token or sign in to the console.")
    return session.member


def _problem(error: Exception) -> HTTPResponse:
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
