"""One reply in one language, as it is written: text, buttons, attachments. Not yet compiled, not yet checked.

Reading is strict about shape, so that a slip in a YAML file is named with its key and never reaches a guest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PACKAGED_VERSION = "1"
LAST_LANGUAGE = "en"
LAST_REPLY = "error.generic"
WEB_CHANNELS = ("webchat", "api", "cmdline")
CHANNELS = (*WEB_CHANNELS, "whatsapp")
# What one wording may hold, all its channels counted, so that checking it never takes longer than others can wait for.
# The longest of ours has 1,600 characters in 20 texts.
MAX_CHARACTERS = 16_000
MAX_TEXTS = 300
MAX_LEVELS = 20
KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class BadWording(ValueError):
    """A reply is not written as replies are. The text says where and what; about: the names or numbers it concerns."""

    def __init__(self, message: str, about: str = "") -> None:
        super().__init__(message)
        self.about = about


@dataclass(frozen=True)
class Button:
    """What a guest may tap. title is a template; entities hold constants or references such as "{{ item.id }}".

    each: name of a list value, for one button per item (called `item` in the title and entities);
    when: name of a value; without it, or when it is empty or null, the button is left out.
    """

    title: str
    intent: str
    entities: Mapping[str, Any]
    each: str | None = None
    when: str | None = None


@dataclass(frozen=True)
class Attachment:
    """fields: `kind` and what that kind needs; texts are templates, "{{ stay.check_in }}" alone is passed on as given."""

    fields: Mapping[str, Any]
    when: str | None = None


@dataclass(frozen=True, eq=False)
class Wording:
    """key: "<category>.<name>". Versions of one key and language are never changed, only followed by new ones.

    channels: whole wordings for channels that are spoken to otherwise; what they do not say is as here.
    """

    key: str
    language: str
    version: str
    text: str
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    channels: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def category(self) -> str:
        return self.key.partition(".")[0]

    def on(self, channel: str) -> Wording:
        """The words for this channel."""
        return self.channels.get(channel, self)

    @property
    def forms(self) -> tuple[Wording, ...]:
        """These words, and those of the channels that have their own."""
        return (self, *self.channels.values())


def read_wording(key: str, language: str, body: Any, *, version: str = PACKAGED_VERSION) -> Wording:
    """From a catalog file's entry: a mapping, or a bare text. Raises BadWording."""
    if not KEY.fullmatch(key):
        raise BadWording(f"{language} {key}: a key is written category.name, in small letters")
    where = f"{language} {key}"
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, Mapping):
        raise BadWording(f"{where}: neither a text nor a mapping")
    _only(body, {"text", "buttons", "attachments", "channels"}, where)
    channels = body.get("channels", {})
    if not isinstance(channels, Mapping) or set(channels) - set(CHANNELS):
        raise BadWording(f"{where}: channels are a mapping of {', '.join(CHANNELS)}", "channels")
    general = {name: part for name, part in body.items() if name != "channels"}
    wording = replace(
        _read_form(key, language, general, where, version),
        channels={
            channel: _read_form(
                key, language, {**general, **_own(own, where)}, f"{where} on {channel}", version
            )
            for channel, own in channels.items()
        },
    )
    _bound(wording, where)
    return wording


def body_of(wording: Wording) -> dict[str, Any]:
    """The wording as a catalog file has it; `read_wording` of it gives the same words again."""
    body = _form_body(wording)
    channels = {}
    for channel, form in wording.channels.items():
        own = _form_body(form)
        # What equals the general words is left out again; a channel without buttons says so.
        channels[channel] = {
            name: own.get(name, []) for name in {**body, **own} if own.get(name, []) != body.get(name, [])
        }
    return {**body, "channels": channels} if channels else body


def label_of(number: int, property_id: str) -> str:
    """How a reply names its version: "3", or "3@mirador" for words of one hotel."""
    return f"{number}@{property_id}" if property_id else str(number)


