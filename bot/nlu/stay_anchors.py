"""What the days of a message borrow from each other: a month, a week, the feast or the wedding they lie around.

A vague time beside days narrows them; days that cannot be placed by it are left to be asked.
"""

from __future__ import annotations

from dataclasses import replace

from .reading import Reading
from .said import SaidDay, SaidWindow
from .said_parts import Part, Parts
from .stay_beside import is_dated, is_plain_weekday, place_beside, place_one_after, place_that_weekend
from .text import split

_ABOUT_A_STAY = (
    "room",
    "type",
    "suites",
    "adult",
    "person",
    "child",
    "couple",
    "few",
    "arrive",
    "depart",
    "igo",
    "with",
)
_OF_THE = frozenset(split("del dell vor vorabend do da du des"))
_SOME_DAYS = frozenset(split("days dias jours tage giorni"))
_NEAR = 4
"""Items between a date and the weekday it is said to be."""
_SHORT = 4
"""Items: "Friday, breakfast" answers a question about the stay."""


def settle(reading: Reading, result: Parts, *, occasion: SaidDay | None) -> None:
    """Fill in what is said once for several days. occasion: the day of a wedding, a birthday, that is no stay."""
    place_that_weekend(reading, result, occasion)
    place_beside(reading, result, occasion)
    place_one_after(reading, result)
    _beyond(reading, result)
    _between_feasts(reading, result)
    _anchor(result, occasion)
    if result.is_change:
        _lend_month(result)
    _lend(result)
    if any(window.month is not None for window in result.windows):
        # "A long weekend in March" is any of them.
        result.weekends = [
            weekend for weekend in result.weekends if weekend.day or weekend.month or weekend.modifier
        ]
    is_asking = reading.has("hours") and not reading.has(*_ABOUT_A_STAY) and len(reading.items) > _SHORT
    if is_asking and not (result.lengths or result.weekends):
        # "Is the pool open in July?", "breakfast on Sundays" ask about the house.
        result.windows = []
        if len(result.days) == 1 and is_plain_weekday(result.days[0].said):  # type: ignore[arg-type]
            result.days = []


def _weeks_ahead(said: object) -> int:
    """Two for "in two weeks"; nothing for what is no number of weeks."""
    offset = said.offset if isinstance(said, SaidDay) else None
    return offset // 7 if offset and offset % 7 == 0 else 0


def _beyond(reading: Reading, result: Parts) -> None:
    """ "before 10 July", "después del 15": some time on that side of the day."""
    kept: list[Part] = []
    for place, part in enumerate(result.days):
        said = part.said
        after = result.days[place + 1] if place + 1 < len(result.days) else None
        word = next(
            (
                item
                for item in (reading.at(said.start - 1), reading.at(said.start - 2))
                if item.text != "~" and (not item.has("the", "on") or item.has("beyond"))
            ),
            reading.at(said.start - 1),
        )
        unit = reading.at(said.start - 2)
        is_day_after = word.has("beyond") and unit.tags.get("unit") == "day" and unit.text not in _SOME_DAYS
        if isinstance(said, SaidDay) and _is_eve_of(reading, said.start):
            kept.append(replace(part, said=replace(said, later=-1)))  # "na véspera do 5 de outubro"
        elif isinstance(said, SaidDay) and is_day_after and word.tags["beyond"] == "after":
            kept.append(replace(part, said=replace(said, later=1)))  # "the day after Christmas"
        elif isinstance(said, SaidDay) and word.has("beyond") and not (after and after.joint == "to"):
            result.windows.append(SaidWindow(said.start, said.end, day=said, side=str(word.tags["beyond"])))
        else:
            kept.append(part)
    result.days = kept


def _is_eve_of(reading: Reading, start: int) -> bool:
    """ "la veille du 15"; in "la veille, le 14" the 14th is the eve itself."""
    for at in range(start - 1, start - 4, -1):
        item = reading.at(at)
        if item.has("eve"):
            return reading.vocabulary.language == "en" or any(
                reading.at(between).has("of") or reading.at(between).text in _OF_THE
                for between in range(at, start)
            )
        if item.text in (",", ".", "(", ":", ";"):
            return False
    return False


def _between_feasts(reading: Reading, result: Parts) -> None:
    """ "between Christmas and New Year" is some time between them."""
    if len(result.days) != 2 or result.days[1].joint != "and":
        return
    first, last = (part.said for part in result.days)
    if not isinstance(first, SaidDay) or not isinstance(last, SaidDay):
        return
    if not all(said.month_day or said.after_easter is not None for said in (first, last)):
        return
    if any(reading.at(at).has("between") for at in (first.start - 1, first.start - 2)):
        result.windows.append(SaidWindow(first.start, last.end, day=first, last=last))
        result.days = []


