"""Text as people see it and as Meta counts it: whole signs that are never cut in two, lengths in UTF-16 units. Pure.

An approximation of Unicode's extended grapheme clusters (UAX 29) that needs no tables: marks, joined and coloured
emoji, flags and keycaps stay whole. Hangul is kept in syllables as it is usually written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_EXTENDING = frozenset("\ufe0e\ufe0f\u20e3\u200c" + _JOINER)


def units(text: str) -> int:
    """Its length in UTF-16 units: an emoji counts two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def graphemes(text: str) -> Iterator[str]:
    start, flags = 0, 0
    for place, character in enumerate(text):
        flags = flags + 1 if _is_flag_half(character) else 0
        if place and _breaks(text[place - 1], character, flags):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def head(text: str, most: int) -> str:
    """As many whole signs from the start as have at most so many units; part of one where not even the first fits."""
    end, left = 0, most
    for sign in graphemes(text):
        if units(sign) > left:
            break
        left -= units(sign)
        end += len(sign)
    if not end:
        # One sign longer than all the room there is: no guest's word, and it must not hold us up.
        while end < len(text) and units(text[: end + 1]) <= most:
            end += 1
    return text[:end]


def tail_start(text: str, most: int) -> int:
    """Where the longest end of at most so many units begins, at a whole sign."""
    left, start = units(text), 0
    for sign in graphemes(text):
        if left <= most:
            break
        left -= units(sign)
        start += len(sign)
    return start


def _breaks(before: str, character: str, flags: int) -> bool:
    if character in _EXTENDING or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return False
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f":
        return False
    if before == "\r" and character == "\n":
        return False
    if before == _JOINER and character > "\u2000":
        return False
    # Two halves make a flag; a third begins the next.
    return not (flags and flags % 2 == 0)


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
