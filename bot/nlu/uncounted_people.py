"""People without a noun: "somos 4", "for 2", "2+1", "zu dritt"."""

from __future__ import annotations

from .head_counts import MOST_PEOPLE, Count, Findings, is_additive, is_negated
from .owners import speaks_of_us
from .reading import Item, Reading
from .text import split

_BEFORE_MONTH = frozenset(("in", "en", "em", "im", "a", "ad"))
_CORRECTION_REACH = 6
_OH = frozenset(("ah", "oh", "ach", "eh", "uy", "ay", "ai", "ui", "ops", "ups", "hm", "mm", "bah", "mah"))
_OF_THEM = frozenset(
    ("of them", "de ellos", "de ellas", "deles", "delas", "d entre eux", "von denen", "di loro")
)
_ABOUT = frozenset(
    split("como unos unas uns umas about around roughly approx environ etwa ungefahr circa ca")
)
_TABLES = frozenset(
    ("table", "tables", "mesa", "mesas", "tisch", "tische", "tavolo", "tavoli", "taxi", "boat", "tour")
)
_GROUPS = frozenset(
    split(
        "crew team gang bunch squad tribe clan band troop cuadrilla equipo pandilla pena delegacion comitiva equipe bande tribu delegation groupe "
        "trupp team mannschaft clique truppe delegation reisegruppe squadra compagnia banda delegazione combriccola equipa turma galera delegacao malta"
    )
)
"""Beside the words for family and group, whose number may also stand without "of"."""
_WE = {
    "en": ("us", "of us"),
    "es": ("nosotros", "nosotras"),
    "pt": ("nos",),
    "fr": ("nous",),
    "de": ("wir", "uns", "mir"),
    "it": ("noi",),
}
_THE_TWO = frozenset(("los", "las", "os", "as", "les", "i", "le"))
_ALL = frozenset(("tous", "toutes", "todos", "ambos"))
_ALL_THE = frozenset(
    ("tous les", "toutes les", "todos os", "todas as", "todos los", "todas las", "tutti e", "tutte e")
)
_WE_VERBS = {"en": (), "es": ("mos",), "pt": ("mos",), "fr": ("ons",), "de": (), "it": ("mo",)}
_CUT_SHORT = {"pt": ("p", "/"), "de": ("f", ".")}
_IN_TOTAL = frozenset(
    (
        "in total",
        "in all",
        "altogether",
        "all together",
        "all in",
        "en total",
        "no total",
        "ao todo",
        "au total",
        "en tout",
        "insgesamt",
        "in totale",
        "in tutto",
        "total",
    )
)
_IF = frozenset(split("wenn falls if si se"))
_STAYING = frozenset(split("bleiben stay staying restons restiamo"))
_US = frozenset(split("us uns nous nos mir")) | {"of us"}
_FRENCH_COMING = frozenset(
    (
        "vient",
        "venons",
        "viendra",
        "viendrait",
        "viendrons",
        "part",
        "serait",
        "sera",
        "serons",
        "voyage",
        "voyageons",
    )
)
_ONLY = frozenset(
    split("only just solo solamente so apenas somente seulement juste nur bloss soltanto mas mais")
)
_NO_MORE = frozenset(("nada", "nada mas", "no mas", "nomas"))
_IN = frozenset(("em", "in", "en", "a", "los", "las", "os", "as"))


def find_sums(reading: Reading, found: Findings, asked: str | None) -> None:
    """ "2+1", "2 + 2": adults and children, when that is what is being spoken of."""
    items = reading.items
    is_spoken_of = reading.has("room", "unit", "type", "weekday", "month") or any(
        item.kind == "date" for item in items
    )
    for place in range(len(items) - 2):
        first, plus, second = items[place : place + 3]
        is_sum = plus.text == "+" and first.is_count and second.is_count and first.value + second.value <= 20
        before = reading.at(place - 1)
        has_ages = reading.has("child") and place == 0  # "2+2, kids are 5 & 8"
        is_spoken_of = is_spoken_of or has_ages
        if is_sum and (asked == "party" or len(items) == 3 or is_spoken_of or before.has("weare", "for")):
            found.counts.append(Count("adult", first.value, place))
            if sum(count.value for count in found.counts if count.kind == "child") != second.value:
                found.counts.append(Count("child", second.value, place + 2))  # "2+1, our kid is 4"
            found.places.extend((place, place + 2))
            reading.take(place, place + 3)


