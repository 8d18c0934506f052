"""Children's ages: "de 4 y 7 años", "aged 4 and 7", "niños (4, 7)", "18 months old". They are neither days nor counts."""

from __future__ import annotations

from .aged_people import OLDEST_CHILD, call_children, is_limit, is_named, is_person, shared, take_named_by_age
from .ages_behind import OLDEST_SON, STRICTLY_AGED, count_by_ages, find_ages_behind
from .counted_people import count_before
from .head_counts import Count, Findings
from .reading import Reading
from .text import split

ADULT_AGE = 18
_MOST_LISTED = 6
_THEY = frozenset(
    [
        "she is",
        "he is",
        "they are",
        "she s",
        "he s",
        "shes",
        "hes",
        "theyre",
        "they re",
        "she will be",
        "they both are",
        "die sind",
        "elas tem",
        "eles tem",
        "sie haben",
        "he will be",
        "sie ist",
        "er ist",
        "sie sind",
    ]
)
_HAVE = frozenset(
    split("tiene tienen tem teem ont a ist sind ha hanno is are has have cumple cumplen faz fazem")
)
"""Verbs between a child and its age."""
_HAVE_AGES = frozenset(split("tienen tem ont hanno tiene ha"))
_LEAD_WORDS = 4
_MONTHS_OLD = ("month old", "months old")


