"""What a guest does on the phone: writes, taps a button, sends a photo. Turned into the message a webhook carries. Pure.

Any kind can be given as it is (`{"type": "sticker", "sticker": {…}}`); the usual ones have a short form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.whatsapp.simulator.people import Guest, Message

_OTHER_KEYS = {"number", "name", "username", "at", "message_id"}


class Impossible(Exception):
    """What no phone can do."""


def content_of(guest: Guest, wish: Mapping[str, Any], business: str) -> tuple[dict[str, Any], str]:
    """The message's type with what belongs to it, and what the phone shows of it.

    wish: {"text"}, {"press": an id or a title of what was offered last}, or {"type", …}. Raises Impossible.
    """
    if "text" in wish and "type" not in wish:
        text = str(wish["text"])
        if not text.strip():
            raise Impossible("an empty message")
        return {"type": "text", "text": {"body": text}}, text
    if "press" in wish:
        return _pressed(guest, str(wish["press"]), business)
    if "type" in wish:
        kind = str(wish["type"])
        content = {key: value for key, value in wish.items() if key not in _OTHER_KEYS}
        about = wish.get(kind)
        caption = about.get("caption", "") if isinstance(about, Mapping) else ""
        return content, f"[{kind}] {caption}".strip()
    raise Impossible("say text, press or type")


def _pressed(guest: Guest, wanted: str, business: str) -> tuple[dict[str, Any], str]:
    for message in reversed(guest.shown):
        for choice in message.more.get("choices", ()):
            if wanted in (choice["id"], choice["title"]):
                context = {"context": {"from": business, "id": message.id}}
                return {**_answer(message, choice), **context}, choice["title"]
    raise Impossible(f"nothing called {wanted!r} was offered")


def _answer(message: Message, choice: Mapping[str, str]) -> dict[str, Any]:
    if message.kind == "template":
        return {"type": "button", "button": {"payload": choice["id"], "text": choice["title"]}}
    chosen = {key: choice[key] for key in ("id", "title", "description") if key in choice}
    kind = "list_reply" if message.more.get("label") else "button_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: chosen}}
