"""Finding what a message says about days, in one walk over its items.

This knows what stands in the text and nothing of today; `calendar_days.py` turns what was said into dates, `stays.py` joins
arrivals with departures.
"""

from __future__ import annotations

from .said import Said
from .said_lengths import Lengths
from .said_weeks import Weeks


class Finder(Weeks, Lengths):
    """At each place the longest way of saying a day is tried first."""

    def all(self) -> list[Said]:
        found: list[Said] = []
        place = 0
        while place < len(self.reading.items):
            said = None
            item = self.reading.items[place]
            if not item.is_taken and (item.tags or item.kind in ("number", "date")):
                said = self._at(place)
            if said is None:
                place += 1
                continue
            found.append(said)
            place = max(said.end, place + 1)
        return found

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
