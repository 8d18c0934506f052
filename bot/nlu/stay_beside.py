"""Days said by the day they lie beside: "the Friday before", "the day after", of a wedding, a feast or a date."""

from __future__ import annotations

import re
from dataclasses import replace

from .reading import Reading
from .said import SaidDay
from .said_parts import Part, Parts
from .text import split

_BEFORE = frozenset(
    split("before prior anterior antes avant precedent davor vorher zuvor prima precedente")
) | {"d avant", "de antes"}
_AFTER = frozenset(
    split(
        "after afterwards following siguiente despues posterior seguinte depois apres suivant danach darauf drauf dopo successivo seguente"
    )
) | {"d apres", "a seguir"}
_DAY_BEFORE = re.compile(
    r"\b(?:(?:the )?(?:day|night) before|el dia (?:antes|anterior)|la (?:vispera|noche (?:antes|anterior))|o dia anterior|(?:um|no) dia (?:antes|anterior)|na vespera|"
    r"n?a noite (?:anterior|antes)|la veille|le jour d'avant|(?:am |den )?(?:tag|abend) (?:davor|vorher|zuvor)|am vortag|am vorabend|il giorno (?:prima|precedente)|la sera prima|la vigilia)\b(?! (?:of|de|du|del|d'))"
)
DAY_AFTER = re.compile(
    r"\b(?:(?:the )?(?:day|morning) after|(?:the )?(?:next|following) (?:day|morning)|(?:el|al) (?:dia siguiente|dia despues|otro dia)|(?:o|no) (?:dia seguinte|outro dia|dia depois)|le lendemain|le jour (?:d'apres|suivant)|"
    r"(?:am |den )?tag (?:danach|darauf|nachher|drauf)|am nachsten (?:tag|morgen)|am folgetag|il giorno (?:dopo|seguente|successivo)|la mattina (?:dopo|seguente|successiva)|a la manana siguiente|na manha seguinte|am (?:naechsten|nachsten|folgenden) (?:tag|morgen)|l'indomani)\b(?! (?:of|de|du|del|d')\b)"
)


def place_beside(reading: Reading, result: Parts, occasion: SaidDay | None) -> None:
    """ "the wedding is on 20 June, we come the Friday before and leave the Monday after"."""
    dated = [part.said for part in result.days if isinstance(part.said, SaidDay) and is_dated(part.said)]
    anchor = occasion or next(iter(dated), None)
    only = result.days[0].said if len(result.days) == 1 and occasion is None else None
    if anchor is None and isinstance(only, SaidDay) and not only.is_bare:
        anchor = only  # "two weeks from today, and gone the next morning"
    if anchor is None:
        return
    is_both = _DAY_BEFORE.search(reading.folded) and DAY_AFTER.search(reading.folded)
    if is_both and len(result.days) == (0 if occasion else 1):
        result.days = [Part(replace(anchor, later=-1), "arrive"), Part(replace(anchor, later=1), "depart")]
        result.lengths = []  # "one day before" counts no stay.
        return
    if _arrives_on_the_eve(reading, result, anchor, occasion):
        return
    is_only = len(result.days) == 1 and occasion is None and result.days[0].role != "depart"
    if is_only and not result.lengths and reading.has("depart") and DAY_AFTER.search(reading.folded):
        result.days.append(Part(replace(anchor, later=anchor.later + 1, has_night=False), "depart"))
        return
    if occasion and reading.has("thatday") and not any(part.role == "arrive" for part in result.days):
        result.days.insert(0, Part(occasion, "arrive"))
        return
    if reading.has("thatday") and [part.role for part in result.days] == [None, "arrive"]:
        result.days = [result.days[1], replace(result.days[0], role="depart")]
        return
    around: list[Part] = []
    for part in result.days:
        said = part.said
        way = _way_beside(reading, said) if isinstance(said, SaidDay) else 0
        if way and said is not anchor:
            beside = ((said.weekday or 0), way)  # type: ignore[union-attr]
            placed = replace(anchor, start=said.start, end=said.end, beside=beside)
            around.append(replace(part, said=placed))
    if around:
        _lend_to_departure(result, anchor)
        is_after = all(part.said.beside[1] > 0 for part in around)  # type: ignore[union-attr,index]
        for part in result.days:
            if part.said is anchor and part.role is None and reading.at(part.said.end).has("depart"):
                part.role = "depart"  # "a Pasquetta ripartiamo"
        placed_already = {part.said.start for part in around}
        firm = [
            part
            for part in result.days
            if part.said.start not in placed_already
            and (
                (is_dated(part.said) and (part.role or (part.said is anchor and is_after)))  # type: ignore[arg-type]
                or (part.role == "depart" and is_plain_weekday(part.said))  # type: ignore[arg-type]
            )
        ]
        result.days = sorted([*around, *firm], key=lambda part: part.said.start)


_EVE_REACH = 5


def _arrives_on_the_eve(reading: Reading, result: Parts, anchor: SaidDay, occasion: SaidDay | None) -> bool:
    """ "The race is on Sunday 23 May, we arrive the day before and leave on Monday": the date is the race's, and no end of the stay."""
    eve = _DAY_BEFORE.search(reading.folded)
    if eve is None:
        return False
    first = next((place for place, item in enumerate(reading.items) if item.start >= eve.start()), 0)
    last = next((place for place, item in enumerate(reading.items) if item.end >= eve.end()), first)
    around = [
        *(reading.at(at) for at in range(first - 1, max(-1, first - _EVE_REACH), -1)),
        *(reading.at(at) for at in range(last + 1, last + _EVE_REACH)),
    ]
    role = next((name for item in around for name in ("arrive", "depart", "igo") if item.has(name)), None)
    others = [part for part in result.days if part.said is not anchor]
    is_known = occasion is not None or anchor.start < first
    if (
        role not in ("arrive", "igo")
        or not is_known
        or any(part.role != "depart" for part in others)
        or len(others) > 1
    ):
        return False
    arrival = Part(replace(anchor, later=-1), "arrive")
    _lend_to_departure(result, anchor)
    result.days = [arrival, *others]
    return True


