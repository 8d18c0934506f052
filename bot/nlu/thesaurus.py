"""Words that mean the same to a hotel, in every language: "spaniel", "perro" and "Hündchen" are all `pet`.

What the intent model learns about a concept from one language it knows in all six, and a word that no example holds still counts.
The tables are `thesaurus_<language>.py`: concept → phrases, separated by commas. A phrase ending in `*` is a stem and matches every
word that begins so; `*stem*` also matches inside a word of eight letters or more (German *Parkplatzgebühr*). Nobody says which
language a message is in: the table that explains most of its letters is believed, and where several explain as many, all of them.

Days, people, pets, units and names of languages come from the vocabularies, so that no word stands twice.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from common.languages import SPOKEN

from .text import fold, german_spellings, split
from .vocabulary import Entry, vocabulary

_LONGEST_PHRASE = 8
_SHORTEST_STEM = 3
_LONGEST_WORD = 40
"""Letters: no word of ours is longer, and looking inside one costs the square of them."""
_SHORTEST_COMPOUND = 8

_FROM_VOCABULARY = {
    "month": "day",
    "weekday": "day",
    "rel": "day",
    "tonight": "day",
    "day": "day",
    "easter": "day",
    "easterweek": "day",
    "unit": "length",
    "adult": "people",
    "person": "people",
    "child": "people",
    "infant": "people",
    "couple": "people",
    "family": "people",
    "mate": "people",
    "alone": "people",
    "twoofus": "people",
    "headcount": "people",
    "pet": "pet",
}
"""Tag of the vocabulary → concept."""

MARKS = {"0": "number", "§ref": "reference", "§mail": "address"}
"""What stands for any number, reference or address among the words, the same in every language."""


class Table:
    """One language's concepts. concepts: {concept: phrases}."""

    def __init__(self, language: str, concepts: Mapping[str, str]) -> None:
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._inner: dict[str, set[str]] = {}
        for concept, listed in concepts.items():
            for phrase in filter(None, listed.split(",")):
                for spelling in _spellings(language, phrase.strip()):
                    self._add(spelling, concept)
        self._add_vocabulary(language)
        for mark, concept in MARKS.items():
            self._phrases[(mark,)] = {concept}
        self._longest: dict[str, int] = {}
        for words in self._phrases:
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def read(self, words: Sequence[str]) -> tuple[int, dict[int, set[str]]]:
        """How many letters of folded words it explains, and place → concepts.

        The longest phrase at a place counts, then the longest stem.
        """
        found: dict[int, set[str]] = {}
        explained = place = 0
        while place < len(words):
            size, meant = self._at(words, place)
            if meant:
                found[place] = meant
                explained += sum(map(len, words[place : place + size]))
            place += size
        return explained, found

    def _at(self, words: Sequence[str], place: int) -> tuple[int, set[str]]:
        word = words[place][:_LONGEST_WORD]
        for size in range(min(self._longest.get(word, 0), len(words) - place), 0, -1):
            meant = self._phrases.get(tuple(words[place : place + size]))
            if meant:
                return size, meant
        for end in range(len(word), _SHORTEST_STEM - 1, -1):
            meant = self._stems.get(word[:end])
            if meant:
                return 1, meant | self._inside(word, after=end)
        return 1, self._inside(word, after=0)

    def _inside(self, word: str, *, after: int) -> set[str]:
        if len(word) < _SHORTEST_COMPOUND or not self._inner:
            return set()
        meant: set[str] = set()
        for start in range(after, len(word) - _SHORTEST_STEM):
            for end in range(start + _SHORTEST_STEM + 1, len(word) + 1):
                meant |= self._inner.get(word[start:end], set())
        return meant

    def _add(self, phrase: str, concept: str) -> None:
        words = tuple(split(fold(phrase.strip("*"))))
        if not 1 <= len(words) <= _LONGEST_PHRASE:
            raise ValueError(f"one to {_LONGEST_PHRASE} words, not {phrase!r} ({concept})")
        is_inner = phrase.startswith("*")
        is_stem = (phrase.endswith("*") or is_inner) and len(words) == 1
        if is_stem and len(words[0]) < _SHORTEST_STEM:
            raise ValueError(f"a stem has {_SHORTEST_STEM} letters or more: {phrase!r} ({concept})")
        if is_stem and is_inner:
            self._inner.setdefault(words[0], set()).add(concept)
        if is_stem:
            self._stems.setdefault(words[0], set()).add(concept)
        else:
            self._phrases.setdefault(words, set()).add(concept)

    def _add_vocabulary(self, language: str) -> None:
        table = vocabulary(language)
        for entries in table.by_first_word.values():
            for entry in entries:
                for concept in _concepts_of(entry):
                    self._phrases.setdefault(entry.phrase, set()).add(concept)
        for name in table.language_names:
            self._phrases.setdefault(tuple(split(name)), set()).add("language")


class Thesaurus:
    """The tables of several languages."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = tuple(tables)

    def concepts(self, words: Sequence[str]) -> list[str]:
        """The concepts of folded words, in their order."""
        readings = [table.read(words) for table in self._tables]
        most = max(explained for explained, _ in readings)
        meant: dict[int, set[str]] = {}
        for explained, found in readings:
            if explained == most:
                for place, concepts in found.items():
                    meant.setdefault(place, set()).update(concepts)
        return [concept for place in sorted(meant) for concept in sorted(meant[place])]


def _concepts_of(entry: Entry) -> set[str]:
    """A weak or very short word means too many other things in five other languages."""
    if entry.is_weak or len(entry.phrase) > _LONGEST_PHRASE or len("".join(entry.phrase)) < 4:
        return set()
    return {concept for tag, concept in _FROM_VOCABULARY.items() if tag in entry.tags}


def _spellings(language: str, phrase: str) -> set[str]:
    """As written, and without apostrophes, as thumbs write: "don't" and "dont"."""
    spelt = german_spellings(phrase) if language == "de" else {phrase}
    return spelt | {one.replace("'", "") for one in spelt}


@cache
def thesaurus() -> Thesaurus:
    """The tables of all the languages we speak, built once."""
    return Thesaurus(
        Table(language, importlib.import_module(f"{__package__}.thesaurus_{language}").CONCEPTS)
        for language in SPOKEN
    )
