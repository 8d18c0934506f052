"""Several parties in one message: "the Okafors (2 adults, 2 kids) and us (2 adults and a girl of 10)".

Each is counted by itself, so the counts of the later ones come on top; a second count of grown people is else a correction.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter

from .head_counts import Count, Findings
from .reading import Reading

_GROWN = ("adult", "person", "couple")
_SEVERAL = re.compile(
    r"\b(?:(?:two|three|2|3|both|dos|tres|ambas|duas|deux|trois|zwei|drei|due|tre|beide) (?:\w+ )?famil\w+|(?:another|other|otra|outra|autre|andere|weitere|altra) famil\w+)\b"
)
_TAKES_BACK = ("correct", "instead", "not")


def add_families(reading: Reading, found: Findings) -> None:
    """Marks what the later families count as coming on top of the first."""
    grown = sorted(
        (count for count in found.counts if count.kind in _GROWN and not count.is_negated),
        key=lambda count: count.place,
    )
    if len(grown) < 2 or reading.has(*_TAKES_BACK):
        return
    brackets = _brackets(reading)
    bracketed = [count for count in grown if _bracket_of(brackets, count.place) is not None]
    places = {_bracket_of(brackets, count.place) for count in bracketed}
    if len(places) > 1:
        for before, after in itertools.pairwise(bracketed):
            if _bracket_of(brackets, before.place) != _bracket_of(brackets, after.place):
                after.is_additive = True
        return
    of_families = [count for count in grown if count.kind == "person" and count.is_family]
    if len(of_families) > 1 and len(of_families) == len(grown):
        for count in of_families[1:]:
            count.is_additive = True  # "a family of 4 and a family of 3"
        return
    for before, after in itertools.pairwise(grown):
        if before.kind == after.kind == "adult" and _are_two(reading, found, before, after):
            after.is_additive = True
        elif before.is_family and after.kind == "couple" and after.is_additive:
            after.kind, after.value = "person", 2 * after.value  # "a family of 4 and a couple"


def _are_two(reading: Reading, found: Findings, before: Count, after: Count) -> bool:
    """ "Two families, 2 adults and 1 child, and 2 adults and 2 children"."""
    small = [count.place for count in found.counts if count.kind in ("child", "infant")]
    has_children = any(before.place < place < after.place for place in small)
    is_labelled = all(reading.at(count.place - 1).text == ":" for count in (before, after))
    return has_children and (is_labelled or bool(_SEVERAL.search(reading.folded)))


def _brackets(reading: Reading) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for place, item in enumerate(reading.items):
        if item.text == "(":
            opened = place
        elif item.text == ")" and opened is not None:
            found.append((opened, place))
            opened = None
    return found


def _bracket_of(brackets: list[tuple[int, int]], place: int) -> int | None:
    return next((number for number, (begin, end) in enumerate(brackets) if begin < place < end), None)


def in_order(reading: Reading, ages: list[int], counts: list[Count]) -> list[int]:
    """The ages as they stand in the message; in the order found where they do not all stand there as numbers."""
    left = Counter(ages)
    counted = {count.place for count in counts}
    stand = [
        item.value
        for place, item in enumerate(reading.items)
        if item.kind == "number"
        and item.is_taken
        and item.value in left
        and place not in counted
        and not item.is_article
    ]
    again, ordered = Counter(stand), list[int]()
    for value in stand:
        # One number may be the age of several: "twins aged 8".
        times = max(0, min(left[value], left[value] - again[value] + 1))
        ordered += [value] * times
        left[value] -= times
        again[value] -= 1
    return ordered if len(ordered) == len(ages) else ages
