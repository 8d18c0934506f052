"""Nouns that are counted: "2 adultos", "three rooms", "mi hijo", "a couple"."""

from __future__ import annotations

from .asides import is_aside
from .head_counts import KINDS, MOST_PEOPLE, Count, Findings, is_additive, is_negated
from .reading import Reading
from .text import split


def find_counts(reading: Reading, found: Findings) -> None:
    for place, item in enumerate(reading.items):
        if item.kind != "word" or item.is_taken or item.has("stop"):
            continue
        kind = next((name for name in KINDS if item.has(name)), None)
        if item.has("age"):
            _aged_one(reading, found, place)
            continue
        if kind == "person" and _is_share(reading, place):
            continue
        is_room = item.has("room", "suites") or (item.has("type") and not item.has("extra"))
        if kind is None and not is_room:
            continue
        if is_room and kind is None and reading.at(place + 1).has("thing"):
            continue  # "2 single beds"
        count_at = count_before(reading, place)
        if item.is_mended and kind is not None and count_at != place - 1:
            continue  # A slip of the pen counts nobody by itself.
        if count_at is not None:
            _add(reading, found, kind or "room", count_at, place)
        elif kind is not None:
            _uncounted(reading, found, kind, place)
        elif reading.at(place - 1).has("another") and reading.at(place - 2).has("and"):
            # "una doble y otra individual"
            found.counts.append(Count("room", 1, place, is_additive=True, is_article=True))
    _agree_rooms(found)


def _aged_one(reading: Reading, found: Findings, place: int) -> None:
    """ "una quindicenne": a child by its age alone."""
    before = reading.at(place - 1)
    value = before.value if before.is_count else 1
    found.counts.append(Count("child", value, place, is_additive=True, is_article=before.is_article))
    found.ages.extend([reading.at(place).tags["age"]] * value)
    found.places.append(place)
    reading.take(place - 1 if before.is_count else place, place + 1)


def _is_share(reading: Reading, place: int) -> bool:
    """ "two of us are kids": the number counts the children among those who come."""
    at = place + 1
    while reading.at(at).text in _ARE or reading.at(at).has("more", "share"):
        at += 1
    return reading.at(place).has("share") and reading.at(at).has("child", "infant")


def _is_of_those_named(reading: Reading, count_at: int, place: int) -> bool:
    """ "two of us are kids", "dos son niños", "davon zwei Kinder": part of a total, said here or before."""
    between = [reading.at(at) for at in range(count_at + 1, place)]
    return any(item.has("share") or item.text in _ARE for item in between) or reading.at(count_at - 1).has(
        "share"
    )


def _agree_rooms(found: Findings) -> None:
    """ "a double and a single" are two rooms; "three rooms, two doubles and a single" are three."""
    rooms = [count for count in found.counts if count.kind == "room"]
    articles = [count for count in rooms if count.is_article]
    if articles and not (len(rooms) > 1 and any(count.is_additive for count in rooms)):
        found.counts[:] = [count for count in found.counts if count not in articles or count.is_negated]
        rooms = [count for count in rooms if count not in articles]
    if len(rooms) > 2 and rooms[0].value == sum(count.value for count in rooms[1:]):
        found.counts[:] = [count for count in found.counts if count.kind != "room" or count is rooms[0]]


def count_before(reading: Reading, place: int) -> int | None:
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
        if reading.at(place).has("child", "infant") and (item.text in _ARE or item.has("share")):
            continue
        if item.has("and", "with"):
            return None  # "quatre plus ma nièce"
        if item.text in _ONLY and reading.at(place).has("room", "suites", "type", "person"):
            continue  # "una sola camera"
        between = item.tags.keys() - {"more", "type", "infant", "me"}
        if (item.kind in ("mark", "date") or between) and not item.has("more", "type"):
            return None
        if item.is_taken and item.kind != "word":
            return None
    return None


