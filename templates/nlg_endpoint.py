"""`POST /nlg`: the HTTP face that Rasa's reply client calls, on the inner listener only.

Whoever holds the shared token gets a reply for any name; a malformed request gets problem+json, never a stack trace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from common.secrets import same
from templates.replies import Replies, Reply

MAX_BODY = 128 * 1024
DEVELOPERS_CHANNEL = "cmdline"


@dataclass(frozen=True)
class Wanted:
    """One request, read and checked."""

    name: str
    language: str
    channel: str
    values: dict[str, Any]
    property_id: str | None
    guest_key: str | None
    guest_since: datetime | None


def blueprint(replies: Replies, token: str) -> Blueprint:
    """token: the secret that the reply client sends as `Authorization: Bearer …`; an empty one opens to nobody."""
    face = Blueprint("nlg")

    @face.post("/nlg")
    async def nlg(request: Request) -> HTTPResponse:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not same(given, token):
            return _problem(401, "Unauthorized", "the shared token is missing or wrong")
        if len(request.body) > MAX_BODY:
            return _problem(413, "Too large", f"a request has at most {MAX_BODY} bytes")
        try:
            wanted = parse_request(request.body)
        except ValueError as error:
            return _problem(400, "Bad request", str(error))
        await replies.recall(wanted.guest_key)
        reply = replies.render(
            wanted.name,
            language=wanted.language,
            channel=wanted.channel,
            values=wanted.values,
            guest_key=wanted.guest_key,
            guest_since=wanted.guest_since,
            property_id=wanted.property_id,
        )
        return json_response(to_wire(reply, wanted.channel, wanted.values))

    return face


def parse_request(body: bytes) -> Wanted:
    """Raises ValueError with a sentence for whoever wrote the caller."""
    try:
        request = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(request, dict):
        raise ValueError("the body is not an object")
    name = request.get("response")
    if not isinstance(name, str) or not name:
        raise ValueError("response names no reply")
    values = request.get("values")
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ValueError("values is not an object")
    guest_key, guest_since = _guest(request.get("guest"))
    return Wanted(
        name=name,
        language=_optional_text(request, "language") or "",
        channel=_optional_text(request, "channel") or "",
        values=values,
        property_id=_optional_text(request, "property"),
        guest_key=guest_key,
        guest_since=guest_since,
    )


def to_wire(reply: Reply, channel: str, values: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """Everything travels in `custom`, which Rasa passes on whole; its own shell only knows text and buttons.

    values: what the words were filled with, kept beside them for whoever edits these words later.
    """
    if channel != DEVELOPERS_CHANNEL:
        return {"custom": {**reply.to_json(), "values": dict(values)}}
    return {
        "text": reply.text,
        "buttons": [
            {"title": button["title"], "payload": _as_command(button["payload"])} for button in reply.buttons
        ],
    }


def _as_command(payload: dict[str, Any]) -> str:
    """Rasa's own writing of a tapped button: "/inform{"room_type": "suite"}"."""
    entities = payload["entities"]
    return f"/{payload['intent']}" + (json.dumps(entities, ensure_ascii=False) if entities else "")


def _guest(given: Any) -> tuple[str | None, datetime | None]:
    """Who asks for a reply without a guest gets the published words, and no experiment hears of it."""
    if given is None:
        return None, None
    if not isinstance(given, dict):
        raise ValueError("guest is not an object")
    key, since = _optional_text(given, "key"), _optional_text(given, "since")
    try:
        return key, datetime.fromisoformat(since) if since else None
    except ValueError as error:
        raise ValueError("guest.since is not an instant") from error


def _optional_text(request: dict[str, Any], name: str) -> str | None:
    value = request.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _problem(status: int, title: str, detail: str) -> HTTPResponse:
    return json_response(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
