"""Who is coming: adults, children with ages, infants, rooms, pets, and totals that need not be split yet.

A number is people only with evidence: a noun ("2 adultos"), a verb ("somos 4"), or "for 2" with nothing else to count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .reading import Item, Reading, Span

MOST_PEOPLE = 500
OLDEST_CHILD = 17
_KINDS = ("adult", "child", "infant", "couple", "pet", "person")


@dataclass
class Party:
    """None is "not said". people: the total said, or the sum of what was said when adults are known."""

    adults: int | None = None
    children: int | None = None
    children_ages: list[int] | None = None
    infants: int | None = None
    people: int | None = None
    rooms: int | None = None
    pets: int | None = None
    span: Span = (0, 0)

    def to_json(self) -> dict[str, Any]:
        return {
            "adults": self.adults,
            "children": self.children,
            "children_ages": self.children_ages,
            "infants": self.infants,
            "people": self.people,
            "rooms": self.rooms,
            "pets": self.pets,
        }


@dataclass
class _Count:
    kind: str
    value: int
    place: int
    is_negated: bool = False
    is_additive: bool = False
    """Joined to what was counted before by "and", "with", "plus"."""
    is_article: bool = False
    is_family: bool = False
    """ "A family of 4" counts everyone, whoever is named after it."""


@dataclass
class _Findings:
    counts: list[_Count] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    is_alone: bool = False


def find_party(reading: Reading, *, asked: str | None = None) -> Party | None:
    """asked: "party" lets short forms such as "2+1" count people."""
    found = _Findings()
    _find_ages(reading, found)
    _find_counts(reading, found)
    _find_plus(reading, found, asked)
    _find_totals(reading, found)
    _find_companions(reading, found)
    if not found.counts and not found.is_alone and not found.ages:
        return None
    return _party(reading, found)


# -- ages ----------------------------------------------------------------------------------------------------------------


def _find_ages(reading: Reading, found: _Findings) -> None:
    """ "de 4 y 7 años", "aged 4 and 7", "(4, 7)" after children, "18 months old"; a child's age is not a date or a count."""
    for place, item in enumerate(reading.items):
        if item.is_taken or not (item.has("years") or item.has("months")):
            continue
        numbers = _numbers_before(reading, place)
        if not numbers or not _is_age(reading, numbers[0], place):
            continue
        values = [reading.at(at).value for at in numbers]
        if item.has("months") and not item.has("years"):
            values = [value // 12 for value in values[-1:]]
            # "4 years and 18 months" leaves the first number to the years before it.
            numbers = numbers[-1:]
        if all(value <= OLDEST_CHILD for value in values) or item.has("months"):
            child = _child_near(reading, numbers[0], place)
            if child != "infant" and (child == "child" or reading.has("child")):
                found.ages.extend(values)
            found.places.extend((numbers[0], place))
            reading.take(numbers[0], place + 1)
    for place, item in enumerate(reading.items):
        if item.has("child", "infant") and not item.is_taken:
            _ages_behind(reading, place, found)


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
        elif item.text == "-" and not numbers:
            at -= 1
            continue
        break
    return numbers[::-1]


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


def _child_near(reading: Reading, first: int, unit: int) -> str | None:
    for at in (*range(first - 1, first - 8, -1), *range(unit + 1, unit + 4)):
        item = reading.at(at)
        for kind in ("infant", "child"):
            if item.has(kind):
                return kind
    return None


def _ages_behind(reading: Reading, place: int, found: _Findings) -> None:
    """ "niños (4, 7)", "kids 4 and 7", "2 children aged 4, 7": numbers straight after the word, without "years"."""
    at = place + 1
    opened = False
    while reading.at(at).text in ("(", ":", ",") or reading.at(at).has("aged"):
        opened = opened or reading.at(at).text == "(" or reading.at(at).has("aged")
        if reading.at(at).text == ",":
            break
        at += 1
    values: list[int] = []
    start = at
    while (
        reading.at(at).kind == "number"
        and not reading.at(at).is_taken
        and 0 <= reading.at(at).value <= OLDEST_CHILD
    ):
        following = reading.at(at + 1)
        if following.has("unit", "month", "room", "of", "adult", "person") and not following.has(
            "years", "months"
        ):
            return
        values.append(reading.at(at).value)
        at += 1
        joint = reading.at(at)
        if (joint.text in (",", "&", "/") or joint.has("and")) and reading.at(at + 1).kind == "number":
            after = reading.at(at + 2)
            if after.has("unit", "adult", "person", "room", "infant", "child", "month"):
                break
            at += 1
    if not values:
        return
    if not opened and not (len(values) > 1 or reading.at(at).kind in ("nothing",)):
        return
    before = reading.at(place - 1)
    if (
        reading.at(start - 1).has("of", "from")
        and reading.at(start - 1).text
        not in ("de", "di", "im alter von", "alter von", "ages of", "edades de", "age")
        and not opened
    ):
        return
    if reading.at(at).text == "-" or reading.at(at).has("month", "to", "of"):
        return
    if reading.at(place).has("child") or before.is_count:
        if reading.at(place).has("child"):
            found.ages.extend(values)
        found.places.extend((start, at - 1))
        reading.take(start, at)


# -- counts --------------------------------------------------------------------------------------------------------------


def _find_counts(reading: Reading, found: _Findings) -> None:
    for place, item in enumerate(reading.items):
        if item.kind != "word" or item.is_taken or item.has("stop"):
            continue
        kind = next((name for name in _KINDS if item.has(name)), None)
        is_room = item.has("room", "suites") or (item.has("type") and not item.has("extra"))
        if kind is None and not is_room:
            continue
        count_at = _count_before(reading, place)
        if count_at is not None:
            _add(reading, found, kind or "room", count_at, place)
        elif kind is not None:
            _uncounted(reading, found, kind, place)


def _count_before(reading: Reading, place: int) -> int | None:
    """The number that counts this noun; adjectives and a room's kind may stand between ("2 small children")."""
    for back in range(1, 4):
        item = reading.at(place - back)
        if item.kind == "number":
            if not (item.is_count and item.value <= MOST_PEOPLE):
                return None
            # "the weekday 5 people": a fused article makes the number a day, not a count.
            return place - back
        if back == 1 and item.text in ("x", "*"):
            continue
        between = item.tags.keys() - {"more", "type", "infant", "me"}
        if (item.kind in ("mark", "date") or between) and not item.has("more", "type"):
            return None
        if item.is_taken and item.kind != "word":
            return None
    return None


def _add(reading: Reading, found: _Findings, kind: str, count_at: int, place: int) -> None:
    count = reading.at(count_at)
    if kind == "room" and count.is_article:
        return
    if kind == "person" and reading.at(place - 1).has("stop"):
        return
    rest = reading.at(place + 1)
    if (
        kind == "room"
        and rest.has("person", "for")
        and reading.at(place).has("type")
        and not reading.at(place).has("room", "suites")
    ):
        pass
    value = count.value
    before = reading.at(count_at - 1)
    if (
        (before.has("or", "to") or before.text == "-")
        and reading.at(count_at - 2).is_count
        and not reading.at(count_at - 2).is_article
    ):
        # "2 or 3 people" stays open; the larger number is safe to plan for but was not said.
        reading.take(count_at - 2, place + 1)
        return
    negated = _is_negated(reading, count_at)
    # The whole phrase between number and noun belongs to the count.
    reading.take(count_at, place + 1)
    found.counts.append(
        _Count(kind, value, count_at, negated, _is_additive(reading, count_at), count.is_article)
    )
    found.places.extend((count_at, place))


def _uncounted(reading: Reading, found: _Findings, kind: str, place: int) -> None:
    """A noun without a number that still counts one: "mi hijo", "with my dog", "pareja con bebé", "con bebé"."""
    item, before = reading.at(place), reading.at(place - 1)
    plural = item.text.endswith(("s", "n", "en", "er", "i", "e")) and item.text not in _SINGULAR
    owned = before.text in _POSSESSIVES or before.has("another")
    if kind == "couple" and _is_one_couple(reading, place):
        found.counts.append(_Count(kind, 1, place, is_additive=_is_additive(reading, place)))
    elif (
        kind in ("infant", "pet", "child")
        and not plural
        and (owned or (before.has("with", "and", "months", "years") and not before.has("without")))
    ):
        if (
            kind == "child"
            and not owned
            and item.text in ("menor", "minor", "mayor", "peque", "petit", "petite", "kleine")
        ):
            return
        found.counts.append(_Count(kind, 1, place, is_additive=True))
    else:
        return
    found.places.append(place)
    item.is_taken = True


def _is_one_couple(reading: Reading, place: int) -> bool:
    """ "para pareja", "a couple with a baby"; not "a couple of nights", "ein paar Tage"."""
    item, before, after = reading.at(place), reading.at(place - 1), reading.at(place + 1)
    if item.text.endswith("s") or after.has("unit", "of", "few"):
        return False
    if item.has("pair", "few"):
        return (after.kind in ("nothing", "mark") and item.text != "ein paar") or after.has(
            "with", "and", "for"
        )
    return before.kind == "nothing" or before.has("with", "for", "of", "weare") or before.text in _POSSESSIVES


_SINGULAR = frozenset(
    [
        "bebe",
        "baby",
        "infant",
        "child",
        "son",
        "daughter",
        "nene",
        "crianca",
        "menino",
        "bambino",
        "hijo",
        "hija",
        "nino",
        "nina",
        "filho",
        "filha",
        "kind",
        "sohn",
        "tochter",
        "hund",
        "katze",
        "dog",
        "cat",
        "perro",
        "gato",
        "cane",
        "cachorro",
        "bimbo",
        "figlio",
        "figlia",
        "neonato",
        "cao",
        "chien",
        "chat",
        "nourrisson",
        "enfant",
        "fils",
        "niece",
        "nephew",
        "infante",
        "neto",
    ]
) | {"nouveau ne", "cane", "neonata", "figlie"[:0] or "bebê"}
_POSSESSIVES = frozenset(
    [
        "my",
        "our",
        "mi",
        "nuestro",
        "nuestra",
        "meu",
        "minha",
        "nosso",
        "nossa",
        "mon",
        "ma",
        "notre",
        "mein",
        "meine",
        "meinem",
        "meinen",
        "meiner",
        "unser",
        "unsere",
        "unserem",
        "unseren",
        "mio",
        "mia",
        "nostro",
        "nostra",
        "one",
        "il",
        "la",
        "o",
        "a",
    ]
) - {"il", "la", "o", "a"}


def _is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, 4):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing"):
            return False
        if item.has("instead") or item.has("not"):
            return True
        if not (item.has("weare", "for", "of", "the") or item.kind == "number"):
            return False
    return False


