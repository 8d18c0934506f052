"""Children's ages: "de 4 y 7 años", "aged 4 and 7", "niños (4, 7)", "18 months old". They are neither days nor counts."""

from __future__ import annotations

from .aged_people import OLDEST_CHILD, call_children, is_limit, is_named, is_person, shared, take_named_by_age
from .asides import is_aside
from .counted_people import SINGULAR, count_before
from .head_counts import Count, Findings
from .owners import MINE, OWNERS
from .reading import Reading
from .text import split

ADULT_AGE = 18
_OLDEST_SON = 35
"""A grown son or daughter who comes along: their age is an age, though no child's."""
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
_STRICTLY_AGED = frozenset(split("aged age ages")) | {
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
        oldest = _OLDEST_SON if child == "child" else OLDEST_CHILD
        if all(value <= oldest for value in values) or item.has("months"):
            if item.has("months") and not item.has("years") and child == "infant":
                if values[0]:
                    found.baby_ages.extend(values)
            elif child == "infant":
                found.baby_ages.extend(values)
            values = shared(reading, numbers[0], values)
            if len(values) == 1 and reading.has("twins") and child == "child":
                values = values * 2
            if child != "infant" and (answers or child == "child" or reading.has("child")):
                found.ages.extend(values)
            found.places.extend((numbers[0], place))
            reading.take(numbers[0], place + 1)
    for place, item in enumerate(reading.items):
        if item.has("child", "infant", "person") and not item.is_taken:
            _ages_behind(reading, place, found)
    _ages_of_them(reading, found)


def _call_twins_children(reading: Reading) -> None:
    """ "two adults and twins aged 4": no room with two beds."""
    for place, item in enumerate(reading.items):
        if item.has("type") and item.text == "twins" and reading.at(place + 1).text in _STRICTLY_AGED:
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
        or (len(found.ages) == children[0].value and not reading.has("twins"))
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


def _ages_behind(reading: Reading, place: int, found: Findings) -> None:
    """ "niños (4, 7)", "kids 4 and 7", "2 children aged 4, 7": numbers straight after the word, without "years"."""
    at = place + 1
    opened = False
    if reading.at(at).text in _THEIRS_BEHIND:
        at += 1  # "as duas filhas dela de 3 e 9"
    while reading.at(at).text in ("(", ":", ",", "-") or reading.at(at).has("aged"):
        opened = opened or reading.at(at).text == "(" or reading.at(at).has("aged")
        # "2 niños, de 3 y 5": a comma before the word for ages is part of it.
        if reading.at(at).text in (",", "-") and not reading.at(at + 1).has("aged"):
            if not _closes_with_ages(reading, at + 1):
                break
            opened = True
        at += 1
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
        and 0 <= reading.at(at).value <= (_OLDEST_SON if opened else OLDEST_CHILD)
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
        and (reading.at(start - 1).text in _STRICTLY_AGED or len(values) > 1)
    ):
        return
    if reading.at(place).has("child", "person") or before.is_count:
        if len(values) == 1 and reading.at(place).has("twins"):
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
            _count_by_ages(reading, found, place, len(values))
        found.places.extend((start, at - 1))
        reading.take(start, at)


def _is_all_and_goes_on(reading: Reading, place: int, values: list[int], at: int, opened: bool) -> bool:
    """ "2 niños de 6 y 10 del 18 al 25 de julio": everybody's age is said, and what follows begins the days."""
    count_at = count_before(reading, place)
    size = reading.at(count_at).value if count_at is not None else None
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


def _count_by_ages(reading: Reading, found: Findings, place: int, size: int) -> None:
    """ "me, my husband and the kids, 4 and 7", "unsere Töchter (5 und 9)": children whom only their ages count."""
    item = reading.at(place)
    is_plural = item.text not in SINGULAR or "ö" in reading.text[item.start : item.end].lower()
    if item.is_taken or size < 2 or not is_plural or item.has("twins") or is_aside(reading, place):
        return
    if count_before(reading, place) is not None or any(count.kind == "child" for count in found.counts):
        return
    if reading.at(place - 1).text not in OWNERS:
        return
    found.counts.append(Count("child", size, place, is_additive=True))
    found.places.append(place)
    item.is_taken = True


def _is_counted(reading: Reading, place: int) -> bool:
    """ "14 boys of 12": a number before the noun makes the one behind it an age."""
    return reading.at(place).has("child") and count_before(reading, place) is not None


def _closes_with_ages(reading: Reading, place: int) -> bool:
    """ "my two boys, 9 and 11": two numbers or more that end the sentence."""
    numbers = 0
    while reading.at(place).kind == "number" and 0 <= reading.at(place).value <= OLDEST_CHILD:
        numbers += 1
        place += 1
        if reading.at(place).has("and") or reading.at(place).text == ",":
            place += 1
    is_end = reading.at(place).kind in ("nothing", "mark") or reading.at(place - 1).text == ","
    return numbers > 1 and is_end and reading.at(place).text != "-"
