"""What the Graph API takes as a message, and how it says no. Pure; what depends on guests and time is the network's.

Source: Meta, "Messages", "Interactive messages", "Error codes", read in copies of 2026 (the contract beside the payloads).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HTTP_STATUS = {2: 503, 10: 403, 190: 401, 131000: 500, 131016: 500, 131031: 403, 131057: 500, 132001: 404}
"""400 for every other code: rate limits too."""

TITLES = {
    0: "AuthException",
    2: "Service temporarily unavailable",
    4: "Application request limit reached",
    10: "Permission denied",
    100: "Invalid parameter",
    190: "Invalid OAuth access token",
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131042: "Business eligibility payment issue",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "User has stopped marketing messages",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    131062: "Business-scoped User ID (BSUID) recipients are not supported for this message.",
    132000: "Template Param Count Mismatch",
    132001: "Template does not exist",
    132015: "Template is paused",
}

MEDIA = ("image", "audio", "video", "document", "sticker")

_COMMON = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}
_NO_ID = 33


class Wrong(Exception):
    """The API's refusal. subcode: as Meta nests it, 33 for an object that does not exist."""

    def __init__(self, code: int, details: str = "", *, subcode: int | None = None) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details
        self.subcode = subcode

    @property
    def status(self) -> int:
        return HTTP_STATUS.get(self.code, 400)

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title_of(self.code)}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "ASimulatorTrace00000000",
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error}


@dataclass(frozen=True)
class Post:
    """A message that is in order as far as its form goes.

    to: digits without a plus, or None; recipient: a business-scoped id; choices: what a guest may tap, each
    `{"id", "title", "description"?}`; template: `{"name", "language", "components"}`.
    """

    kind: str
    to: str | None
    recipient: str | None
    text: str
    callback: str | None = None
    header: str = ""
    footer: str = ""
    label: str = ""
    choices: tuple[Mapping[str, str], ...] = ()
    link: str = ""
    media: str | None = None
    quotes: str | None = None
    template: Mapping[str, Any] = field(default_factory=dict)


