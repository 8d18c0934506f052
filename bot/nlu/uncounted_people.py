"""People without a noun: "somos 4", "for 2", "2+1", "just me", "mi mujer y yo"."""

from __future__ import annotations

from .head_counts import MOST_PEOPLE, Count, Findings, is_additive, is_negated
from .reading import Reading

_CORRECTION_REACH = 6


def find_sums(reading: Reading, found: Findings, asked: str | None) -> None:
    """ "2+1", "2 + 2": adults and children, when that is what is being spoken of."""
    items = reading.items
    for place in range(len(items) - 2):
        first, plus, second = items[place : place + 3]
        is_sum = plus.text == "+" and first.is_count and second.is_count and first.value + second.value <= 20
        if is_sum and (asked == "party" or len(items) == 3 or reading.has("room", "unit", "type")):
            found.counts.append(Count("adult", first.value, place))
            found.counts.append(Count("child", second.value, place + 2))
            found.places.extend((place, place + 2))
            reading.take(place, place + 3)


def find_totals(reading: Reading, found: Findings) -> None:
    """ "somos 4", "family of 4", "for 2", "zu viert": a total without a noun."""
    for place, item in enumerate(reading.items):
        if item.has("headcount"):
            if _is_other_count(reading, place + 1):
                continue
            found.counts.append(Count("person", item.tags["headcount"], place))
            found.places.append(place)
            continue
        if not item.is_count or item.is_article or not 0 <= item.value <= MOST_PEOPLE:
            continue
        before, after = reading.at(place - 1), reading.at(place + 1)
        if _is_other_count(reading, place + 1) or _corrects_length(reading, place):
            continue
        if before.has("not") and any(reading.at(at).is_count for at in range(place + 1, place + 4)):
            found.counts.append(Count("person", item.value, place, is_negated=True))
            item.is_taken = True
            continue
        is_total = before.has("weare") or (
            before.has("of", "aged", "with") and reading.at(place - 2).has("family")
        )
        is_total = is_total or (before.has("total", "family") and not after.has("unit"))
        if not is_total and before.has("more", "alone") and reading.at(place - 2).has("weare"):
            is_total = True
        if not is_total and before.has("for") and not item.has("weekday"):
            is_total = item.value <= 20 and (
                after.kind in ("nothing", "mark", "hidden")
                or not after.has("of", "to", "month", "or")
                or _is_date_lead(reading, place + 1)
            )
            is_total = (
                is_total
                and after.text != "-"
                and not (
                    after.text == "/"
                    or (after.text == "." and after.start == item.end and reading.at(place + 2).has("month"))
                )
            )
        if not is_total and reading.at(place + 1).has("instead") and reading.at(place + 2).is_count:
            is_total = bool(found.counts) or before.has("weare")
        if is_total:
            if (
                before.text == "in"
                and reading.vocabulary.language == "it"
                and after.kind not in ("nothing", "mark")
            ):
                continue
            count = Count(
                "person", item.value, place, is_negated(reading, place), is_additive(reading, place)
            )
            count.is_family = before.has("family") or reading.at(place - 2).has("family")
            corrected = _corrected(reading, place)
            if corrected is not None:
                count.value = reading.at(corrected).value
                reading.take(place, corrected + 1)
            found.counts.append(count)
            found.places.append(place)
            item.is_taken = True
            _drop_rejected(reading, place + 1)


def _corrected(reading: Reading, place: int) -> int | None:
    """ "we're 4, sorry no, 5": the place of the number that stands instead."""
    is_taken_back = False
    for at in range(place + 1, place + _CORRECTION_REACH):
        item = reading.at(at)
        if item.is_count and not item.is_article and is_taken_back:
            return (
                None if _is_other_count(reading, at + 1) or reading.at(at + 1).has("child", "infant") else at
            )
        if item.has("correct") or (item.has("no", "not") and reading.at(at - 1).kind == "mark"):
            is_taken_back = True
        elif item.kind not in ("mark", "word") or item.has("unit", "from", "for", "with"):
            return None
    return None


