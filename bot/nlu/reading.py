"""One message read in one language: a row of items that all parsers share.

An item is a word or phrase with its possible meanings, a number, a numeric date, a time, an amount of money, or a mark.
Reading is one pass over the text. What a parser has used it marks as taken, so that a number means one thing only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .text import fold, split
from .vocabulary import Entry, Vocabulary

Span = tuple[int, int]

_LAST_DAY = 31
_MOST_WEEKS = 8
MOST_ITEMS = 400
"""Words, numbers and marks that are read; a message of 2,000 characters has fewer unless it means harm."""

_LEX = re.compile(
    r"""
    (?P<iso>(?<!\d)20\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d))
  | (?P<full>(?<!\d)\d{1,2}\s?(?P<mark>[./-])\s?\d{1,2}\s?(?P=mark)\s?(?:20\d\d|19\d\d|\d\d)(?![\d]))
  | (?P<money>(?:us\$|r\$|[€$£])\s?\d[\d.,]{0,9}|\d[\d.,]{0,9}\s?(?:[€$£%]))
  | (?P<time>(?<![\d/])(?:[01]?\d|2[0-3])(?:\s?:\s?[0-5]\d(?:\s?:[0-5]\d)?|\s?[hu]\s?[0-5]\d)(?:\s?(?:a\.?m\b\.?|p\.?m\b\.?|hrs?\b|hs\b|h\b|uhr\b))?(?!\d)
      |(?<![\d/.])(?:[01]?\d|2[0-3])(?:\.[0-5]\d)?\s?(?:a\.?m\b\.?|p\.?m\b\.?|hrs\b|hs\b|h\b|uhr\b|o'?clock\b))
  | (?P<short>(?<![\d.,])\d{1,2}(?:/\d{1,2}(?![\d])|\.\d{1,2}\.(?!\d)|\.\d{1,2}(?![\d.]|,\d)))
  | (?P<decimal>\d+[.,]\d[\d.,]*)
  | (?P<digits>\d+)
  | (?P<word>[^\W\d_]+)
  | (?P<gap>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ORDINAL_ENDINGS = frozenset(split("st nd rd th ª º er ere re e o a eme ro do to"))
_NAMING = frozenset(("mate", "parents"))
_COUNTED = frozenset(("room", "type", "suites", "unit", "adult", "child", "couple", "person"))
_KEPT_MARKS = frozenset(",.;:!?-/+&()~")


@dataclass
class Item:
    """kind: word, number, date, time, money, mark, hidden. date: (day or month, month or day, year) or ISO order."""

    kind: str
    text: str
    start: int
    end: int
    tags: dict[str, Any] = field(default_factory=dict)
    value: int = -1
    is_ordinal: bool = False
    is_article: bool = False
    is_weak: bool = False
    is_capital: bool = False
    """Written with a first capital in the message: what tells "So" (Sunday) from "so"."""
    is_mended: bool = False
    parts: tuple[int, int, int] | None = None
    """A numeric date: (first, second, year or 0); ISO dates come as (day, month, year) with is_ordinal set."""
    is_taken: bool = False
    is_accented: bool = False
    """An "è" or "é" that folding makes the word for "and"."""

    def has(self, *names: str) -> bool:
        return bool(self.tags) and not self.tags.keys().isdisjoint(names)

    @property
    def is_count(self) -> bool:
        """A cardinal that nothing has used."""
        return self.kind == "number" and not self.is_taken and not self.is_ordinal


@dataclass
class Reading:
    vocabulary: Vocabulary
    text: str
    folded: str
    items: list[Item]

    def at(self, place: int) -> Item:
        """The item at a place; outside the row stands a mark that matches nothing."""
        return self.items[place] if 0 <= place < len(self.items) else _NOTHING

    def take(self, start: int, end: int) -> Span:
        """Mark items [start, end) as used; returns their place in the text."""
        for item in self.items[start:end]:
            item.is_taken = True
        return self.items[start].start, self.items[end - 1].end

    def has(self, *names: str) -> bool:
        """Whether any item carries one of the tags."""
        return not self._tags.isdisjoint(names)

    def __post_init__(self) -> None:
        self._tags = frozenset(tag for item in self.items for tag in item.tags)


_NOTHING = Item("nothing", "", 0, 0)


def read(text: str, vocabulary: Vocabulary, *, hidden: Iterable[Span] = ()) -> Reading:
    """text: composed (text.compose). hidden: places of e-mail addresses, references and phones, opaque to all parsers."""
    folded = fold(text)
    raw = _raw_items(text, folded, sorted(hidden))
    items = _days_of_one_month(_with_phrases(raw, vocabulary))
    _tell_months_from_weeks(items)
    return Reading(vocabulary, text, folded, items)


def _tell_months_from_weeks(items: list[Item]) -> None:
    """Italian "dal 14 al 17 sett" is September, "2 sett" two weeks."""
    for place, item in enumerate(items):
        if not item.has("month") or item.tags.get("unit") != "week":
            continue
        before = items[place - 1] if place else _NOTHING
        lead = items[place - 2] if place > 1 else _NOTHING
        is_month = before.kind == "number" and (
            before.value > _MOST_WEEKS or lead.has("to", "from", "on") or lead.text == "-"
        )
        item.tags.pop("unit" if is_month else "month")


def _days_of_one_month(items: list[Item]) -> list[Item]:
    """ "5/6 June" names two days of June and "2/3 nights" two lengths, whatever they are elsewhere."""
    split_up: list[Item] = []
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else _NOTHING
        month = items[place + 2] if after.has("of") and place + 2 < len(items) else after
        first, second, year = item.parts or (0, 0, 0)
        counts = after.tags.get("unit") in ("night", "day", "week") and second == first + 1
        is_pair = "/" in item.text and not year and second > first and (counts or month.has("month"))
        if item.kind != "date" or not is_pair:
            split_up.append(item)
            continue
        middle = item.start + item.text.index("/")
        split_up += [
            Item("number", item.text.partition("/")[0], item.start, middle, value=first),
            Item("mark", "-", middle, middle + 1),
            Item("number", item.text.partition("/")[2], middle + 1, item.end, value=second),
        ]
    return split_up


def _raw_items(text: str, folded: str, hidden: list[Span]) -> list[Item]:
    items: list[Item] = []
    place = 0
    for start, end in [*hidden, (len(folded), len(folded))]:
        if start < place:
            continue
        while place < start and len(items) < MOST_ITEMS:
            found = _LEX.match(folded, place, start)
            if found is None:
                break
            item = _item(found, text)
            if item is not None:
                items.append(item)
            place = found.end()
        if end > start:
            items.append(Item("hidden", folded[start:end], start, end, is_taken=True))
        place = max(place, end)
    return items


def _item(found: re.Match[str], text: str) -> Item | None:
    kind, written = found.lastgroup or "other", found.group()
    start, end = found.span()
    if (
        kind == "mark"
    ):  # The group inside `full` closes before it, so the alternative is named by its content.
        kind = "full"
    if kind == "gap":
        return Item("mark", "\n", start, end) if "\n" in written else None
    if kind == "word":
        item = Item("word", written, start, end, is_capital=text[start].isupper())
        item.is_accented = written == "e" and text[start] not in "eE"
        return item
    if kind == "digits":
        value = int(written) if len(written) <= 4 else -1
        return Item("number", written, start, end, value=value, is_taken=value < 0)
    if kind in ("iso", "full", "short"):
        return _date_item(kind, written, start, end)
    if kind in ("time", "money"):
        return Item(kind, written, start, end, is_taken=kind == "money")
    if kind == "decimal":
        return Item("money", written, start, end, is_taken=True)
    if written in _KEPT_MARKS:
        return Item("mark", written, start, end)
    return Item("mark", "~", start, end)


def _date_item(kind: str, written: str, start: int, end: int) -> Item:
    numbers = [int(part) for part in re.findall(r"\d+", written)]
    if kind == "iso":
        return Item("date", written, start, end, parts=(numbers[2], numbers[1], numbers[0]), is_ordinal=True)
    if kind == "full":
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
        return Item("date", written, start, end, parts=(numbers[0], numbers[1], year))
    weak = "." in written and not written.endswith(".")
    return Item("date", written, start, end, parts=(numbers[0], numbers[1], 0), is_weak=weak)


def _with_phrases(raw: list[Item], vocabulary: Vocabulary) -> list[Item]:
    """Join the longest phrases of the vocabulary into single items, and number words into numbers."""
    tokens = [item for item in raw if item.kind in ("word", "number") and item.text.isalnum()]
    words = [item.text for item in tokens]
    order = {id(item): place for place, item in enumerate(tokens)}
    items: list[Item] = []
    place = 0
    while place < len(raw):
        item = raw[place]
        if item.kind not in ("word", "number") or id(item) not in order:
            items.append(item)
            place += 1
            continue
        joined, after = _phrase_at(raw, place, words, order[id(item)], vocabulary)
        items.append(joined)
        place = after
    return items


def _phrase_at(
    raw: list[Item], place: int, words: list[str], token: int, vocabulary: Vocabulary
) -> tuple[Item, int]:
    item = raw[place]
    for entry in vocabulary.by_first_word.get(item.text, ()):
        size = len(entry.phrase)
        if size > 1 and tuple(words[token : token + size]) != entry.phrase:
            continue
        if size > 1 and _cuts_people(entry, words, token + size, vocabulary):
            continue
        if size == 2 and item.kind == "number" and entry.phrase[1] in _ORDINAL_ENDINGS:
            ending = raw[place + 1] if place + 1 < len(raw) else _NOTHING
            if ending.start != item.end:
                continue  # "1 a 8" is a range, "1a" an ordinal.
        after = _end_of_phrase(raw, place, size)
        if after is None:
            continue
        last = raw[after - 1]
        tags = dict(entry.tags)
        if item.is_accented and size == 1:
            tags.pop("and", None)  # "è piccolino" is no "e piccolino".
        if item.kind == "number" and size == 2 and entry.phrase[1] in _ORDINAL_ENDINGS:
            # "3rd" and "2ª": the digits stay a number, whatever else the table says of them.
            whole = Item("number", item.text, item.start, last.end, tags, value=item.value, is_ordinal=True)
            return whole, after
        if entry.number is None:
            whole = Item("word", " ".join(entry.phrase), item.start, last.end, tags, is_weak=entry.is_weak)
        else:
            number = entry.number
            whole = Item("number", " ".join(entry.phrase), item.start, last.end, tags, value=number.value)
            whole.is_ordinal, whole.is_article = number.is_ordinal, number.is_article
        whole.is_capital = item.is_capital
        return whole, after
    if item.kind == "number":
        after = place + 1
        ending = raw[after] if after < len(raw) else _NOTHING
        if ending.kind == "word" and ending.start == item.end and ending.text in _ORDINAL_ENDINGS:
            return Item(
                "number", item.text, item.start, ending.end, value=item.value, is_ordinal=True
            ), after + 1
        return item, after
    before = raw[place - 1] if place else _NOTHING
    if before.kind == "word" and place > 1 and vocabulary.is_of(before.text):
        before = raw[place - 2]
    mended = vocabulary.mended(item.text, is_behind_day=before.kind == "number" and before.value <= _LAST_DAY)
    if mended:
        for entry in vocabulary.by_first_word.get(mended, ()):
            if len(entry.phrase) == 1:
                item.tags, item.is_mended = dict(entry.tags), True
    return item, place + 1


def _cuts_people(entry: Entry, words: list[str], after: int, vocabulary: Vocabulary) -> bool:
    """ "para mi hermana" is no "para mí", "ich meine Frau" no "ich meine", "a quatre ans" no party of four."""
    following = vocabulary.longest(words, after) if after < len(words) else None
    if following is not None and "headcount" in entry.tags:
        return "years" in following.tags
    if following is not None and "twoofus" in entry.tags and not _COUNTED.isdisjoint(following.tags):
        return True  # "brauchen wir zwei Zimmer"
    if entry.tags.keys() & _NAMING:
        return False
    named = vocabulary.longest(words, after - 1)
    return named is not None and len(named.phrase) > 1 and not named.tags.keys().isdisjoint(_NAMING)


def _end_of_phrase(raw: list[Item], place: int, size: int) -> int | None:
    """Where a phrase of `size` words ends; only hyphens, apostrophes and abbreviation dots may stand inside."""
    seen, at = 1, place + 1
    while seen < size:
        item = raw[at] if at < len(raw) else _NOTHING
        if item.kind in ("word", "number"):
            seen += 1
        elif (
            item.kind != "mark" or item.text not in "-~." or (item.text == "." and len(raw[at - 1].text) > 3)
        ):
            return None
        at += 1
    return at
