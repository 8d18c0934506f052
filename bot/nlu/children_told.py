"""Children who are named first and told of afterwards: how many ("the kids, there's two of them"), how old ("who is 8")."""

from __future__ import annotations

from .aged_people import OLDEST_CHILD
from .counted_people import SINGULAR, count_before, is_plural
from .head_counts import Count, Findings
from .owners import OWNERS
from .reading import Reading
from .text import split

_THERE_ARE = {
    "en": ("there s", "theres", "there are", "there will be", "there re"),
    "es": ("son", "seran", "serian"),
    "pt": ("sao", "serao", "seriam"),
    "fr": ("sont", "ils sont", "elles sont", "ils seront", "il y en a", "j en ai", "y en a"),
    "de": ("es sind", "das sind", "es waren"),
    "it": ("sono", "saranno", "sarebbero", "ne ho"),
}
"""What leads to how many the children are. English "they are 7" and German "sie sind 7" say how old."""

_WHO = {"en": (), "es": ("que",), "pt": ("que",), "fr": ("qui",), "de": (), "it": ("che",)}
"""English and German "who are two" may say how old."""

_RELATIVES = frozenset(
    split(
        "who whos which que qui quien che die der das she he they sie er elle il ela ele ella el lui lei es shes hes"
    )
)
_VERBS = frozenset(
    split(
        "is are s turns turned turning tiene cumple tem faz completa a ha compie fa ist wird has will be just now ya ora "
        "ja schon gerade jetzt bald only solo nur apenas cumplira fara fera fete aura avra hat tendra tera"
    )
)
_TOLD_REACH = 6
_MOST_TOLD = 8


def find_children_told(reading: Reading, found: Findings) -> None:
    """Before ages and counts are read, which would take the number for people or for one more age."""
    for place, item in enumerate(reading.items):
        if item.is_taken or not item.has("child", "celebrant") or item.has("twins"):
            continue
        if _find_age_in_short(reading, place, found):
            continue
        if item.text in SINGULAR and _find_age_set_off(reading, place, found):
            continue
        if item.has("celebrant") or item.text in SINGULAR or count_before(reading, place) is not None:
            _find_age_told(reading, place, found)
        else:
            _find_number_told(reading, place, found)


# -- how many ---------------------------------------------------------------------------------------------------------------


def _find_number_told(reading: Reading, place: int, found: Findings) -> None:
    """ "me and the kids, there's two of them, 7 and 11", "mis hijos son 3"."""
    words: list[str] = []
    for at in range(place + 1, place + _TOLD_REACH):
        item = reading.at(at)
        if item.is_count and words:
            break
        if item.kind == "word":
            words.extend(item.text.split())
        elif item.text == "~":  # the apostrophe of "there's"
            continue
        elif item.kind == "mark" and item.text in ",.;:-(":
            words.clear()
        else:
            return
    else:
        return
    if words and words[0] in _WHO.get(reading.vocabulary.language, ()):
        del words[0]  # "os miúdos que são dois"
    if " ".join(words) not in _THERE_ARE.get(reading.vocabulary.language, ()):
        return
    number = reading.at(at)
    if number.is_article or not 0 < number.value <= _MOST_TOLD:
        return
    after = reading.at(at + 1)
    if after.kind not in ("nothing", "mark") and not after.has("share") and after.text not in ("in",):
        return
    if after.text in ("-", "/", "&", "+"):
        return
    found.counts.append(Count("child", number.value, at, is_additive=True))
    found.places.extend((place, at))
    reading.at(place).is_taken = True
    reading.take(at, at + 1)
    take_ages(reading, at + 1, number.value, found)


def take_ages(reading: Reading, place: int, size: int, found: Findings) -> None:
    """ "…, 7 and 11": as many ages as there are children."""
    at, ages = place, list[int]()
    while reading.at(at).has("share", "aged", "of") or reading.at(at).text in (",", ":", "("):
        at += 1
    first = at
    while reading.at(at).is_count and 0 <= reading.at(at).value <= OLDEST_CHILD:
        ages.append(reading.at(at).value)
        at += 1
        if reading.at(at).has("years"):
            at += 1
        if (reading.at(at).text == "," or reading.at(at).has("and")) and reading.at(at + 1).is_count:
            at += 1
    if (
        ages
        and len(ages) == size
        and not reading.at(at).has("unit", "month", "room", "adult", "person", "of", "to")
    ):
        found.ages.extend(ages)
        found.places.append(at - 1)
        reading.take(first, at)


def _say_once(reading: Reading, celebrant: int) -> None:
    """ "my daughter's birthday is on 4 July, three adults and the birthday girl": one child, named twice."""
    for place in range(celebrant):
        item = reading.at(place)
        near = [reading.at(at) for at in range(place + 1, place + 4)]
        if item.has("child") and item.text in SINGULAR and any(other.has("occasion") for other in near):
            item.is_taken = True


