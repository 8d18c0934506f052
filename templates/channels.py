"""A reply in the form its channel can show: buttons, a list, or numbered lines; long texts in pieces. Pure.

Knows what channels allow, not how they are spoken to: a channel's own module turns these messages into its API's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from common.graphemes import head, tail_start, units
from templates.wording import WEB_CHANNELS

# A full stop or its like, with what closes behind it, before a space.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”’)]*(?=\s)")

Kind = Literal["text", "buttons", "list", "numbered"]


@dataclass(frozen=True)
class Limits:
    """In UTF-16 units and counts. buttons 0: the channel has none; rows 0: it has no lists; None: as much as you like."""

    text: int | None = None
    text_with_choices: int | None = None
    buttons: int | None = None
    button_title: int | None = None
    rows: int = 0
    row_title: int = 0
    row_description: int = 0
    list_label: int = 0


# WhatsApp Cloud API, "Messages", text and interactive objects, read 2026-11-21.
WHATSAPP = Limits(
    text=4096,
    text_with_choices=1024,
    buttons=3,
    button_title=20,
    rows=10,
    row_title=24,
    row_description=72,
    list_label=20,
)
UNLIMITED = Limits()
PLAIN = Limits(text=4096, buttons=0)
"""A channel of texts alone; any that is not named here is taken for one."""
LIMITS: Mapping[str, Limits] = {"whatsapp": WHATSAPP, **dict.fromkeys(WEB_CHANNELS, UNLIMITED)}


@dataclass(frozen=True)
class Choice:
    """title as the channel shows it; description: the whole of one that was cut; position: among the reply's buttons."""

    title: str
    position: int
    description: str | None = None


@dataclass(frozen=True)
class Message:
    """One message to send. kind "numbered": the choices stand in the text by number, for the guest to type.

    label: what opens a list.
    """

    kind: Kind
    text: str
    choices: tuple[Choice, ...] = ()
    label: str | None = None


def shape(
    text: str, buttons: Sequence[Mapping[str, Any]], channel: str, *, list_label: str = "☰"
) -> tuple[Message, ...]:
    """The messages that say a reply on a channel, in order; the choices are on the last.

    buttons: as a reply has them, with a `title`; list_label: a word in the guest's language for "choose".
    """
    limits = LIMITS.get(channel, PLAIN)
    titles = [str(button["title"]) for button in buttons]
    kind = _kind(titles, limits)
    if kind == "numbered":
        lines = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
        text = f"{text}\n\n{lines}"
    pieces = split(text, limits.text, last=limits.text_with_choices if kind in ("buttons", "list") else None)
    *before, last = pieces
    return (
        *(Message("text", piece) for piece in before),
        Message(
            kind,
            last,
            tuple(_choice(title, position, kind, limits) for position, title in enumerate(titles)),
            head(list_label, limits.list_label) if kind == "list" else None,
        ),
    )


def split(text: str, most: int | None, *, last: int | None = None) -> list[str]:
    """Pieces of at most `most` UTF-16 units, the last of at most `last`: between paragraphs where that goes, else lines,
    sentences, words, or anywhere between two signs."""
    pieces = []
    while most is not None and units(text) > most:
        piece, text = _cut(text, most)
        pieces.append(piece)
    if last is not None and units(text) > last:
        # The choices belong to the end of what is said: as much of it as may stand above them.
        start = _break_after(text, tail_start(text, last))
        pieces.append(text[:start].rstrip())
        text = text[start:].lstrip()
    return [*pieces, text]


def _kind(titles: Sequence[str], limits: Limits) -> Kind:
    if not titles:
        return "text"
    if limits.buttons is None:
        return "buttons"
    is_short = all(units(title) <= (limits.button_title or 0) for title in titles)
    # WhatsApp refuses two buttons, or two rows of a list, that read the same.
    if len(titles) <= limits.buttons and is_short and len(set(titles)) == len(titles):
        return "buttons"
    is_distinct = len({head(title, limits.row_title) for title in titles}) == len(titles)
    return "list" if len(titles) <= limits.rows and is_distinct else "numbered"


def _choice(title: str, position: int, kind: Kind, limits: Limits) -> Choice:
    if kind != "list" or units(title) <= limits.row_title:
        return Choice(title, position)
    return Choice(_shorten(title, limits.row_title), position, _shorten(title, limits.row_description))


def _shorten(text: str, most: int) -> str:
    return text if units(text) <= most else head(text, most - 1).rstrip() + "…"


def _cut(text: str, most: int) -> tuple[str, str]:
    fits = len(head(text, most))
    for sign in ("\n\n", "\n", _SENTENCE_END, " "):
        at = _last_place(sign, text, fits)
        if at > 0 and text[:at].strip():
            return text[:at].rstrip(), text[at:].lstrip()
    # Never nothing: where not even one sign fits, one goes all the same.
    return text[: fits or 1], text[fits or 1 :]


def _last_place(sign: str | re.Pattern[str], text: str, fits: int) -> int:
    """Where the last such sign of the part that fits may be parted at; 0 or less when there is none."""
    if isinstance(sign, str):
        return text.rfind(sign, 1, fits + 1)
    return max((found.end() for found in sign.finditer(text, 1, fits + 1) if found.end() <= fits), default=0)


def _break_after(text: str, earliest: int) -> int:
    """The first good place to part at or after `earliest`."""
    for pattern in (r"\n\n", r"\n", r"(?<=[.!?…])\s", r"\s"):
        found = re.compile(pattern).search(text, earliest)
        if found and text[found.end() :].strip():
            return found.end()
    return earliest
