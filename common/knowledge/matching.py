"""Which of a hotel's own questions a guest's message asks, if any: by the words they share, letters forgiven. Pure.

Nothing is learnt and nothing is downloaded, so the same words find the same answer on every machine. Words that carry no
matter ("could you tell me if there is") are set aside; the others are paired with the example's, a pair counting by how
many letters in a row they share, so that "bikes" finds "bike" and a slip of the finger costs little. What the guest says
beside the question and what of the example the guest leaves out both count against it. No answer is better than a wrong
one: below the threshold, or with two entries about as near, nothing is found. The thresholds are measured on
tests/data/own_questions.yml by tests/common/knowledge/test_matching.py; docs/guides/words.md has the figures.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from common.knowledge.idle_words import IDLE, LIGHT

ENOUGH = 0.66
"""The least likeness at which a message that nothing else answers is answered."""
SURE = 0.9
"""The least at which the hotel's own answer goes before one that understanding would give."""
ANOTHER_LANGUAGE = 0.85
"""The least where the example is in another language than the message: names and loan words look alike everywhere."""
_APART = 0.06
_ALIKE = 0.6
_LIGHT_WEIGHT = 0.3
_LONGEST = 300
_MOST_WORDS = 24


@dataclass(frozen=True)
class Found:
    """id: of the entry; likeness: 0 to 1."""

    id: str
    likeness: float


@dataclass(frozen=True)
class _Example:
    id: str
    language: str
    words: tuple[str, ...]


class Matcher:
    """questions: by entry, by language."""

    def __init__(self, questions: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._examples = tuple(
            _Example(id, code, words)
            for id, by_language in questions.items()
            for code, examples in by_language.items()
            for example in examples
            if (words := plain_words(example, code))
        )

    def find(self, text: str, language: str, *, least: float = ENOUGH) -> Found | None:
        """language: the one the message is in. least: for examples in that language."""
        if len(text) > _LONGEST or not self._examples:
            return None
        best: dict[str, float] = {}
        said = {code: plain_words(text, code) for code in {one.language for one in self._examples}}
        for example in self._examples:
            words = said[example.language]
            if len(words) > _MOST_WORDS:
                continue
            likeness = _likeness(words, example.words)
            floor = least if example.language == language else max(least, ANOTHER_LANGUAGE)
            if likeness >= floor:
                best[example.id] = max(likeness, best.get(example.id, 0.0))
        if not best:
            return None
        first, *others = sorted(best.items(), key=lambda row: -row[1])
        is_alone = not others or first[1] - others[0][1] >= _APART
        # Word for word what one entry asks, and not another's.
        is_the_same = first[1] == 1.0 and others[:1] and others[0][1] < 1.0
        return Found(*first) if is_alone or is_the_same else None


def plain_words(text: str, language: str) -> tuple[str, ...]:
    """The words that carry the matter, without accents and capitals, each once; all of them when none does."""
    folded = "".join(
        one
        for one in unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
        if not unicodedata.combining(one)
    )
    words = re.findall(r"[^\W_]+", folded)
    idle = IDLE.get(language, frozenset())
    kept = dict.fromkeys(word for word in words if word not in idle)
    return tuple(kept or dict.fromkeys(words))


def _likeness(said: Iterable[str], example: Iterable[str]) -> float:
    """How much of each the other has: the harmonic mean of both shares."""
    said, example = tuple(said), tuple(example)
    if not said or not example:
        return 0.0
    share = _share(said, example)
    other = _share(example, said)
    return 2 * share * other / (share + other) if share + other else 0.0


def _share(words: tuple[str, ...], among: tuple[str, ...]) -> float:
    weights = [_weight(word) for word in words]
    found = sum(
        weight * max(_pair(word, other) for other in among)
        for word, weight in zip(words, weights, strict=True)
    )
    return found / sum(weights)


def _weight(word: str) -> float:
    if word in LIGHT:
        return _LIGHT_WEIGHT
    # A long word says more than a short one, but not three times as much.
    return math.sqrt(min(max(len(word), 3), 8))


@lru_cache(maxsize=20_000)
def _pair(one: str, other: str) -> float:
    """1 for the same word, 0 for words that merely share a few letters."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4:
        return 0.0
    first, second = _grams(one), _grams(other)
    alike = 2 * len(first & second) / (len(first) + len(second))
    return alike if alike >= _ALIKE else 0.0


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    # The beginning of a word carries its meaning, its end only the grammar.
    padded = f"^{word}"
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
