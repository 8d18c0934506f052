"""Extras asked for in a booking: breakfast, a cot, parking; "sin desayuno" asks for none."""

from __future__ import annotations

import re

from .reading import Reading, Span
from .refusals import is_refused

_NEGATION_REACH = 3
_REMOVES = re.compile(
    r"remov\w+|drop|delete|cancel\w*|take|off|quit(?:a|e|ar|en)(?:me|nos)?|quitarl[ao]|elimin\w+|retir\w+|anul\w+|tir(?:a|e|ar|em)|"
    r"supprim\w+|enlev\w+|streich\w*|entfern\w*|togli\w*|toglier\w*|rimuov\w+|eliminar\w*"
)
_ROOM_ONLY = re.compile(
    r"\b(?<!or )(?:room only|bed only|solo (?:el )?alojamiento|so (?:o )?alojamento|apenas alojamento|nur (?:die )?ubernachtung|solo (?:il )?pernottamento|"
    r"we don'?t (?:eat|do|have) breakfast|no (?:vamos a |queremos |solemos )?desayun(?:ar|amos|aremos|o)|nao (?:vamos )?tom(?:ar|amos) cafe|"
    r"(?:fruhstucken|fruhstucke) nicht|non facciamo colazione)(?= ?(?:$|[,.;!?)]| (?:please|bitte|por favor|per favore|thanks|gracias|rate|tarif)))"
)
"""Ways to refuse breakfast that do not name it; "a room only for me" does not."""

_FORGETS = re.compile(r"olvid|esquec|forget|oubli|verg[ei]ss|dimentic|scord")
"""What is not to be forgotten is wanted."""

# Up to the next clause everything named is declined; "I don't need anything but breakfast" begins a new one.
_CLAUSE = re.compile(
    r"[.;:!?\n]|, (?!or\b|nor\b|ni\b|nem\b|noch\b)|\b(?:but|just|only|except|pero|solo|sino|salvo|mas|so|apenas|exceto|mais|seulement|sauf|aber|nur|sondern|ausser|ma|soltanto|tranne)\b"
)
_DECLINES = re.compile(
    r"\b(?:not interested in|(?:don'?t|do not|doesn'?t|won'?t|wouldn'?t|will not)(?: \w+)? (?:want|need|care for|require|bother with)|no need (?:of|for)|not bothered (?:about|with)|"
    r"no (?:nos |me |le |les )?(?:interesa\w*|quiero|queremos|necesito|necesitamos|hace falta)|nao (?:me |nos )?(?:interessa\w*|quero|queremos|preciso|precisamos|faco questao)|"
    r"(?:pas besoin|pas interesses?|(?:ne |n')?(?:veux|voulons|veut) pas)|nicht interessiert an|kein interesse an|(?:brauche|brauchen|mochte|mochten|will|wollen) (?:kein\w*|weder)|"
    r"non (?:ci |mi )?(?:interessa\w*|vogliamo|voglio|serve|servono))\b"
)


def find_extras(reading: Reading) -> list[tuple[str, Span]]:
    """Each extra once, in order of mention; a negated one is left out."""
    found: dict[str, Span] = {}
    for place, item in enumerate(reading.items):
        extra = item.tags.get("extra")
        if extra and extra not in found and not _is_unwanted(reading, place):
            found[extra] = (item.start, item.end)
    return list(found.items())


def find_unwanted_extras(reading: Reading) -> list[str]:
    """What is not to be: "no breakfast", "sin parking", "quitar la cuna", "room only"; each once."""
    unwanted = [
        item.tags["extra"]
        for place, item in enumerate(reading.items)
        if item.tags.get("extra") and _is_unwanted(reading, place)
    ]
    if _ROOM_ONLY.search(reading.folded):
        unwanted.append("breakfast")
    return list(dict.fromkeys(unwanted))


def _is_unwanted(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    return (
        _is_negated(reading, place)
        or _is_removed(reading, place)
        or is_refused(reading.folded, item.start, item.end)
        or _is_listed_with_a_refused(reading, place)
        or _is_declined(reading, place)
    )


def _is_listed_with_a_refused(reading: Reading, place: int) -> bool:
    """ "Neither breakfast nor parking", "weder Frühstück noch Parkplatz": the second of a refused pair."""
    joint = reading.at(place - 1)
    article = joint.has("the") or joint.is_article
    joint = reading.at(place - 2) if article else joint
    before = place - (3 if article else 2)
    return (
        joint.text in ("nor", "or", "ni", "nem", "noch", "ne", "o", "ou", "oder")
        and bool(reading.at(before).tags.get("extra"))
        and _is_unwanted(reading, before)
    )


def _is_declined(reading: Reading, place: int) -> bool:
    """ "Not interested in breakfast or parking", "I don't need a cot": a whole clause that says what is not wanted."""
    clause = _CLAUSE.split(reading.folded[: reading.items[place].start])[-1]
    return bool(_DECLINES.search(clause))


def _is_removed(reading: Reading, place: int) -> bool:
    before = [reading.at(place - back) for back in range(1, _NEGATION_REACH + 1)]
    words = [item.text for item in before if item.kind == "word"]
    # "take the breakfast off" removes, "we take the breakfast" orders.
    takes_off = any(reading.at(place + ahead).text == "off" for ahead in (1, 2))
    return any(_REMOVES.fullmatch(word) and (word != "take" or takes_off) for word in words)


def _is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, _NEGATION_REACH + 1):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing") or _FORGETS.match(item.text):
            return False
        if item.has("without") and not item.has("more", "and"):
            return True
    return False