def find_totals(reading: Reading, found: Findings) -> None:
    """ "somos 4", "family of 4", "for 2", "zu viert": a total without a noun."""
    for place, item in enumerate(reading.items):
        if item.has("headcount"):
            if _is_other_count(reading, place + 1):
                continue
            # "on vient à trois couples"
            kind = "couple" if reading.at(place + 1).has("couple") else "person"
            found.counts.append(Count(kind, item.tags["headcount"], place))
            found.places.append(place)
            continue
        if not item.is_count or item.is_article or not 0 <= item.value <= MOST_PEOPLE:
            continue
        if are_both_of_us(reading, place):
            continue  # Two grown people, unless one is a child who was named (alone.py).
        before, after = reading.at(place - 1), reading.at(place + 1)
        if (
            _is_other_count(reading, place + 1)
            or _corrects_length(reading, place)
            or _is_of_a_table(reading, place)
        ):
            continue
        if before.has("not") and any(reading.at(at).is_count for at in range(place + 1, place + 4)):
            found.counts.append(Count("person", item.value, place, is_negated=True))
            item.is_taken = True
            continue
        is_total = before.has("weare") or (
            (before.has("of", "aged", "with") or before.text == "da")
            # "fam. de 4"
            and _is_group(reading.at(place - 3 if reading.at(place - 2).text == "." else place - 2))
        )
        is_total = is_total or _is_of_us(reading, place) or _is_short_for(reading, place)
        is_total = is_total or (before.has("total", "family") and not after.has("unit"))
        is_total = is_total or after.text in _IN_TOTAL
        if (
            not is_total
            and (before.has("more", "alone", "singly") or before.text in _ABOUT)
            and reading.at(place - 2).has("weare")
        ):
            is_total = True
        if (
            not is_total
            and before.text in _IN
            and (
                reading.at(place - 2).has("weare")
                # "veniamo in sei"; "chego a 28" is a day.
                or (reading.vocabulary.language == "it" and reading.at(place - 2).has("arrive"))
            )
        ):
            is_total = (
                after.kind in ("nothing", "mark")
                or after.has("and", "with")
                or _is_date_lead(reading, place + 1)
            )
        if after.text in _OF_THEM:
            is_total = False  # "there are 3 of them": who they are was said elsewhere.
        is_total = is_total or _is_french_head_count(reading, place) or _is_only_so_many(reading, place)
        is_total = is_total or _is_italian_head_count(reading, place) or _are_all_of_us(reading, place)
        if not is_total and before.has("for") and not item.has("weekday"):
            is_total = item.value <= 20 and (
                after.kind in ("nothing", "mark", "hidden")
                or not after.has("of", "to", "month", "or")
                or _is_date_lead(reading, place + 1)
                or _is_in_a_month(reading, place + 1)
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
                and not _is_italian_head_count(reading, place)
            ):
                continue
            count = Count(
                "person", item.value, place, is_negated(reading, place), is_additive(reading, place)
            )
            count.is_family = (
                after.text in _IN_TOTAL or before.has("family") or reading.at(place - 2).has("family")
            )
            corrected = corrected_count(reading, place)
            if corrected is not None:
                count.value = reading.at(corrected).value
                reading.take(place, corrected + 1)
            found.counts.append(count)
            found.places.append(place)
            item.is_taken = True
            _drop_rejected(reading, place + 1)


def are_both_of_us(reading: Reading, place: int) -> bool:
    """ "iríamos los dos", "para os dois", "viendrons tous les deux": both of those named; not "los dos niños"."""
    item, lead, after = reading.at(place), reading.at(place - 2), reading.at(place + 1)
    if item.value != 2 or not item.is_count or reading.at(place - 1).text not in _THE_TWO:
        return False
    if lead.text in _ALL:
        lead = reading.at(place - 3)
    language = reading.vocabulary.language
    is_led = lead.has("for", "weare", "igo", "arrive") or lead.text.endswith(_WE_VERBS.get(language, ()))
    goes_on = after.kind in ("nothing", "mark", "date") or after.has(
        "from", "with", "for", "on", "until", "weekday", "rel"
    )
    is_for_both = lead.has("for") and reading.has("room", "type")
    return is_led and goes_on and (is_for_both or reading.has("mate", "kin", "couple", "child"))


def _are_all_of_us(reading: Reading, place: int) -> bool:
    """ "wir kommen alle vier vom 5. bis 8.", "nos quedamos del 24 al 26 los cuatro"; not "alle 3 Tage", "los 4 del 6"."""
    before, after = reading.at(place - 1).text, reading.at(place + 1)
    if reading.at(place).value < 3 or after.text in ("-", "/", "."):
        return False
    ends = after.kind in ("nothing", "mark")
    if before == "alle" or f"{reading.at(place - 2).text} {before}" in _ALL_THE:
        return ends or after.has("from", "with", "for", "until", "weekday", "rel") or after.kind == "date"
    return ends and before in ("los", "las", "os", "as") and speaks_of_us(reading)


def _is_group(item: Item) -> bool:
    """ "A crew of 6", "una comitiva di 8"."""
    return item.has("family") or item.text in _GROUPS