def _corrects_length(reading: Reading, place: int) -> bool:
    """ "não são 4 noites, são 2": the second number corrects the nights, not the people."""
    for back in range(2, 6):
        if reading.at(place - back).tags.get("unit") in ("night", "day", "week"):
            return any(reading.at(place - back - more).has("not") for more in range(2, 4))
    return False


def _drop_rejected(reading: Reading, place: int) -> None:
    """ "3 en vez de 2": the number that was replaced means nothing any more."""
    if reading.at(place).has("instead") and reading.at(place + 1).is_count:
        reading.take(place + 1, place + 2)


def _is_other_count(reading: Reading, place: int) -> bool:
    after = reading.at(place)
    if after.has("more"):
        after = reading.at(place + 1)
    if after.kind in ("money", "time", "date") or after.has(
        "hour", "money", "thing", "room", "type", "suites"
    ):
        return True
    if after.has("unit") and not after.has("of", "at_night"):
        return True
    if (after.text in ("-", "/") or after.has("or", "to", "and")) and reading.at(place + 1).kind == "number":
        following = reading.at(place + 2)
        if after.has("and") and following.has("child"):
            return False  # "somos 2 y un niño" counts two beside the child.
        return (
            following.has("unit", "month", "of", "adult", "person", "child", "years", "room")
            or after.text in ("-", "/")
            or after.has("to", "or")
        )
    return after.has("month") and not after.is_weak


def _is_date_lead(reading: Reading, place: int) -> bool:
    """ "para 2 de viernes a domingo": "de" leads to a day, not to this number's month."""
    at = place
    while reading.at(at).has("of", "from", "the", "to") and at < place + 3:
        at += 1
    following = reading.at(at)
    if following.has("month") or (
        following.has("next", "this") and reading.at(at + 1).tags.get("unit") == "month"
    ):
        return False
    if reading.at(place).has("to") and not reading.at(place).has("from", "of"):
        return False
    return at > place and (
        following.has("weekday", "rel", "day", "easter", "tonight") or following.kind in ("number", "date")
    )


def find_companions(reading: Reading, found: Findings) -> None:
    """People without numbers: "solo yo", "my wife and I", "nosotros dos"."""
    if any(count.kind in ("adult", "person", "couple") and not count.is_negated for count in found.counts):
        return
    kin = [(place, item) for place, item in enumerate(reading.items) if item.has("mate", "parents")]
    if kin and (len(kin) > 1 or kin[0][1].has("parents") or _is_accompanied(reading, kin[0][0])):
        heads = sum(2 if item.has("parents") else 1 for _, item in kin)
        if any(item.has("me", "alone") for item in reading.items) or _is_accompanied(reading, kin[0][0]):
            heads += 1
        if heads > 1:
            found.counts.append(Count("adult", heads, kin[0][0]))
            found.places.extend((kin[0][0], kin[-1][0]))
            return
    for place, item in enumerate(reading.items):
        if item.has("alone") and not item.is_taken:
            if item.text in _QUIET_ALONE and not (
                len(reading.items) <= 3 or reading.has("room", "unit", "weekday")
            ):
                continue
            found.is_alone = True
        elif item.has("twoofus") and not _is_other_count(reading, place + 1):
            found.counts.append(Count("adult", 2, place))
        else:
            continue
        found.places.append(place)
        return


def _is_accompanied(reading: Reading, place: int) -> bool:
    """ "my wife and I", "mi esposo, mi bebé y yo", "with my husband": who writes comes too."""
    near = (*range(place - 4, place), *range(place + 1, place + 4))
    if any(reading.at(at).has("me") for at in near) or any(
        reading.at(at).has("with") for at in range(place - 4, place)
    ):
        return True
    last = reading.at(len(reading.items) - 1)
    return last.has("me") and reading.at(len(reading.items) - 2).has("and")


_QUIET_ALONE = frozenset(
    [
        "para mi",
        "para mim",
        "pra mim",
        "pour moi",
        "per me",
        "fur mich",
        "single traveller",
        "solo",
        "allein",
        "alleine",
        "alone",
        "seul",
        "seule",
        "sozinho",
        "sozinha",
        "da solo",
        "solito",
        "solita",
    ]
)
"""Alone only when little else is said, or a stay is spoken of: "para mí" also opens an opinion."""
