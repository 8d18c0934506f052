"""Nouns that are counted: "2 adultos", "three rooms", "mi hijo", "a couple"."""

from __future__ import annotations

from .asides import SO, is_aside, is_spoken_of
from .counted_rooms import ONLY, agree_rooms, is_only
from .couples import is_one_couple
from .head_counts import KINDS, MOST_PEOPLE, Count, Findings, is_additive, is_negated
from .owners import OWNERS, POSSESSIVES, is_me
from .reading import Reading
from .text import split
from .uncounted_people import corrected_count


def find_counts(reading: Reading, found: Findings) -> None:
    for place, item in enumerate(reading.items):
        if item.kind != "word" or item.is_taken or item.has("stop"):
            continue
        kind = next((name for name in KINDS if item.has(name)), None)
        if (
            item.has("big")
            and kind in (None, "child")
            and (_is_beside_small(reading, place) or _is_what_we_are(reading, place))
        ):
            kind = "adult"
        if kind == "child" and reading.has("hen") and item.text not in SINGULAR:
            kind = "person"  # "hen party, 8 girls"
        if kind == "child" and item.text in _YOUNG and _are_what_we_are(reading, place):
            kind = "person"
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
    agree_rooms(reading, found)


def _aged_one(reading: Reading, found: Findings, place: int) -> None:
    """ "una quindicenne": a child by its age alone."""
    before = reading.at(place - 1)
    value = before.value if before.is_count else 1
    found.counts.append(Count("child", value, place, is_additive=True, is_article=before.is_article))
    found.ages.extend([reading.at(place).tags["age"]] * value)
    found.places.append(place)
    end = place + 2 if reading.at(place + 1).has("child", "infant") else place + 1
    reading.take(place - 1 if before.is_count else place, end)


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


def count_before(reading: Reading, place: int) -> int | None:
    """The number that counts this noun; adjectives and a room's kind may stand between ("2 small children")."""
    for back in range(1, 4):
        item = reading.at(place - back)
        if item.kind == "number":
            if not (item.is_count and item.value <= MOST_PEOPLE):
                return None
            # "the weekday 5 people": a fused article makes the number a day, not a count.
            return place - back
        if (back == 1 and item.text in ("x", "*")) or (back > 1 and item.text == "~"):
            continue  # "un'unica camera"
        if reading.at(place).has("child", "infant") and (item.text in _ARE or item.has("share")):
            continue
        if item.has("and", "with") or item.text in SO:
            return None  # "quatre plus ma nièce", "siamo 4 quindi quadrupla"
        if reading.at(place).has("adult", "person") and item.text in OWNERS | _OF_THE:
            continue  # "deux de mes collaborateurs", "les quatre membres", "due nostri avvocati"
        if item.text in ONLY and reading.at(place).has("room", "suites", "type", "person", "adult"):
            continue  # "una sola camera"
        if reading.at(place).has("room", "suites") and item.text.startswith(_SIZES):
            continue  # "2 grandes chambres"
        between = item.tags.keys() - {"more", "type", "infant", "me"}
        if (item.kind in ("mark", "date") or between) and not item.has("more", "type"):
            return None
        if item.is_taken and item.kind != "word":
            return None
    return None