def _is_of_us(reading: Reading, place: int) -> bool:
    """ "wir vier kommen", "it's us eight in total", "nosotros tres"; not "schicken Sie uns drei Angebote"."""
    before, lead, after = reading.at(place - 1), reading.at(place - 2), reading.at(place + 1)
    if before.text in _THE_TWO:
        before, lead = lead, reading.at(place - 3)  # "um quarto para nós as três"
    if before.text not in _WE.get(reading.vocabulary.language, ()) or reading.at(place).value < 2:
        return False
    if lead.text in _IF or (after.text in _STAYING and not reading.has("unit")):
        return False  # "und wenn wir 3 bleiben?" counts nights.
    ends = after.kind in ("nothing", "mark") or after.has(
        "family", "for", "and", "with", "from", "weare", "arrive"
    )
    if before.text in _US:
        is_led = lead.kind in ("nothing", "mark") or (
            lead.text in _ONLY or lead.has("of", "for", "family", "weare", "alone", "mere", "with", "and")
        )
        return is_led and ends
    return ends or (after.kind == "word" and not after.has("unit", "to", "or"))


def _is_short_for(reading: Reading, place: int) -> bool:
    """ "13 a 16/11 p/ 2", "Preis f. 2": "para" and "für", cut short."""
    cut = (reading.at(place - 2).text, reading.at(place - 1).text)
    return cut == _CUT_SHORT.get(reading.vocabulary.language) and reading.at(place + 1).kind in (
        "nothing",
        "mark",
    )


def _is_of_a_table(reading: Reading, place: int) -> bool:
    """ "a table for 4 tonight" is no room."""
    return reading.at(place - 1).has("for") and reading.at(place - 2).text in _TABLES


def _is_french_head_count(reading: Reading, place: int) -> bool:
    """ "vendredi samedi dimanche à 2", "on vient à 3"; "du 3 à 5" and "on arrive à 4" are days and times."""
    item, lead, after = reading.at(place), reading.at(place - 2), reading.at(place + 1)
    if reading.vocabulary.language != "fr" or reading.at(place - 1).text != "a" or not 2 <= item.value <= 12:
        return False
    return (after.kind in ("nothing", "mark") and after.text not in ("-", "/")) and (
        lead.has("month", "weekday", "room", "type", "twoofus")
        or (lead.has("unit") and not lead.has("years"))
        or lead.text in _FRENCH_COMING
    )


def _is_italian_head_count(reading: Reading, place: int) -> bool:
    """ "5-8 marzo in 4"; "in 4 giorni" counts days."""
    item, lead, after = reading.at(place), reading.at(place - 2), reading.at(place + 1)
    if reading.vocabulary.language != "it" or reading.at(place - 1).text != "in" or not 2 <= item.value <= 12:
        return False
    is_behind_days = lead.kind == "date" or lead.has("month", "weekday", "unit", "room", "type")
    return is_behind_days and after.text not in ("-", "/") and not after.has("to", "or")


def _is_only_so_many(reading: Reading, place: int) -> bool:
    """ "just two, the kids stay with grandma": a clause of its own, and people are what is spoken of."""
    before, after = reading.at(place - 1), reading.at(place + 1)
    first = place
    is_only = before.text in _ONLY or before.has("mere")
    if is_only:
        first -= 1
    last = place
    while (
        any(word in _ONLY for word in reading.at(last + 1).text.split())
        or reading.at(last + 1).text in _NO_MORE
    ):
        is_only, last = True, last + 1
    after = reading.at(last + 1)
    return (
        is_only
        and reading.at(first - 1).kind in ("nothing", "mark")
        and after.text in (",", ".", ";", "!")
        and any(item.has("child", "mate", "parents", "infant") for item in reading.items[last + 1 :])
    )


def corrected_count(reading: Reading, place: int) -> int | None:
    """ "we're 4, sorry no, 5": the place of the number that stands instead."""
    is_taken_back = False
    for at in range(place + 1, place + _CORRECTION_REACH):
        item = reading.at(at)
        if item.is_count and not item.is_article and is_taken_back:
            return (
                None if _is_other_count(reading, at + 1) or reading.at(at + 1).has("child", "infant") else at
            )
        if item.has("correct") or (item.has("no", "not") and _begins_anew(reading, at)):
            is_taken_back = True
        elif item.kind not in ("mark", "word") or item.has("unit", "from", "for", "with"):
            return None
    return None


def _begins_anew(reading: Reading, place: int) -> bool:
    """ ", no", ", ah no" """
    if reading.at(place - 1).text in _OH:
        place -= 1
    return reading.at(place - 1).kind == "mark"


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
        if after.has("and") and following.kind == "nothing" and not reading.at(place + 1).is_article:
            return True  # "pardon 5 et 8": neither counts anybody.
        return (
            following.has("unit", "month", "of", "adult", "person", "child", "years", "room")
            or after.text in ("-", "/")
            or after.has("to", "or")
        )
    return after.has("month") and not after.is_weak


def _is_in_a_month(reading: Reading, place: int) -> bool:
    """ "for two in October", "para dos en verano": when they come, no day."""
    at = place + 2 if reading.at(place + 1).has("the") else place + 1
    return reading.at(place).text in _BEFORE_MONTH and reading.at(at).has("month", "season")


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
