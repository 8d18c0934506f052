"""Ages told of children who were counted before: "uno ha 18 anni, una 9 e poi la neonata", "der Mittlere ist schon 7". Pure.

Whether they are ages at all is for whoever knows what was asked and how many children there are: here they are only gathered,
from a message that counts nothing else.
"""

from __future__ import annotations

import re
from typing import Any

from .reading import Item, Reading

_OLDEST = 25
"""A grown son or daughter among "the children"."""
_MOST = 8
_COUNTS_ELSE = ("month", "weekday", "unit", "room", "suites", "type", "adult", "person", "hour", "money")
_BABY_REACH = 4
_WHICH = (
    (
        "oldest",
        r"oldest|eldest|big one|mayor|grande|mais velh[oa]|aine[e]?|plus (?:grande?|agee?|vieux)|grosse[rn]?|alteste[rn]?|altere[rn]?|maggiore|piu grande|primogenit[oa]",
    ),
    (
        "youngest",
        r"youngest|little one|small one|pequen[oa]|peque|chiquit[oa]|menor|cacula|mais nov[oa]|cadet(?:te)?|benjamine?|plus (?:petite?|jeune)|petite? derniere?|petite?|kleine[rn]?|jungste[rn]?|minore|piu piccol[oa]|piccol[oa]",
    ),
    ("middle", r"middle(?: one)?|mediano|mediana|del medio|do meio|milieu|mittlere[rn]?|di mezzo|mezzan[oa]"),
)  # fmt: skip
_NAMED = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _WHICH)


def find_told_ages(reading: Reading) -> dict[str, Any] | None:
    """{"ages": in the order said, "which": "oldest", "youngest", "middle" or None, "is_sure": a child or years are named}."""
    if len(reading.items) > 40 or "?" in reading.text:
        return None
    ages: list[int] = []
    is_sure = False
    for place, item in enumerate(reading.items):
        after = reading.at(place + 1)
        is_unit = item.has("years", "months")
        is_sure = is_sure or is_unit or item.has("child", "infant")
        if item.kind in ("date", "money", "time", "hidden") or (
            item.has(*_COUNTS_ELSE) and not is_unit and not _is_one_of_them(item)
        ):
            return None
        if item.kind == "number":
            if not after.has("years", "months") and (
                item.is_article or (item.text.isalpha() and item.value == 1)
            ):
                continue  # "one is 14", "uno ha 18 anni"
            if item.is_ordinal or item.is_article:
                return None
            ages.append(item.value // 12 if after.has("months") and not after.has("years") else item.value)
        elif item.has("infant") and not _has_its_age(reading, place):
            ages.append(0)
    if not 0 < len(ages) <= _MOST or not all(0 <= age <= _OLDEST for age in ages):
        return None
    named = [name for name, words in _NAMED if words.search(reading.folded)]
    which = named[0] if len(ages) == 1 and len(named) == 1 else None
    return {"ages": ages, "which": which, "is_sure": is_sure or which is not None}


def _is_one_of_them(item: Item) -> bool:
    """ "El mayor" is the eldest of them, though "mayores" are adults."""
    return any(words.fullmatch(item.text) for _, words in _NAMED)


def _has_its_age(reading: Reading, place: int) -> bool:
    """ "ein Baby von 4 Monaten", "5 mois, le bébé": the number beside it is the baby's."""

    def is_age(item: Item) -> bool:
        return item.has("months", "years")

    if reading.at(place + 1).kind == "number":
        return True  # "la pequeña 4"
    behind = [reading.at(at) for at in range(place + 1, place + _BABY_REACH)]
    before = [reading.at(at) for at in range(max(0, place - 2), place)]
    return any(map(is_age, behind)) or any(map(is_age, before))
