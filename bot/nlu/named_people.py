"""People called by their names: "me and Bill", "Marta y yo", "my wife and Leo, 7".

A name is a word with a capital that no table knows; it is a guest only where it is joined to somebody who is one. Before people are
counted, the word is given the meaning it has: a grown person who comes along, or a child where an age stands straight behind.
"""

from __future__ import annotations

from .aged_people import OLDEST_CHILD
from .head_counts import Count, Findings
from .owners import MINE, is_me
from .reading import Item, Reading
from .text import split

_ARTICLES = frozenset(split("o a la le l il die der"))
_GOES_ON = ("for", "from", "on", "with", "to", "and", "weekday", "month", "unit", "arrive", "within", "without", "room", "rel", "weare", "aged")  # fmt: skip
_NAMED_BEFORE = ("mate", "kin", "parents", "child", "infant", "years", "couple")
_BACK = 4
_I_AM_OLD = frozenset(split("bin am m im tengo tenho ai ho")) | {"i am", "i m"}
_GROWN, _OLDEST = 18, 99


def call_people_by_their_names(reading: Reading, found: Findings) -> None:
    _call_kin_of_mine(reading)
    _call_the_old(reading)
    for place, item in enumerate(reading.items):
        if not _is_name(reading, item):
            continue
        age_at = _age_behind(reading, place)
        if age_at is not None and _follows_people(reading, place):
            item.tags = {"child": True}
            found.ages.append(reading.at(age_at).value)
            found.counts.append(Count("child", 1, place, is_additive=True))
            end = age_at + 2 if reading.at(age_at + 1).has("years") else age_at + 1
            found.places.extend((place, end - 1))
            reading.take(place, place + 1)
            reading.take(age_at, end)
        elif age_at is None and _is_beside_me(reading, place):
            item.tags = {"mate": True}


def _call_kin_of_mine(reading: Reading) -> None:
    """ "my elderly mother", "meine alte Mutter": an adjective between them does not part them."""
    for place, item in enumerate(reading.items):
        adjective, owner = reading.at(place - 1), reading.at(place - 2)
        is_kin = item.has("kin") and not item.has("mate", "parents")
        if is_kin and owner.text in MINE and adjective.kind == "word" and not adjective.tags:
            item.tags = {**item.tags, "mate": True}
            adjective.tags = {"aged": True}  # A link between people, as ages are.


def _call_the_old(reading: Reading) -> None:
    """ "ich bin 76 und meine Frau 74", "tengo 70 años y mi mujer 68": grown people, and how old they are."""
    for place, item in enumerate(reading.items):
        number = reading.at(place + 1)
        if item.text not in _I_AM_OLD or not number.is_count or not _GROWN <= number.value <= _OLDEST:
            continue
        at = place + 3 if reading.at(place + 2).has("years") else place + 2
        mate = reading.at(at + 1)
        if not reading.at(at).has("and") or not mate.has("mate"):
            continue
        item.tags = {"me": True}
        reading.take(place + 1, at)
        behind = reading.at(at + 2)
        if behind.is_count and _GROWN <= behind.value <= _OLDEST:
            reading.take(at + 2, at + 3)


def _is_name(reading: Reading, item: Item) -> bool:
    is_word = item.kind == "word" and item.is_capital and not item.tags and len(item.text) > 1
    return is_word and item.text not in reading.vocabulary.not_names


def _is_beside_me(reading: Reading, place: int) -> bool:
    """ "me and Bill", "eu e o João", "Jonas und ich", and nothing behind that would make it a clause of its own."""
    if reading.at(place - 1).has(*_NAMED_BEFORE, "company", "person"):
        return False  # "my partner Tom and I"
    joint = place - 2 if reading.at(place - 1).text in _ARTICLES else place - 1
    if reading.at(joint).has("and") and is_me(reading.at(joint - 1)):
        return _ends(reading, place + 1)
    if reading.at(joint).text == "," and is_me(reading.at(joint - 1)) and reading.at(place + 1).has("and"):
        return True  # "io, Paolo e la piccola"
    if reading.at(place + 1).text == "," and is_me(reading.at(place + 2)):
        return _ends(reading, place + 3)  # "Jens, ich und Mia (7)"
    is_led = reading.at(place + 1).has("and") and is_me(reading.at(place + 2))
    is_subject = reading.at(place + 3).has("wish", "arrive", "igo") and reading.vocabulary.language != "de"
    return is_led and (is_subject or _ends(reading, place + 3))


def _ends(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    return item.kind != "word" or item.has(*_GOES_ON)


def _age_behind(reading: Reading, place: int) -> int | None:
    """The place of the age in "Leo 7", "Leo (7)", "Leo de 7 años"."""
    at = place + 1
    if reading.at(at).text == "(" or reading.at(at).has("aged", "of"):
        at += 1
    number, after = reading.at(at), reading.at(at + 1)
    is_age = number.is_count and not number.is_article and 0 <= number.value <= OLDEST_CHILD
    closes = after.kind in ("nothing", "mark") or after.has("and", "years", "with")
    return at if is_age and closes and after.text not in ("-", "/") else None


def _follows_people(reading: Reading, place: int) -> bool:
    """Whether somebody is named just before, joined by "and", "with" or a comma."""
    if not (reading.at(place - 1).has("and", "with") or reading.at(place - 1).text in (",", "+", "&")):
        return False
    before = (reading.at(at) for at in range(place - 2, max(-1, place - _BACK), -1))
    return any(item.has(*_NAMED_BEFORE) or is_me(item) for item in before)