def units(text: str) -> int:
    """Lengths are counted in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def title_of(code: int) -> str:
    return TITLES.get(code, "Error")


def check(body: Any) -> Post:
    """Raises Wrong."""
    if not isinstance(body, dict):
        raise Wrong(100, "The body is not a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Wrong(100, "messaging_product must be whatsapp.")
    kind = body.get("type", "text")
    if kind not in _CHECKS:
        raise Wrong(131009 if isinstance(kind, str) else 100, f"Unknown type {kind!r}.")
    if unknown := set(body) - _COMMON - {kind}:
        raise Wrong(100, f"Unexpected key {sorted(unknown)[0]!r}.")
    if body.get("recipient_type", "individual") != "individual":
        raise Wrong(131009, "recipient_type must be individual.")
    to, recipient = body.get("to"), body.get("recipient")
    if to is None and recipient is None:
        raise Wrong(131008, "Either to or recipient is required.")
    if to is not None and not re.fullmatch(r"\+[0-9]{5,15}", str(to)):
        raise Wrong(131009, "to is not a phone number in E.164 form.")
    if to is None and not re.fullmatch(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}", str(recipient)):
        raise Wrong(131009, "recipient is not a business-scoped user id.")
    callback = body.get("biz_opaque_callback_data")
    if callback is not None and (not isinstance(callback, str) or units(callback) > 512):
        raise Wrong(131009, "biz_opaque_callback_data has at most 512 characters.")
    content = body.get(kind)
    if not isinstance(content, dict):
        raise Wrong(131008, f"Parameter {kind} is missing.")
    return Post(
        kind=kind,
        # `to` wins where both are given.
        to=str(to)[1:] if to is not None else None,
        recipient=str(recipient) if to is None else None,
        callback=callback,
        quotes=_text((body.get("context") or {}).get("message_id", ""), "context.message_id", 0, 512) or None,
        **_CHECKS[kind](content),
    )


def check_read_mark(body: Mapping[str, Any]) -> tuple[str, bool]:
    """The message that is marked as read, and whether we are said to be typing. Raises Wrong."""
    if unknown := set(body) - {"messaging_product", "status", "message_id", "typing_indicator"}:
        raise Wrong(100, f"Unexpected key {sorted(unknown)[0]!r}.")
    if body.get("status") != "read":
        raise Wrong(131009, "status must be read.")
    message = _text(body.get("message_id"), "message_id", 1, 512)
    typing = body.get("typing_indicator")
    if typing is not None and typing != {"type": "text"}:
        raise Wrong(131009, "typing_indicator.type must be text.")
    return message, typing is not None


def _text(value: Any, name: str, least: int, most: int) -> str:
    if value is None:
        raise Wrong(131008, f"Parameter {name} is missing.")
    if not isinstance(value, str) or not least <= units(value) <= most or (least and not value.strip()):
        raise Wrong(131009, f"{name} length invalid. Min length: {least}, Max length: {most}")
    return value


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    _only(content, {"body", "preview_url"})
    return {"text": _text(content.get("body"), "text.body", 1, 4096)}


def _interactive(content: Mapping[str, Any]) -> dict[str, Any]:
    _only(content, {"type", "header", "body", "footer", "action"})
    kind = content.get("type")
    if kind not in _INTERACTIVE:
        raise Wrong(131009, f"Unknown interactive type {kind!r}.")
    found: dict[str, Any] = {"text": _text((content.get("body") or {}).get("text"), "body.text", 1, 1024)}
    header = content.get("header")
    if header is not None:
        if kind == "list" and header.get("type") != "text":
            raise Wrong(131009, "A list has a text header only.")
        if header.get("type") == "text":
            found["header"] = _text(header.get("text"), "header.text", 1, 60)
    if content.get("footer") is not None:
        found["footer"] = _text(content["footer"].get("text"), "footer.text", 1, 60)
    action = content.get("action")
    if not isinstance(action, dict):
        raise Wrong(131008, "Parameter action is missing.")
    return found | _INTERACTIVE[kind](action)


def _buttons(action: Mapping[str, Any]) -> dict[str, Any]:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Wrong(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    choices = []
    for button in buttons:
        if button.get("type") != "reply" or not isinstance(button.get("reply"), dict):
            raise Wrong(131009, "A button is of type reply.")
        choices.append(
            {
                "id": _text(button["reply"].get("id"), "Button id", 1, 256),
                "title": _text(button["reply"].get("title"), "Button title", 1, 20),
            }
        )
    return {"choices": _distinct(choices, "Button")}


def _list(action: Mapping[str, Any]) -> dict[str, Any]:
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise Wrong(131009, "Invalid sections count. Min: 1, Max: 10")
    choices = []
    for section in sections:
        if len(sections) > 1 or "title" in section:
            _text(section.get("title"), "Section title", 1, 24)
        for row in section.get("rows") or ():
            choice = {
                "id": _text(row.get("id"), "Row id", 1, 200),
                "title": _text(row.get("title"), "Row title", 1, 24),
            }
            if "description" in row:
                choice["description"] = _text(row["description"], "Row description", 1, 72)
            choices.append(choice)
    if not 1 <= len(choices) <= 10:
        raise Wrong(131009, "Total row count exceed max allowed count: 10")
    return {"choices": _distinct(choices, "Row"), "label": _text(action.get("button"), "Button label", 1, 20)}


def _cta(action: Mapping[str, Any]) -> dict[str, Any]:
    parameters = action.get("parameters") or {}
    url = _text(parameters.get("url"), "url", 1, 2000)
    if not re.match(r"https?://", url):
        raise Wrong(131009, "url is not a web address.")
    return {"label": _text(parameters.get("display_text"), "display_text", 1, 20), "link": url}


def _flow(action: Mapping[str, Any]) -> dict[str, Any]:
    parameters = action.get("parameters") or {}
    if not parameters.get("flow_id") and not parameters.get("flow_name"):
        raise Wrong(131008, "flow_id or flow_name is required.")
    return {"label": _text(parameters.get("flow_cta"), "flow_cta", 1, 20)}


def _named(name: str) -> Any:
    def action_is(action: Mapping[str, Any]) -> dict[str, Any]:
        if action.get("name") != name:
            raise Wrong(131009, f"action.name must be {name}.")
        return {"label": name}

    return action_is


def _distinct(choices: Sequence[Mapping[str, str]], what: str) -> tuple[Mapping[str, str], ...]:
    for key in ("id", "title"):
        if len({one[key] for one in choices}) != len(choices):
            raise Wrong(131009, f"{what}s have duplicate {key}s.")
    return tuple(choices)


def _template(content: Mapping[str, Any]) -> dict[str, Any]:
    _only(content, {"name", "language", "components", "namespace"})
    language = (content.get("language") or {}).get("code")
    return {
        "text": "",
        "template": {
            "name": _text(content.get("name"), "template.name", 1, 512),
            "language": _text(language, "template.language.code", 1, 15),
            "components": list(content.get("components") or ()),
        },
    }


def _media_of(kind: str) -> Any:
    def media(content: Mapping[str, Any]) -> dict[str, Any]:
        _only(content, {"id", "link", "caption", "filename", "voice"})
        if ("id" in content) == ("link" in content):
            raise Wrong(131009, f"{kind} has either an id or a link.")
        if "link" in content and not str(content["link"]).startswith("https://"):
            raise Wrong(131053, "A link is https.")
        caption = _text(content.get("caption", ""), "caption", 0, 1024)
        return {"text": caption, "media": str(content.get("id") or content.get("link"))}

    return media


def _location(content: Mapping[str, Any]) -> dict[str, Any]:
    try:
        place = f"{float(content['latitude'])}, {float(content['longitude'])}"
    except (KeyError, TypeError, ValueError):
        raise Wrong(131009, "latitude and longitude are numbers.") from None
    return {"text": "\n".join(filter(None, (content.get("name"), content.get("address"), place)))}


def _reaction(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": _text(content.get("emoji"), "emoji", 0, 16),
        "media": _text(content.get("message_id"), "message_id", 1, 512),
    }


def _only(content: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(content) - known:
        raise Wrong(100, f"Unexpected key {sorted(unknown)[0]!r}.")


def check_parameters(components: Sequence[Any], wanted: int) -> list[str]:
    """The body's parameters. Raises Wrong when a template of so many is given another number."""
    found: list[str] = []
    for component in components:
        if component.get("type") != "body":
            continue
        for parameter in component.get("parameters") or ():
            text = _text(parameter.get("text"), "parameter.text", 1, 1024)
            if re.search(r"[\n\t]| {5}", text):
                raise Wrong(
                    100, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
                )
            found.append(text)
    if len(found) != wanted:
        raise Wrong(
            132000,
            f"body: number of localizable_params ({len(found)}) does not match the expected ({wanted})",
        )
    return found


def unknown_object(name: str) -> Wrong:
    return Wrong(100, f"Object with ID '{name}' does not exist.", subcode=_NO_ID)


_INTERACTIVE: Mapping[str, Any] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _cta,
    "flow": _flow,
    "location_request_message": _named("send_location"),
    "contact_request": _named("request_contact_info"),
}
_CHECKS: Mapping[str, Any] = {
    "text": _plain,
    "interactive": _interactive,
    "template": _template,
    "location": _location,
    "reaction": _reaction,
    **{kind: _media_of(kind) for kind in MEDIA},
}
