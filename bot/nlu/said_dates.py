"""Dates as said: with a month, in numbers, by name, relative to today, or only a day number."""

from __future__ import annotations

import itertools
from dataclasses import replace

from .reading import Item
from .said import LONGEST_COUNT, OLDEST_YEAR, Said, SaidDay, SaidWeekend, SaidWindow
from .said_steps import MODIFIERS, NIGHTS, SMALL, Steps
from .text import split

_WEEKS_IN_DAYS = {8: 7, 15: 14}
"""Counted with both ends: "Freitag in acht Tagen" is Friday week."""
_FUSED = frozenset(
    split(
        "al del ao do dia vom zum dal dall all au du au am"
    )
) | {
    "a partir del", "a partir do", "a partir du", "a partire dal", "desde el", "desde o", "hasta el", "ate o", "ate ao", "jusqu au", "bis zum", "ab dem", "fino al",
    "fino all", "y el", "depois o", "entre el", "entre o", "entre le", "tra il", "fra il", "apartir del", "apartir do", "apartir de", "des le", "dia", "no dia", "o dia", "do dia", "ao dia", "el", "sino al",
}  # fmt: skip
"""Connectors that contain an article: after them a number is a day."""


_LONG_FEASTS, _LONG_DAYS = (0, 49), ("12-25", "12-31", "1-1")
"""Easter and Whitsun: "over Easter" is days around the Sunday."""


_DOORS = {"es": ("la",), "fr": ("la",), "it": ("la",), "de": ("die",), "en": (), "pt": ()}
"""Articles that no day has, but a room has."""
TURNS = frozenset(
    split(
        "turned turns turning cumplio cumple cumplira cumplia fez faz completou completa eu fete fetera fetait aura wurde wird compiuto compie compira"
    )
)
IS = frozenset(split("is s tiene tem a ist ha tendra tera avra"))
_EXACTLY = frozenset(
    split(
        "exactly just about around genau etwa circa ca exactamente justo unas unos exatamente justamente exactement pile environ tout esattamente giusto"
    )
)
_MEASURES = frozenset(
    split(
        "m mt mts cm km kg meter metre metres meters metro metros metri metre kilo kilos high long wide tall hoch lang breit largo alto ancho alta larga alto lungo largo haut long large"
    )
)
_TURNED = frozenset(split("geworden werden wird wurde"))
_CARD_REACH = 4
_CHOSEN = frozenset(("one", "option", "choice", "opcion", "opcao", "choix", "opzione", "scelta"))
IN_A_MONTH = frozenset(("in", "en", "em", "im", "a", "ad"))
"""Before a month; between a day and its month stands another word, or none."""
_SURE_DAY = 10
"""Below, a number in words behind a weekday counts something ("am Samstag eins" is a room)."""
_DATIVES = frozenset(("am", "zum", "vom", "bis zum"))
_PLURALS = frozenset(("los", "les", "die", "i", "das", "der"))
_COUNTED_NOUNS = ("unit", "month", "person", "adult", "child", "room", "money", "thing", "hour")
_NAMING = frozenset(("of", "de", "di", "do", "da", "del", "della", "du"))


