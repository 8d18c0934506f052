"""Finding what a message says about days: dates, weekdays, weekends, lengths, vague windows, as they were said.

This module knows what stands in the text and nothing of today; `calendar_days.py` turns what was said into dates, `stays.py`
joins arrivals with departures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .reading import Item, Reading

LONGEST_COUNT = 400
"""Nights, days or weeks beyond this are no stay; a number like that means something else."""


@dataclass(frozen=True)
class SaidDay:
    """One day, as said. start, end: items. Exactly one way of saying it is filled; weekday may check a date.

    week: which calendar week a weekday belongs to (0 this one, 1 the next). month_shift: "the 5th of next month".
    has_night: "Friday night". is_bare: only a day number, which needs company or an article.
    """

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    months_ahead: int | None = None
    month_shift: int | None = None
    month_day: str | None = None
    after_easter: int | None = None
    modifier: str | None = None
    week: int | None = None
    has_night: bool = False
    is_bare: bool = False
    is_firm: bool = True
    swapped: tuple[int, int] | None = None

    @property
    def is_calendar(self) -> bool:
        return self.day is not None and self.month is not None


@dataclass(frozen=True)
class SaidWeekend:
    """which: first/last/next…; anchored by a month, a day, or nothing. is_long: one more day, which is left open."""

    start: int
    end: int
    modifier: str | None = None
    month: int | None = None
    year: int | None = None
    day: SaidDay | None = None
    is_long: bool = False


@dataclass(frozen=True)
class SaidLength:
    """nights: the possible counts ("2 or 3 nights" leaves two). unit: what was counted. is_more: on top of a stay."""

    start: int
    end: int
    nights: tuple[int, ...]
    unit: str
    is_more: bool = False
    counted: int = 1


@dataclass(frozen=True)
class SaidWindow:
    """A vague time: a month, part of one, a week. Answers no question, but narrows it."""

    start: int
    end: int
    month: int | None = None
    year: int | None = None
    part: str | None = None
    week: int | None = None
    month_shift: int | None = None
    day: SaidDay | None = None
    is_easter_week: bool = False
    month_day: str | None = None


Said = SaidDay | SaidWeekend | SaidLength | SaidWindow

_NIGHTS = {"night": 1, "day": 1, "week": 7, "fortnight": 14, "fifteen": 15}
_SMALL = ("the", "of", "on")
_MODIFIERS = ("this", "next", "coming", "after_next")
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


class Finder:
    """Walks the items once; at each place tries the longest way of saying a day first."""

    def __init__(self, reading: Reading, *, day_first: bool):
        self.reading, self.day_first = reading, day_first

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
            or self._ahead(place)
            or self._length(place)
            or self._date(place)
            or self._weekday(place)
            or self._named(place)
            or self._relative(place)
            or self._week(place)
            or self._month(place)
            or self._bare(place)
        )

    # -- dates ---------------------------------------------------------------------------------------------------

    def _date(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if item.kind == "date" and item.parts:
            return self._numeric(place, item)
        if self._is_day_number(item):
            after = self._skip_dot(place + 1)
            month_at = self._skip(after, _SMALL, limit=3)
            month = self._item(month_at)
            if month.has("month") and not (month.is_weak and month.text == "march" and item.is_article):
                said = SaidDay(place, month_at + 1, day=item.value, month=month.tags["month"])
                return self._with_year(said)
            ahead = self._month_ahead(after)
            if ahead is not None:
                shift, end = ahead
                return SaidDay(place, end, day=item.value, month_shift=shift)
        if item.has("month") and not item.is_taken:
            day_at = self._skip(self._skip_dot(place + 1), ("the",), limit=2)
            day = self._item(day_at)
            if self._is_day_number(day) and not day.is_article and not self._counts_something(day_at):
                said = SaidDay(place, self._skip_dot(day_at + 1), day=day.value, month=item.tags["month"])
                return self._with_year(said)
        return None

    def _numeric(self, place: int, item: Item) -> SaidDay | None:
        first, second, year = item.parts or (0, 0, 0)
        if item.is_ordinal:
            return SaidDay(place, place + 1, day=first, month=second, year=year)
        day, month = (first, second) if self.day_first else (second, first)
        if month > 12 and day <= 12:
            day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        if item.is_weak and self._item(place + 1).has("hour", "money", "thing"):
            return None
        return SaidDay(place, place + 1, day=day, month=month, year=year or None, is_firm=not item.is_weak)

    def _with_year(self, said: SaidDay) -> SaidDay:
        place = self._skip_dot(said.end)
        if self._item(place).text == ",":
            place += 1
        place = self._skip(place, ("of",), limit=1)
        item = self._item(place)
        if item.kind == "number" and len(item.text) == 4 and 1990 <= item.value <= 2199:
            return replace(said, end=place + 1, year=item.value)
        if (
            item.kind == "number"
            and item.text.isdigit()
            and len(item.text) == 2
            and self._item(place - 1).text == "'"
        ):
            return replace(said, end=place + 1, year=2000 + item.value)
        return said

    def _month_ahead(self, place: int) -> tuple[int, int] | None:
        """ "of next month", "del mes que viene": how many months ahead, and where the phrase ends."""
        at = self._skip(place, _SMALL, limit=3)
        modifier = self._item(at)
        if modifier.has(*_MODIFIERS) and self._item(at + 1).tags.get("unit") == "month":
            return (0 if modifier.has("this") else 1), at + 2
        if modifier.tags.get("unit") == "month" and at > place:
            after = self._item(at + 1)
            if after.has("next", "coming"):
                return 1, at + 2
            return None
        return None

    # -- weekdays, weeks, weekends -------------------------------------------------------------------------------

    def _weekday(self, place: int) -> SaidDay | None:
        start, modifier = place, None
        if self._item(place).has(*_MODIFIERS):
            modifier = self._modifier(self._item(place))
            place = self._skip(place + 1, ("the",), limit=1)
        item = self._item(place)
        if not item.has("weekday") or item.is_taken or not self._is_supported(place, modifier is not None):
            return None
        said = SaidDay(start, place + 1, weekday=item.tags["weekday"], modifier=modifier)
        return self._weekday_with_date(said) or self._weekday_with_modifier(said)

    def _weekday_with_date(self, said: SaidDay) -> SaidDay | None:
        at = self._skip_dot(said.end)
        if self._item(at).text in (",", "("):
            at += 1
        at = self._skip(at, _SMALL, limit=2)
        date = self._date(at)
        if date is not None:
            end = date.end + (self._item(date.end).text == ")")
            return replace(date, start=said.start, end=end, weekday=said.weekday)
        day = self._item(at)
        # "Friday 27": a number beside a weekday is its day, unless it counts nights or people.
        if (
            self._is_day_number(day)
            and not day.is_article
            and not self._counts_something(at)
            and said.modifier is None
        ):
            if self._item(at - 1).text == "," or (
                day.value < 10 and not day.text.isdigit() and not day.is_ordinal
            ):
                return None
            if self._item(at + 1).has("to", "or") or self._item(at + 1).text == "-":
                after = self._item(self._skip(at + 2, ("the",), limit=1))
                if after.kind == "number" and self._counts_something(self._skip(at + 2, ("the",), limit=1)):
                    return None
            return replace(said, end=self._skip_dot(at + 1), day=day.value)
        return None

    def _weekday_with_modifier(self, said: SaidDay) -> SaidDay:
        at = said.end
        after = self._item(at)
        if after.tags.get("unit") == "week" and not self._item(at - 1).is_count:
            return replace(said, end=at + 1, modifier="after_next")  # "Friday week"
        if after.has("next", "coming", "after_next") and self._item(at + 1).tags.get("unit") not in (
            "week",
            "weekend",
            "month",
        ):
            modifier = "after_next" if after.has("after_next") else (said.modifier or self._modifier(after))
            modifier = "after_next" if said.modifier and after.has("after_next") else modifier
            if not self._item(at + 1).has("weekday"):
                said = replace(said, end=at + 1, modifier=modifier)
        week = self._week_reference(self._skip(said.end, _SMALL, limit=3))
        if week is not None:
            said = replace(said, end=week[1], week=week[0])
        return self._with_daypart(said)

    def _week_reference(self, place: int) -> tuple[int, int] | None:
        """ "next week", "la semana que viene", "dieser Woche": weeks ahead, and where the phrase ends."""
        at = self._skip(place, ("the",), limit=1)
        first = self._item(at)
        if first.has(*_MODIFIERS) and self._item(at + 1).tags.get("unit") == "week":
            return self._weeks(first), at + 2
        if first.tags.get("unit") == "week":
            after = self._item(at + 1)
            if after.has("next", "coming", "after_next", "this"):
                return self._weeks(after), at + 2
        return None

    def _weeks(self, modifier: Item) -> int:
        return 0 if modifier.has("this") else 2 if modifier.has("after_next") else 1

    def _week(self, place: int) -> Said | None:
        week = self._week_reference(place)
        if week is None:
            return self._week_of(place)
        ahead, end = week
        day_at = self._skip(end, _SMALL, limit=2)
        if self._item(end).text == ",":
            day_at = self._skip(end + 1, _SMALL, limit=2)
        day = self._item(day_at)
        if day.has("weekday") and not day.is_weak and self._item(day_at + 1).kind != "number":
            return self._with_daypart(SaidDay(place, day_at + 1, weekday=day.tags["weekday"], week=ahead))
        return SaidWindow(place, end, week=ahead)

    def _week_of(self, place: int) -> SaidWindow | None:
        """ "the week of 5 December", "first week of May"."""
        item = self._item(place)
        part = next((name for name in ("first", "second", "third", "last") if item.has(name)), None)
        at = place + 1 if part else place
        if self._item(at).tags.get("unit") != "week" or (not part and self._item(at - 1).is_count):
            return None
        after = self._skip(at + 1, ("of", "the", "from"), limit=3)
        if after == at + 1:
            return None
        if not part:
            day = self._date(after)
            return SaidWindow(place, day.end, day=day) if day else None
        month = self._item(after)
        if month.has("month"):
            return SaidWindow(place, after + 1, month=month.tags["month"], part=part)
        return None

    def _weekend(self, place: int) -> SaidWeekend | None:
        item, at, modifier = self._item(place), place, None
        which = next((name for name in ("first", "last", "second", "third") if item.has(name)), None)
        if item.has(*_MODIFIERS) or which:
            modifier = which or self._modifier(item)
            at = place + 1
        noun = self._item(at)
        is_long = noun.has("longweekend")
        if noun.tags.get("unit") != "weekend" and not is_long:
            return None
        if is_long and not (
            modifier or self._item(at + 1).has("next", "coming") or self._item(at - 1).is_article
        ):
            return None
        end = at + 1
        if self._item(end).has("next", "coming", "after_next"):
            modifier, end = self._modifier(self._item(end)), end + 1
        target = self._skip(end, ("of", "the", "on", "from"), limit=3)
        if target > end:
            day = self._date(target)
            if day is not None:
                end = day.end
                if self._item(end).has("to", "and") or self._item(end).text == "-":
                    return None  # "the weekend of 5 to 7 May" says its own days
                return SaidWeekend(place, end, modifier, day=day, is_long=is_long)
            bare = self._item(target)
            if self._is_day_number(bare) and not bare.is_article:
                if not (self._item(target + 1).has("to", "and") or self._item(target + 1).text == "-"):
                    if not self._counts_something(target):
                        day = SaidDay(target, target + 1, day=bare.value)
                        return SaidWeekend(place, target + 1, modifier, day=day, is_long=is_long)
                return None
            month = self._item(target)
            if month.has("month"):
                said = self._with_year(SaidDay(target, target + 1))
                return SaidWeekend(
                    place, said.end, modifier, month=month.tags["month"], year=said.year, is_long=is_long
                )
            ahead = self._week_reference(end)
            if ahead is not None:
                return SaidWeekend(place, ahead[1], "next" if ahead[0] else "this", is_long=is_long)
        return SaidWeekend(place, end, modifier, is_long=is_long)

    # -- named, relative, ahead ----------------------------------------------------------------------------------

    def _named(self, place: int) -> Said | None:
        item = self._item(place)
        if item.is_taken:
            return None
        if item.has("day") or item.has("easter"):
            said = SaidDay(
                place, place + 1, month_day=item.tags.get("day"), after_easter=item.tags.get("easter")
            )
            return self._with_year(said)
        if item.has("easterweek"):
            return SaidWindow(
                place, place + 1, is_easter_week=True, year=self._with_year(SaidDay(place, place + 1)).year
            )
        if item.has("span"):
            return SaidWindow(place, place + 1, month_day=item.tags["span"])
        return None

    def _relative(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if item.is_taken:
            return None
        if item.has("tonight"):
            return SaidDay(place, place + 1, offset=0, has_night=True)
        if item.has("rel"):
            said = SaidDay(place, place + 1, offset=item.tags["rel"])
            return self._with_daypart(said)
        return None

    def _ahead(self, place: int) -> SaidDay | None:
        """ "in ten days", "dentro de dos semanas", "ten days from now"."""
        at = place + 1 if self._item(place).has("within") else place
        count = self._item(at)
        if self._item(at).has("few") or not (count.is_count or count.has("pair")):
            return None
        unit = self._item(at + 1).tags.get("unit")
        if (
            unit not in ("day", "week", "fortnight", "month", "fifteen")
            or not 0 < self._value(count) <= LONGEST_COUNT
        ):
            return None
        end = at + 2
        if self._item(end).has("hence") and (at > place or self._item(end).text != "time"):
            end += 1
        elif at == place or (self._item(place).has("from", "to") and not self._item(place).has("within")):
            return None
        if self._item(end).has("more", "before") and self._item(place).text != "in":
            return None
        value = self._value(count)
        if unit == "month":
            return SaidDay(place, end, months_ahead=value)
        days = value * (15 if unit == "fifteen" else _NIGHTS[unit])
        return self._with_daypart(SaidDay(place, end, offset=days))

    # -- lengths -------------------------------------------------------------------------------------------------

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
        unit_at = self._skip_more(at)
        is_more = unit_at > at and any(self._item(i).has("more") for i in range(at, unit_at))
        unit_item = self._item(unit_at)
        unit = unit_item.tags.get("unit")
        if unit is None or unit_item.is_taken:
            return None
        if item.is_article and unit in ("night", "day") and not self._is_spent(place):
            return None
        return self._counted(place, unit_at + 1, tuple(values), unit, is_more=is_more)

    def _counted(
        self, start: int, end: int, values: tuple[int, ...], unit: str | None, *, is_more: bool = False
    ) -> SaidLength | None:
        if unit not in _NIGHTS or max(values) > LONGEST_COUNT:
            return None
        if self._item(end).has("before"):
            return None
        if self._item(end).has("more", "next", "coming") and self._item(end).has("more"):
            is_more, end = True, end + 1
        return SaidLength(
            start, end, tuple(value * _NIGHTS[unit] for value in values), unit, is_more, counted=values[0]
        )

    def _is_spent(self, place: int) -> bool:
        """English only: "100 a night" is a price, "stay a night" a length; "un día", "una noche" count as they stand."""
        if self.reading.vocabulary.language != "en":
            return True
        before = self._item(place - 1)
        return before.kind == "nothing" or before.has("spend") or before.text in (",", "\n")

    # -- months and bare days ------------------------------------------------------------------------------------

    def _month(self, place: int) -> SaidWindow | None:
        item, at, part = self._item(place), place, None
        if item.has("start", "mid", "end", "first", "last"):
            part = next(name for name in ("start", "mid", "end", "first", "last") if item.has(name))
            at = self._skip(place + 1, ("of", "the"), limit=2)
            if self._item(at).text == "-":
                at += 1
        ahead = self._month_ahead(at)
        if ahead is None and self._item(at).has("next", "coming", "this"):
            modified = self._item(at + 1)
            if modified.has("month") and not modified.is_taken:
                return SaidWindow(place, at + 2, month=modified.tags["month"], part=part)
        if ahead is not None:
            return SaidWindow(place, ahead[1], month_shift=ahead[0], part=part)
        month = self._item(at)
        if month.tags.get("unit") == "month" and self._item(at + 1).has("next", "coming"):
            return SaidWindow(place, at + 2, month_shift=1, part=part)
        if not month.has("month") or month.is_taken:
            return None
        before = self._item(at - 1)
        if month.is_weak and not (
            part or before.has("of", "for", "on", "this", "next", "from", "within", "until", "start", "end")
        ):
            return None
        said = self._with_year(SaidDay(at, at + 1))
        return SaidWindow(place, said.end, month=month.tags["month"], year=said.year, part=part)

    def _bare(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if not self._is_day_number(item) or item.is_article or self._counts_something(place):
            return None
        before = self._item(place - 1)
        # "am 5.", "the 27th", "el 27", "dia 5": an article or an ordinal is evidence; "los 3", "the 3" are not.
        article = before.has("the", "on") or (
            before.has("from", "to", "until", "for") and before.text in _FUSED
        )
        firm = (
            article and not before.text.startswith(("los", "les", "die", "i", "das", "der"))
        ) or before.has("weekday")
        language = self.reading.vocabulary.language
        if language == "en":
            firm = item.is_ordinal and before.has(
                "the", "on", "from", "to", "until", "for", "arrive", "depart", "and"
            )
        elif item.is_ordinal and not item.text[0].isdigit():
            firm = False
        dotted = self._item(place + 1).text == "." and self._item(place + 1).start == item.end
        firm = firm or (language == "de" and dotted and before.has("from", "to", "until", "on", "the"))
        return SaidDay(place, self._skip_dot(place + 1), day=item.value, is_bare=True, is_firm=bool(firm))

    # -- small steps ---------------------------------------------------------------------------------------------

    def _item(self, place: int) -> Item:
        return self.reading.at(place)

    def _skip(self, place: int, names: tuple[str, ...], *, limit: int) -> int:
        for _ in range(limit):
            item = self._item(place)
            if item.kind == "number" or not item.has(*names):
                break
            place += 1
        return place

    def _skip_dot(self, place: int) -> int:
        item = self._item(place)
        return place + 1 if item.text == "." and item.start == self._item(place - 1).end else place

    def _skip_more(self, place: int) -> int:
        """Over "more", "full", "extra" between a number and its unit ("3 more nights")."""
        return place + 1 if self._item(place).has("more") and self._item(place).kind == "word" else place

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
        if after.has("unit") and after.tags["unit"] in (
            "night",
            "day",
            "week",
            "fortnight",
            "month",
            "weekend",
            "year",
        ):
            return not (after.has("the", "of"))
        return after.has(*_NOUNS) and not after.has("of", "the", "and", "to")

    def _is_supported(self, place: int, has_modifier: bool) -> bool:
        """An abbreviated weekday counts beside a number, a dash, another weekday or a date word; "so", "mar" alone not."""
        item = self._item(place)
        if (item.has("unit", "room", "stop") or item.is_mended) and item.has("stop"):
            return False
        if self.reading.vocabulary.language == "pt" and self._is_portuguese_ordinal(place):
            return False
        if not item.is_weak or has_modifier:
            return True
        near = self._skip_dot(place + 1)
        after, before = self._item(near), self._item(place - 1)
        if len(item.text) == 2 and not item.is_capital and before.text != "-" and after.text != "-":
            return False
        if after.kind in ("number", "date") or after.has("weekday", "until", "next"):
            return True
        if (
            after.text in ("-", "/")
            or before.text in ("-", "/")
            or before.has("weekday", "until", "on", "next")
        ):
            return True
        if len(self.reading.items) <= 2:
            return True
        if after.has("to", "and") or before.has("from", "to", "and", "arrive", "depart"):
            other = self._item(self._skip(near + 1, ("the",), limit=1)) if after.has("to", "and") else None
            prior = self._item(place - 2)
            return bool(
                (other and other.has("weekday"))
                or prior.has("weekday")
                or before.has("from", "arrive", "depart")
            )
        return before.has("the") and item.text not in ("mar", "do", "mi", "so")

    def _is_portuguese_ordinal(self, place: int) -> bool:
        """ "segunda noite", "quarta pessoa" are ordinals; "segunda" alone is Monday."""
        item = self._item(place)
        if item.text not in ("segunda", "terca", "quarta", "quinta", "sexta"):
            return False
        after = self._item(place + 1)
        return after.has("person", "adult", "child", "room") or (
            after.has("unit") and not after.has("at_night")
        )

    def _with_daypart(self, said: SaidDay) -> SaidDay:
        at = said.end
        item = self._item(at)
        if item.has("of", "the") and self._item(at + 1).tags.get("unit") == "night":
            at, item = at + 1, self._item(at + 1)
        if item.has("at_night") or item.tags.get("unit") == "night":
            return replace(said, end=at + 1, has_night=True)
        if item.has("daypart"):
            return replace(said, end=at + 1)
        return said


_FUSED = frozenset(["al", "del", "ao", "do", "dia", "vom", "zum", "dal", "dall", "all", "au", "du", "au", "am"]) | {
    "a partir del", "a partir do", "a partir du", "a partire dal", "desde el", "desde o", "hasta el", "ate o", "ate ao", "jusqu au", "bis zum", "ab dem", "fino al",
    "fino all", "y el", "depois o", "entre el", "entre o", "entre le", "tra il", "fra il", "apartir del", "apartir do", "apartir de", "des le", "dia", "no dia", "o dia", "do dia", "ao dia", "el", "sino al",
}  # fmt: skip
"""Connectors that contain an article: after them a number is a day."""
