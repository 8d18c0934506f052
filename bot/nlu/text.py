"""Folding a guest's words to plain letters without losing their places.

Folding keeps the length: position i of the folded text is position i of the original, so that whatever a parser
finds can be shown in the guest's own spelling.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNDERSTOOD_CHARACTERS = 2000
"""A longer message is understood up to here; the cost of reading is bounded by it."""

# One character each, so that places hold: what NFKD would leave or spell with two letters.
_SINGLE = {
    "ß": "s", "ẞ": "s", "ø": "o", "Ø": "o", "æ": "a", "Æ": "a", "œ": "o", "Œ": "o", "ł": "l", "Ł": "l", "đ": "d",
    "ı": "i", "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-",
    "—": "-", "‑": "-", "−": "-", "‒": "-", "→": "-", "／": "/", "\u00a0": " ", "\u202f": " ", "º": "º", "ª": "ª", "°": "º",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _SINGLE:
        return _SINGLE[character]
    for plain in unicodedata.normalize("NFKD", character):
        if not unicodedata.combining(plain):
            lowered = plain.lower()
            return lowered if len(lowered) == 1 else plain
    return " "


def fold(text: str) -> str:
    """Lower case without accents, character for character: "Mañana, 5º" → "manana, 5º"."""
    return "".join(map(_fold_character, text))


def compose(text: str) -> str:
    """The part of the message that is understood: composed (so that "n" + "~" is one ñ), cut, without controls."""
    kept = unicodedata.normalize("NFC", text[:UNDERSTOOD_CHARACTERS])
    return _CONTROLS.sub(" ", kept)


# Controls, zero-width marks, direction marks and lone surrogates: never words, sometimes used to hide them.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def words(text: str) -> list[str]:
    """The folded words of a text, letters only."""
    return _WORD.findall(fold(text))


def split(folded: str) -> list[str]:
    """The words and digit runs of a folded text; what stands between them falls away ("check-in" → check, in)."""
    return _WORD_OR_DIGITS.findall(folded)


_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")


def german_spellings(word: str) -> set[str]:
    """A table word as guests type it: folded, and with the umlauts and ß spelt out ("nächste" → nachste, naechste)."""
    spelt = word
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelt = spelt.replace(letter, pair)
    return {fold(word), fold(spelt), fold(word.replace("ß", "ss"))}
