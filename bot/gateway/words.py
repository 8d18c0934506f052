"""What is kept of a guest's words: cards masked, control characters dropped, length bounded. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from common.secrets import mask_cards

KEPT_CHARACTERS = 4_096
"""Stored and shown to staff."""

UNDERSTOOD_CHARACTERS = 2_000
"""Read by the bot; a booking wish says what it wants well before that."""

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = "\n\t"


@dataclass(frozen=True)
class Kept:
    """text: as stored. length: characters as received. had_card: something in it was masked."""

    text: str
    length: int
    had_card: bool


def keep(text: str) -> Kept:
    """The words as we store them. Cards are masked before cutting, so that half a number never remains."""
    # JSON may carry half a surrogate pair, which no database and no Rasa accepts.
    whole = _SURROGATES.sub("\ufffd", text).replace("\r\n", "\n")
    cleaned = "".join(
        character for character in whole if character in _SPACES or unicodedata.category(character) != "Cc"
    )
    masked = mask_cards(cleaned)
    return Kept(masked.strip()[:KEPT_CHARACTERS], len(text), masked != cleaned)


def join(texts: list[str]) -> str:
    """Several messages of one turn, as one text to understand."""
    return "\n".join(text for text in texts if text)[:UNDERSTOOD_CHARACTERS]
