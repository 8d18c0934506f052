"""Nouns that are counted: "2 adultos", "three rooms", "mi hijo", "a couple"."""

from __future__ import annotations

from .head_counts import KINDS, MOST_PEOPLE, Count, Findings, is_additive, is_negated
from .reading import Reading
from .text import split


def find_counts(reading: Reading, found: Findings) -> None:
    for place, item in enumerate(reading.items):
        if item.kind != "word" or item.is_taken or item.has("stop"):
            continue
        kind = next((name for name in KINDS if item.has(name)), None)
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


def _add(reading: Reading, found: Findings, kind: str, count_at: int, place: int) -> None:
    count = reading.at(count_at)
    if kind == "room" and count.is_article and not _is_only(reading, count_at, place):
        return
    if kind == "child" and count.is_article and _is_adjective(reading, place):
        return
    if kind == "person" and count.value == 1 and not _is_one_guest(reading, count_at, place):
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
    if kind == "person" and reading.at(place).has("company") and _comes_along(reading, count_at):
        value += 1
    before = reading.at(count_at - 1)
    if (
        (before.has("or", "to") or before.text == "-")
        and reading.at(count_at - 2).is_count
        and not reading.at(count_at - 2).is_article
    ):
        # "2 or 3 people" stays open; the larger number is safe to plan for but was not said.
        reading.take(count_at - 2, place + 1)
        return
    negated = is_negated(reading, count_at)
    # The whole phrase between number and noun belongs to the count.
    reading.take(count_at, place + 1)
    found.counts.append(
        Count(kind, value, count_at, negated, is_additive(reading, count_at), count.is_article)
    )
    found.places.extend((count_at, place))


def _is_adjective(reading: Reading, place: int) -> bool:
    """ "una piccola fuga": small, and no child."""
    after = reading.at(place + 1)
    return reading.at(place).text in _SMALL and after.kind == "word" and not after.tags


def _is_one_guest(reading: Reading, count_at: int, place: int) -> bool:
    """ "for one person" is a party; "let me speak to a person" and "one of us" are not."""
    if reading.at(place).text == "of us":
        return False
    if not reading.at(count_at).is_article:
        return True
    return (
        len(reading.items) <= 3 or reading.at(count_at - 1).has("for", "weare") or reading.has("unit", "type")
    )


def _is_only(reading: Reading, count_at: int, place: int) -> bool:
    """ "solo una habitación", "una camera sola": here the article counts."""
    around = (reading.at(count_at - 1), *(reading.at(at) for at in range(count_at, place + 2)))
    return any(word in _ONLY for item in around for word in item.text.split())


def _comes_along(reading: Reading, count_at: int) -> bool:
    """ "me and 3 friends", "con tres amigos": who writes comes too."""
    before = reading.at(count_at - 1)
    if before.has("and") and any(reading.at(count_at - back).has("me") for back in (2, 3)):
        return True
    if before.has("with") and not before.has("and"):
        return True
    return any(
        reading.at(at).has("and") and reading.at(at + 1).has("me") for at in range(count_at + 2, count_at + 4)
    )


def _uncounted(reading: Reading, found: Findings, kind: str, place: int) -> None:
    """A noun without a number that still counts one: "mi hijo", "with my dog", "pareja con bebé", "con bebé"."""
    item, before = reading.at(place), reading.at(place - 1)
    plural = item.text.endswith(("s", "n", "en", "er", "i", "e")) and item.text not in _SINGULAR
    owned = before.text in _POSSESSIVES or before.has("another")
    if kind == "pet" and (
        before.has("bring") or (before.has("the") and reading.at(place - 2).has("with", "bring"))
    ):
        owned = True
    if kind == "child" and plural and before.text in _BOTH:
        found.counts.append(Count(kind, 2, place, is_additive=True))
        found.places.append(place)
        item.is_taken = True
        return
    if kind == "child" and item.has("twins"):
        found.counts.append(Count(kind, 2, place, is_additive=True))
        found.places.append(place)
        item.is_taken = True
        return
    if kind == "couple" and _is_one_couple(reading, place):
        found.counts.append(Count(kind, 1, place, is_additive=is_additive(reading, place)))
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
        found.counts.append(Count(kind, 1, place, is_additive=True))
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


_ONLY = frozenset(
    split("only just single solo sola solamente apenas somente so seule seulement nur soltanto einziges")
)
_BOTH = frozenset(split("beiden beide both ambos ambas entrambi"))
_SMALL = frozenset(
    split("piccolo piccola petit petite kleiner kleine kleinen pequeno pequena peque little chico chica")
)
_SINGULAR = frozenset(
    split(
        "bebe baby infant child son daughter nene crianca menino bambino hijo hija nino nina filho filha "
        "kind sohn tochter hund katze dog cat perro gato cane cachorro bimbo figlio figlia neonato cao "
        "enkelin enkel ragazza chien chat nourrisson enfant fils niece nephew infante neto"
    )
) | {"nouveau ne", "recien nacido"}
_POSSESSIVES = frozenset(
    split(
        "my our mi nuestro nuestra meu minha nosso nossa mon ma notre mein meine meinem meinen meiner "
        "unser unsere unserem unseren mio mia nostro nostra one"
    )
)