def _own(body: Any, where: str) -> Mapping[str, Any]:
    if isinstance(body, str):
        return {"text": body}
    if not isinstance(body, Mapping):
        raise BadWording(f"{where}: the words of a channel are a text or a mapping", "channels")
    _only(body, {"text", "buttons", "attachments"}, where)
    return body


def _form_body(wording: Wording) -> dict[str, Any]:
    body: dict[str, Any] = {"text": wording.text}
    if wording.buttons:
        body["buttons"] = [_button_body(button) for button in wording.buttons]
    if wording.attachments:
        body["attachments"] = [
            {**one.fields, **({"when": one.when} if one.when is not None else {})}
            for one in wording.attachments
        ]
    return body


def _button_body(button: Button) -> dict[str, Any]:
    body: dict[str, Any] = {
        name: value for name, value in (("each", button.each), ("when", button.when)) if value is not None
    }
    body |= {"title": button.title, "intent": button.intent}
    if button.entities:
        body["entities"] = dict(button.entities)
    return body


def _read_form(key: str, language: str, body: Mapping[str, Any], where: str, version: str) -> Wording:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadWording(f"{where}: text is missing", "text")
    buttons = body.get("buttons", [])
    attachments = body.get("attachments", [])
    if isinstance(buttons, Mapping):
        buttons = [buttons]
    if not isinstance(buttons, list) or not isinstance(attachments, list):
        raise BadWording(f"{where}: buttons and attachments are lists", "buttons, attachments")
    return Wording(
        key=key,
        language=language,
        version=version,
        text=text.strip(),
        buttons=tuple(_read_button(button, where) for button in buttons),
        attachments=tuple(_read_attachment(attachment, where) for attachment in attachments),
    )


def _read_button(body: Any, where: str) -> Button:
    if not isinstance(body, Mapping):
        raise BadWording(f"{where}: a button is a mapping", "buttons")
    _only(body, {"title", "intent", "entities", "each", "when"}, f"{where}, a button")
    for name in ("title", "intent"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            # YAML reads a bare Yes or No as true or false.
            raise BadWording(
                f"{where}: a button's {name} is a text (in quotes, if YAML may misread it)", name
            )
    for name in ("each", "when"):
        if name in body and not isinstance(body[name], str):
            raise BadWording(f"{where}: a button's {name} names a value", name)
    entities = body.get("entities", {})
    if not isinstance(entities, Mapping):
        raise BadWording(f"{where}: a button's entities are a mapping", "entities")
    return Button(
        title=body["title"].strip(),
        intent=body["intent"].strip(),
        entities=entities,
        each=body.get("each"),
        when=body.get("when"),
    )


def _read_attachment(body: Any, where: str) -> Attachment:
    if not isinstance(body, Mapping) or not isinstance(body.get("kind"), str):
        raise BadWording(f"{where}: an attachment is a mapping with a kind", "kind")
    if not isinstance(body.get("when", ""), str):
        raise BadWording(f"{where}: an attachment's when names a value", "when")
    fields = {str(name): value for name, value in body.items() if name != "when"}
    return Attachment(fields, body.get("when"))


def _bound(wording: Wording, where: str) -> None:
    level: list[Any] = [_form_body(form) for form in wording.forms]
    texts = characters = 0
    for _ in range(MAX_LEVELS):
        said = [part for part in level if isinstance(part, str)]
        texts, characters = texts + len(said), characters + sum(map(len, said))
        level = [inner for part in level for inner in _inside(part)]
    if level or texts > MAX_TEXTS or characters > MAX_CHARACTERS:
        raise BadWording(
            f"{where}: a reply with all its channels has at most {MAX_CHARACTERS} characters in {MAX_TEXTS} texts, "
            f"{MAX_LEVELS} levels deep",
            str(MAX_CHARACTERS),
        )


def _inside(part: Any) -> Iterable[Any]:
    return part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()


def _only(body: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(str(name) for name in body if name not in known)
    if unknown:
        raise BadWording(f"{where}: {', '.join(unknown)} is not a part of it", ", ".join(unknown))
