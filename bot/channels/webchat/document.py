"""What the OpenAPI document says of the web chat's addresses; a test holds every answer against it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.documented import Bearer, Told
from bot.channels.webchat import wire
from common.json_shapes import FLAG, INSTANT, PROBLEM, TEXT, Schema, many, maybe, partly, record

SESSION = Bearer("webchat_session", "The token that `POST /webchat/session` gives to a browser")

_NULL: Schema = {"type": "string", "nullable": True, "enum": [None]}
_SOME = {**TEXT, "minLength": 1}


def _said(**words: Schema) -> Schema:
    """A message of the guest's; whatever else is sent with it is not looked at."""
    message_id = {"type": "string", "pattern": f"^(?:{wire.MESSAGE_ID.pattern})$"}
    return partly(next(iter(words)), "message_id", **words, message_id=message_id)


_ATTACHMENT: Schema = {
    "anyOf": [
        record(kind=TEXT, title=TEXT, url=TEXT),
        record(kind=TEXT, earliest=TEXT, latest=TEXT),
        record(kind=TEXT, title=TEXT, text=TEXT, price=TEXT, photo=maybe(TEXT), payload=TEXT),
    ]
}
_FROM_GUEST = record(id=TEXT, from_=TEXT, text=TEXT, at=INSTANT)
_FROM_DESK = record(
    id=TEXT,
    from_=TEXT,
    text=TEXT,
    language=maybe(TEXT),
    buttons=many(record(title=TEXT, payload=TEXT)),
    attachments=many(_ATTACHMENT),
    at=INSTANT,
)
_STATE = record(state=TEXT)
_WITH_SAYING = {**PROBLEM, "properties": {**PROBLEM["properties"], "say": TEXT}}

_OUTSIDE = {403: "The web site may not carry the chat", 405: "The address takes another method"}
_NO_SESSION = {401: "The session is unknown or has ended"}
_UNFIT = {400: "What was sent does not fit; detail names the field", 413: "Too much at once"}
_TOO_MANY = {429: "Too many at once; Retry-After says when to try again"}
_NOTHING_SAID = {409: "Nothing has been said in this conversation yet"}

OPERATIONS: Mapping[str, Told] = {
    "session": Told(
        "A token for a new conversation, or a fresh one for the conversation of the token that is sent",
        body=partly(token=maybe(TEXT), property=maybe(TEXT), language={}),
        answers={200: record(token=TEXT, conversation=TEXT, is_new=FLAG, hotel=TEXT, can_mail=FLAG)},
        refusals={**_UNFIT, **_OUTSIDE, **_TOO_MANY},
    ),
    "history": Told(
        "All that was said, whether an answer is on its way, and who speaks: bot, waiting or human",
        answers={200: record(messages=many({"anyOf": [_FROM_GUEST, _FROM_DESK]}), typing=FLAG, state=TEXT)},
        refusals={**_NO_SESSION, **_OUTSIDE},
    ),
    "messages": Told(
        "A guest's message; the answer comes through the socket or the history. The same message_id is the same message",
        body={"anyOf": [_said(text=TEXT, payload=_NULL), _said(payload=TEXT, text=_NULL)]},
        answers={202: record(id=TEXT, turn=TEXT, text=TEXT)},
        refusals={**_UNFIT, **_NO_SESSION, **_OUTSIDE, **_TOO_MANY},
        problem=_WITH_SAYING,
    ),
    "contact": Told(
        "How a person may reach the guest: reach is an e-mail address or a telephone number",
        body=partly("name", "reach", name=_SOME, reach=_SOME),
        answers={200: _STATE},
        refusals={**_UNFIT, **_NO_SESSION, **_OUTSIDE, **_NOTHING_SAID, **_TOO_MANY},
    ),
    "transcript-mail": Told(
        "The conversation by e-mail, sent before this is answered",
        body=partly("to", to=_SOME),
        answers={200: _STATE},
        refusals={
            **_UNFIT,
            **_NO_SESSION,
            **_OUTSIDE,
            404: "No mail server is set",
            **_NOTHING_SAID,
            **_TOO_MANY,
            503: "The mail could not be sent",
        },
    ),
    "conversation": Told(
        "Deletes the conversation; answered when nothing of it is left",
        answers={200: _STATE},
        refusals={
            **_NO_SESSION,
            **_OUTSIDE,
            404: "Conversations are not forgotten here",
            409: "Something of it is under way; Retry-After says when to try again",
            **_TOO_MANY,
        },
    ),
}