def _is_additive(reading: Reading, place: int) -> bool:
    before = reading.at(place - 1)
    if before.has("more"):
        before = reading.at(place - 2)
    return before.has("and", "with") or before.text in ("+", "&")


def _find_plus(reading: Reading, found: _Findings, asked: str | None) -> None:
    """ "2+1", "2 + 2": adults and children, when that is what is being spoken of."""
    items = reading.items
    for place in range(len(items) - 2):
        first, plus, second = items[place : place + 3]
        is_sum = plus.text == "+" and first.is_count and second.is_count and first.value + second.value <= 20
        if is_sum and (asked == "party" or len(items) == 3 or reading.has("room", "unit", "type")):
            found.counts.append(_Count("adult", first.value, place))
            found.counts.append(_Count("child", second.value, place + 2))
            found.places.extend((place, place + 2))
            reading.take(place, place + 3)


def _find_totals(reading: Reading, found: _Findings) -> None:
    """ "somos 4", "family of 4", "for 2", "zu viert": a total without a noun."""
    for place, item in enumerate(reading.items):
        if item.has("headcount"):
            found.counts.append(_Count("person", item.tags["headcount"], place))
            found.places.append(place)
            continue
        if not item.is_count or item.is_article or not 0 <= item.value <= MOST_PEOPLE:
            continue
        before, after = reading.at(place - 1), reading.at(place + 1)
        if _is_other_count(reading, place + 1) or _corrects_length(reading, place):
            continue
        if before.has("not") and any(reading.at(at).is_count for at in range(place + 1, place + 4)):
            found.counts.append(_Count("person", item.value, place, is_negated=True))
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
            count = _Count(
                "person", item.value, place, _is_negated(reading, place), _is_additive(reading, place)
            )
            count.is_family = before.has("family") or reading.at(place - 2).has("family")
            found.counts.append(count)
            found.places.append(place)
            item.is_taken = True
            _drop_rejected(reading, place + 1)


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


