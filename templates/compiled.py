"""A wording made ready: values in, what a guest reads out. Pure, and bounded in size.

Knows nothing of how it came about: `compiler.py` reads wordings, `renderer.py` keeps what it made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from templates.kinds import BadValue, Kind

# A date may end in the full stop of its month ("29 de nov."), and so may the sentence.
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
_HOLES = re.compile(r"\n(?:[ \t]*\n)+")


class RenderError(Exception):
    """This wording cannot be rendered with these values. The text names templates and values, not their content."""


@dataclass(frozen=True)
class Rendered:
    """buttons: `{"title", "payload": {"intent", "entities"}}`; attachments: plain JSON with a `kind`."""

    text: str
    buttons: list[dict[str, Any]]
    attachments: list[dict[str, Any]]


PHRASES = ""
"""Under this name, which no template can write, rendering hands the catalog's phrases to the filter that says them."""

Phrases = Callable[[str, Any], str]
Words = Callable[[Mapping[str, Any]], str]
Passed = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class CompiledButton:
    title: Words
    intent: Passed
    entities: Passed
    each: str | None
    when: str | None

    def render(self, given: Mapping[str, Any], typed: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.when is not None and not given.get(self.when):
            return []
        if self.each is None:
            return [self._one(given, typed)]
        items = zip(given.get(self.each) or (), typed.get(self.each) or (), strict=False)
        return [self._one({**given, "item": raw}, {**typed, "item": item}) for raw, item in items]

    def _one(self, given: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
        entities = self.entities(given, typed)
        return {
            "title": self.title(typed),
            "payload": {
                "intent": self.intent(given, typed),
                "entities": {name: value for name, value in entities.items() if value is not None},
            },
        }


@dataclass(frozen=True)
class CompiledAttachment:
    fields: Passed
    when: str | None


@dataclass(frozen=True)
class Compiled:
    kinds: tuple[tuple[str, Kind], ...]
    text: Words
    buttons: tuple[CompiledButton, ...]
    attachments: tuple[CompiledAttachment, ...]

    def render(self, given: Mapping[str, Any], phrases: Phrases) -> Rendered:
        """phrases: says a phrase of the catalog in use, by its name and value; words are compiled for any catalog."""
        typed: dict[str, Any] = {PHRASES: phrases}
        for name, kind in self.kinds:
            value = given.get(name)
            if value is not None:
                try:
                    typed[name] = kind.convert(value)
                except BadValue as error:
                    raise BadValue(f"{name} is {error}") from error
        text = self.text(typed)
        if not text:
            raise BadValue("with these values nothing is left to say")
        return Rendered(
            text=text,
            buttons=[made for button in self.buttons for made in button.render(given, typed)],
            attachments=[
                attachment.fields(given, typed)
                for attachment in self.attachments
                if attachment.when is None or given.get(attachment.when)
            ],
        )


def tidy_up(text: str) -> str:
    """An `if` that says nothing leaves empty lines behind; at most one stays between two paragraphs."""
    text = text.strip()
    if ".." in text:
        text = _DOUBLE_STOP.sub(".", text)
    return _HOLES.sub("\n\n", text) if "\n\n" in text or "\n " in text else text
