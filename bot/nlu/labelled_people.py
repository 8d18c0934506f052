"""People in a form: "Adults: 2", "hóspedes: 3", "Erwachsene 2, Kinder 1", "2A 1C". The number stands behind its label."""

from __future__ import annotations

import re

from .children_told import take_ages
from .counted_people import SINGULAR, count_before
from .head_counts import MOST_PEOPLE, Count, Findings
from .reading import Reading

_KINDS = ("adult", "child", "infant", "couple", "pet", "person")
_COLONS = (":", "-", "~")
"""What stands between label and number; "=" is read as "~"."""
_FEW_CHILDREN = 3
"""Up to here "kids: 2" says how many they are; "kids: 7" may be an age, unless another label says it is a form."""

_FEW_ROOMS = 9
"""More is the number on a door."""

_CHILD_LETTERS = {"en": "c|k", "es": "n|c", "pt": "c", "fr": "e", "de": "k", "it": "b"}
_ADULT_LETTERS = {"de": "e"}


def find_labelled(reading: Reading, found: Findings) -> None:
    """Before ages and counts are read: the number of one label is no count of the next ("Adults: 2 Kids: 1")."""
    _find_letters(reading, found)
    labels = [place for place in range(len(reading.items)) if _number_behind(reading, place) is not None]
    named = {_kind(reading, place) for place in labels}
    for place in labels:
        number = _number_behind(reading, place)
        kind = _kind(reading, place)
        if number is None or kind is None:
            continue
        value = reading.at(number).value
        is_form = len(named) > 1 and bool(named & {"adult", "person"})
        if kind == "room" and not 0 < value <= _FEW_ROOMS:
            continue
        if kind in ("child", "infant") and not is_form and not _is_number_of_children(reading, place, value):
            continue
        found.counts.append(Count(kind, value, number, is_additive=kind in ("child", "infant", "pet")))
        found.places.extend((place, number))
        reading.take(place, number + 1)
        if kind == "child":
            take_ages(reading, number + 1, value, found)


def _is_number_of_children(reading: Reading, place: int, value: int) -> bool:
    """ "kids: 2", not "kids: 7" and not "child: 3" or "kids 2": there it may be an age."""
    is_marked = reading.at(place + 1).text in _COLONS
    return is_marked and (value == 1 or (1 < value <= _FEW_CHILDREN and not _is_singular(reading, place)))


def _is_singular(reading: Reading, place: int) -> bool:
    return reading.at(place).text in SINGULAR


def _kind(reading: Reading, place: int) -> str | None:
    item = reading.at(place)
    if item.kind != "word" or item.is_taken or item.has("stop", "trade"):
        return None
    if item.has("room"):
        return "room"
    return next((kind for kind in _KINDS if item.has(kind)), None)


def _number_behind(reading: Reading, place: int) -> int | None:
    """The place of the number that a label leads to; None where the word is no label."""
    kind = _kind(reading, place)
    if kind is None or (reading.at(place).has("family") and kind not in ("adult", "person")):
        return None
    at = place + 1
    if reading.at(at).text in ("(", ")"):
        return None
    is_marked = reading.at(at).text in _COLONS
    while reading.at(at).text in _COLONS:
        at += 1
    if not is_marked and not _begins(reading, place):
        return None
    if not is_marked and kind == "room":
        return None
    number = reading.at(at)
    if not number.is_count or number.is_article or not 0 <= number.value <= MOST_PEOPLE:
        return None
    if count_before(reading, place) is not None and not _is_of_label(reading, place):
        return None  # "2 kids: 4 and 7" names their ages.
    return at if _ends(reading, at + 1, is_marked=is_marked) else None


def _is_of_label(reading: Reading, place: int) -> bool:
    """ "Adults: 2 Kids: 1": the number before "Kids" belongs to "Adults"."""
    before = count_before(reading, place)
    if before is None:
        return False
    at = before - 1
    while reading.at(at).text in _COLONS:
        at -= 1
    return at < before - 1 and _kind(reading, at) is not None


def _begins(reading: Reading, place: int) -> bool:
    before = reading.at(place - 1)
    return before.kind == "nothing" or before.text in ("\n", ",", ";", "/")


def _ends(reading: Reading, place: int, *, is_marked: bool) -> bool:
    """Whether nothing behind the number makes it an age, a day or a list."""
    after, behind = reading.at(place), reading.at(place + 1)
    if after.kind == "nothing" or after.text in ("\n", ";", "(", ".", "?", "!"):
        return True
    if after.text in (",", "/", "+", "&", "-") or after.has("and"):
        third = reading.at(place + 2)
        return not behind.is_count or (
            third.has(*_KINDS, "room", "unit") and not third.has("years", "months")
        )
    if not is_marked or after.kind != "word":
        return False
    if after.has(*_KINDS):
        # "the little ones: two adults and a boy": the number belongs to what follows, unless that is a label, too.
        return behind.text in _COLONS or behind.is_count
    return not after.has("years", "months", "unit", "month", "of", "or", "to", "hour", "thing", "money")


def _find_letters(reading: Reading, found: Findings) -> None:
    """ "2A 1C", "2A+2C", "2E 1K": a letter for the grown and one for the small, both together."""
    language = reading.vocabulary.language
    grown, small = _ADULT_LETTERS.get(language, "a"), _CHILD_LETTERS.get(language, "c")
    form = rf"(?<![\w.])([1-9]){grown}\s?[+,/&e y]?\s?([1-9])(?:{small})(?![\w])"
    match = re.search(form, reading.folded)
    if match is None:
        return
    inside = [
        place
        for place, item in enumerate(reading.items)
        if item.start >= match.start() and item.end <= match.end()
    ]
    if not inside or any(reading.at(place).is_taken for place in inside):
        return
    found.counts.append(Count("adult", int(match[1]), inside[0]))
    found.counts.append(Count("child", int(match[2]), inside[-1], is_additive=True))
    found.places.extend((inside[0], inside[-1]))
    reading.take(inside[0], inside[-1] + 1)
