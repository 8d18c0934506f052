"""Whether a message says anything: text without a known word or a usual run of letters is gibberish.

A classifier gives gibberish a confident intent, usually "yes" (its shortest examples), so no threshold can catch it.
"""

from __future__ import annotations

from collections.abc import Callable

from .text import fold, split
from .vocabulary import Vocabulary

_VOWELS = frozenset("aeiouy")
LONGEST_CLUSTER = 4


def is_gibberish(
    text: str, vocabularies: list[Vocabulary], *, familiar: Callable[[str], float] | None = None
) -> bool:
    """Empty, marks or emoji only, or words nobody knows. familiar(word): share of its letter runs seen in training."""
    tokens = split(fold(text))
    if any(token.isdigit() for token in tokens):
        return False
    letters = [token for token in tokens if token.isalpha()]
    if not letters:
        # Another script (Cyrillic, Chinese) has letters of its own; only marks and emoji are left here.
        return not any(character.isalpha() for character in text)
    if any(not character.isascii() for token in letters for character in token):
        return False
    known = [
        token
        for token in letters
        if any(table.knows(token) or token in table.not_names for table in vocabularies)
    ]
    if known and (len(known) * 3 >= len(letters) or any(len(token) > 3 for token in known)):
        return False
    return all(_is_strange(token, familiar) for token in letters if token not in known)


def _is_strange(word: str, familiar: Callable[[str], float] | None) -> bool:
    if len(word) == 1:
        return True
    if len(set(word)) == 1 and len(word) > 2:
        return True
    vowels = sum(letter in _VOWELS for letter in word)
    if len(word) >= 4 and (vowels == 0 or vowels / len(word) < 0.15):
        return True
    cluster = longest = 0
    for letter in word:
        cluster = 0 if letter in _VOWELS else cluster + 1
        longest = max(longest, cluster)
    if longest > LONGEST_CLUSTER:
        return True
    if any(run in word for run in _KEYBOARD_RUNS):
        return True
    return familiar is not None and familiar(word) < 0.34


_KEYBOARD_RUNS = (
    "asdf",
    "sdfg",
    "dfgh",
    "fghj",
    "ghjk",
    "hjkl",
    "qwer",
    "rtyu",
    "tyui",
    "yuio",
    "zxcv",
    "xcvb",
    "cvbn",
    "vbnm",
    "lkjh",
    "poiu",
    "jkjk",
    "fdsa",
)
