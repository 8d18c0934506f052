"""What an editor types, and the body of a version that comes of it. Pure.

The plain form edits words only: the text, the buttons' titles, a text of its own for a channel. What the buttons do,
and attachments, stay as they were; who wants to change those writes the whole reply as a catalog file has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from templates.wording import CHANNELS, BadWording

CHANNEL_TEXTS = tuple(name for name in CHANNELS if name != "cmdline")
"""The channels that may be given a text of their own in the plain form."""
MAX_WHOLE = 32_000


@dataclass(frozen=True)
class Draft:
    """As typed. titles: of the buttons in order; channels: a channel's own text; whole: the reply as YAML, instead of all that."""

    text: str = ""
    titles: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    whole: str | None = None

    def body(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """The version's content, with what the form does not show taken from `base`. Raises BadWording."""
        if self.whole is not None:
            return read_whole(self.whole)
        body = {**base, "text": self.text}
        if base.get("buttons"):
            body["buttons"] = [
                {**button, "title": title}
                for button, title in zip(base["buttons"], self.titles, strict=False)
            ]
        channels = {name: dict(own) for name, own in (base.get("channels") or {}).items()}
        for name in CHANNEL_TEXTS:
            own = channels.pop(name, {})
            own.pop("text", None)
            if self.channels.get(name, "").strip():
                own["text"] = self.channels[name]
            if own:
                channels[name] = own
        body.pop("channels", None)
        return {**body, "channels": channels} if channels else body


def draft_of(body: Mapping[str, Any], *, whole: bool = False) -> Draft:
    """The form filled in with a version's content."""
    channels = body.get("channels") or {}
    return Draft(
        text=str(body.get("text", "")),
        titles=tuple(str(button["title"]) for button in body.get("buttons") or ()),
        channels={name: str(own["text"]) for name, own in channels.items() if "text" in own},
        whole=write_whole(body) if whole else None,
    )


def read_form(field_of: Callable[[str], str], *, buttons: int) -> Draft:
    """field_of: a sent field by name. buttons: how many titles the form had."""
    whole = field_of("whole")
    return Draft(
        text=_lines(field_of("text")),
        titles=tuple(field_of(f"title-{number}").strip() for number in range(buttons)),
        channels={name: _lines(field_of(f"text-{name}")) for name in CHANNEL_TEXTS},
        whole=_lines(whole) if field_of("form") == "whole" else None,
    )


def write_whole(body: Mapping[str, Any]) -> str:
    return str(yaml.dump(dict(body), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


def read_whole(text: str) -> dict[str, Any]:
    """Raises BadWording."""
    if len(text) > MAX_WHOLE:
        raise BadWording(f"over {MAX_WHOLE} characters", str(MAX_WHOLE))
    try:
        # An alias is how a few lines of YAML become gigabytes.
        has_aliases = any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)
        )
        body = None if has_aliases else yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BadWording(" ".join(str(error).split()), _place_of(error)) from error
    except (RecursionError, ValueError) as error:
        raise BadWording("not readable as YAML", "YAML") from error
    if has_aliases:
        raise BadWording("references (&, *) are not for replies", "&, *")
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise BadWording("a reply begins with “text:”", "text:")
    return body


def _place_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"YAML, {mark.line + 1}:{mark.column + 1}" if mark else "YAML"


class _Dumper(yaml.SafeDumper):
    """Texts of several lines are written as people write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _lines(text: str) -> str:
    """Browsers send lines' ends in their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
