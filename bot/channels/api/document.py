"""What the OpenAPI document says of the guests' API; a test holds every answer against it."""

from __future__ import annotations

from bot.channels.api import wire
from bot.channels.documented import Bearer, Told
from common.json_shapes import (
    FLAG,
    INSTANT,
    TEXT,
    WHOLE,
    Schema,
    extended,
    many,
    maybe,
    partly,
    record,
)

TOKEN = Bearer("bearer", "A token of `posada staff token`")

_NULL: Schema = {"type": "string", "nullable": True, "enum": [None]}


def _like(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


_CONVERSATION = _like(wire.CONVERSATION.pattern)


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


_MESSAGE: Schema = {"anyOf": [_said(text=TEXT, payload=_NULL), _said(payload=TEXT, text=_NULL)]}
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
_ANSWER = record(conversation=TEXT, turn=TEXT, state=TEXT, replies=many(_REPLY))
_OUTCOME = partly(
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
_COUNTED = record(conversation=TEXT, kind=TEXT, experiments=WHOLE)
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
_TRANSCRIPT = record(
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

_OF_ONE = {"conversation": _CONVERSATION}
MESSAGES = Told(
    "A guest's message; waits for the answer, with 202 and no replies past 30 s: then the transcript has it",
    body=_MESSAGE,
    answers={200: _ANSWER, 202: _ANSWER},
    refusals={**_REFUSALS, 409: "The conversation belongs to another channel", **_TOO_MUCH},
    path=_OF_ONE,
)
OUTCOMES = Told(
    "What a guest did, such as a mark or a booking by telephone; counts for the experiments they were shown",
    body=_OUTCOME,
    answers={200: _COUNTED},
    refusals={**_REFUSALS, **_NOT_FOUND, **_TOO_MUCH},
    path=_OF_ONE,
)
TRANSCRIPT = Told(
    "The transcript: messages in order, with their state of delivery",
    answers={200: _TRANSCRIPT},
    refusals={**_REFUSALS, **_NOT_FOUND},
    path=_OF_ONE,
)
