"""One language's words as a table that finds the longest phrase at a place.

A tag says what a phrase can mean; one phrase may carry several (Spanish "de" is `of` and `from`), and the parsers
decide by what stands around it. Tags with a value are written `name:value`:

`rel:N` a day N days from today · `weekday:N` (0 Monday) and `month:N`, beside CLDR's names · `unit:night|day|week|
fortnight|fifteen|weekend|month|year` · `day:RULE` (named_days.py) and `easter:N` (days after Easter Sunday) named days ·
`span:M-D` a day said loosely, `ends:M-D` the day it is when it closes a stay · `easterweek carnival season:NAME` vague times ·
`correct` takes back what stands before · `past parting occasion:noun|verb bygone` days that are no wish, `wish` what begins one (`behind`,
`ahead`: "bygone" only on that side) · `eve` the day before, `beyond:before|after|about` a day that only bounds · `earlier later fewer swap same` changes of a stay · `type:ID` a room type · `extra:ID` · `arrive depart from to until between and or on of the for`
roles and connectors · `this next coming after_next` modifiers · `within hence` "in ten days", "ten days from now" ·
`adult person child infant couple family pet mate kin parents company twins alone singly twoofus weare aged years months bring` people
(`share` some of those counted, `kin` counts only in a list, `singly` only after a verb of the one who writes, `lone` a parent alone with the children, `age:N` a child by its age) · `talk` what is said to someone · `money thing clock
hour hours expiry` what a number may be instead · `thatday thatnight` of a day said elsewhere · `big away igo trade hen celebrant` who comes and
who does not · `stop` phrases that look like stays and are not · `yes no` evidence.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale

from .numbers import NumberWord, number_words
from .text import fold, german_spellings, split, words

Tags = Mapping[str, Any]

_WEAK_WORDS = {"en": {"may", "march", "mar"}, "es": {"vier"}, "de": {"mai"}}
_GERMAN_DAY_PARTS = ("früh", "morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht")
_WHOLE_NUMBER_TAGS = ("rel", "weekday", "month", "easter", "headcount", "age")
_PEOPLE_TAGS = frozenset(("adult", "person", "child", "infant"))
_MENDED_PEOPLE = (
    *(
        "adult",
        "erwach",
        "person",
        "pesso",
        "people",
        "guest",
        "gast",
        "gaste",
        "huesp",
        "hospe",
        "ospit",
        "child",
        "kind",
        "nino",
        "nina",
    ),
    *("crian", "enfan", "bambin", "figli", "hijo", "hija", "filho", "filha", "infant", "bebe", "toddl"),
)
"""How the words begin whose slips are mended: many a trade or a nickname is one letter from something else (catch, copas)."""
_ORDINAL_WORDS = frozenset(("st", "nd", "rd", "th"))
_NEAR_DAYS_UNLIKE = ("de",)
"""Where a word like "mögen" is one letter from "morgen"."""
_SHORTEST_TYPO = 5
_SHORTEST_MONTH_TYPO = 4
_SHORTEST_DATED_TYPO = 6


@dataclass(frozen=True)
class Entry:
    """A phrase's meaning. is_weak: an abbreviation or a common word that needs company to be a date."""

    phrase: tuple[str, ...]
    tags: Tags
    number: NumberWord | None
    is_weak: bool


