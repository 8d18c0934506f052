"""Steps over the items of a reading: what is skipped, what a number counts."""

from __future__ import annotations

from .reading import Item, Reading

MODIFIERS = ("this", "next", "coming", "after_next")
SMALL = ("the", "of", "on")
NIGHTS = {"night": 1, "day": 1, "week": 7, "fortnight": 14, "fifteen": 15}
_COUNTED = ("night", "day", "week", "fortnight", "month", "weekend", "year")
_NOUNS = (
    "adult",
    "person",
    "child",
    "infant",
    "couple",
    "pet",
    "room",
    "thing",
    "money",
    "hour",
    "years",
    "type",
    "suites",
)


def _order(reading: Reading, day_first: bool) -> bool:
    """Whether numeric dates name the day first: the hotel's order, unless the guest's own dates show the other one."""
    dates = [
        item.parts for item in reading.items if item.kind == "date" and item.parts and not item.is_ordinal
    ]
    if any(first > 12 for first, _, _ in dates) or any(second > 12 for _, second, _ in dates):
        return not any(second > 12 for _, second, _ in dates) or any(first > 12 for first, _, _ in dates)
    if len(dates) == 2:
        (one, two, _), (other_one, other_two, _) = dates
        # "7/3 - 7/10": one day of two months far apart, or a week of one month.
        if day_first and one == other_one and other_two - two > 1:
            return False
        if not day_first and two == other_two and other_one - one > 1:
            return True
    return day_first


class Steps:
    """A reading and the small steps over its items that all finders share."""

    def __init__(self, reading: Reading, *, day_first: bool):
        self.reading, self.day_first = reading, _order(reading, day_first)

    def _item(self, place: int) -> Item:
        return self.reading.at(place)

    def _skip(self, place: int, names: tuple[str, ...], *, limit: int) -> int:
        for _ in range(limit):
            item = self._item(place)
            if item.kind == "number" or not item.has(*names):
                break
            place += 1
            elided = self._item(place)
            if elided.text == "~" and elided.start == item.end:  # "l'ascension"
                place += 1
        return place

    def _skip_dot(self, place: int) -> int:
        item = self._item(place)
        return place + 1 if item.text == "." and item.start == self._item(place - 1).end else place

    def _skip_more(self, place: int) -> int:
        """Over "more", "full", "single" between a number and its unit ("3 more nights", "una sola noche")."""
        item = self._item(place)
        return place + 1 if item.has("more", "mere") and item.kind == "word" else place

    def _back_over(self, place: int, *names: str) -> int:
        """The place before words that only carry these tags' sense ("until the new year")."""
        item = self._item(place)
        return place - 1 if item.has(*names) and not item.has("to", "until", "from") else place

    def _has_day_before(self, place: int) -> bool:
        return any(
            item.kind in ("number", "date") or item.has("weekday", "rel", "day", "easter")
            for item in self.reading.items[:place]
        )

    def _value(self, item: Item) -> int:
        return 2 if item.has("pair") else item.value

    def _modifier(self, item: Item) -> str:
        return next(name for name in ("after_next", "this", "coming", "next") if item.has(name))

    def _is_day_number(self, item: Item) -> bool:
        return item.kind == "number" and not item.is_taken and 1 <= item.value <= 31

    def _counts_something(self, place: int) -> bool:
        """Whether the number at a place counts a noun: nights, people, rooms, stars."""
        at = self._skip_more(self._skip_dot(place + 1))
        after = self._item(at)
        if after.kind == "money" or (after.kind == "word" and after.is_taken and after.has(*_NOUNS)):
            return True
        if after.has("unit") and after.tags["unit"] in _COUNTED:
            # "dia 3 dia 5": a day's name in the singular; "3 días" counts.
            return not after.has("the", "of") or (after.text.endswith("s") and after.has("unit"))
        return after.has(*_NOUNS) and not after.has("of", "the", "and", "to")
