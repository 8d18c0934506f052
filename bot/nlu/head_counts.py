"""What a party is counted from: numbers of people, rooms and pets as they were said, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from .reading import Reading

MOST_PEOPLE = 500
KINDS = ("adult", "child", "infant", "couple", "pet", "person")


@dataclass
class Count:
    kind: str
    value: int
    place: int
    is_negated: bool = False
    is_additive: bool = False
    """Joined to what was counted before by "and", "with", "plus"."""
    is_article: bool = False
    is_share: bool = False
    """ "Two of us are kids": part of those counted elsewhere."""
    is_family: bool = False
    """ "A family of 4" counts everyone, whoever is named after it."""
    is_told: bool = False
    """ "My kids are 13 and 9": named by themselves, so they may be among those counted before."""


@dataclass
class Findings:
    counts: list[Count] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    baby_ages: list[int] = field(default_factory=list)
    """Ages of babies in years, said as such: "1 bb (1 anno)"."""
    places: list[int] = field(default_factory=list)
    is_alone: bool = False
    is_pair: bool = False
    """ "She and I": two, one of them maybe a child who was named before."""


def is_negated(reading: Reading, place: int) -> bool:
    for back in range(1, 4):
        item = reading.at(place - back)
        if item.kind in ("mark", "nothing"):
            return False
        if item.has("instead") or item.has("not"):
            return True
        if not (item.has("weare", "for", "of", "the") or item.kind == "number"):
            return False
    return False


def is_additive(reading: Reading, place: int) -> bool:
    before = reading.at(place - 1)
    if before.text == "plus":
        return True  # French: "on est 2 plus un enfant".
    if before.has("more", "another"):
        before = reading.at(place - 2)
    return before.has("and", "with") or before.text in ("+", "&")