def _lend_to_departure(result: Parts, anchor: SaidDay) -> None:
    """ "The 7th of September is a Monday, we come the Saturday before and leave on Tuesday, the 8th"."""
    for part in result.days:
        said = part.said
        is_bare = isinstance(said, SaidDay) and said.day is not None and said.month is None
        is_later = is_bare and (said.day or 0) >= (anchor.day or 0)  # type: ignore[union-attr]
        if is_later and part.role == "depart" and anchor.month is not None and said.month_shift is None:  # type: ignore[union-attr]
            part.said = replace(said, month=anchor.month, year=anchor.year, is_bare=False)  # type: ignore[type-var]


_THIS = r"(?:this|next|este|esta|ese|esse|essa|neste|nesta|nesse|nessa|proximo|proxima|que vem|que viene|ce|cette|celui ci|prochain|prochaine|diese[mnrs]?|(?:nachste|naechste|kommende)[mnrs]?|quest[oa]|prossim[oa])"
_NO = {
    "en": r"(?:not|no|can't|won't|doesn't)",
    "es": "no",
    "pt": "nao",
    "fr": "pas",
    "de": "nicht",
    "it": "non?",
}
_NOT_THIS = {
    language: re.compile(rf"\b{no}\b.{{0,14}}\b{_THIS}\b|\b{_THIS}\b(?: \w+){{0,4}}?,? {no}\b")
    for language, no in _NO.items()
}
_THE_ONE_AFTER = re.compile(
    r"\b(?:the (?:one after|next one|following one|week after|weekend after)|(?:el|la) (?:siguiente|otro|otra|que sigue|de despues)|(?:o|a|no|na) (?:seguinte|outro|outra|proximo|proxima|de depois)|(?:celui|celle) d'apres|(?:le|la) (?:suivant|suivante|prochain)|"
    r"(?:de[nm]|das|der|am) (?:danach|darauf|drauf|naechsten|nachsten|naechste|nachste)|quell[oa] (?:dopo|successiv[oa])|(?:il|la) successiv[oa]|il prossimo ancora)\b"
)


_THAT = frozenset(split("that ese aquel esse aquele nesse naquele ce jenes jenem diesem dem quel quello"))


def place_that_weekend(reading: Reading, result: Parts, occasion: SaidDay | None) -> None:
    """ "Mum's birthday is on Saturday 12 September, so Friday to Sunday that weekend"."""
    dated = [
        part
        for part in result.days
        if isinstance(part.said, SaidDay) and is_dated(part.said) and not part.role
    ]
    anchor = occasion or (dated[0].said if len(dated) == 1 else None)
    if not isinstance(anchor, SaidDay) or len(result.weekends) != 1:
        return
    weekend = result.weekends[0]
    is_that = any(
        reading.at(at).text in _THAT for at in (weekend.start, weekend.start - 1, weekend.start - 2)
    )
    if not is_that or weekend.day is not None or weekend.month is not None or anchor.start > weekend.start:
        return
    rest = [part for part in result.days if part.said is not anchor]
    if all(isinstance(part.said, SaidDay) and is_plain_weekday(part.said) for part in rest):
        result.weekends, result.days = [replace(weekend, modifier=None, day=anchor)], rest


def says_the_one_after(reading: Reading) -> bool:
    """ "sabato non questo, quello dopo", "not this weekend, the one after, Friday to Sunday"."""
    not_this = _NOT_THIS[reading.vocabulary.language]
    return bool(not_this.search(reading.folded) and _THE_ONE_AFTER.search(reading.folded))


def place_one_after(reading: Reading, result: Parts) -> None:
    """The weekend or the weekday that is refused says which one is meant: the one that follows it."""
    if not says_the_one_after(reading):
        return
    only = result.days[0].said if len(result.days) == 1 else None
    if isinstance(only, SaidDay) and only.weekday is not None and only.day is None:
        result.days[0].said = replace(only, modifier="after_next", week=None)
    is_within = all(isinstance(part.said, SaidDay) and is_plain_weekday(part.said) for part in result.days)
    if len(result.weekends) == 1 and is_within and result.weekends[0].day is None:
        result.weekends = [replace(result.weekends[0], modifier="after_next", or_next=False)]


def _way_beside(reading: Reading, said: SaidDay) -> int:
    """-1 for "before", 1 for "after", where nothing follows that it could belong to."""
    if said.modifier in ("next", "coming") and reading.at(said.end - 1).text in _AFTER:
        return 1  # "el lunes siguiente"
    if not is_plain_weekday(said):
        return 0
    place = said.end
    if reading.at(place).text in ("d", "de"):
        place += 1 + (reading.at(place + 1).text == "~")  # "le vendredi d'avant"
    word, after = reading.at(place).text, reading.at(place + 1)
    if after.kind in ("number", "date", "time") or after.has(
        "the", "month", "weekday", "day", "easter", "unit"
    ):
        return 0
    return -1 if word in _BEFORE else 1 if word in _AFTER else 0


def is_plain_weekday(said: SaidDay) -> bool:
    """A weekday that nothing places: no date, no week, no "next"."""
    return (
        said.weekday is not None
        and said.day is None
        and said.week is None
        and said.modifier is None
        and not said.later
    )


def is_dated(said: SaidDay) -> bool:
    return said.is_calendar or said.month_day is not None or said.after_easter is not None
