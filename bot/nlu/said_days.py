"""Finding what a message says about days, in one walk over its items.

This knows what stands in the text and nothing of today; `calendar_days.py` turns what was said into dates, `stays.py` joins
arrivals with departures.
"""

from __future__ import annotations

from .reading import Item
from .said import Said
from .said_lengths import Lengths
from .said_weeks import Weeks

_OPENS = frozenset(
    (
        "another", "carnival", "coming", "day", "easter", "easterweek", "end", "first", "last", "longweekend", "mid", "month",
        "next", "after_next", "pair", "rel", "season", "second", "span", "start", "third", "this", "tonight", "unit", "weekday",
        "within",
    )
)  # fmt: skip
"""The tags with which a way of saying a day can begin."""


_MOST_SAID = 40
"""Days and lengths that are read; a message that says more of them means harm."""


class Finder(Weeks, Lengths):
    """At each place the longest way of saying a day is tried first."""

    def all(self) -> list[Said]:
        found: list[Said] = []
        place = 0
        while place < len(self.reading.items) and len(found) < _MOST_SAID:
            item = self.reading.items[place]
            said = None if item.is_taken else self._opened(place, item)
            if said is None:
                place += 1
                continue
            found.append(said)
            place = max(said.end, place + 1)
        return found

    def _opened(self, place: int, item: Item) -> Said | None:
        """What can begin here, by what the item may mean: most words begin nothing, and cost nothing."""
        opens = item.tags.keys() & _OPENS
        if item.kind == "number" and not opens:
            return self._numbered(place)
        if opens == {"within"}:  # "in" is everywhere.
            return self._ahead(place)
        return self._at(place) if opens or item.kind == "date" else None

    def _numbered(self, place: int) -> Said | None:
        """What a plain number can begin; most of the cost of a message is numbers."""
        return (
            self._week_on(place)
            or self._ahead(place)
            or self._length(place)
            or self._dated_weekend(place)
            or self._bare(place)
        )

    def _at(self, place: int) -> Said | None:
        return (
            self._weekend(place)
            or self._week_on(place)
            or self._ahead(place)
            or self._length(place)
            or self._nth_weekday(place)
            or self._dated_weekend(place)
            or self._weekday(place)
            or self._named(place)
            or self._relative(place)
            or self._week(place)
            or self._month(place)
            or self._bare(place)
        )