class Dates(Steps):
    def _date(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if item.kind == "date" and item.parts:
            return self._numeric(place, item)
        if self._is_day_number(item):
            after = self._skip_dot(place + 1)
            month_at = self._skip(after, SMALL, limit=3)
            month = self._item(month_at)
            # Portuguese "sete a dez" counts to ten; "7 de dez" is December.
            counts_on = month.kind == "number" and self._item(month_at - 1).has("to")
            is_month = month.has("month") and not counts_on and not self._is_party_in(place, month_at)
            if is_month and not (month.is_weak and month.text == "march" and item.is_article):
                said = SaidDay(place, month_at + 1, day=item.value, month=month.tags["month"])
                return self._with_year(said)
            ahead = self._month_ahead(after)
            if ahead is not None:
                shift, end = ahead
                return SaidDay(place, end, day=item.value, month_shift=shift)
        leads = item.kind != "number" and (not item.is_weak or self.reading.vocabulary.language == "en")
        if item.has("month") and not item.is_taken and leads:
            day_at = self._skip(self._skip_dot(place + 1), ("the",), limit=2)
            day = self._item(day_at)
            is_age = self._item(day_at + 1).text in _TURNED  # "ist im Mai 12 geworden"
            if self._is_day_number(day) and not (day.is_article or is_age or self._counts_something(day_at)):
                said = SaidDay(place, self._skip_dot(day_at + 1), day=day.value, month=item.tags["month"])
                return self._with_year_of_range(self._with_year(said))
        return None

    def _with_year_of_range(self, said: SaidDay) -> SaidDay:
        """ "February 4 – 17, 2028": the year stands behind the last day of the month."""
        joint, last = self._item(said.end), self._item(said.end + 1)
        is_joint = joint.has("to", "until") or joint.text == "-"
        if said.year is not None or not (is_joint and self._is_day_number(last)):
            return said
        return replace(said, year=self._with_year(SaidDay(said.end + 1, said.end + 2)).year)

    def _is_party_in(self, place: int, month_at: int) -> bool:
        """ "a room for two in October", "zu zweit, für 4 im Mai": people, and the month they come in; "turned 12 in May": an age."""
        leads_month = self._item(month_at - 1).text in IN_A_MONTH
        verb = self._item(place - 1).text.split()
        if leads_month and (
            TURNS.intersection(verb) or (IS.intersection(verb) and self._item(place - 2).has("child"))
        ):
            return True
        day = self._item(place)
        is_written_day = day.is_ordinal or self._item(place + 1).text == "."
        return leads_month and not is_written_day and self._item(place - 1).has("for")

    def _numeric(self, place: int, item: Item) -> SaidDay | None:
        first, second, year = item.parts or (0, 0, 0)
        if item.text == "24/7" and sum(other.kind == "date" for other in self.reading.items) == 1:
            return None
        if 99 < year < OLDEST_YEAR:
            return None  # A date of birth.
        if item.is_ordinal:
            return SaidDay(place, place + 1, day=first, month=second, year=year)
        day, month = (first, second) if self.day_first else (second, first)
        if month > 12 and day <= 12:
            day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        if item.is_weak and (self._item(place + 1).has("hour", "money", "thing") or self._measures()):
            return None
        if any(self._item(at).has("expiry") for at in range(place - _CARD_REACH, place + 2)):
            return None  # "my card expires 08/27"
        return SaidDay(place, place + 1, day=day, month=month, year=year or None, is_firm=not item.is_weak)

    def _measures(self) -> bool:
        """ "a van thats 2.4m high and 5.9 long": the figures with a point are metres."""
        return any(
            before.kind == "date" and before.is_weak and item.text in _MEASURES
            for before, item in itertools.pairwise(self.reading.items)
        )

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
        at = self._skip(place, SMALL, limit=3)
        modifier = self._item(at)
        if modifier.has(*MODIFIERS) and self._item(at + 1).tags.get("unit") == "month":
            return (0 if modifier.has("this") else 1), at + 2
        if modifier.tags.get("unit") == "month" and at > place:
            after = self._item(at + 1)
            if after.has("next", "coming"):
                return 1, at + 2
            return None
        return None

    def _named(self, place: int) -> Said | None:
        item = self._item(place)
        if item.is_taken:
            return None
        if item.has("day") or item.has("easter"):
            said = SaidDay(
                place, place + 1, month_day=item.tags.get("day"), after_easter=item.tags.get("easter")
            )
            if item.tags.get("unit") == "weekend":  # "Pfingstwochenende"
                return SaidWeekend(place, place + 1, day=said)
            if item.text[0].isdigit() and item.has("day"):
                # "25 aprile" is a feast, and a date like any other: "dal 21 al 25 aprile".
                month, day = map(int, str(item.tags["day"]).split("-"))
                return self._with_year(SaidDay(place, place + 1, day=day, month=month))
            is_long = said.after_easter in _LONG_FEASTS or said.month_day in _LONG_DAYS
            if is_long and self._item(place - 1).has("over") and not item.text.endswith(" eve"):
                return SaidWindow(place, place + 1, month_day=said.month_day, after_easter=said.after_easter)
            if item.has("day") and self._item(place + 1).tags.get("unit") == "week":
                return SaidWindow(place, place + 2, month_day=item.tags["day"])
            if self._item(place + 1).tags.get("unit") == "weekend":
                return SaidWeekend(place, place + 2, day=said)
            return self._with_year(said)
        if item.has("easterweek"):
            return SaidWindow(
                place, place + 1, is_easter_week=True, year=self._with_year(SaidDay(place, place + 1)).year
            )
        if item.has("carnival"):
            return SaidWindow(place, self._over_weekend(place + 1), after_easter=-47)
        if item.has("span"):
            closes = self._item(self._back_over(place - 1, "the")).has("to", "until", "and")
            if item.has("ends") and closes and self._has_day_before(place):
                return SaidDay(place, place + 1, month_day=item.tags["ends"])
            return SaidWindow(place, self._over_weekend(place + 1), month_day=item.tags["span"])
        if item.has("season") and not self._item(place + 1).has("season"):
            before = self._item(place - 1)
            # "piscina de verano", "summer terrace" name things; a time stands alone or behind "in", "this", "for".
            is_time = before.text not in _NAMING or before.kind == "nothing"
            return SaidWindow(place, place + 1, season=item.tags["season"]) if is_time else None
        return None

    def _over_weekend(self, place: int) -> int:
        return place + 1 if self._item(place).tags.get("unit") == "weekend" else place

    def _relative(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if item.is_taken:
            return None
        if item.has("tonight"):
            return SaidDay(place, place + 1, offset=0, has_night=True)
        if item.has("rel"):
            said = SaidDay(place, place + 1, offset=item.tags["rel"])
            return self._later(self._with_daypart(said))
        return None

    def _later(self, said: SaidDay) -> SaidDay:
        """ "heute in 14 Tagen", "el viernes en ocho días", "Friday in two weeks": so many days behind the day."""
        if said.has_night:
            return said
        tie, eight = self._item(said.end), self._item(said.end + 1)
        if tie.has("after_next") and said.offset is not None:
            return replace(said, end=said.end + 1, later=7)  # "d'aujourd'hui en huit"
        is_idiom = tie.text == "en" or (
            tie.text == "a" and (said.offset is not None or self.reading.vocabulary.language == "it")
        )
        if is_idiom and eight.is_count and eight.value in _WEEKS_IN_DAYS:
            unit_at = said.end + 2 + (self._item(said.end + 2).tags.get("unit") == "day")
            if not self._item(unit_at).has(*_COUNTED_NOUNS):
                return replace(said, end=unit_at, later=_WEEKS_IN_DAYS[eight.value])
        if not tie.has("within"):
            return said
        count, unit = self._item(said.end + 1), self._item(said.end + 2).tags.get("unit")
        if not count.is_count or unit not in ("week", "day", "fortnight", "fifteen"):
            return said
        days = count.value * (15 if unit == "fifteen" else NIGHTS[unit])
        if said.weekday is not None:
            days = _WEEKS_IN_DAYS.get(days, days)
            if days % 7:
                return said
        return replace(said, end=said.end + 3, later=days) if 0 < days <= LONGEST_COUNT else said

    def _week_on(self, place: int) -> SaidDay | None:
        """ "a week on Saturday", "two weeks from Friday for 3 nights": beside another length it is a day, not a stay."""
        count, unit, tie = self._item(place), self._item(place + 1).tags.get("unit"), self._item(place + 2)
        if (
            not count.is_count
            or unit not in ("week", "fortnight")
            or self.reading.vocabulary.language != "en"
        ):
            return None
        at = self._skip(place + 3, ("this", "the"), limit=1) if tie.has("on", "from") else place + 2
        day = self._item(at)
        if not day.has("weekday", "rel") or self._item(at + 1).kind in ("number", "date"):
            return None
        is_idiom = tie.text == "on" or (at == place + 2 and not self._item(place - 1).has("for"))
        if not is_idiom and not (self._other_length(at + 1) or self._other_length(place - 4)):
            return None
        return SaidDay(
            place,
            at + 1,
            weekday=day.tags.get("weekday"),
            offset=None if day.has("weekday") else day.tags["rel"],
            later=NIGHTS[unit] * count.value,
        )

    def _other_length(self, place: int) -> bool:
        items = self.reading.items[max(0, place) : max(0, place) + 6]
        return any(
            after.tags.get("unit") in ("night", "day", "week") and (before.is_count or before.has("pair"))
            for before, after in itertools.pairwise(items)
        )

    def _ahead(self, place: int) -> SaidDay | None:
        """ "in ten days", "dentro de dos semanas", "ten days from now"."""
        if self._item(place).has("later", "earlier"):
            return None
        at = place + 1 if self._item(place).has("within") else place
        if at > place and self._item(at).text in _EXACTLY:
            at += 1
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
        days = value * (15 if unit == "fifteen" else NIGHTS[unit])
        return self._with_daypart(SaidDay(place, end, offset=days))

    def _bare(self, place: int) -> SaidDay | None:
        item = self._item(place)
        if not self._is_day_number(item) or item.is_article or self._counts_something(place):
            return None
        after = self._item(place + 1)
        if after.text in ("x", "%") and after.start == item.end:
            return None  # "in 3x" are instalments
        counts_nights = after.is_count and self._item(place + 2).tags.get("unit") == "night"
        if item.is_ordinal and counts_nights and not item.text[0].isdigit():
            return None  # "the first 3 nights"
        if item.is_ordinal and self._item(place + 1).text in _CHOSEN:
            return None  # "the second one please"
        before = self._item(place - 1)
        if item.text == "one" and before.has(*MODIFIERS, "the", "another"):
            return None  # "the next one, Friday to Monday"
        if before.text in _DOORS.get(self.reading.vocabulary.language, ()):
            return None  # "la 31": the room with that number
        if before.text == "~" and self.reading.vocabulary.language == "it":
            before = self._item(place - 2)  # "l'8", "dall'8 all'11"
        if item.is_ordinal and item.value > 1 and self.reading.vocabulary.language == "fr":
            return None  # "au 2e" is a floor.
        if before.text == "en" and self.reading.vocabulary.language == "fr":
            return None  # "mettez-en 6" counts.
        if before.has("room") and not before.text.endswith("s"):
            after = self._item(self._skip_dot(place + 1))
            if not (after.has("to", "until", "and") or after.text == "-"):
                return None  # "we are in room 12"
        # "am 5.", "the 27th", "el 27", "dia 5": an article or an ordinal is evidence; "los 3", "the 3" are not.
        article = before.has("the", "on") or (
            before.has("from", "to", "until", "for", "and") and before.text in _FUSED
        )
        is_numeral = item.text.isdigit() or item.is_ordinal or item.value >= _SURE_DAY
        firm = (article and before.text.partition(" ")[0] not in _PLURALS) or (
            before.has("weekday") and is_numeral
        )
        language = self.reading.vocabulary.language
        if language == "en":
            after = self._item(place + 1)
            stands_alone = item.text.isdigit() and before.kind in ("nothing", "mark")
            firm = item.is_ordinal and (
                before.has("the", "on", "from", "to", "until", "for", "arrive", "depart", "and", "correct")
                or (
                    stands_alone
                    and (after.kind in ("nothing", "mark", "number") or after.has("for", "to", "until"))
                )
            )
            led = before.has("the") and self._item(place - 2).has("for", "on", "from", "to", "until")
            firm = firm or (led and after.kind in ("nothing", "mark"))  # "a room for the 22"
        elif item.is_ordinal and not item.text[0].isdigit():
            after = self._item(place + 1)
            # "wenn wir schon am dreizehnten anreisen"; "im ersten Stock" names no day.
            firm = language == "de" and before.text in _DATIVES and after.has("arrive", "depart")
        dotted = self._item(place + 1).text == "." and self._item(place + 1).start == item.end
        night = self._item(self._back_over(place - 2, "the"))
        firm = firm or (before.has("of") and night.tags.get("unit") == "night")  # "la notte del 20"
        firm = firm or (language == "de" and dotted and before.has("from", "to", "until", "on", "the"))
        return SaidDay(place, self._skip_dot(place + 1), day=item.value, is_bare=True, is_firm=bool(firm))

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
