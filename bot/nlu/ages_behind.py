"""Ages straight behind the word for children, without "years": "niños (4, 7)", "kids 4 and 7", "2 children aged 4, 7"."""

from __future__ import annotations

from .aged_people import OLDEST_CHILD, call_children, is_limit, shared
from .asides import is_aside
from .counted_people import SINGULAR, count_before, is_plural
from .head_counts import Count, Findings
from .owners import MINE, OWNERS, is_me
from .reading import Reading
from .text import split

_BOTH = frozenset(split("both beide ambos ambas entrambi entrambe"))
OLDEST_SON = 35
"""A grown son or daughter who comes along: their age is an age, though no child's."""
STRICTLY_AGED = frozenset(split("aged age ages")) | {
    "im alter von",
    "alter von",
    "age de",
    "agees de",
    "ages de",
    "de edad",
}
_THEIRS_BEHIND = frozenset(split("dela dele deles delas")) | {
    "de ella",
    "de el",
    "d elle",
    "de lui",
    "di lei",
    "di lui",
}
"""Whose the children are, said behind them."""


def find_ages_behind(reading: Reading, place: int, found: Findings) -> None:
    """ "niños (4, 7)", "kids 4 and 7", "2 children aged 4, 7": numbers straight after the word, without "years"."""
    at = place + 1
    opened = False
    if reading.at(at).text in _THEIRS_BEHIND:
        at += 1  # "as duas filhas dela de 3 e 9"
    are_alike = False
    while reading.at(at).text in ("(", ":", ",", "-", *_BOTH) or reading.at(at).has("aged"):
        opened = opened or reading.at(at).text == "(" or reading.at(at).has("aged")
        are_alike = are_alike or any(word in _BOTH for word in reading.at(at).text.split())
        # "2 niños, de 3 y 5": a comma before the word for ages is part of it.
        if reading.at(at).text in (",", "-") and not reading.at(at + 1).has("aged"):
            if not _closes_with_ages(reading, at + 1):
                break
            opened = True
        at += 1
    if reading.at(at).text == "~" and reading.at(at + 1).text == "s":
        opened, at = True, at + 2  # "my little one's 5"
    if reading.at(at).text == "of" and (
        _is_counted(reading, place) or (reading.at(place).has("child") and _closes_with_ages(reading, at + 1))
    ):
        opened, at = True, at + 1
    if is_limit(reading, at):
        return
    values: list[int] = []
    start = at
    while (
        reading.at(at).kind == "number"
        and not reading.at(at).is_taken
        and 0 <= reading.at(at).value <= (OLDEST_SON if opened else OLDEST_CHILD)
    ):
        following = reading.at(at + 1)
        if (
            following.has("unit", "month", "room", "of", "adult", "person")
            and not following.has("years", "months")
            and not (opened and _begins_days(reading, at + 1))
        ):
            return
        values.append(reading.at(at).value)
        at += 1
        joint = reading.at(at)
        if joint.text == "," and (
            _are_all_told(reading, place, len(values)) or _begins_range(reading, at + 1)
        ):
            break  # "one child aged 5, 3 to 5 July", "our kids are 3, 7 and 11, 5-8 July"
        if joint.has("and") and reading.at(at + 1).text == ".":
            at += 1  # "3 u. 6"
        if (joint.text in (",", "&", "/") or joint.has("and")) and reading.at(at + 1).kind == "number":
            after = reading.at(at + 2)
            if after.has("unit", "adult", "person", "room", "infant", "child", "month"):
                break
            at += 1
    if not values or (reading.at(start).is_article and not reading.at(start + 1).has("years")):
        return  # "mon fils a une allergie"
    is_last = reading.at(at).kind == "nothing" or (
        reading.at(place).has("twins") and reading.at(at).kind == "mark"
    )
    if not opened and len(values) < 2 and not is_last:
        return
    before = reading.at(place - 1)
    if (
        reading.at(start - 1).has("of", "from")
        and reading.at(start - 1).text
        not in ("of", "de", "di", "im alter von", "alter von", "ages of", "edades de", "age", "von")
        and not opened
    ):
        return
    if reading.at(at).text == "-" or (
        reading.at(at).has("month", "to", "of")
        and not _is_all_and_goes_on(reading, place, values, at, opened)
    ):
        return
    is_of_mine = before.is_count and opened and reading.at(place - 2).text in MINE  # "my two lads, 9 and 13"
    if reading.at(place).has("person") and not (
        (reading.at(start - 1).has("aged") or is_of_mine)
        and before.is_count
        and len(values) in (1, before.value)
        and max(values) <= OLDEST_CHILD
        # "dos hermanos de 9 y 11": as many ages as there are of them
        and (reading.at(start - 1).text in STRICTLY_AGED or len(values) > 1)
    ):
        return
    if reading.at(place).has("child", "person") or before.is_count:
        if len(values) == 1 and (reading.at(place).has("twins") or are_alike):
            values = values * 2
        elif reading.at(start - 1).has("aged", "of") or is_of_mine:
            if is_of_mine:
                reading.at(place).tags = {"child": True}
            elif reading.at(place).has("person"):
                call_children(reading, [start])
            values = shared(reading, start, values)
        if reading.at(place).has("infant") and not reading.at(place).has("child"):
            found.baby_ages.extend(values)
        if reading.at(place).has("child"):
            found.ages.extend(values)
            count_by_ages(reading, found, place, len(values))
        found.places.extend((start, at - 1))
        reading.take(start, at)