def _anchor(result: Parts, occasion: SaidDay | None) -> None:
    """ "the wedding is on 18 July, so from Friday to Sunday": the date places the weekdays, and lends its month."""
    days = [part for part in result.days if isinstance(part.said, SaidDay)]
    loose = [part for part in days if is_plain_weekday(part.said)]  # type: ignore[arg-type]
    dated = [part for part in days if is_dated(part.said)]  # type: ignore[arg-type]
    anchor = occasion
    if len(dated) == 1 and len(loose) > 2 and not loose[0].role:
        near = 0 <= loose[0].said.start - dated[0].said.end <= _NEAR
        if near:  # "the 12th is a Monday, so Friday to Monday"
            days = result.days = [part for part in days if part is not loose[0]]
            loose = loose[1:]
    if _lie_around(result, loose):
        return
    is_range = len(loose) > 1 and (loose[1].joint in ("to", "and") or loose[1].role == "depart")
    if is_range and len(loose) == len(days) - 1:
        outside = next(part for part in days if part not in loose)
        weeks = _weeks_ahead(outside.said)
        if weeks and outside is days[0]:  # "in two weeks, Wednesday to Friday"
            for part in loose:
                part.said = replace(part.said, week=weeks)  # type: ignore[type-var]
            result.days = loose
            return
        if dated and not outside.role and (outside is days[0] or outside.joint is None):
            anchor = outside.said  # type: ignore[assignment]
            result.days = loose
    if len(loose) == len(result.days) and loose:
        result.anchor = anchor or next(
            (window for window in result.windows if window.side is None and window.week is None), None
        )
    bare = [part for part in days if part.said.is_bare]  # type: ignore[union-attr]
    if not bare or len(bare) != len(result.days) - (0 if occasion else 1):
        return
    lender = occasion or next((part.said for part in dated if part not in bare), None)
    has_roles = [part.role for part in bare] == ["arrive", "depart"]
    is_outside = occasion is not None or (
        len(bare) == 2 and (bare[1].joint == "to" or has_roles) and dated[:1] == days[:1]
    )
    if isinstance(lender, SaidDay) and lender.is_calendar and is_outside:
        for part in bare:
            part.said = replace(part.said, month=lender.month, year=lender.year, is_bare=False)  # type: ignore[type-var]
        result.days = bare


def _lie_around(result: Parts, loose: list[Part]) -> bool:
    """ "In town on Tues 12 and Weds 13 May, so arriving Monday and leaving Wednesday night": the dates are what the stay is for."""
    dated = [part for part in result.days if part not in loose]
    if [part.role for part in loose] != ["arrive", "depart"] or len(dated) < 2 or result.days[-2:] != loose:
        return False
    first, last = dated[0].said, dated[-1].said
    if any(part.role for part in dated) or not isinstance(first, SaidDay) or not isinstance(last, SaidDay):
        return False
    if not last.is_calendar or first.day is None:
        return False
    first = replace(first, month=first.month or last.month, year=first.year or last.year, is_bare=False)
    for part, anchor, way in ((loose[0], first, -2), (loose[1], last, 2)):
        said = part.said
        if isinstance(said, SaidDay):
            part.said = replace(anchor, start=said.start, end=said.end, beside=(said.weekday or 0, way))
    result.days = loose
    return True


def _lend_month(result: Parts) -> None:
    """ "I booked 3 to 5 July but need 4 to 6": the new days are of the same month."""
    month: tuple[int | None, int | None] = (None, None)
    for part in result.days:
        said = part.said
        if not isinstance(said, SaidDay):
            continue
        if said.is_calendar:
            month = said.month, said.year
        elif said.is_bare and month[0] is not None and not part.is_negated:
            part.said = replace(said, month=month[0], year=month[1], is_bare=False)


def _lend(result: Parts) -> None:
    """A month or week said once serves the days that lack one ("in December, from the 5th to the 8th")."""
    for weekend in result.weekends:
        if weekend.day is None or weekend.day.month is None:
            continue
        for part in result.days:
            if isinstance(part.said, SaidDay) and part.said.is_bare and part.said.month is None:
                # "The bridge of 25 April, we come on the 24th"
                part.said = replace(part.said, month=weekend.day.month, year=weekend.day.year, is_bare=False)
    for window in result.windows:
        month = window.month
        if month is None and window.month_day and "#" not in window.month_day:
            month = int(window.month_day.split("-")[0])
        for place, part in enumerate(result.days):
            said = part.said
            after = result.days[place + 1] if place + 1 < len(result.days) else None
            if not isinstance(said, SaidDay) or (after and after.joint == "to" and is_dated(after.said)):  # type: ignore[arg-type]
                continue
            if window.month_day is not None and place:
                continue  # "for New Year, from the 29th to the 2nd": the feast places the first day.
            if said.day is not None and said.month is None and said.month_shift is None:
                if month is not None:
                    part.said = replace(said, month=month, year=window.year, is_bare=False)
                elif window.month_shift is not None:
                    part.said = replace(said, month_shift=window.month_shift, is_bare=False)
            elif (
                said.weekday is not None
                and said.day is None
                and said.week is None
                and window.week is not None
            ):
                part.said = replace(said, week=window.week)
