"""When somebody of the hotel answers guests in the chat. Hotel-local wall-clock times; pure.

Written in the hotels' file as `office_hours: {mon-fri: "08:00-22:00", sat: ["09:00-13:00", "16:00-20:00"]}`. A day that is not
named is closed; a span that ends before it begins goes on into the next morning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY = 24 * 60
_WEEK = 7 * _DAY
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-(?:([01]?\d|2[0-3]):([0-5]\d)|(24):(00))")


class BadHours(Exception):
    """Hours that cannot be read; the text says what is wrong and repeats no more than the day."""


@dataclass(frozen=True)
class OfficeHours:
    """spans: minutes since Monday's midnight at which somebody comes and goes, in order; the end may lie in the next week."""

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, given: Any) -> OfficeHours:
        """Raises BadHours."""
        if not isinstance(given, dict) or not given:
            raise BadHours(f"expected days ({', '.join(DAYS)}, mon-fri) with times")
        spans = []
        for days, times in given.items():
            for day in _days(str(days)):
                for one in times if isinstance(times, list) else [times]:
                    begin, end = _span(str(days), one)
                    spans.append((day * _DAY + begin, day * _DAY + (end if end > begin else end + _DAY)))
        return cls(tuple(sorted(spans)))

    def is_open(self, at: datetime) -> bool:
        """at: hotel-local."""
        return self.open_since(at) is not None

    def open_since(self, at: datetime) -> datetime | None:
        """When the hours that are running began; None while nobody is there."""
        minute = _minute(at)
        begun = [
            minute + shift - begin
            for begin, end in self.spans
            for shift in (0, _WEEK)
            if begin <= minute + shift < end
        ]
        return _clean(at) - timedelta(minutes=max(begun)) if begun else None

    def next_opening(self, at: datetime) -> datetime | None:
        """When somebody comes next; None while somebody is there."""
        if self.is_open(at):
            return None
        minute = _minute(at)
        # Wall-clock time: the desk opens at eight whether or not the clocks are changed tonight.
        return _clean(at) + timedelta(minutes=min((begin - minute) % _WEEK for begin, _ in self.spans))


def local_moment(at: datetime) -> str:
    """As replies take it."""
    return at.strftime("%Y-%m-%dT%H:%M")


def _days(named: str) -> range:
    first, dash, last = named.strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise BadHours(f"'{named}' is no day; days are {', '.join(DAYS)}, several mon-fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    if end < begin:
        raise BadHours(f"'{named}' ends before it begins")
    return range(begin, end + 1)


def _span(days: str, given: Any) -> tuple[int, int]:
    found = _SPAN.fullmatch(str(given).replace(" ", ""))
    if found is None:
        raise BadHours(f"'{days}' needs times such as \"08:00-22:00\"")
    hour, minute, until_hour, until_minute, midnight, _ = found.groups()
    end = _DAY if midnight else int(until_hour) * 60 + int(until_minute)
    return int(hour) * 60 + int(minute), end


def _minute(at: datetime) -> int:
    return at.weekday() * _DAY + at.hour * 60 + at.minute


def _clean(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
