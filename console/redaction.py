"""Words with nothing in them that names or reaches a guest: for whoever may not read that, and for what leaves the house. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.gateway.transcripts import Transcript

EMAIL, PHONE, NAME = "‹e-mail›", "‹phone›", "‹name›"

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*")
# A number of seven digits or more, a card's among them; spaces, dots and dashes may stand between them.
_PHONE = re.compile(r"(?<![\w\-])\+?\(?\d(?:[\s\-./()]{0,2}\d){6,}(?![\w])")
_DATE = re.compile(r"\d{1,4}([\-./])\d{1,2}\1\d{1,4}|\d{4}-\d{2}-\d{2}")
_NAMES = ("name", "first_name", "last_name", "guest", "guest_name")
_SHORTEST_NAME = 2


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """names: of the guest, as they are known from elsewhere; what nobody knows to be a name stays."""
    text = _EMAIL.sub(EMAIL, text)
    text = _PHONE.sub(lambda found: found.group() if _is_dates(found.group()) else PHONE, text)
    for name in sorted(set(names), key=len, reverse=True):
        text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", NAME, text)
    return text


def names_in(transcript: Transcript) -> frozenset[str]:
    """Whatever a guest was understood to be called, whole and in parts, and what replies called them."""
    found: set[str] = set()
    for said in _told(transcript):
        found |= {said.strip(), *said.split()}
    return frozenset(name for name in found if len(name) >= _SHORTEST_NAME)


def _told(transcript: Transcript) -> Iterator[str]:
    for turn in transcript.turns:
        name = (turn.understood.get("contact") or {}).get("name")
        if isinstance(name, str):
            yield name
    replies = [*transcript.notices, *(one for turn in transcript.turns for one in turn.replies)]
    for stored in replies:
        for key in _NAMES:
            value = stored.reply.values.get(key)
            if isinstance(value, str):
                yield value


def _is_dates(text: str) -> bool:
    """Days that stand together look like a number: "27.11.2026 - 29.11.2026"."""
    return not re.sub(r"[\s\-./()]", "", _DATE.sub("", text))
