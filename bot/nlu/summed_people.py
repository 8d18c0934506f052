"""A total said behind its parts: "with my son of 12, so one adult one child". The total replaces the parts; their ages stay."""

from __future__ import annotations

import re
from dataclasses import replace

from .party import Party, find_party
from .people_phrases import listed_ages
from .reading import Reading, read

_SUM = re.compile(
    r"[\s,.;:(](?:so (?:that's|that makes|that is|we are|we're|it's)|so|which makes|that makes|altogether|in total|donc|du coup|ce qui fait|soit|au total|also|das macht|macht|insgesamt|das heisst|"
    r"quindi|in totale|cioe|ossia|insomma|entonces|o sea|asi que|en total|es decir|entao|ou seja|portanto|no total|quer dizer)\b[\s:,]*"
)


def summed(reading: Reading, party: Party | None) -> Party | None:
    """The party as its total says, where a message counts adults and children a second time."""
    found = next((one for one in _SUM.finditer(reading.folded) if one.start() > 0), None)
    if found is None:
        return party
    total = find_party(read(reading.text[found.end() :], reading.vocabulary))
    if total is None or not total.adults or not (total.children or total.infants):
        return party
    parts = read(reading.text[: found.start()], reading.vocabulary)
    before = find_party(parts)
    ages = list(before.children_ages or ()) if before else []
    if not ages:
        alone = listed_ages(parts.folded)
        ages = alone[0] if alone else []
    if total.children_ages or len(ages) != (total.children or 0):
        ages = list(total.children_ages or ())
    if before is None and not ages:
        return party
    return replace(total, children_ages=ages or None, span=party.span if party else reading.take(0, 1))