def _begins_range(reading: Reading, place: int) -> bool:
    """ "5-8 July", "5 to 8 July", "5. bis 8. Juli"."""
    at = place + 2 if reading.at(place + 1).text == "." else place + 1
    is_tied = reading.at(at).text == "-" or reading.at(at).has("to", "until")
    return reading.at(place).kind == "number" and is_tied and reading.at(at + 1).kind in ("number", "date")


def _are_all_told(reading: Reading, place: int, told: int) -> bool:
    count_at = count_before(reading, place)
    return count_at is not None and reading.at(count_at).value == told and not reading.at(place).has("twins")


def _is_all_and_goes_on(reading: Reading, place: int, values: list[int], at: int, opened: bool) -> bool:
    """ "2 niños de 6 y 10 del 18 al 25 de julio": everybody's age is said, and what follows begins the days."""
    count_at = count_before(reading, place)
    alone = None if is_plural(reading.at(place).text) else 1  # "mi hijo de 7 del 5 al 8 de julio"
    size = reading.at(count_at).value if count_at is not None else alone
    return opened and size == len(values) and _begins_days(reading, at)


def _begins_days(reading: Reading, place: int) -> bool:
    """ "del 18 al 25 de julio", "de 3 a 6"; "de julio" would end a date."""
    first = place + 1
    while reading.at(first).has("the", "on"):
        first += 1
    item = reading.at(first)
    return reading.at(place).has("from", "of") and (
        item.kind in ("number", "date") or item.has("weekday", "rel", "day")
    )


def count_by_ages(reading: Reading, found: Findings, place: int, size: int) -> None:
    """ "me, my husband and the kids, 4 and 7", "unsere Töchter (5 und 9)": children whom only their ages count."""
    item = reading.at(place)
    is_plural = item.text not in SINGULAR or "ö" in reading.text[item.start : item.end].lower()
    if item.is_taken or size < 2 or not is_plural or item.has("twins") or is_aside(reading, place):
        return
    if count_before(reading, place) is not None:
        return
    others = [count.value for count in found.counts if count.kind == "child"]
    is_again = sum(others) == size or _are_counted_elsewhere(reading, place, size)
    if not _is_beside_adults(reading, place) and (reading.at(place - 1).text not in OWNERS or is_again):
        return
    lead = reading.at(place - 2)
    is_joined = lead.has("and", "with") or lead.text in ("+", "&") or _is_beside_adults(reading, place)
    found.counts.append(Count("child", size, place, is_additive=True, is_told=not is_joined))
    found.places.append(place)
    item.is_taken = True


def _are_counted_elsewhere(reading: Reading, place: int, size: int) -> bool:
    """ "mis tres hijos … los nenes tienen dos cinco y once años": the same children, named again."""
    counted = (
        count_before(reading, at)
        for at, item in enumerate(reading.items)
        if at != place and item.has("child")
    )
    return any(at is not None and reading.at(at).value >= max(2, size) for at in counted)


def _is_beside_adults(reading: Reading, place: int) -> bool:
    """ "(2 adults, kids 3 and 6)", "me and my husband, plus kids 3 and 6"."""
    before, at = reading.at(place - 1), place - 2
    while reading.at(at).text in (",", "."):  # "2 Erw., Kinder 3 und 6", "my husband, plus kids"
        at -= 1
    lead = reading.at(at)
    return (before.text in (",", "+", "&") or before.has("and", "with")) and (
        lead.has("adult", "couple", "mate", "parents") or is_me(lead)
    )


def _is_counted(reading: Reading, place: int) -> bool:
    """ "14 boys of 12": a number before the noun makes the one behind it an age."""
    return reading.at(place).has("child") and count_before(reading, place) is not None


def _closes_with_ages(reading: Reading, place: int) -> bool:
    """ "my two boys, 9 and 11": two numbers or more that end the sentence."""
    numbers = 0
    while reading.at(place).kind == "number" and 0 <= reading.at(place).value <= OLDEST_CHILD:
        if numbers and _begins_range(reading, place):
            break
        numbers += 1
        place += 1
        if reading.at(place).has("and") or reading.at(place).text == ",":
            place += 1
    is_end = reading.at(place).kind in ("nothing", "mark") or reading.at(place - 1).text == ","
    return numbers > 1 and is_end and reading.at(place).text != "-"
