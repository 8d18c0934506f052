"""What the OpenAPI document says of the guests' API; a test holds every answer against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic_ext import openapi
from sanic_ext.extensions.openapi.builders import SpecificationBuilder
from sanic_ext.extensions.openapi.types import Schema as Field

from bot.channels.api import wire
from common.json_shapes import (
    FLAG,
    INSTANT,
    PROBLEM,
    TEXT,
    WHOLE,
    Schema,
    extended,
    many,
    maybe,
    partly,
    record,
)

_BEARER = "bearer"
_NULL: Schema = {"type": "string", "nullable": True, "enum": [None]}


def _like(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


CONVERSATION = _like(wire.CONVERSATION.pattern)


def _said(**words: Schema) -> Schema:
    """A message of the guest's; whatever else is sent with it is not looked at."""
    return partly(
        next(iter(words)),
        **words,
        message_id=maybe(_like(wire.MESSAGE_ID.pattern)),
        language=maybe({"type": "string", "pattern": f"^(?:{wire.LOCALE.pattern})?$"}),
        property=maybe(TEXT),
        test=FLAG,
    )


MESSAGE: Schema = {"anyOf": [_said(text=TEXT, payload=_NULL), _said(payload=TEXT, text=_NULL)]}
_REPLY = record(
    text=TEXT,
    buttons=many(record(title=TEXT, payload=TEXT)),
    attachments=many(partly("kind", kind=TEXT, title=TEXT, url=TEXT)),
    template=TEXT,
    version=maybe(TEXT),
    experiment=maybe(TEXT),
    arm=maybe(TEXT),
    language=maybe(TEXT),
)
ANSWER = record(conversation=TEXT, turn=TEXT, state=TEXT, replies=many(_REPLY))
OUTCOME = partly(
    "kind",
    kind=_like(wire.KIND.pattern),
    score=maybe({"type": "number", "minimum": -wire.LARGEST_SCORE, "maximum": wire.LARGEST_SCORE}),
    amount=maybe(
        partly(
            "minor",
            "currency",
            minor={"type": "integer", "minimum": 0, "maximum": wire.MOST_MINOR},
            currency=_like(wire.CURRENCY.pattern),
        )
    ),
)
COUNTED = record(conversation=TEXT, kind=TEXT, experiments=WHOLE)
_FROM_GUEST = record(from_=TEXT, id=TEXT, turn=TEXT, text=TEXT, payload=maybe(TEXT), state=TEXT, at=INSTANT)
_FROM_BOT = extended(
    _REPLY,
    **{"from": TEXT},
    id=TEXT,
    turn=maybe(TEXT),
    delivery=TEXT,
    at=INSTANT,
    sent_at=maybe(INSTANT),
)
TRANSCRIPT = record(
    conversation=TEXT,
    channel=TEXT,
    property=TEXT,
    language=maybe(TEXT),
    state=TEXT,
    messages=many({"anyOf": [_FROM_GUEST, _FROM_BOT]}),
)
_REFUSALS = {
    400: "What was sent does not fit; detail names the field",
    401: "No token, or none that is in force",
    405: "The address takes another method",
}
_NOT_FOUND = {404: "There is no such conversation"}
_TOO_MUCH = {413: "Too much at once", 429: "Too many at once; Retry-After says when to try again"}
MESSAGE_REFUSALS = {**_REFUSALS, 409: "The conversation belongs to another channel", **_TOO_MUCH}
OUTCOME_REFUSALS = {**_REFUSALS, **_NOT_FOUND, **_TOO_MUCH}
TRANSCRIPT_REFUSALS = {**_REFUSALS, **_NOT_FOUND}


def documented(
    handler: Callable[..., Any],
    summary: str,
    *,
    answers: dict[int, Schema],
    refusals: dict[int, str],
    body: Schema | None = None,
) -> Callable[..., Any]:
    """The handler to be routed; the document speaks of it so."""
    SpecificationBuilder().add_security_scheme(
        _BEARER, "http", scheme="bearer", description="A token of `posada staff token`"
    )
    if body is not None:
        handler = openapi.body({"application/json": {"schema": body}}, required=True)(handler)
    handler = openapi.parameter("conversation", Field(**CONVERSATION), "path")(handler)
    handler = openapi.secured(_BEARER)(openapi.tag("guests")(openapi.summary(summary)(handler)))
    for status, answer in answers.items():
        handler = openapi.response(status, {"application/json": {"schema": answer}}, "Done")(handler)
    for status, why in refusals.items():
        handler = openapi.response(status, {"application/problem+json": {"schema": PROBLEM}}, why)(handler)
    return handler