# -- how old ----------------------------------------------------------------------------------------------------------------


def _find_age_set_off(reading: Reading, place: int, found: Findings) -> bool:
    """ "my daughter, 12, and me", "my son 9 and my daughter 12 and me": a bare number behind a child of one's own."""
    if reading.at(place - 1).text not in OWNERS and not reading.at(place - 1).is_article:
        return False
    at = place + 2 if reading.at(place + 1).text == "," else place + 1
    number, after = reading.at(at), reading.at(at + 1)
    if not number.is_count or number.is_article or not 0 <= number.value <= OLDEST_CHILD:
        return False
    is_last = at == place + 2 and after.kind == "nothing"
    goes_on = is_last or after.text == "," or (after.has("and") and after.kind == "word")
    if after.text == ",":
        after, at_next = reading.at(at + 2), at + 2
        goes_on = after.has("and", "me", "mate") or after.text in OWNERS or after.kind == "nothing"
    else:
        at_next = at + 1
    if after.has("and"):
        after = reading.at(at_next + 1)
        goes_on = goes_on and (
            after.has("me", "mate", "child", "kin", "parents", "infant") or after.text in OWNERS
        )
    if not goes_on:
        return False
    found.ages.append(number.value)
    found.places.append(at)
    reading.take(at, at + 1)
    return True


def _find_age_in_short(reading: Reading, place: int, found: Findings) -> bool:
    age_at = None if is_plural(reading.at(place).text) else _age_in_short(reading, place)
    if age_at is None:
        return False
    found.ages.append(reading.at(age_at).value)
    found.counts.append(Count("child", 1, place, is_additive=True))
    found.places.extend((place, age_at))
    reading.take(place, age_at + 1)
    return True


def _age_in_short(reading: Reading, place: int) -> int | None:
    """ "us (2 adults, son 9)", "2 adulti, ragazzino di 11": one child without an article, and its age, behind adults."""
    before = reading.at(place - 1)
    is_set_off = before.text in (",", "+", "&") or before.has("and", "with")
    at = (
        place + 2
        if reading.at(place + 1).has("aged", "of") or reading.at(place + 1).text == "("
        else place + 1
    )
    number, after = reading.at(at), reading.at(at + 1)
    is_age = number.is_count and not number.is_article and 0 <= number.value <= OLDEST_CHILD
    follows = reading.at(at + 3)
    is_list = (
        after.text == ","
        and reading.at(at + 2).kind == "number"
        and not (follows.has("to", "unit") or follows.text == "-")
    )
    is_last = after.kind == "nothing" or (after.kind == "mark" and after.text in "),.;\n" and not is_list)
    is_beside = any(item.has("adult") for item in reading.items[:place])
    return at if is_set_off and is_age and is_last and is_beside else None


def _find_age_told(reading: Reading, place: int, found: Findings) -> None:
    """ "our daughter, who is 8", "unsere Tochter, die ist 8", "la cumpleañera, que cumple 8", "das Geburtstagskind, das 8 wird"."""
    at, has_verb, has_relative = place + 1, False, False
    if reading.at(at).text in (",", "."):
        at += 1
    while at < place + _TOLD_REACH and not reading.at(at).is_count:
        words = reading.at(at).text.split()
        if reading.at(at).kind != "word" or not words or not all(w in _RELATIVES | _VERBS for w in words):
            return
        has_relative = has_relative or any(word in _RELATIVES for word in words)
        has_verb = has_verb or any(word in _VERBS for word in words)
        at += 1
    number = reading.at(at)
    if not number.is_count or number.is_article or not 0 <= number.value <= OLDEST_CHILD:
        return
    is_celebrant = reading.at(place).has("celebrant")
    end = at + 1
    if reading.at(end).has("years", "months"):
        if reading.at(end).has("months") and not reading.at(end).has("years"):
            return
        end += 1
    if reading.at(end).text in _VERBS and has_relative:
        has_verb, end = True, end + 1
    after = reading.at(end)
    if not has_verb or (not has_relative and not is_celebrant):
        return
    if after.kind not in ("nothing", "mark") and not after.has("and", "for", "from", "with", "on", "weare"):
        return
    if after.text in ("-", "/") or (
        after.has("and")
        and reading.at(end + 1).is_count
        and not is_celebrant
        and count_before(reading, place)
    ):
        return
    if is_celebrant and reading.at(place).is_taken:
        return
    if is_celebrant:
        _say_once(reading, place)
        found.counts.append(Count("child", 1, place, is_additive=True))
        reading.take(place, place + 1)
    for word in reading.items[place + 1 : end]:
        if word.kind == "word" and not word.has("years"):
            word.tags = {**word.tags, "aged": True}  # A link between this child and who is named next.
    found.ages.append(number.value)
    found.places.append(at)
    reading.take(at, end)
