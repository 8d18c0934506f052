"""Our replies as messages of the Cloud API. Pure.

One message where that goes, for each is charged and two may change places on their way. Lengths are Meta's, in UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.gateway.outgoing import Button, Reply
from common.graphemes import head
from templates.channels import Message, shape

type Wire = dict[str, Any]

Links = Callable[[Reply], Sequence[Mapping[str, str]]]
"""What a reply carries beside its words: each with a `title` and a `url`."""

_ID_UNITS = 200
LIST_LABELS = {
    "de": "Auswählen",
    "en": "Choose",
    "es": "Elegir",
    "fr": "Choisir",
    "it": "Scegli",
    "pt": "Escolher",
}
"""What opens a list of choices."""

_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_STRIKE = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")


def messages(replies: Sequence[Reply], links: Links) -> list[Wire]:
    """What says these replies, in order: each message's `type` and the object named like it."""
    text = "\n\n".join(filter(None, (_words(reply, links(reply)) for reply in replies)))
    buttons = [button for reply in replies for button in reply.buttons]
    language = next((reply.language for reply in replies if reply.language), None)
    label = LIST_LABELS.get(language or "", LIST_LABELS["en"])
    titled = [{"title": button.title} for button in buttons]
    return [_wire(one, buttons) for one in shape(text, titled, "whatsapp", list_label=label)]


def is_one(replies: Sequence[Reply], links: Links) -> bool:
    """Whether one message says them all. Choices of two replies are not thrown together."""
    return sum(bool(reply.buttons) for reply in replies) <= 1 and len(messages(replies, links)) == 1


def template(name: str, language_code: str, parameters: Sequence[str], buttons: Sequence[Button]) -> Wire:
    """A template that Meta has approved. buttons: what its quick replies mean, in order."""
    components: list[Wire] = []
    if parameters:
        texts = [{"type": "text", "text": head(parameter, 1024) or "-"} for parameter in parameters]
        components.append({"type": "body", "parameters": texts})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(place),
            "parameters": [{"type": "payload", "payload": button.id}],
        }
        for place, button in enumerate(buttons)
    ]
    content: Wire = {"name": name, "language": {"code": language_code}}
    if components:
        content["components"] = components
    return {"type": "template", "template": content}


def addressed(message: Mapping[str, Any], address: Mapping[str, Any], key: str) -> Wire:
    """The whole request. address: {"number", "user_id", "phone"}; key: comes back with every status."""
    phone = str(address.get("phone") or "").lstrip("+")
    to = {"to": f"+{phone}"} if phone else {"recipient": str(address["user_id"])}
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to,
        **message,
        "biz_opaque_callback_data": key,
    }


def markup(text: str) -> str:
    """Markdown in WhatsApp's own marks; what is no Markdown stays as it is."""
    text = _LINK.sub(lambda found: _plain_link(found[1], found[2]), text)
    text = _HEADING.sub(r"*\1*", text)
    return _STRIKE.sub(r"~\1~", _BOLD.sub(r"*\1*", text))


def _plain_link(label: str, url: str) -> str:
    return url if label.strip() in (url, "") else f"{label}: {url}"


def _words(reply: Reply, links: Sequence[Mapping[str, str]]) -> str:
    lines = [markup(reply.text), *(one["url"] for one in links)]
    return "\n".join(filter(None, lines)).strip()


def _wire(message: Message, buttons: Sequence[Button]) -> Wire:
    if message.kind not in ("buttons", "list"):
        return {"type": "text", "text": {"preview_url": False, "body": message.text}}
    if message.kind == "buttons":
        action: Wire = {
            "buttons": [
                {"type": "reply", "reply": {"id": buttons[one.position].id, "title": one.title}}
                for one in message.choices
            ]
        }
    else:
        rows = [
            {"id": head(buttons[one.position].id, _ID_UNITS), "title": one.title}
            | ({"description": one.description} if one.description else {})
            for one in message.choices
        ]
        action = {"button": message.label, "sections": [{"rows": rows}]}
    kind = "button" if message.kind == "buttons" else "list"
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": message.text}, "action": action},
    }
