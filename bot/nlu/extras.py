"""Extras asked for in a booking: breakfast, a cot, parking; "sin desayuno" asks for none."""

from __future__ import annotations

import re

from .reading import Reading, Span

_NEGATION_REACH = 3
_REMOVES = re.compile(
    r"remov\w+|drop|delete|cancel\w*|take|off|quit(?:a|e|ar|en|arme|eme)|elimin\w+|retir\w+|anul\w+|tir(?:a|e|ar|em)|"
    r"supprim\w+|enlev\w+|streich\w*|entfern\w*|togli\w*|toglier\w*|rimuov\w+|eliminar\w*"
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
    return _is_negated(reading, place) or _is_removed(reading, place) or _is_refused(reading, place)


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
