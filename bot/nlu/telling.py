"""How much of a message's words name days or people in a language: where two languages could explain it, the words decide."""

from __future__ import annotations

from functools import cache

from .vocabulary import vocabulary

_SHORT_WORD = 3
"""Letters: so short a word is at home in many languages."""

_TELLING = (
    "month",
    "weekday",
    "day",
    "easter",
    "carnival",
    "season",
    "unit",
    "rel",
    "tonight",
    "adult",
    "person",
    "child",
    "infant",
    "room",
    "arrive",
    "depart",
)


def strength_in(words: set[str], code: str) -> int:
    """How many of the words name days or people in a language, abbreviations and double meanings aside."""
    telling = _telling(code)
    return sum(any(rest <= words for rest in telling.get(word, ())) for word in words)


@cache
def _telling(code: str) -> dict[str, tuple[frozenset[str], ...]]:
    """First word of a telling phrase → the words it needs beside it."""
    return {
        first: found
        for first, entries in vocabulary(code).by_first_word.items()
        if (
            found := tuple(
                frozenset(entry.phrase[1:])
                for entry in entries
                if not entry.is_weak
                and sum(map(len, entry.phrase)) > _SHORT_WORD
                and any(tag in entry.tags for tag in _TELLING)
            )
        )
    }
