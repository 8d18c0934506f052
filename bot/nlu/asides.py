"""People who are spoken of and do not come: asked first ("I'll talk to my wife"), whose feast it is, who came another time."""

from __future__ import annotations

from .reading import Reading
from .text import split

_TALK_REACH = 6
_OCCASION_REACH = 4
_CLAUSE_REACH = 14
_BREAKS_TALK = (
    "room",
    "unit",
    "type",
    "suites",
    "for",
    "child",
    "infant",
    "person",
    "arrive",
    "weekday",
    "month",
)
_NOW = frozenset(
    split(
        "now ahora esta agora desta dessa cette maintenant diesmal jetzt dieses stavolta adesso ora this these est"
    )
)
"""Where a clause about the past ends without a mark: "we came with my parents last time now it's just us"."""


def is_aside(reading: Reading, place: int) -> bool:
    """Whether the person at a place is only spoken of."""
    if reading.at(place - 1).has("without") and not reading.at(place - 1).has("with"):
        return True
    return _is_asked(reading, place) or _is_celebrated(reading, place) or _is_bygone(reading, place)


def _is_asked(reading: Reading, place: int) -> bool:
    """ "lo hablo con mi mujer", "I'll ask my husband", "muss noch mit meiner Frau reden"."""
    for at in range(place - 1, place - _TALK_REACH, -1):
        item = reading.at(at)
        if item.has("talk"):
            return True
        if item.kind not in ("word", "number") or item.has(*_BREAKS_TALK):
            break
    return any(reading.at(at).has("talk") for at in (place + 1, place + 2)) and not reading.at(place + 1).has(
        "and", "with"
    )


def _is_celebrated(reading: Reading, place: int) -> bool:
    """ "el cumpleaños de mi suegra", "my mother's birthday", "zum Geburtstag meiner Schwiegermutter"."""
    for at in range(place - 1, place - _OCCASION_REACH, -1):
        item = reading.at(at)
        if item.has("occasion"):
            return item.tags["occasion"] == "noun"
        if item.has("with", "and", "for", "me") and not item.has("of"):
            break
        if item.kind != "word" or item.has("child", "mate", "kin"):
            break
    after = reading.at(place + 1)
    if after.text in ("'", "~") or after.text == "s":
        ahead = [reading.at(at) for at in range(place + 1, place + _OCCASION_REACH + 1)]
        return any(item.has("occasion") for item in ahead)
    return after.has("occasion") and after.tags["occasion"] == "noun"


def _is_bygone(reading: Reading, place: int) -> bool:
    """ "estuvimos con mis padres, ahora somos dos": the clause speaks of another time."""
    return any(
        reading.at(at).has("past") and not reading.at(at).has("weare") for at in _clause(reading, place)
    )


def _clause(reading: Reading, place: int) -> range:
    """The places up to the marks or the "now" on both sides."""
    first, last = place, place
    while first > max(0, place - _CLAUSE_REACH) and not _is_bound(reading, first):
        first -= 1
    while last + 1 < min(len(reading.items), place + _CLAUSE_REACH) and not _is_bound(reading, last + 1):
        last += 1
    return range(first, last + 1)


def _is_bound(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    if item.kind == "mark":
        return item.text in ",.;:!?\n-"
    return any(word in _NOW for word in item.text.split())
