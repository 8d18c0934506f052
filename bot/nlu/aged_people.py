"""Ages and the nouns beside them: "a 3 year old" is a child by its age, "12 girls aged 15" are twelve, "under 5" is nobody."""

from __future__ import annotations

from .counted_people import count_before
from .head_counts import Count, Findings
from .reading import Reading
from .text import split

OLDEST_CHILD = 17
_REACH = 9
_LIKE_A_NOUN = (
    "year old",
    "year olds",
    "yr old",
    "yr olds",
    "yearold",
    "yo",
    "yos",
    "jahrige",
    "jahriger",
    "jahriges",
    "jahrigen",
    "jahrigem",
)
"""Forms that name a person by themselves: "a 3 year old", "eine 15-jährige"."""

_MOST_ALIKE = 60

_LIMITS = frozenset(
    split(
        "under below over above until hasta ate moins jusqu jusque unter bis uber ab sotto sopra fino menos mas mais inferior"
    )
)

_MINORS = frozenset(split("menores menor minori minore minors"))


def is_named(reading: Reading, first: int, unit: int) -> bool:
    """Whether a child stands beside its age: "a 3 year old boy", "our son, 7yo", "two kids, 3yo and 5yo"."""
    if any(reading.at(at).has("child", "infant", "twins") for at in (unit + 1, unit + 2)):
        return True
    at = first - 1
    while at > first - _REACH:
        item = reading.at(at)
        is_age = item.kind == "number" and not item.is_article
        if not (is_age or item.has("years", "months", "and", "aged") or item.text in (",", "(", ":", "-")):
            break
        at -= 1
    return reading.at(at).has("child", "infant", "twins")


def is_person(reading: Reading, numbers: list[int], unit: int) -> bool:
    """ "a couple with a 3 year old", "ein Erwachsener und eine 15-jährige": the age stands for the child."""
    if reading.at(unit).text not in _LIKE_A_NOUN or is_named(reading, numbers[0], unit):
        return False
    if any(reading.at(at).value > OLDEST_CHILD for at in numbers):
        return False
    after, before = reading.at(unit + 1), reading.at(numbers[0] - 1)
    if after.kind == "word" and not after.has(
        "and",
        "with",
        "for",
        "from",
        "on",
        "to",
        "in",
        "arrive",
        "depart",
        "within",
        "weare",
        "weekday",
        "month",
        "or",
    ):
        return False
    if before.has("weare", "aged") and not before.has("with", "and"):
        return False  # "she is 6 year old"
    return reading.has("adult", "person", "couple", "me", "weare", "for", "with", "and") or before.is_article


def take_named_by_age(reading: Reading, numbers: list[int], unit: int, found: Findings) -> None:
    before = reading.at(numbers[0] - 1)
    times = before.value if before.is_count and not before.is_article and len(numbers) == 1 else 1
    for at in numbers:
        found.counts.append(Count("child", times, at, is_additive=True))
        found.ages.extend([reading.at(at).value] * times)
    first = numbers[0] - 1 if before.is_count else numbers[0]
    found.places.extend((first, unit))
    reading.take(first, unit + 1)


def shared(reading: Reading, first: int, values: list[int]) -> list[int]:
    """ "12 ragazze di 15 anni": one age said of all."""
    noun = _noun_before(reading, first)
    if (
        noun is None
        or len(values) != 1
        or reading.at(noun).has("twins")
        or _another_age_follows(reading, first)
    ):
        return values
    count_at = count_before(reading, noun)
    times = reading.at(count_at).value if count_at is not None else 1
    return values * times if 1 < times <= _MOST_ALIKE else values


def _another_age_follows(reading: Reading, first: int) -> bool:
    """ "2 kids, 4 years and 18 months"."""
    at = first + 1
    if not reading.at(at).has("years", "months"):
        return False
    while reading.at(at).has("years", "months", "and", "another") or reading.at(at).text in (",", "/"):
        at += 1
    return reading.at(at).kind == "number" and reading.at(at + 1).has("years", "months")


def _noun_before(reading: Reading, first: int) -> int | None:
    """The word for people that an age stands behind: "girls aged 15", "ragazze di 15 anni"."""
    for at in (first - 1, first - 2):
        if reading.at(at).has("child", "person"):
            return at if at == first - 1 or reading.at(first - 1).has("aged", "of") else None
    return None


def call_children(reading: Reading, numbers: list[int]) -> None:
    """Girls of fifteen are children, whatever the table calls them."""
    noun = _noun_before(reading, numbers[0])
    if (
        noun is None
        or reading.at(noun).has("child")
        or any(reading.at(at).value > OLDEST_CHILD for at in numbers)
    ):
        return
    item = reading.at(noun)
    kept = {tag: value for tag, value in item.tags.items() if tag not in ("person", "company")}
    item.tags = kept | {"child": True}


def is_limit(reading: Reading, first: int) -> bool:
    """ "children under 5", "menores de 12 años", "enfants de moins de 5 ans": whom a rule is about, and no guest's age."""
    for at in (first - 1, first - 2):
        item = reading.at(at)
        if at == first - 2 and item.has("and", "more") and reading.at(first - 1).has("child", "infant"):
            return False  # "pareja más niño 3 años"
        if any(word in _LIMITS for word in item.text.split()):
            return True
        if any(word in _MINORS for word in item.text.split()):
            return count_before(reading, at) is None and not reading.at(at - 1).has("another")
    return False
