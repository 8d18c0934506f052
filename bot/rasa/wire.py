"""What the gateway may ask of Rasa, checked and turned into values. Pure; knows neither Rasa nor HTTP.

A guest's text is words, whatever it looks like; only a payload the gateway offered becomes an order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 8192
"""Characters. The gateway keeps 4,096 of what a guest wrote; more than this is a mistake, not a guest."""

LONGEST_NAME = 255
"""Characters of an identifier: Rasa's `sender_id` column holds no more."""

RANKED_INTENTS = 5
"""How many of the intents' scores are kept; the rest only fills the tracker."""

# U+2044, the fraction slash: looks the same, means nothing to Rasa, whose orders begin with "/".
HARMLESS_SLASH = "⁄"

_INTENT_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_CHANNEL_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}\Z")


class BadRequest(Exception):
    """The request cannot be understood; the text names the field and never repeats its value."""


@dataclass(frozen=True)
class Payload:
    """A button that was pressed: what it means, not what it says."""

    intent: str
    entities: Mapping[str, Any]

    @property
    def order(self) -> str:
        """The message Rasa obeys, as `rasa shell` users write it."""
        entities = json.dumps(self.entities, ensure_ascii=False) if self.entities else ""
        return f"/{self.intent}{entities}"


@dataclass(frozen=True)
class TurnRequest:
    """One turn of a conversation. Exactly one of text and payload is given."""

    conversation: str
    turn: str
    channel: str
    text: str | None
    payload: Payload | None
    metadata: dict[str, Any]


@dataclass(frozen=True)
class ParseRequest:
    """A message to be understood outside any conversation."""

    text: str
    metadata: dict[str, Any]


def read_turn(body: Any) -> TurnRequest:
    """Raises BadRequest."""
    fields = _object(body, "the body")
    text, payload = fields.get("text"), fields.get("payload")
    if (text is None) == (payload is None):
        raise BadRequest("exactly one of text and payload is needed")
    channel = fields.get("channel", "desk")
    if not isinstance(channel, str) or not _CHANNEL_NAME.match(channel):
        raise BadRequest("channel: a short name in small letters is needed")
    return TurnRequest(
        conversation=_name(fields, "conversation"),
        turn=_name(fields, "turn"),
        channel=channel,
        text=None if text is None else words_only(_text(text)),
        payload=None if payload is None else _payload(payload),
        metadata=_optional(fields, "metadata"),
    )


def read_parse(body: Any) -> ParseRequest:
    """Raises BadRequest."""
    fields = _object(body, "the body")
    return ParseRequest(
        text=words_only(_text(fields.get("text"))),
        metadata=_optional(fields, "metadata"),
    )


def read_forget(body: Any) -> str:
    """The conversation's name. Raises BadRequest."""
    return _name(_object(body, "the body"), "conversation")


def words_only(text: str) -> str:
    """The text as a guest means it: a leading "/" (after any blanks, which Rasa strips) is no order."""
    stripped = text.strip()
    return HARMLESS_SLASH + stripped[1:] if stripped.startswith("/") else stripped


def lean_parse(parse: Mapping[str, Any]) -> dict[str, Any]:
    """Rasa's parse data without what nobody reads: token offsets, the long tail of the intents' scores."""
    kept = {key: parse[key] for key in ("text", "intent", "entities", "understood") if key in parse}
    kept["intent_ranking"] = list(parse.get("intent_ranking") or [])[:RANKED_INTENTS]
    return kept


def parse_answer(parse: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Parse data as the gateway, the console and the command line read it."""
    if parse is None:
        return None
    intent = parse.get("intent") or {}
    return {
        "text": parse.get("text"),
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence")},
        "ranking": [
            {"name": one.get("name"), "confidence": one.get("confidence")}
            for one in list(parse.get("intent_ranking") or [])[:RANKED_INTENTS]
        ],
        "entities": [
            {"entity": one.get("entity"), "value": one.get("value")} for one in parse.get("entities") or []
        ],
        "understood": parse.get("understood"),
    }


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(f"{name}: a JSON object is needed")
    return value


def _optional(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    return {} if value is None else dict(_object(value, name))


def _name(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or "\x00" in value:
        raise BadRequest(f"{name}: a text of 1 to {LONGEST_NAME} characters is needed")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadRequest("text: a text is needed")
    if len(value) > LONGEST_TEXT:
        raise BadRequest(f"text: at most {LONGEST_TEXT} characters")
    # PostgreSQL cannot store NUL, and lone surrogates cannot be encoded at all.
    return value.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _payload(value: Any) -> Payload:
    fields = _object(value, "payload")
    intent = fields.get("intent")
    if not isinstance(intent, str) or not _INTENT_NAME.match(intent):
        raise BadRequest("payload.intent: the name of an intent is needed")
    return Payload(intent=intent, entities=_optional(fields, "entities"))
