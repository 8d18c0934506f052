"""What a message says about days, as it was said: a day, a weekend, a length, a vague window. Nothing of today."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_COUNT = 400
"""Nights, days or weeks beyond this are no stay; a number like that means something else."""


OLDEST_YEAR = 2015
"""A date before this is a birthday or history, not a stay."""


@dataclass(frozen=True)
class SaidDay:
    """One day, as said. start, end: items. Exactly one way of saying it is filled; weekday may check a date.

    week: which calendar week a weekday belongs to (0 this one, 1 the next). month_shift: "the 5th of next month".
    later: days to add ("Friday in two weeks"). beside: "the Friday before" that day, as (weekday, -1), or after it, as (weekday, 1); -2 and 2 where it may be that day itself. has_night: "Friday night". is_bare: only a day number, which needs company or an article.
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
    later: int = 0
    has_night: bool = False
    is_bare: bool = False
    is_firm: bool = True
    beside: tuple[int, int] | None = None

    @property
    def is_calendar(self) -> bool:
        return self.day is not None and self.month is not None


@dataclass(frozen=True)
class SaidWeekend:
    """which: first/last/next…; anchored by a month, a day, or nothing. is_long: one more day, which is left open.

    A weekend around a feast ("Labor Day weekend", "el puente del Pilar") holds the feast as its day.
    """

    start: int
    end: int
    modifier: str | None = None
    month: int | None = None
    year: int | None = None
    day: SaidDay | None = None
    is_long: bool = False
    or_next: bool = False
    """ "this weekend or the next"."""


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
    """A vague time: a month, part of one, a week, a feast, a season. Answers no question, but narrows it."""

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
    after_easter: int | None = None
    season: str | None = None
    side: str | None = None
    """With `day`: "before", "after" or "about" it."""
    last: SaidDay | None = None
    """With `day`: from that feast to this one ("between Christmas and New Year")."""


Said = SaidDay | SaidWeekend | SaidLength | SaidWindow
