"""What the widget reads and writes, as JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.channels.webchat.cards import cards_of
from bot.channels.webchat.session import CHANNEL, Session
from bot.gateway import asked_dates
from bot.gateway.inbox import Arrival
from bot.gateway.outgoing import Reply
from bot.gateway.problems import Problem, optional_text
from bot.gateway.transcripts import Message

Attachments = Callable[[Reply], list[dict[str, str]]]
"""`Calendar.attachments`."""

MESSAGE_ID = re.compile(r"[\x21-\x7e]{8,64}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")


def locale(body: dict[str, Any]) -> str | None:
    """The browser's language tag; a strange one is no reason to refuse a guest."""
    given = body.get("language")
    return given if isinstance(given, str) and _LOCALE.fullmatch(given) else None


def arrival(session: Session, body: dict[str, Any]) -> Arrival:
    """Raises Problem 400, naming the field."""
    text, payload = optional_text(body, "text"), optional_text(body, "payload")
    if (text is None) == (payload is None):
        raise Problem(400, "exactly one of 'text' and 'payload' is needed")
    message_id = optional_text(body, "message_id") or ""
    if not MESSAGE_ID.fullmatch(message_id):
        raise Problem(400, "'message_id' has 8 to 64 printable ASCII characters")
    return Arrival(
        channel=CHANNEL,
        conversation=session.conversation,
        message_id=message_id,
        property_id=session.property_id,
        text=text,
        button=payload,
        locale=session.locale,
        may_join=payload is None,
    )


def reply_json(reply: Reply, at: datetime, attachments: Attachments) -> dict[str, Any]:
    return {
        "id": reply.id,
        "from": "staff" if reply.by else "bot",
        "text": reply.text,
        "language": reply.language,
        "buttons": [{"title": button.title, "payload": button.id} for button in reply.buttons],
        "attachments": [*attachments(reply), *_dates(reply), *cards_of(reply)],
        "at": at.isoformat(),
    }


def message_json(message: Message, attachments: Attachments) -> dict[str, Any]:
    if message.stored is not None:
        return reply_json(message.stored.reply, message.at, attachments)
    if message.said is None:
        raise ValueError("a message has a side")
    return said_json(message.said.message_id, message.said.text, message.at)


def said_json(message_id: str, text: str, at: datetime) -> dict[str, Any]:
    return {"id": message_id, "from": "guest", "text": text, "at": at.isoformat()}


def _dates(reply: Reply) -> list[dict[str, Any]]:
    return [dict(one) for one in reply.attachments if one.get("kind") == asked_dates.KIND]
