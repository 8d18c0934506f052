"""What changed between two versions, word by word, for a page to show. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

# A placeholder or a tag is one word: half of one says nothing.
_WORDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\s+|\w+|[^\w\s]", re.DOTALL)
# Comparing takes time by the product of two lengths; above it, whole lines are compared.
_MOST_PAIRS = 1_000_000

Op = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Piece:
    op: Op
    text: str


@dataclass(frozen=True)
class Change:
    """part: "text", "button 2 title", "whatsapp text", …; before or after is None where there was or is none."""

    part: str
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...]


def compare_bodies(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every part that differs, in reading order; none where the bodies are equal."""
    older, newer = dict(_parts(before)), dict(_parts(after))
    changes = []
    for part in dict.fromkeys((*older, *newer)):
        was, now = older.get(part), newer.get(part)
        if was != now:
            changes.append(Change(part, was, now, compare_words(was or "", now or "")))
    return tuple(changes)


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in order; those that are not "added" make up `before`, those that are not "removed" `after`."""
    older, newer = _WORDS.findall(before), _WORDS.findall(after)
    if len(older) * len(newer) > _MOST_PAIRS:
        older, newer = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    removed = added = ""
    steps = SequenceMatcher(None, older, newer, autojunk=False).get_opcodes()
    for number, (op, first, last, start, end) in enumerate(steps):
        was, now = "".join(older[first:last]), "".join(newer[start:end])
        is_between = 0 < number < len(steps) - 1
        if op != "equal" or (is_between and now.isspace()):
            # A space between two changed words is read as part of the change.
            removed, added = removed + was, added + now
            continue
        pieces += _changed(removed, added)
        pieces.append(Piece("same", now))
        removed = added = ""
    return (*pieces, *_changed(removed, added))


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _parts(body: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a body, each with a name a person understands."""
    for name, value in body.items():
        if name == "channels":
            for channel, own in value.items():
                yield from _parts(own, f"{under}{channel} ")
        elif isinstance(value, Mapping):
            yield from _parts(value, f"{under}{name} ")
        elif isinstance(value, list):
            yield from _items(name, value, under)
        else:
            yield f"{under}{name}", value if isinstance(value, str) else repr(value)


def _items(name: str, values: Sequence[Any], under: str) -> Iterator[tuple[str, str]]:
    singular = name.removesuffix("s")
    if not values:
        yield f"{under}{name}", "none"
    for number, value in enumerate(values, 1):
        if isinstance(value, Mapping):
            yield from _parts(value, f"{under}{singular} {number} ")
        else:
            yield f"{under}{singular} {number}", str(value)
