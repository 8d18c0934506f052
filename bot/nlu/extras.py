"""Extras asked for in a booking: breakfast, a cot, parking; "sin desayuno" asks for none."""

from __future__ import annotations

import re

from .reading import Reading, Span

_NEGATION_REACH = 3
_REMOVES = re.compile(
    r"remov\w+|drop|delete|cancel\w*|take|off|quit(?:a|e|ar|en|arme|eme)|elimin\w+|retir\w+|anul\w+|tir(?:a|e|ar|em)|"
    r"supprim\w+|enlev\w+|streich\w*|entfern\w*|togli\w*|toglier\w*|rimuov\w+|eliminar\w*"
)

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
    """What is not to be: "no breakfast", "sin parking", "quitar la cuna"; each once."""
    unwanted = [
        item.tags["extra"]
        for place, item in enumerate(reading.items)
        if item.tags.get("extra") and _is_unwanted(reading, place)
    ]
    return list(dict.fromkeys(unwanted))


def _is_unwanted(reading: Reading, place: int) -> bool:
    return (
        _is_negated(reading, place)
        or _is_removed(reading, place)
        or _is_refused(reading, place)
        or _is_declined(reading, place)
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


def _is_refused(reading: Reading, place: int) -> bool:
    """ "Desayuno no, gracias": the word alone, and a "no" straight behind it."""
    after = reading.at(place + 1)
    return after.has("without") and after.has("no") and reading.at(place + 2).kind in ("mark", "nothing")


def _is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, _NEGATION_REACH + 1):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing"):
            return False
        if item.has("without") and not item.has("more", "and"):
            return True
    return False
