"""A notification taken apart: one update each, with all that is needed to read it by itself later. Pure.

A call holds up to a thousand updates, of several hotels; one that cannot be read never takes its neighbours along.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PLAIN = frozenset({
    "id", "from", "from_user_id", "wa_id", "user_id", "parent_user_id", "recipient_id", "recipient_user_id", "timestamp",
    "message_id", "original_message_id", "phone_number_id", "number", "time", "group_id", "sha256", "mime_type", "url", "href",
    "catalog_id", "product_retailer_id", "source_id", "source_url", "ctwa_clid", "image_url", "video_url", "thumbnail_url",
    "identity_key_hash", "message_template_id", "biz_opaque_callback_data", "payload", "flow_token", "previous", "current",
    "account", "code",
})  # fmt: skip
"""Keys whose values are ids, where a long number is no card."""

# The arrays of `value` by the field of the change they come in, and what one item of each is.
_ARRAYS = {
    "messages": {"messages": "message", "statuses": "status", "errors": "error"},
    "user_id_update": {"user_id_update": "user_id"},
    "user_preferences": {"user_preferences": "preference"},
}
_TEMPLATES = "message_template_status_update"


@dataclass(frozen=True)
class Update:
    """part: message, status, error, user_id, preference or template; "other" for a field we have no use for, "" for what
    cannot be read. topic: the field's name. number: Meta's id of the hotel's number. time: of the notification, in seconds.
    """

    part: str
    topic: str = ""
    number: str = ""
    account: str = ""
    time: int | None = None
    contact: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "topic": self.topic,
            "number": self.number,
            "account": self.account,
            "time": self.time,
            "contact": dict(self.contact),
            "item": dict(self.item),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Update:
        return cls(**kept)


UNREADABLE = Update("")


def split(body: bytes) -> list[Update]:
    """Every update, in order; UNREADABLE for each part that is none, and for a body without any."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return [UNREADABLE]
    found = (
        list(_updates(envelope)) if _mapping(envelope).get("object") == "whatsapp_business_account" else []
    )
    return found or [UNREADABLE]


def _updates(envelope: Any) -> Iterator[Update]:
    for entry in _list(_mapping(envelope).get("entry")):
        changes = _list(_mapping(entry).get("changes"))
        if not changes:
            yield UNREADABLE
        for change in changes:
            yield from _of_change(_mapping(entry), _mapping(change))


def _of_change(entry: Mapping[str, Any], change: Mapping[str, Any]) -> Iterator[Update]:
    name, value = _text(change.get("field")), _mapping(change.get("value"))
    account, time = _text(entry.get("id")), entry.get("time")
    seconds = time if isinstance(time, int) and not isinstance(time, bool) else None
    if name == _TEMPLATES:
        yield Update("template", name, account=account, time=seconds, item=value)
        return
    if name not in _ARRAYS:
        yield Update("other", name) if name else UNREADABLE
        return
    number = _text(_mapping(value.get("metadata")).get("phone_number_id"))
    contacts = _contacts(value)
    is_empty = True
    for array, part in _ARRAYS[name].items():
        for item in _list(value.get(array)):
            is_empty = False
            if not isinstance(item, dict) or not number:
                yield UNREADABLE
                continue
            yield Update(part, name, number, account, seconds, _contact_of(item, contacts), item)
    if is_empty:
        yield UNREADABLE


def _contacts(value: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """By every name a contact goes by; their order says nothing about the messages'."""
    found: dict[str, Mapping[str, Any]] = {}
    for contact in _list(value.get("contacts")):
        for key in ("user_id", "wa_id"):
            if name := _text(_mapping(contact).get(key)):
                found[name] = {one: contact[one] for one in ("user_id", "wa_id") if _text(contact.get(one))}
    return found


def _contact_of(item: Mapping[str, Any], contacts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    names = (_text(item.get(key)) for key in ("from_user_id", "from", "user_id", "wa_id"))
    return next((contacts[name] for name in names if name in contacts), {})


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