@dataclass(frozen=True)
class Vocabulary:
    language: str
    by_first_word: Mapping[str, tuple[Entry, ...]]
    name_cues: tuple[str, ...]
    not_names: frozenset[str]
    language_names: Mapping[str, str]
    """Folded name of a language, in this one → its code: {"aleman": "de"}."""
    typos: Mapping[str, str]
    """A month or weekday with one letter dropped → the word, to read one-letter typos."""
    month_typos: Mapping[str, str]
    """The same of shorter months, for a word right behind a day's number: "3rd aprl"."""
    near_day_typos: Mapping[str, str]
    """The same of "tomorrow" and "tonight": "demin", "domni"."""
    people_typos: Mapping[str, tuple[str, ...]]
    """The same of words for people → the words: "adulltes", "chlidren"."""

    def longest(self, tokens: list[str], place: int) -> Entry | None:
        """The longest phrase that begins at this token."""
        for entry in self.by_first_word.get(tokens[place], ()):
            size = len(entry.phrase)
            if size == 1 or tuple(tokens[place : place + size]) == entry.phrase:
                return entry
        return None

    def is_of(self, word: str) -> bool:
        """Whether the word can stand between a day and its month."""
        return (
            any(len(entry.phrase) == 1 and "of" in entry.tags for entry in self.by_first_word.get(word, ()))
            or word in _ORDINAL_WORDS
        )

    def knows(self, word: str) -> bool:
        return word in self.by_first_word

    def mended(self, word: str, *, is_behind_day: bool = False) -> str | None:
        """The month, weekday or word for people that this long unknown word misspells by one letter; None when there is none.

        Behind a day's number a shorter word may be a month.
        """
        if is_behind_day and len(word) >= _SHORTEST_MONTH_TYPO:
            for shorter in (word, *sorted(_one_dropped(word))):
                whole = self.month_typos.get(shorter)
                if whole and whole[0] == word[0] and _is_one_typo(word, whole):
                    return whole
        if len(word) < _SHORTEST_TYPO:
            return None
        return self._dated_mended(word) or self._people_mended(word)

    def _people_mended(self, word: str) -> str | None:
        for shorter in (word, *sorted(_one_dropped(word))):
            for whole in self.people_typos.get(shorter, ()):
                if whole[0] == word[0] and _is_one_typo(word, whole) and not _is_inflection(word, whole):
                    return whole
        return None

    def _dated_mended(self, word: str) -> str | None:
        for shorter in (word, *sorted(_one_dropped(word))):
            whole = self.near_day_typos.get(shorter)
            is_plural = whole is not None and word.startswith(whole)
            if whole and not is_plural and whole[0] == word[0] and _is_one_typo(word, whole):
                return whole
        if len(word) < _SHORTEST_DATED_TYPO:
            return None
        for shorter in _one_dropped(word):
            whole = self.typos.get(shorter) or (shorter if shorter in self.typos.values() else None)
            if whole and whole[0] == word[0] and _is_one_typo(word, whole):
                return whole
        return self.typos.get(word)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The table of one spoken language, built once."""
    table = importlib.import_module(f"{__package__}.words_{language}")
    meanings: dict[tuple[str, ...], dict[str, Any]] = {}
    weak: set[tuple[str, ...]] = set()
    names: list[str] = []
    for tag, value, spelling in _said(language, table.PHRASES):
        for phrase in _phrases(language, spelling):
            meanings.setdefault(phrase, {})[tag] = value
    for tag, value, name in _calendar_names(language):
        for phrase in _phrases(language, name):
            if tag not in meanings.setdefault(phrase, {}):
                meanings[phrase][tag] = value
            names.extend(phrase)
    for phrase, tags in meanings.items():
        dated = "weekday" in tags or "month" in tags
        if dated and len(phrase) == 1 and (len(phrase[0]) <= 3 or phrase[0] in _WEAK_WORDS.get(language, ())):
            weak.add(phrase)
    counted: dict[tuple[str, ...], NumberWord] = {}
    for spelling, number in number_words(language).items():
        for phrase in _phrases(language, spelling):
            counted.setdefault(phrase, number)
    entries: dict[str, list[Entry]] = {}
    for phrase in meanings.keys() | counted.keys():
        entry = Entry(phrase, meanings.get(phrase, {}), counted.get(phrase), phrase in weak)
        entries.setdefault(phrase[0], []).append(entry)
    return Vocabulary(
        language=language,
        by_first_word={
            first: tuple(sorted(found, key=lambda entry: (-len(entry.phrase), entry.phrase)))
            for first, found in entries.items()
        },
        name_cues=tuple(sorted((fold(cue) for cue in table.NAME_CUES), key=len, reverse=True)),
        not_names=frozenset(words(table.NOT_NAMES)),
        language_names={
            spelling: code
            for code, listed in table.LANGUAGE_NAMES.items()
            for name in listed.split(",")
            for spelling in _spellings(language, name.strip())
        },
        typos={shorter: name for name in names if len(name) >= 6 for shorter in _one_dropped(name)},
        near_day_typos={
            shorter: phrase[0]
            for phrase, tags in meanings.items()
            if (tags.get("rel") == 1 or "tonight" in tags)
            and len(phrase) == 1
            and len(phrase[0]) >= _SHORTEST_DATED_TYPO
            for shorter in (phrase[0], *_one_dropped(phrase[0]))
            if language not in _NEAR_DAYS_UNLIKE
        },
        month_typos={
            shorter: phrase[0]
            for phrase, tags in meanings.items()
            if "month" in tags and len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_TYPO
            for shorter in (phrase[0], *_one_dropped(phrase[0]))
        },
        people_typos=_people_typos(meanings),
    )


def _said(language: str, table: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    for key, listed in table.items():
        tag, _, raw = key.partition(":")
        value: Any = int(raw) if tag in _WHOLE_NUMBER_TAGS else raw or True
        for spelling in listed.split(","):
            if spelling.strip():
                yield tag, value, spelling.strip()


def _calendar_names(language: str) -> Iterator[tuple[str, Any, str]]:
    locale = Locale(language)
    for width in ("wide", "abbreviated"):
        for form in ("format", "stand-alone"):
            for number, name in locale.months[form][width].items():
                yield "month", number, name
                if language == "de" and width == "wide":
                    yield "month", number, f"{name}wochenende"
                    yield "unit", "weekend", f"{name}wochenende"
            for number, name in locale.days[form][width].items():
                yield "weekday", number, name
                if language == "de" and width == "wide":
                    for part in _GERMAN_DAY_PARTS:
                        yield "weekday", number, f"{name}{part}"
                    yield "at_night", True, f"{name}nacht"


def _spellings(language: str, spelling: str) -> set[str]:
    if language == "de":
        return german_spellings(spelling)
    # "sœur" folds to "sour", letter for letter.
    return {fold(spelling), fold(spelling.replace("oeu", "œu"))}


def _phrases(language: str, spelling: str) -> set[tuple[str, ...]]:
    """Token tuples of a spelling: letters and digits; hyphens and apostrophes fall away as they do in messages."""
    return {tuple(split(folded)) for folded in _spellings(language, spelling)} - {()}


def _one_dropped(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _people_typos(meanings: Mapping[tuple[str, ...], Tags]) -> dict[str, tuple[str, ...]]:
    """Every word for people that is long enough, by itself and by each of its letters dropped."""
    found: dict[str, set[str]] = {}
    for phrase, tags in meanings.items():
        word = phrase[0]
        is_short = len(phrase) > 1 or len(word) < _SHORTEST_TYPO
        if is_short or _PEOPLE_TAGS.isdisjoint(tags) or not word.startswith(_MENDED_PEOPLE):
            continue
        for shorter in _one_dropped(word) | {word}:
            found.setdefault(shorter, set()).add(word)
    return {shorter: tuple(sorted(whole)) for shorter, whole in found.items()}


def _is_inflection(written: str, meant: str) -> bool:
    """ "grandes" beside "grands", "plaza" beside "plazas": another form of the word, and no slip; swapped letters are a slip."""
    if len(written) == len(meant):
        wrong = [place for place in range(len(meant)) if written[place] != meant[place]]
        return len(wrong) == 1 and wrong[0] >= len(meant) - 2
    if written[:-1] == meant and written[-1] == written[-2]:
        return False  # "Erwachsenee"
    same = 0
    while same < min(len(written), len(meant)) and written[same] == meant[same]:
        same += 1
    if len(written) < len(meant):
        return same == len(meant) - 1  # "Kindr" leaves a letter out, "plaza" an ending.
    return same >= len(meant) - 2


def _is_one_typo(written: str, meant: str) -> bool:
    """One letter too many, one missing or two swapped; one wrong letter only in longer words (coches, salado)."""
    if abs(len(written) - len(meant)) == 1:
        return True
    if len(written) != len(meant):
        return False
    wrong = [place for place in range(len(meant)) if written[place] != meant[place]]
    if len(wrong) == 1:
        return len(meant) >= 7
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and written[wrong[0]] == meant[wrong[1]]
