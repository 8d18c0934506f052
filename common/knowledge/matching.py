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
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
_SHORTEST = 4
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
    words: tuple[str, ...]


class Matcher:
    """questions: by entry, by language."""

    def __init__(self, questions: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._books: dict[str, _Book] = {}
        for id, by_language in questions.items():
            for code, examples in by_language.items():
                for example in examples:
                    if words := plain_words(example, code):
                        self._books.setdefault(code, _Book()).add(_Example(id, words))

    def find(self, text: str, language: str, *, least: float = ENOUGH) -> Found | None:
        """language: the one the message is in. least: for examples in that language."""
        if len(text) > _LONGEST:
            return None
        best: dict[str, float] = {}
        for code, book in self._books.items():
            said = plain_words(text, code)
            if not said or len(said) > _MOST_WORDS:
                continue
            floor = least if code == language else max(least, ANOTHER_LANGUAGE)
            for id, likeness in book.likenesses(said):
                if likeness >= floor:
                    best[id] = max(likeness, best.get(id, 0.0))
        if not best:
            return None
        first, *others = sorted(best.items(), key=lambda row: -row[1])
        is_alone = not others or first[1] - others[0][1] >= _APART
        # Word for word what one entry asks, and not another's.
        is_the_same = first[1] == 1.0 and others[:1] and others[0][1] < 1.0
        return Found(*first) if is_alone or is_the_same else None


class _Book:
    """The examples in one language, found by their words and these by their letters, so that many cost little."""

    def __init__(self) -> None:
        self._with_word: dict[str, list[_Example]] = defaultdict(list)
        self._with_gram: dict[str, list[str]] = defaultdict(list)

    def add(self, example: _Example) -> None:
        for word in example.words:
            if word not in self._with_word and len(word) >= _SHORTEST:
                for gram in _grams(word):
                    self._with_gram[gram].append(word)
            self._with_word[word].append(example)

    def likenesses(self, said: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """Every example that shares something: how much of each the other has, the harmonic mean of both shares."""
        pairs = {word: self._alike(word) for word in said}
        near = {id(one): one for row in pairs.values() for word in row for one in self._with_word[word]}
        for example in near.values():
            theirs = {word: max(row.get(word, 0.0) for row in pairs.values()) for word in example.words}
            ours = {word: max(row.get(other, 0.0) for other in example.words) for word, row in pairs.items()}
            share, other = _share(ours), _share(theirs)
            if share and other:
                yield example.id, 2 * share * other / (share + other)

    def _alike(self, word: str) -> dict[str, float]:
        """The examples' words that are this one (1) or nearly so; words that merely share a few letters are not."""
        found: dict[str, float] = {}
        if len(word) >= _SHORTEST:
            grams = _grams(word)
            shared = Counter(other for gram in grams for other in self._with_gram.get(gram, ()))
            for other, count in shared.items():
                alike = 2 * count / (len(grams) + len(_grams(other)))
                if alike >= _ALIKE:
                    found[other] = alike
        if word in self._with_word:
            found[word] = 1.0
        return found


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


def _share(found: Mapping[str, float]) -> float:
    weights = {word: _weight(word) for word in found}
    return sum(weights[word] * alike for word, alike in found.items()) / sum(weights.values())


def _weight(word: str) -> float:
    if word in LIGHT:
        return _LIGHT_WEIGHT
    # A long word says more than a short one, but not three times as much.
    return math.sqrt(min(max(len(word), 3), 8))


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    # The beginning of a word carries its meaning, its end only the grammar.
    padded = f"^{word}"
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
