"""Extras asked for in a booking: breakfast, a cot, parking; "sin desayuno" asks for none."""

from __future__ import annotations

from .reading import Reading, Span

_NEGATION_REACH = 3


def find_extras(reading: Reading) -> list[tuple[str, Span]]:
    """Each extra once, in order of mention; a negated one is left out."""
    found: dict[str, Span] = {}
    for place, item in enumerate(reading.items):
        extra = item.tags.get("extra")
        if extra and extra not in found and not _is_negated(reading, place):
            found[extra] = (item.start, item.end)
    return list(found.items())


def _is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, _NEGATION_REACH + 1):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing"):
            return False
        if item.has("without") and not item.has("more", "and"):
            return True
    return False
