"""The room type a guest names, as the demo hotel's ids; other hotels map these four words to their own rooms."""

from __future__ import annotations

from .reading import Reading, Span

ROOM_TYPES = ("individual", "doble", "suite", "familiar")
_SPECIFIC = {"familiar": 3, "suite": 2, "individual": 1, "doble": 1}


def find_room_type(reading: Reading) -> tuple[str, Span] | None:
    """The type wished for; a type taken back ("no la doble, la suite", "instead of") yields to the other."""
    found: list[tuple[str, Span, bool]] = []
    for place, item in enumerate(reading.items):
        kind = item.tags.get("type")
        if kind in ROOM_TYPES and not _is_person_count(reading, place):
            is_negated = is_refused(reading, place)
            found.append((kind, (item.start, item.end), is_negated))
    standing = [entry for entry in found if not entry[2]] or found
    if not standing:
        return None
    kinds = {kind for kind, _, _ in standing}
    if len(kinds) > 1 and reading.has("or"):
        return None
    # "family suite" and "habitación doble familiar" mean the larger room; a change names its goal last.
    chosen = standing[-1] if reading.has("change") else max(standing, key=lambda entry: _SPECIFIC[entry[0]])
    return chosen[0], chosen[1]


def _is_person_count(reading: Reading, place: int) -> bool:
    """French "double" of a count, "individual" as a person: only beside people words."""
    if reading.at(place).has("couple"):
        # "Para um casal" are two people; "quarto de casal" is a room.
        before = reading.at(place - 1)
        return before.kind == "number" or before.has("for")
    return reading.at(place).has("person") or reading.at(place + 1).has("person")


def is_refused(reading: Reading, place: int) -> bool:
    """Whether the room at a place is taken back: "instead of the double", "la suite no, la doppia"."""
    return _is_negated(reading, place) or _is_refused_behind(reading, place)


def _is_refused_behind(reading: Reading, place: int) -> bool:
    """ "La suite no, la doppia": a no straight behind it that ends the clause."""
    return reading.at(place + 1).has("no", "not") and reading.at(place + 2).kind in ("mark", "nothing")


def _is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, 5):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing"):
            return False
        if item.has("not", "instead", "without"):
            return True
    return False
