"""One alone and two alone: "solo yo", "vengo solo", "nosotros dos", "ich komme mit meinen Söhnen"."""

from __future__ import annotations

from .head_counts import Count, Findings
from .owners import MINE, SUBJECTS, is_link, speaks_of_us
from .reading import Item, Reading
from .text import split
from .uncounted_people import are_both_of_us

_SELF_REACH = 16

_ONLY_TOO = frozenset(split("solo solito so"))

_SELF_ALONE = frozenset(
    [
        "yo sola", "yo solo", "solo yo", "eu sozinha", "eu sozinho", "so eu", "so eu mesmo", "so eu mesma", "just me", "only me", "by myself", "on my own", "moi tout seul", "moi toute seule",
        "moi seul", "moi seule", "juste moi", "nur ich", "ich allein", "io sola", "io solo", "solo io", "da sola", "da solo", "tout seul", "toute seule",
    ]
)  # fmt: skip
_QUIET_ALONE = frozenset(
    [
        "para mi", "para mim", "pra mim", "pour moi", "per me", "fur mich", "single traveller", "solo", "allein", "alleine", "alone",
        "seul", "seule", "sozinho", "sozinha", "da solo", "solito", "solita",
    ]
)  # fmt: skip
"""Alone only when little else is said, or a stay is spoken of: "para mí" also opens an opinion."""


def find_alone(reading: Reading, found: Findings) -> None:
    """ "solo yo", "vengo solo", "nosotros dos"."""
    for place, item in enumerate(reading.items):
        is_pair = item.has("twoofus") and not _is_counting(reading, place + 1)
        if is_pair or are_both_of_us(reading, place):
            found.is_pair = not item.text.startswith("mi pareja")
            is_one = found.is_pair and _names_a_child(reading, found, place)
            found.counts.append(Count("adult", 1 if is_one else 2, place))
        elif (item.has("alone") and not item.is_taken and _is_said_alone(reading, found, place)) or (
            item.has("singly") and not item.is_taken and _is_single(reading, place)
        ):
            found.is_alone = True
            _leave_out_who_is_named(reading, found, place)
        else:
            continue
        found.places.append(place)
        return
    is_lone_parent = reading.has("lone") and any(count.kind in ("child", "infant") for count in found.counts)
    if is_lone_parent or _comes_with_children(reading, found):
        found.is_alone = True


def _leave_out_who_is_named(reading: Reading, found: Findings, place: int) -> None:
    """ "ayudo a mi hija con la mudanza, yo sola": a child only spoken of, where who writes comes alone."""
    if reading.at(place).text not in _SELF_ALONE or reading.at(place + 1).has("with") or found.ages:
        return
    found.counts[:] = [
        count
        for count in found.counts
        if count.kind != "child"
        or reading.at(count.place).kind == "number"
        or any(
            reading.at(at).has("with", "and", "bring") or reading.at(at).text in ("+", "&", ",")
            for at in range(count.place - 3, count.place)
        )
    ]


def _names_a_child(reading: Reading, found: Findings, place: int) -> bool:
    """ "Viene mi hija de 8, o sea ella y yo": the child is one of the two; not "our son and us two"."""
    if reading.at(place - 1).has("and", "with") or reading.at(place - 1).text in ("+", "&"):
        return False
    small = [count for count in found.counts if count.kind in ("child", "infant") and not count.is_negated]
    return len(small) == 1 and small[0].value == 1 and small[0].place < place


def _is_said_alone(reading: Reading, found: Findings, place: int) -> bool:
    if _is_denied(reading, place):
        return False
    if reading.at(place + 1).has("unit", "room", "type", "suites", "thing"):
        return False  # "une seule nuit"
    if reading.at(place + 1).has("with") and any(count.kind == "child" for count in found.counts):
        return True  # "allein mit meinen zwei Söhnen"
    return reading.at(place).text not in _QUIET_ALONE or (
        len(reading.items) <= 3 or reading.has("room", "unit", "weekday")
    )


def _is_denied(reading: Reading, place: int) -> bool:
    return any(reading.at(at).has("not") for at in range(place - 3, place))


def _is_single(reading: Reading, place: int) -> bool:
    """ "vengo solo por trabajo"; "vengo solo 2 noches" and "voy solo el viernes" say "only"."""
    if _is_denied(reading, place) or speaks_of_us(reading):
        return False
    if _stands_apart(reading, place) or _ends_all(reading, place):
        return True
    near = [reading.at(at) for at in range(place - 4, place)]
    if not any(item.has("igo") or item.text in SUBJECTS for item in near):
        return False
    item, after = reading.at(place), reading.at(place + 1)
    if item.text not in _ONLY_TOO:
        return True
    if after.kind == "number":
        return False
    if after.has("for", "of", "to") and reading.at(place + 2).kind == "number":
        return False
    return (
        after.kind in ("nothing", "mark") or after.has("for", "and", "to", "with", "arrive") or not after.tags
    )


def _ends_all(reading: Reading, place: int) -> bool:
    """ "je prends du six au neuf novembre tout seul": a phrase of its own behind the days."""
    is_plain = " " in reading.at(place).text and reading.at(place + 1).kind in ("nothing", "mark")
    before = reading.at(place - 1)
    return is_plain and (before.kind in ("date", "number") or before.has("month", "weekday", "unit", "rel"))


def _stands_apart(reading: Reading, place: int) -> bool:
    """ "du 13 au 17, tout seul, avec parking": a word by itself, where a stay is spoken of."""
    is_apart = reading.at(place - 1).text in (",", ".", ";", "-", "\n") and reading.at(place + 1).kind in (
        "nothing",
        "mark",
    )
    return is_apart and (
        reading.has("unit", "weekday", "month", "room", "type")
        or any(item.kind == "date" for item in reading.items)
        or (reading.has("from") and reading.has("to"))
    )


def _comes_with_children(reading: Reading, found: Findings) -> bool:
    """ "travelling with my daughter": the verb's one subject comes, too."""
    if speaks_of_us(reading):
        return False
    small = [count for count in found.counts if count.kind in ("child", "infant") and not count.is_negated]
    for count in small:
        at = count.place
        while at > count.place - 5 and is_link(reading, at) and not reading.at(at).has("with", "bring"):
            at -= 1
        owned = any(reading.at(place).text in MINE for place in range(at, count.place + 1))
        if not reading.at(at).has("with", "bring") or not owned:
            continue
        lead = _same_sentence([reading.at(place) for place in range(at - _SELF_REACH, at)])
        is_going = any(item.has("igo") or item.text in SUBJECTS for item in lead)
        # "viajo con" is one phrase.
        if (is_going or " " in reading.at(at).text) and not any(
            item.has("talk", "past", "not") for item in lead
        ):
            return True
    return False


def _same_sentence(lead: list[Item]) -> list[Item]:
    """What follows the last mark that ends a sentence: "una notte? sono con mia figlia"."""
    ends = [
        at
        for at, item in enumerate(lead)
        # "bis zum 2. August"
        if item.kind == "mark" and item.text in "?!." and not (at and lead[at - 1].kind == "number")
    ]
    return lead[ends[-1] + 1 :] if ends else lead


def _is_counting(reading: Reading, place: int) -> bool:
    after: Item = reading.at(place)
    return (
        after.kind in ("money", "time", "date")
        or after.has("hour", "money", "thing", "room", "type", "suites")
        or (after.has("unit") and not after.has("of", "at_night"))
    )
