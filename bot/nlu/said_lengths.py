"""How long a stay is said to be: nights, days, weeks, a fortnight, "quince días"."""

from __future__ import annotations

from .reading import Item
from .said import LONGEST_COUNT, SaidLength
from .said_steps import NIGHTS, Steps

_EACH = frozenset(("each", "cada", "chaque", "je", "jeweils", "ogni"))


class Lengths(Steps):
    def _length(self, place: int) -> SaidLength | None:
        item = self._item(place)
        if item.is_taken:
            return None
        is_more = False
        if item.has("another") and self._item(place + 1).tags.get("unit") in ("night", "day", "week"):
            return self._counted(place, place + 2, (1,), self._item(place + 1).tags["unit"], is_more=True)
        if item.has("pair") and item.tags.get("unit") is None:
            unit = self._item(place + 1).tags.get("unit")
            return self._counted(place, place + 2, (2,), unit)
        if item.tags.get("unit") in ("fortnight", "fifteen") and self._item(place - 1).has(
            "first", "second", "last"
        ):
            return None
        if item.tags.get("unit") in ("fortnight", "fifteen") and not self._item(place - 1).is_count:
            return self._counted(place, place + 1, (1,), item.tags["unit"])
        if not item.is_count or item.has("weekday"):
            return None
        values, at = [self._value(item)], place + 1
        joint, second = self._item(at), self._item(at + 1)
        if (joint.has("or", "to") or joint.text in ("-", "/")) and second.is_count and not second.is_article:
            unit_at = self._skip_more(at + 2)
            if self._item(unit_at).tags.get("unit") in ("night", "day", "week"):
                values, at = [values[0], self._value(second)], at + 2
        if joint.has("headcount") and second.tags.get("unit") in ("night", "day", "week"):
            values, at = [values[0], int(joint.tags["headcount"])], at + 1  # "deux à trois nuits"
        unit_at = self._skip_more(at)
        is_more = unit_at > at and any(self._item(i).has("more") for i in range(at, unit_at))
        unit_item = self._item(unit_at)
        unit = unit_item.tags.get("unit")
        if unit is None or unit_item.is_taken:
            return None
        if item.is_article and unit in ("night", "day") and not self._is_spent(place):
            return None
        if item.value == 1 and self._item(place - 1).text in _EACH:
            return None  # "one night each"
        joint, second = self._item(unit_at + 1), self._item(unit_at + 2)
        if joint.has("or") and len(values) == 1 and self._counts_again(unit_at + 2):
            values, unit_at = [values[0], self._value(second)], unit_at + 2  # "a night or two"
        before = self._item(place - 1)
        # Spanish "más" and Portuguese "mais" are also "plus": they lengthen a stay when they open the phrase.
        opens = self._item(place - 2).kind in ("nothing", "mark")
        is_more = is_more or (before.has("more") and (opens or not before.has("and", "with")))
        is_more = is_more or any(self._item(at).has("extend") for at in range(max(0, place - 7), place))
        is_more = is_more or self._item(unit_at + 1).has("extend")  # "um zwei Nächte verlängern"
        return self._counted(place, unit_at + 1, tuple(values), unit, is_more=is_more)

    def _ends_a_stay(self, start: int, direction: Item) -> bool:
        """ "arriving on the 26th and leaving three days later": counted from the other end, said in the same message."""
        role = "depart" if direction.has("later") else "arrive"
        near = (self._item(at) for at in range(max(0, start - 4), start))
        return any(item.has(role) for item in near) and self._has_day_before(start)

    def _counts_again(self, place: int) -> bool:
        """Whether a bare number at a place counts what was counted before it."""
        item = self._item(place)
        after = self._item(place + 1)
        return (
            item.is_count
            and not item.has("weekday")
            and (after.kind in ("nothing", "mark") or not after.tags)
        )

    def _counted(
        self, start: int, end: int, values: tuple[int, ...], unit: str | None, *, is_more: bool = False
    ) -> SaidLength | None:
        if unit not in NIGHTS or max(values) > LONGEST_COUNT:
            return None
        after = self._item(end)
        is_shift = after.has("earlier", "later", "fewer") and not self._item(end + 1).has(
            "of", "from", "month"
        )
        if is_shift and self._ends_a_stay(start, after):
            return SaidLength(start, end + 1, (values[0] * NIGHTS[unit],), unit, counted=values[0])
        if after.has("before") or is_shift:
            return None
        if self._item(end).has("more") and self._item(end + 1).kind != "number":
            is_more, end = True, end + 1
        return SaidLength(
            start, end, tuple(value * NIGHTS[unit] for value in values), unit, is_more, counted=values[0]
        )

    def _is_spent(self, place: int) -> bool:
        """English only: "100 a night" is a price, "stay a night" a length; "un día", "una noche" count as they stand."""
        if self.reading.vocabulary.language != "en":
            return True
        before = self._item(place - 1)
        return before.kind == "nothing" or before.has("spend") or before.text in (",", "\n")
