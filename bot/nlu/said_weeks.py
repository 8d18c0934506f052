"""Weekdays, weeks, weekends and months as said."""

from __future__ import annotations

from dataclasses import replace

from .reading import Item
from .said import Said, SaidDay, SaidWeekend, SaidWindow
from .said_dates import Dates
from .said_steps import MODIFIERS, SMALL

_TIES = ("-", "/", "&", "+")
_ANY = frozenset(
    [
        "any",
        "some",
        "numa",
        "num",
        "algum",
        "alguma",
        "qualquer",
        "algun",
        "alguno",
        "cualquier",
        "qualche",
        "quelque",
        "irgendein",
        "irgendeinem",
    ]
)
"""Before a weekday: no Tuesday in particular."""
_EVERY = frozenset(
    (
        *(f"{day}days" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")),
        *(
            f"{day}s"
            for day in ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
        ),
    )
)
_MANY_WEEKENDS = frozenset(
    (
        "weekends",
        "fines de semana",
        "findes",
        "fins de semana",
        "week ends",
        "wochenenden",
        "finais de semana",
    )
)
_NTH = {"first": 1, "second": 2, "third": 3, "last": -1}
_WORDS_FIRST = frozenset(("mar", "do", "mi", "so"))
"""Weekday abbreviations that are, far more often, words: sea, of, my, so."""


class Weeks(Dates):
    def _weekday(self, place: int) -> SaidDay | None:
        start, modifier = place, None
        if self._item(place).has(*MODIFIERS):
            modifier = self._modifier(self._item(place))
            place = self._skip(place + 1, ("the",), limit=1)
        item = self._item(place)
        before = self._item(place - 1)
        is_each = item.text in _EVERY or (before.text in ("los", "aos", "nos") and item.has("weekday"))
        if modifier is None and (before.is_article or before.text in _ANY or is_each):
            return None  # "on a Saturday" is any of them, "on Saturdays" all.
        if not item.has("weekday") or item.is_taken or not self._is_supported(place, modifier is not None):
            return None
        said = SaidDay(start, place + 1, weekday=item.tags["weekday"], modifier=modifier)
        if item.has("at_night"):  # "Freitagnacht"
            return replace(said, has_night=True)
        return self._weekday_with_date(said) or self._weekday_with_modifier(said)

    def _weekday_with_date(self, said: SaidDay) -> SaidDay | None:
        at = self._skip_dot(said.end)
        if self._item(at).text == "en":
            return None  # "samedi en quinze" is in two weeks.
        if self._item(at).text in (",", "("):
            at += 1
        at = self._skip(at, SMALL, limit=2)
        date = self._date(at)
        if date is not None:
            end = date.end + (self._item(date.end).text == ")")
            return replace(date, start=said.start, end=end, weekday=said.weekday)
        day = self._item(at)
        # "Friday 27": a number beside a weekday is its day, unless it counts nights or people.
        if (
            self._is_day_number(day)
            and not day.is_article
            and not day.has("weekday")
            and not self._counts_something(at)
            and (said.modifier is None or self._item(at - 1).has("the"))
        ):
            if self._item(at - 1).text == "," or (
                day.value < 10 and not day.text.isdigit() and not day.is_ordinal
            ):
                return None
            if self._item(at + 1).has("to", "or") or self._item(at + 1).text == "-":
                after = self._item(self._skip(at + 2, ("the",), limit=1))
                if after.kind == "number" and self._counts_something(self._skip(at + 2, ("the",), limit=1)):
                    return None
            return replace(said, end=self._skip_dot(at + 1), day=day.value, modifier=None)
        return None

    def _weekday_with_modifier(self, said: SaidDay) -> SaidDay:
        at = said.end
        after = self._item(at)
        is_next = self._item(at + 1).has("next", "coming", "after_next", "this")
        if after.tags.get("unit") == "week" and not self._item(at - 1).is_count and not is_next:
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
        week = self._week_reference(self._skip(said.end, SMALL, limit=3))
        if week is not None:
            said = replace(said, end=week[1], week=week[0])
        return self._later(self._with_daypart(said))

    def _week_reference(self, place: int) -> tuple[int, int] | None:
        """ "next week", "la semana que viene", "dieser Woche": weeks ahead, and where the phrase ends."""
        at = self._skip(place, ("the",), limit=1)
        first = self._item(at)
        if first.has(*MODIFIERS) and self._item(at + 1).tags.get("unit") == "week":
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
        day_at = self._skip(end, SMALL, limit=2)
        if self._item(end).text == ",":
            day_at = self._skip(end + 1, SMALL, limit=2)
        day = self._item(day_at)
        if day.has("weekday") and not day.is_weak and self._item(day_at + 1).kind != "number":
            return self._with_daypart(SaidDay(place, day_at + 1, weekday=day.tags["weekday"], week=ahead))
        return SaidWindow(place, end, week=ahead)

    def _week_of(self, place: int) -> SaidWindow | None:
        """ "the week of 5 December", "first week of May"."""
        item = self._item(place)
        part = next((name for name in ("first", "second", "third", "last") if item.has(name)), None)
        at = place + 1 if part else place
        if part and self._item(at).tags.get("unit") in ("fortnight", "fifteen"):
            month_at = self._skip(at + 1, ("of", "the"), limit=2)
            if self._item(month_at).has("month"):
                half = "half1" if part == "first" else "half2"
                return SaidWindow(place, month_at + 1, month=self._item(month_at).tags["month"], part=half)
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
        if item.has(*MODIFIERS) or which:
            modifier = which or self._modifier(item)
            at = place + 1
        noun = self._item(at)
        if noun.is_taken or (noun.has("day", "easter") and not noun.has("longweekend")):
            return None
        is_long = noun.has("longweekend")
        if noun.tags.get("unit") != "weekend" and not is_long:
            return None
        if noun.has("month"):  # "Juliwochenende"
            return SaidWeekend(place, at + 1, modifier, month=noun.tags["month"])
        end = at + 1
        beyond = self._beyond_feast(place, end)
        if beyond is not None:
            return beyond
        season = self._item(self._skip(end, ("of", "the", "on"), limit=3))
        if season.has("season") and not is_long:
            return None  # "a weekend in autumn" is any of them.
        feast = self._feast(self._skip(end, ("of", "the", "on", "from", "for"), limit=4), is_long=is_long)
        if feast is not None:
            return SaidWeekend(place, feast.end, modifier, day=feast, is_long=is_long)
        if is_long and not (
            modifier or self._item(at + 1).has("next", "coming") or self._item(at - 1).is_article
        ):
            return None
        if self._item(end).has("next", "coming", "after_next"):
            modifier, end = self._modifier(self._item(end)), end + 1
        target = self._skip(end, ("of", "the", "on", "from"), limit=3)
        if target > end:
            day = self._date(target)
            if day is not None:
                end = day.end
                joint, behind = self._item(end), self._item(end + 1)
                # "è libero" folds to "e libero": only a day goes on with "and".
                is_joined = joint.has("and") and (behind.kind in ("number", "date") or behind.has("weekday"))
                if is_joined or joint.has("to") or joint.text == "-":
                    return None  # "the weekend of 5 to 7 May" says its own days
                return SaidWeekend(place, end, modifier, day=day, is_long=is_long)
            bare = self._item(target)
            if self._is_day_number(bare) and not bare.is_article:
                joint = self._item(target + 1)
                if joint.has("to", "and") or joint.text == "-" or self._counts_something(target):
                    return None
                day = SaidDay(target, target + 1, day=bare.value)
                return SaidWeekend(place, target + 1, modifier, day=day, is_long=is_long)
            month = self._item(target)
            if month.has("month"):
                said = self._with_year(SaidDay(target, target + 1))
                return SaidWeekend(
                    place, said.end, modifier, month=month.tags["month"], year=said.year, is_long=is_long
                )
            ahead = self._week_reference(end)
            if ahead is not None:
                return SaidWeekend(place, ahead[1], "next" if ahead[0] else "this", is_long=is_long)
        led = self._item(place - 1)
        if not led.tags and led.kind == "word":
            led = self._item(place - 2)  # "a nice weekend"
        if modifier is None and (
            led.is_article
            or led.text in _ANY
            or led.text == "so ein"
            or led.has("per", "few")
            or noun.text.replace("-", " ") in _MANY_WEEKENDS
        ):
            return None  # "what is a weekend with you?"
        other = self._skip(end + 1, ("the", "on"), limit=2)
        is_other = self._item(end).has("or") and self._item(other).has(*MODIFIERS)
        after = self._item(other + 1)
        if (
            modifier
            and is_other
            and (
                after.text == "one"
                or not (after.kind in ("number", "date") or after.has("unit", "weekday", "month"))
            )
        ):
            return SaidWeekend(
                place, other + 1 + (after.text == "one"), modifier, is_long=is_long, or_next=True
            )
        return SaidWeekend(place, end, modifier, is_long=is_long)

    def _beyond_feast(self, place: int, end: int) -> SaidWeekend | None:
        """ "the weekend right after Easter", "the weekend before the 14th"."""
        at = end + (self._item(end).kind == "word" and not self._item(end).tags)
        side = self._item(at).tags.get("beyond")
        if side not in ("before", "after"):
            return None
        target = self._skip(at + 1, ("of", "the", "on"), limit=3)
        day = self._feast(target, is_long=False) or self._date(target)
        return SaidWeekend(place, day.end, side, day=day) if day else None

    def _dated_weekend(self, place: int) -> SaidDay | SaidWeekend | None:
        """A date; "4 July weekend" is the weekend around it."""
        date = self._date(place)
        if date is not None and self._item(date.end).tags.get("unit") == "weekend":
            return SaidWeekend(place, date.end + 1, day=date)
        return date

    def _feast(self, place: int, *, is_long: bool) -> SaidDay | None:
        """The feast a weekend lies around; for a bridge also a date ("il ponte del 2 giugno")."""
        item = self._item(place)
        if item.has("day", "easter") and not item.is_taken:
            said = SaidDay(
                place, place + 1, month_day=item.tags.get("day"), after_easter=item.tags.get("easter")
            )
            return self._with_year(said)
        return self._date(place) if is_long else None

    def _nth_weekday(self, place: int) -> SaidDay | None:
        """ "the first Friday in August", "el último lunes de julio"."""
        nth = next((number for name, number in _NTH.items() if self._item(place).has(name)), None)
        at = self._skip(place + 1, ("the",), limit=1)
        day = self._item(at)
        if nth is None or not day.has("weekday") or day.is_taken or day.is_weak:
            return None
        month_at = self._skip(at + 1, SMALL, limit=2)
        month = self._item(month_at)
        if month_at == at + 1 or not month.has("month"):
            return None
        rule = f"{month.tags['month']}-{day.tags['weekday']}#{nth}"
        return self._with_year(SaidDay(place, month_at + 1, month_day=rule))

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
            if modified.has("month") and not modified.is_taken and self._date(at + 1) is None:
                return SaidWindow(place, at + 2, month=modified.tags["month"], part=part)
        if ahead is not None:
            return SaidWindow(place, ahead[1], month_shift=ahead[0], part=part)
        month = self._item(at)
        if month.tags.get("unit") == "month" and self._item(at + 1).has("next", "coming"):
            return SaidWindow(place, at + 2, month_shift=1, part=part)
        if not month.has("month") or month.is_taken or month.kind == "number" or month.text == "mar":
            return None  # Portuguese "dez" is ten, "mar" the sea, unless a day stands beside them.
        before = self._item(at - 1)
        if month.is_weak and not (
            part
            or before.has(
                "of",
                "for",
                "on",
                "this",
                "next",
                "from",
                "within",
                "until",
                "start",
                "end",
                "month",
                "weare",
                "correct",
            )
            or (before.has("to") and self._item(at - 2).text == "back")
            or self._item(at - 2).has("month")  # "not April, May"
        ):
            return None
        said = self._with_year(SaidDay(at, at + 1))
        return SaidWindow(place, said.end, month=month.tags["month"], year=said.year, part=part)

    def _is_in_range(self, place: int) -> bool:
        """ "fr bis mo", "mer-ven"."""

        def ties(at: int) -> bool:
            return self._item(at).has("to", "until") or self._item(at).text == "-"

        return (ties(place - 1) and self._item(place - 2).has("weekday")) or (
            ties(place + 1) and self._item(place + 2).has("weekday")
        )

    def _is_supported(self, place: int, has_modifier: bool) -> bool:
        """An abbreviated weekday counts beside a number, a dash, another weekday or a date word; "so", "mar" alone not."""
        item = self._item(place)
        in_range = self._is_in_range(place)
        if item.has("stop"):  # French "mer" is the sea, unless a range of weekdays begins or ends with it.
            return in_range
        if self.reading.vocabulary.language == "pt" and self._is_portuguese_ordinal(place):
            return False
        if not item.is_weak or has_modifier:
            return True
        near = self._skip_dot(place + 1)
        after, before = self._item(near), self._item(place - 1)
        if in_range:
            return True
        if len(item.text) == 2 and not item.is_capital and before.text != "-" and after.text != "-":
            return False
        if (
            after.kind in ("number", "date")
            or after.has("weekday", "until", "next")
            or after.tags.get("unit") == "night"
        ):
            return True
        if after.text in _TIES or before.text in _TIES or before.has("weekday", "next"):
            return True
        if after.text == "," and self._item(near + 1).has("weekday"):
            return True
        if before.has("until", "on"):
            return item.text not in _WORDS_FIRST or self._item(place - 2).has("weekday")
        if len(self.reading.items) <= 2 or before.has("from", "arrive", "depart"):
            return True
        if after.has("to", "and"):
            return self._item(self._skip(near + 1, ("the",), limit=1)).has("weekday")
        if before.has("to", "and"):
            return self._item(place - 2).has("weekday")
        return before.has("the") and item.text not in _WORDS_FIRST

    def _is_portuguese_ordinal(self, place: int) -> bool:
        """ "segunda noite", "quarta pessoa" are ordinals; "segunda" alone is Monday."""
        item = self._item(place)
        if item.text not in ("segunda", "terca", "quarta", "quinta", "sexta"):
            return False
        after = self._item(place + 1)
        return after.has("person", "adult", "child", "room") or (
            after.has("unit") and not after.has("at_night")
        )
