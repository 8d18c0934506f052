"""The API's shapes: an order from JSON, an answer to JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.gateway.inbox import Arrival
from bot.gateway.outgoing import Reply
from bot.gateway.problems import Problem, optional_flag, optional_text
from bot.gateway.told import Told
from bot.gateway.transcripts import ConversationRow, Message
from common.ids import new_id
from common.money import Money
from common.properties import Properties

CHANNEL = "api"

CONVERSATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+=~-]{0,119}")
MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,128}")
KIND = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
CURRENCY = re.compile(r"[A-Z]{3}")
MOST_MINOR = 10**12
LARGEST_SCORE = 10**9
LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")
# Kept apart from the web page's guests, whose conversations have names of our making.
_RESERVED = "web_"


def conversation_id(given: str) -> str:
    """Raises Problem 400 for a name we could not give back unchanged."""
    if not CONVERSATION.fullmatch(given):
        raise Problem(400, "a conversation's id has 1 to 120 letters, digits or any of . _ : @ + = ~ -")
    return given


def arrival(conversation: str, body: dict[str, Any], properties: Properties) -> Arrival:
    """Raises Problem 400, naming the field."""
    if conversation.startswith(_RESERVED):
        raise Problem(409, "this conversation belongs to another channel")
    text, payload = optional_text(body, "text"), optional_text(body, "payload")
    if (text is None) == (payload is None):
        raise Problem(400, "exactly one of 'text' and 'payload' is needed")
    message_id = optional_text(body, "message_id")
    if message_id is not None and not MESSAGE_ID.fullmatch(message_id):
        raise Problem(400, "'message_id' has 1 to 128 printable ASCII characters without spaces")
    locale = optional_text(body, "language") or None
    if locale is not None and not LOCALE.fullmatch(locale):
        raise Problem(400, "'language' is a tag such as 'es' or 'pt-BR'")
    property_id = optional_text(body, "property")
    if property_id and properties.get(property_id) is None:
        raise Problem(400, "'property' is none of our hotels")
    return Arrival(
        channel=CHANNEL,
        conversation=conversation,
        message_id=message_id or new_id("m"),
        property_id=property_id or "",
        text=text,
        button=payload,
        locale=locale,
        # Each call is answered by its own turn.
        may_join=False,
        is_test=optional_flag(body, "test"),
    )


def told(conversation: str, body: dict[str, Any]) -> Told:
    """Raises Problem 400, naming the field."""
    kind = optional_text(body, "kind")
    if not kind or not KIND.fullmatch(kind):
        raise Problem(400, "'kind' has 1 to 32 small letters, digits, - or _")
    score = body.get("score")
    # Neither a NaN nor what no database keeps lies between the two.
    if score is not None and (
        isinstance(score, bool)
        or not isinstance(score, int | float)
        or not -LARGEST_SCORE <= score <= LARGEST_SCORE
    ):
        raise Problem(400, f"'score' is a number from -{LARGEST_SCORE} to {LARGEST_SCORE}")
    return Told(conversation, kind, amount=_amount(body.get("amount")), score=score)


def _amount(given: Any) -> Money | None:
    if given is None:
        return None
    if (
        not isinstance(given, dict)
        or not isinstance(given.get("minor"), int)
        or isinstance(given["minor"], bool)
        or not 0 <= given["minor"] <= MOST_MINOR
        or not CURRENCY.fullmatch(str(given.get("currency")))
    ):
        raise Problem(400, '\'amount\' is {"minor": 12300, "currency": "EUR"}')
    return Money.from_json(given)


def reply_json(reply: Reply, attachments: Sequence[dict[str, str]]) -> dict[str, Any]:
    # A program that shows nothing but the text still gives its guest the links.
    links = "".join(f"\n{one['url']}" for one in attachments)
    return {
        "text": reply.text + links,
        "buttons": [{"title": button.title, "payload": button.id} for button in reply.buttons],
        "attachments": list(attachments),
        "template": reply.template,
        "version": reply.version,
        "experiment": reply.experiment,
        "arm": reply.arm,
        "language": reply.language,
    }


def transcript_json(
    conversation: ConversationRow,
    messages: Sequence[Message],
    states: dict[str, str],
    attachments: dict[str, list[dict[str, str]]],
) -> dict[str, Any]:
    """attachments: by reply id."""
    return {
        "conversation": conversation.id,
        "channel": conversation.channel,
        "property": conversation.property_id,
        "language": conversation.language,
        "state": conversation.state,
        "messages": [_message(message, states, attachments) for message in messages],
    }


def _message(
    message: Message, states: dict[str, str], attachments: dict[str, list[dict[str, str]]]
) -> dict[str, Any]:
    if message.said is not None:
        said = message.said
        return {
            "from": "guest",
            "id": said.message_id,
            "turn": said.turn,
            "text": said.text,
            "payload": said.button,
            "state": states.get(said.turn, ""),
            "at": _instant(said.received_at),
        }
    stored = message.stored
    if stored is None:
        raise ValueError("a message has a side")
    return {
        "from": "staff" if stored.reply.by else "bot",
        "id": stored.reply.id,
        "turn": stored.turn,
        **reply_json(stored.reply, attachments.get(stored.reply.id, [])),
        "delivery": stored.delivery,
        "at": _instant(stored.created_at),
        "sent_at": _instant(stored.sent_at) if stored.sent_at else None,
    }


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