def _find_companions(reading: Reading, found: _Findings) -> None:
    """People without numbers: "solo yo", "my wife and I", "nosotros dos"."""
    if any(count.kind in ("adult", "person", "couple") and not count.is_negated for count in found.counts):
        return
    for place, item in enumerate(reading.items):
        near = [reading.at(at) for at in range(place - 4, place + 4)]
        if item.has("alone") and not item.is_taken:
            if item.text in _QUIET_ALONE and not (
                len(reading.items) <= 3 or reading.has("room", "unit", "weekday")
            ):
                continue
            found.is_alone = True
        elif item.has("twoofus") or (
            item.has("mate")
            and any(other.has("me") or (other.has("with") and at < 4) for at, other in enumerate(near))
        ):
            found.counts.append(_Count("adult", 2, place))
        else:
            continue
        found.places.append(place)
        return


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


# -- the whole ------------------------------------------------------------------------------------------------------------


def _party(reading: Reading, found: _Findings) -> Party | None:
    counts = _standing(found.counts)
    party = Party(span=_span(reading, found.places))
    adults = _sum(counts, "adult")
    couples = _sum(counts, "couple")
    if couples is not None:
        adults = (adults or 0) + 2 * couples if adults is None or not _same_people(counts) else adults
    totals = [count for count in counts if count.kind == "person"]
    party.children = _sum(counts, "child")
    party.infants = _sum(counts, "infant")
    party.pets = _sum(counts, "pet")
    party.rooms = _sum(counts, "room")
    party.children_ages = found.ages or None
    if party.children is None and found.ages:
        party.children = len(found.ages)
    elif party.children is not None and found.ages and len(found.ages) > party.children:
        party.children = (
            len(found.ages)
            if all(count.is_article for count in counts if count.kind == "child")
            else party.children
        )
    small = (party.children or 0) + (party.infants or 0)
    if found.is_alone and adults is None and not totals:
        adults = 1
    if totals:
        total = totals[-1].value if not _adds_up(totals) else sum(count.value for count in totals)
        adults, total = _split(total, totals[-1], adults, small, counts)
        party.people = total
    elif adults is not None:
        party.people = adults + small
    party.adults = adults
    said = (
        party.adults,
        party.children,
        party.infants,
        party.people,
        party.rooms,
        party.pets,
        party.children_ages,
    )
    return party if any(value is not None for value in said) else None