def _add(reading: Reading, found: Findings, kind: str, count_at: int, place: int) -> None:
    count = reading.at(count_at)
    is_loose = kind == "room" and count.is_article and not _is_only(reading, count_at, place)
    if is_loose and not reading.at(place).has("type"):
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
    if is_loose:
        # An article counts only beside another room (`_agree_rooms`), and takes nothing from anybody.
        found.counts.append(Count(kind, 1, count_at, negated, before.has("and"), is_article=True))
        return
    # The whole phrase between number and noun belongs to the count.
    reading.take(count_at, place + 1)
    counted = Count(kind, value, count_at, negated, is_additive(reading, count_at))
    counted.is_article = count.is_article and kind != "room"
    counted.is_family = kind == "person" and any(reading.at(count_at - back).has("family") for back in (1, 2))
    counted.is_share = kind == "child" and _is_of_those_named(reading, count_at, place)
    found.counts.append(counted)
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
    following = reading.at(place + 2)
    if reading.at(place + 1).has("of", "or") and (
        (following.kind == "word" and not following.tags) or following.is_article
    ):
        return False  # "uma pessoa de verdade", "a person or a machine"
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
    if before.text in _POSSESSIVES or before.text in _THEIRS:
        before, count_at = reading.at(count_at - 2), count_at - 1
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
    owned = (
        before.text in _POSSESSIVES
        or before.has("another")
        or _is_theirs(reading, place)
        or _is_the_known_one(reading, found, place, kind)
    )
    if is_aside(reading, place) or _is_spoken_of(reading, place):
        return
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
    if before.kind == "mark" and after.has("with", "and", "without"):
        return True  # "una semana, casal com gémeos"
    return (
        before.kind == "nothing"
        or before.has("with", "for", "of", "weare", "another")
        or before.text in _POSSESSIVES
    )


def _is_spoken_of(reading: Reading, place: int) -> bool:
    """ "my daughter has a wheelchair": of her, not that she comes; "has 4" would be her age."""
    after, behind = reading.at(place + 1), reading.at(place + 2)
    if after.text not in _HAS:
        return False
    return behind.kind not in ("number", "nothing") or (
        behind.is_article and not reading.at(place + 3).has("years")
    )


def _ends_or_goes_on(reading: Reading, place: int) -> bool:
    after = reading.at(place)
    return after.kind != "word" or bool(after.tags)


def _is_theirs(reading: Reading, place: int) -> bool:
    """ "mi novia y yo, y su hija", "una mamma con sua figlia"; a bare "su hija" may be anybody's."""
    return reading.at(place - 1).text in _HIS_OR_HER and (
        reading.at(place - 2).has("and", "with") or reading.at(place - 2).text == ","
    )


def _is_the_known_one(reading: Reading, found: Findings, place: int, kind: str) -> bool:
    """ "two adults and the baby"; "three kids, one is 14 and the little one 6" names one of the three."""
    if kind not in ("infant", "child") or reading.at(place - 1).text not in _THE:
        return False
    if any(count.kind in ("infant", "child") for count in found.counts):
        return False
    if reading.at(place - 3).kind == "number" or not _ends_or_goes_on(reading, place + 1):
        return False  # "tiene 11 y la chiquita 3", "and the lad said"
    lead = reading.at(place - 2)
    return lead.has("and", "with") or lead.text in (",", "+", "&")


_THE = frozenset(split("the el la le l il lo o a das dem der die den"))
_HIS_OR_HER = frozenset(
    split("his her their su seu sua son sa leur sein seine seinem seiner ihr ihre ihrem ihrer ihren suo")
)
_THEIRS = frozenset(split("mis mes meus minhas os as los las i le miei mie meine meinen die den"))
_HAS = frozenset(
    split(
        "has needs likes tiene necesita quiere tem precisa a ont hat braucht ha wants sleeps duerme dorme dort schlaft"
    )
)
_ARE = frozenset(split("are is were be will son es seran sind sont sera sono saranno sao serao ist"))
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
        "fille garcon gamin gosse mome bambin minot joven jeune minore minorenne giovane adolescente junge jugendliche jugendlicher "
        "enkelsohn enkeltochter sohnchen tochterchen teenager knirps dirndl chiquilin criatura zwerg "
        "enkelin enkel ragazza chien chat nourrisson enfant fils niece nephew infante neto nichte neffe nipote neveu "
        "bambine kleine kleinkind teen bimbo gamine puce fiston madchen baby toddler lass youngster bairn figliolo piccolino piccolina"
    )
) | {"nouveau ne", "recien nacido", "little one", "wee one", "petite fille", "petit fils"}
_POSSESSIVES = frozenset(
    split(
        "my our mi nuestro nuestra meu minha nosso nossa mon ma notre mein meine meinem meinen meiner "
        "unser unsere unserem unseren mio mia nostro nostra one"
    )
)