def _add(reading: Reading, found: Findings, kind: str, count_at: int, place: int) -> None:
    count = reading.at(count_at)
    is_loose = kind == "room" and count.is_article and not is_only(reading, count_at, place)
    if is_loose and not reading.at(place).has("type"):
        return
    if count.is_article and reading.at(place).has("trade") and not _is_by_itself(reading, count_at, place):
        return
    if reading.at(place).has("big") and _is_beside_small(reading, place):
        kind = "adult"
    if kind == "child" and count.is_article and _is_adjective(reading, place):
        return
    if kind in ("child", "adult") and _is_of_things(reading, place):
        return
    if kind == "person" and count.value == 1 and not _is_one_guest(reading, count_at, place):
        return
    value, end = count.value, place + 1
    if kind in ("adult", "child", "person") and (instead := corrected_count(reading, place)) is not None:
        value, end = reading.at(instead).value, instead + 1  # "2 adultes... enfin 3"
    if kind == "couple" and reading.at(place + 1).has("of") and reading.at(place + 2).has("unit"):
        return  # "una coppia di notti"
    if kind == "couple" and reading.at(place + 1).has("of") and reading.at(place + 2).has("child"):
        kind, value = "child", 2 * value  # "um casal de filhos": a boy and a girl
    if kind == "person" and reading.at(place).has("company") and _comes_along(reading, count_at):
        value += 1
    before = reading.at(count_at - 1)
    if (
        (before.has("or", "to") or before.text == "-")
        and reading.at(count_at - 2).is_count
        and not reading.at(count_at - 2).is_article
        and not count.is_article  # "do dia 15 ao dia 20 pra um casal"
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
    reading.take(count_at, end)
    counted = Count(kind, value, count_at, negated, is_additive(reading, count_at))
    counted.is_article = count.is_article and kind != "room"
    counted.is_family = kind == "person" and any(reading.at(count_at - back).has("family") for back in (1, 2))
    counted.is_share = kind == "child" and _is_of_those_named(reading, count_at, place)
    if (
        kind == "person"
        and reading.at(place).text in _SIBLINGS
        and before.has("weare")
        and value == count.value
    ):
        counted.kind = "adult"  # "Siamo due sorelle": who says so is one of them.
    found.counts.append(counted)
    found.places.extend((count_at, place))


def _is_by_itself(reading: Reading, count_at: int, place: int) -> bool:
    """ "one room, a technician, Monday to Thursday"; who should come to mend something is no guest."""
    before, after = reading.at(count_at - 1), reading.at(place + 1)
    if before.text in _SENDS and any(reading.at(at).text in _FIRMS for at in range(count_at - 7, count_at)):
        return True  # "a minha empresa vai enviar um técnico"
    leads = before.kind in ("nothing", "mark") or before.has("for", "weare")
    goes_on = after.kind in ("nothing", "mark", "date") or after.has("from", "arrive", "weekday", "for", "on")
    return leads and goes_on and len(reading.items) > place - count_at + 2


def _is_what_we_are(reading: Reading, place: int) -> bool:
    """ "somos tres grandes", "siamo in tre grandi"; "we need 2 big ones" may be rooms."""
    count, lead = reading.at(place - 1), reading.at(place - 2)
    return count.is_count and not count.is_article and lead.has("weare")


def _are_what_we_are(reading: Reading, place: int) -> bool:
    """ "siamo quattro ragazzi", "somos tres chicas": those who write are young, and no children beside grown people."""
    count, lead = reading.at(place - 1), reading.at(place - 2)
    is_led = lead.has("weare") or (lead.text in _IN_COUNT and reading.at(place - 3).has("weare"))
    goes_on = reading.at(place + 1)
    is_aged = goes_on.has("of", "aged") and reading.at(place + 2).kind == "number"
    return count.is_count and not count.is_article and is_led and not is_aged and not reading.has("adult")


def _is_beside_small(reading: Reading, place: int) -> bool:
    """ "2 Große und 2 Kleine", "dos grandes y una peque": big ones are grown where small ones are counted beside them."""
    at = place + 1
    while reading.at(at).has("and", "with") or reading.at(at).text in (",", "+", "&"):
        at += 1
    if not reading.at(at).is_count:
        return False
    noun = next(
        (reading.at(back) for back in (at + 1, at + 2) if reading.at(back).has("child", "infant")), None
    )
    return noun is not None and not noun.has("big")


def _is_adjective(reading: Reading, place: int) -> bool:
    """ "una piccola fuga": small, and no child."""
    after = reading.at(place + 1)
    return reading.at(place).text in _SMALL and after.kind == "word" and not after.tags


def _is_of_things(reading: Reading, place: int) -> bool:
    """ "2 große Zimmer und 2 kleine", "2 maletas grandes y 2 pequeñas": adjectives of what was named."""
    words = reading.at(place).text.split()
    if not any(word.startswith(_SIZES) for word in words):
        return False
    if reading.at(place + 1).has("room", "type", "suites", "thing", "unit", "extra"):
        return True
    before = [reading.at(at) for at in range(place - _THING_REACH, place)]
    return any(
        item.has("room", "type", "suites", "thing") or item.text in _THINGS for item in before
    ) and any(item.text.startswith(_SIZES) for item in before)


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
    before, after = reading.at(count_at - 1), reading.at(place + 1)
    is_dated = reading.has("room", "weekday", "month", "tonight", "rel") or any(
        item.kind == "date" for item in reading.items
    )
    if before.kind == "nothing" and after.kind == "mark" and is_dated:
        return True  # "Una persona, del 3 al 5 de mayo"
    ends_days = before.kind in ("mark", "date") or before.has("tonight", "weekday", "rel", "month", "unit")
    if ends_days and after.kind in ("nothing", "mark") and is_dated:
        return True  # "del 3 al 5 de mayo, una persona", "ce soir une personne"
    if reading.at(count_at - 1).text in _I_AM and reading.at(place + 1).kind in ("nothing", "mark"):
        return True
    return (
        len(reading.items) <= 3 or reading.at(count_at - 1).has("for", "weare") or reading.has("unit", "type")
    )


def _comes_along(reading: Reading, count_at: int) -> bool:
    """ "me and 3 friends", "con tres amigos": who writes comes too."""
    before, counted = reading.at(count_at - 1), count_at
    for _ in range(2):  # "me e i miei due fratelli"
        if before.text in POSSESSIVES or before.text in _THEIRS:
            before, count_at = reading.at(count_at - 2), count_at - 1
    if before.has("and") and any(is_me(reading.at(count_at - back)) for back in (2, 3)):
        return True
    if before.has("with") and not before.has("and"):
        return True
    return any(
        reading.at(at).has("and") and reading.at(at + 1).has("me") for at in range(counted + 2, counted + 4)
    )


def _uncounted(reading: Reading, found: Findings, kind: str, place: int) -> None:
    """A noun without a number that still counts one: "mi hijo", "with my dog", "pareja con bebé", "con bebé"."""
    item, before = reading.at(place), reading.at(place - 1)
    plural = is_plural(item.text)
    owned = (
        before.text in POSSESSIVES
        or before.has("another")
        or _is_theirs(reading, place)
        or _is_the_known_one(reading, found, place, kind)
    )
    if is_aside(reading, place) or is_spoken_of(reading, place):
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
    if kind == "child" and item.has("twins") and before.is_taken and before.has("child"):
        return  # "duas meninas gémeas"
    if kind == "child" and item.has("twins"):
        found.counts.append(Count(kind, 2, place, is_additive=True))
        found.places.append(place)
        item.is_taken = True
        return
    if kind == "couple" and is_one_couple(reading, place):
        found.counts.append(Count(kind, 1, place, is_additive=is_additive(reading, place)))
    elif (
        kind in ("infant", "pet", "child")
        and not plural
        and (
            owned
            or before.text in ("+", "&")
            or (before.has("with", "and", "months", "years") and not before.has("without"))
        )
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


def is_plural(word: str) -> bool:
    return word.endswith(("s", "n", "en", "er", "i", "e")) and word not in SINGULAR


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
    if any(count.kind in ("infant", "child") and count.place < place for count in found.counts):
        return False
    # "on est 2 + le petit": behind a head count the number is nobody's age.
    is_age = reading.at(place - 3).kind == "number" and not reading.at(place - 4).has("weare", "for")
    is_told = any(
        reading.at(at).kind == "number" and reading.at(at).is_taken for at in range(place + 2, place + 5)
    )
    if is_age or not (is_told or _ends_or_goes_on(reading, place + 1)):
        return False  # "tiene 11 y la chiquita 3", "and the lad said"
    lead = reading.at(place - 2)
    return lead.has("and", "with") or lead.text in _PLUS


_YOUNG = frozenset(
    split(
        "chavales chamacos chavos pibes mozos guris boys girls lads lasses chicos chicas muchachos muchachas rapazes raparigas garotas garotos garcons filles jungs madels burschen ragazzi ragazze jeunes jovenes jovens giovani"
    )
)
_OF_THE = frozenset(split("of de dei delle degli von"))
_SENDS = frozenset(
    split(
        "enviar envia enviara mandar manda mandara send sends sending schickt schicken envoie envoyer enverra inviare invia mandare mandera"
    )
)
_FIRMS = frozenset(
    split("empresa compania company firm firma azienda ditta entreprise societe unternehmen betrieb")
)
_IN_COUNT = frozenset(("in", "em"))
_I_AM = frozenset(split("soy seria sou seria suis serais bin ware sono sarei am m im"))
_PLUS = frozenset((",", "+", "&", "piu", "mas", "mais"))
_THE = frozenset(split("the el la le l il lo o a das dem der die den es s"))
_HIS_OR_HER = frozenset(
    split("his her their su seu sua son sa leur sein seine seinem seiner ihr ihre ihrem ihrer ihren suo")
)
_THEIRS = frozenset(
    split(
        "my our mis nos nuestros nuestras notre mes meus minhas os as los las i le miei mie meine meinen die den"
    )
)
_ARE = frozenset(split("are is were be will son es seran sind sont sera sono saranno sao serao ist"))
_SIZES = ("pequen", "picc", "petit", "klein", "gros", "grand", "small", "big")
_THINGS = frozenset(
    split(
        "maletas maleta bultos mochilas perros perras suitcases bags malas valises koffer valigie cani chiens hunde dogs"
    )
)
_THING_REACH = 7
_BOTH = frozenset(split("beiden beide both ambos ambas entrambi"))
_SIBLINGS = frozenset(
    split(
        "sisters brothers siblings hermanas hermanos irmas irmaos soeurs freres frangins frangines schwestern bruder geschwister sorelle fratelli"
    )
)
_SMALL = frozenset(
    split("piccolo piccola petit petite kleiner kleine kleinen pequeno pequena peque little chico chica")
)
SINGULAR = frozenset(
    split(
        "bebe baby infant child son daughter nene crianca menino bambino hijo hija nino nina filho filha "
        "kind sohn tochter hund katze dog cat perro gato cane cachorro bimbo figlio figlia neonato cao "
        "fille garcon gamin gosse mome bambin minot joven jeune minore minorenne giovane adolescente junge jugendliche jugendlicher "
        "enkelsohn enkeltochter sohnchen tochterchen teenager knirps dirndl chiquilin criatura zwerg "
        "grandson granddaughter grandchild grandkid kiddo stepson stepdaughter sobrino sobrina nieto nieta grose groser grosse grosser kleiner petit petite peque piccolo piccola pequeno pequena miudo miuda "
        "enkelin enkel ragazza chien chat nourrisson enfant fils niece nephew infante neto nichte neffe nipote neveu "
        "bambine kleine kleinkind teen bimbo gamine puce fiston madchen baby toddler lass youngster bairn figliolo piccolino piccolina"
    )
) | {"nouveau ne", "recien nacido", "little one", "wee one", "petite fille", "petit fils"}