def _split(
    total: int, said: _Count, adults: int | None, small: int, counts: list[_Count]
) -> tuple[int | None, int]:
    """Total against parts: "somos 2 y un bebé" adds, "4 people, 2 children" divides."""
    if adults is not None:
        return adults, max(total, adults + small)
    if not small:
        return None, total
    first_small = min(
        (count for count in counts if count.kind in ("child", "infant")),
        key=lambda count: count.place,
        default=None,
    )
    if first_small is None:
        return None, total
    if first_small.is_additive and not said.is_family and first_small.place > said.place:
        return total, total + small
    if total > small:
        return total - small, total
    return None, total


def _standing(counts: list[_Count]) -> list[_Count]:
    """Without what was taken back ("no son 4, son 2"), as long as something of that kind remains."""
    people = ("adult", "person", "couple")
    kept: list[_Count] = []
    for count in counts:
        if count.is_negated:
            rivals = people if count.kind in people else (count.kind,)
            if any(other.kind in rivals and not other.is_negated for other in counts):
                continue
        kept.append(count)
    return sorted(kept, key=lambda count: count.place)


def _sum(counts: list[_Count], kind: str) -> int | None:
    """Counts of one kind: those joined by "and" add up, a later one alone corrects."""
    values = [count for count in counts if count.kind == kind]
    if not values:
        return None
    if kind in ("adult", "room") and len(values) > 1 and not any(count.is_additive for count in values[1:]):
        return values[-1].value if kind == "adult" else sum(count.value for count in values)
    return sum(count.value for count in values)


def _adds_up(totals: list[_Count]) -> bool:
    return len(totals) > 1 and all(count.is_additive for count in totals[1:])


def _same_people(counts: list[_Count]) -> bool:
    """ "una pareja, 2 adultos" says the same two people twice."""
    return any(count.kind == "adult" and not count.is_additive for count in counts)


def _span(reading: Reading, places: list[int]) -> Span:
    if not places:
        return (0, 0)
    last: Item = reading.at(max(places))
    return reading.at(min(places)).start, last.end