def find_ages(reading: Reading, found: Findings, *, asked: str | None = None) -> None:
    """ "de 4 y 7 años", "aged 4 and 7", "(4, 7)" after children, "18 months old"; a child's age is not a date or a count.

    asked: after "party" a bare "6 años" is an age, too.
    """
    _call_twins_children(reading)
    for place, item in enumerate(reading.items):
        if item.is_taken or not (item.has("years") or item.has("months")):
            continue
        numbers = _numbers_before(reading, place)
        if numbers and _is_of_a_pet(reading, numbers[0]):
            continue
        answers = _is_all(reading, numbers, place, most=4 if asked == "party" else 0) or _is_stated(
            reading, numbers, place
        )
        if numbers and item.text in _MONTHS_OLD and not is_named(reading, numbers[0], place):
            found.counts.append(Count("infant", 1, numbers[0], is_additive=True))  # "our 8 month old"
            if reading.at(numbers[0]).value >= 12:
                found.baby_ages.append(reading.at(numbers[0]).value // 12)
            found.places.extend((numbers[0], place))
            reading.take(numbers[0], place + 1)
            continue
        if numbers and is_person(reading, numbers, place):
            take_named_by_age(reading, numbers, place, found)
            continue
        if numbers and reading.at(place).has("years"):
            call_children(reading, numbers)
        if (
            not numbers
            or is_limit(reading, numbers[0])
            or not (answers or _is_age(reading, numbers[0], place))
        ):
            continue
        values = [reading.at(at).value for at in numbers]
        if item.has("months") and not item.has("years"):
            values = [value // 12 for value in values[-1:]]
            # "4 years and 18 months" leaves the first number to the years before it.
            numbers = numbers[-1:]
        child = _child_near(reading, numbers[0], place)
        oldest = OLDEST_SON if child == "child" else OLDEST_CHILD
        if all(value <= oldest for value in values) or item.has("months"):
            if item.has("months") and not item.has("years") and child == "infant":
                if values[0]:
                    found.baby_ages.extend(values)
            elif child == "infant":
                found.baby_ages.extend(values)
            values = shared(reading, numbers[0], values)
            if len(values) == 1 and reading.has("twins") and child == "child":
                values = values * 2
            if item.has("years") and child == "child":
                _count_the_children(reading, found, numbers)
            if child != "infant" and (answers or child == "child" or reading.has("child")):
                found.ages.extend(values)
            found.places.extend((numbers[0], place))
            reading.take(numbers[0], place + 1)
    for place, item in enumerate(reading.items):
        if item.has("child", "infant", "person") and not item.is_taken:
            find_ages_behind(reading, place, found)
    _ages_of_them(reading, found)


def _count_the_children(reading: Reading, found: Findings, numbers: list[int]) -> None:
    """ "mon mari et moi + nos enfants de 3 et 6 ans", "sus nenas de 2 y 10 años": children whom only their ages count."""
    noun = numbers[0] - 1
    while reading.at(noun).has("aged", "of") or reading.at(noun).text in ("(", ":"):
        noun -= 1
    if reading.at(noun).has("child"):
        count_by_ages(reading, found, noun, len(numbers))


def _call_twins_children(reading: Reading) -> None:
    """ "two adults and twins aged 4": no room with two beds."""
    for place, item in enumerate(reading.items):
        if item.has("type") and item.text == "twins" and reading.at(place + 1).text in STRICTLY_AGED:
            item.tags = {"child": True, "twins": True}


def _is_of_a_pet(reading: Reading, first: int) -> bool:
    """ "our dog is 3 years old"."""
    for at in range(first - 1, first - _LEAD_WORDS, -1):
        item = reading.at(at)
        if item.has("pet") or item.has("child", "infant", "and") or item.kind != "word":
            return item.has("pet")
    return False


def _ages_of_them(reading: Reading, found: Findings) -> None:
    """ "she's 7", "they are 4 and 9", "unsere Enkelin kommt mit, sie ist 6": a pronoun, and nothing that the number counts."""
    for place, item in enumerate(reading.items):
        if found.ages or not _says_ages(reading, place):
            continue
        values: list[int] = []
        at = place + 1
        while at < len(reading.items):
            number = reading.at(at)
            if number.is_count and not number.is_article and 0 <= number.value <= OLDEST_CHILD:
                values.append(number.value)
            elif not (number.has("and", "years") or number.text in (",", "all", "both")):
                break
            at += 1
        if item.text not in _THEY and not reading.has("child") and len(values) < 2:
            continue
        if values and reading.at(at).kind in ("nothing", "mark"):
            found.ages.extend(values)
            found.places.extend((place, at - 1))
            reading.take(place, at)


def _says_ages(reading: Reading, place: int) -> bool:
    """Whether a pronoun or "have" leads to ages: at the beginning, or after children were named."""
    item = reading.at(place)
    if item.text in _THEY:
        return not place or reading.has("child")
    return item.text in _HAVE_AGES and (place < 2 or reading.has("child"))


def find_ages_one_by_one(reading: Reading, found: Findings) -> None:
    """ "three kids, one is 14, one 11 and the little one 6": as many ages as there are children, in their order."""
    children = [count for count in found.counts if count.kind == "child" and not count.is_negated]
    if (
        len(children) != 1
        or not 1 < children[0].value <= _MOST_LISTED
        or (len(found.ages) >= children[0].value and not reading.has("twins"))
    ):
        return
    places = [
        place for place in range(children[0].place + 1, len(reading.items)) if _is_listed_age(reading, place)
    ]
    if len(places) == children[0].value:
        found.ages[:] = [reading.at(place).value for place in places]
        for place in places:
            reading.take(place, place + 1)


def _is_listed_age(reading: Reading, place: int) -> bool:
    item, before, after = reading.at(place), reading.at(place - 1), reading.at(place + 1)
    if item.kind != "number" or item.is_article or not 0 <= item.value <= OLDEST_CHILD:
        return False
    if after.has("month", "unit", "hour", "adult", "person", "room") and not after.has("years", "months"):
        return False
    tie = place + 2 if after.text == "." else place + 1
    is_tied = reading.at(tie).has("to", "until") or reading.at(tie).text == "-"
    if is_tied and reading.at(tie + 1).kind in ("number", "date"):
        return False  # "…; de 4 a 11 de setembro"
    return before.has("aged", "of", "child") or before.is_article or before.value == 1 or after.has("years")


def _numbers_before(reading: Reading, place: int) -> list[int]:
    """Places of the numbers joined by commas and "and" that end just before a place, first to last."""
    numbers: list[int] = []
    at = place - 1
    while True:
        item = reading.at(at)
        if item.kind == "number" and not item.is_taken and 0 <= item.value < 100 and (not item.is_ordinal):
            numbers.append(at)
            at -= 1
            joint = reading.at(at)
            if joint.has("years", "months") and joint.is_taken:
                break
            if (
                joint.text == "," or (joint.has("and", "or") and joint.kind != "number") or joint.text in "&/"
            ) and joint.text:
                at -= 1
                if reading.at(at).text == ",":
                    at -= 1
                continue
            if (
                joint.is_count
                and not joint.is_article
                and (_is_spoken_list(reading, at) or _is_of_as_many(reading, at, len(numbers)))
            ):
                continue
        elif item.text == "-" and not numbers:
            at -= 1
            continue
        break
    return numbers[::-1]


def _is_spoken_list(reading: Reading, place: int) -> bool:
    """ "tienen dos cinco y once años": no comma in what was spoken, but a verb before the ages."""
    while reading.at(place).is_count:
        place -= 1
    return reading.at(place).text in _HAVE_AGES or reading.at(place).text in _THEY


def _is_of_as_many(reading: Reading, place: int, said: int) -> bool:
    """ "3 ragazzi 8 11 e 15 anni", "três filhos de 3 6 e 9 anos": as many ages as there are children."""
    first = place
    while reading.at(first).is_count and not reading.at(first).is_article:
        first -= 1
    size = place - first + said
    noun = first
    while reading.at(noun).has("aged", "of") or reading.at(noun).text in (",", ":", "("):
        noun -= 1
    count_at = count_before(reading, noun) if reading.at(noun).has("child", "person") else None
    return count_at is not None and reading.at(count_at).value == size


def _is_age(reading: Reading, first: int, unit: int) -> bool:
    """ "4 años" is an age beside children; "2 months" in "in 2 months" and "2 años de garantía" are not."""
    if reading.at(first - 1).has("within") and not reading.at(first - 1).has("aged"):
        return False
    unit_item = reading.at(unit)
    near = [reading.at(at) for at in range(first - 7, unit + 4)]
    if any(item.has("child", "infant") for item in near):
        return True
    return unit_item.text.startswith(
        ("years old", "year old", "year olds", "months old", "month old", "jahre alt", "jahrig")
    ) and reading.has("child")


def _is_stated(reading: Reading, numbers: list[int], unit: int) -> bool:
    """ "ela tem 5 anos", "ils ont 6 et 10 ans": somebody is that old, and the message says nothing else."""
    if not numbers or unit + 2 < len(reading.items) or numbers[0] > _LEAD_WORDS:
        return False
    before = reading.at(numbers[0] - 1)
    return before.text in _HAVE or before.text in _THEY


def _is_all(reading: Reading, numbers: list[int], unit: int, *, most: int) -> bool:
    """Whether the ages are the whole message, but for words around them that say little ("tiene 6 años", "6 years old")."""
    ages = range(numbers[0], unit + 1) if numbers else ()
    rest = [item for place, item in enumerate(reading.items) if place not in ages]
    return (
        bool(ages)
        and len(rest) <= most
        and not any(item.kind != "word" or item.has("unit", "within") for item in rest)
    )


def _child_near(reading: Reading, first: int, unit: int) -> str | None:
    for at in (*range(first - 1, first - 8, -1), *range(unit + 1, unit + 4)):
        item = reading.at(at)
        for kind in ("infant", "child"):
            if item.has(kind):
                return kind
    return None
