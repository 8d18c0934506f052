from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from common.office_hours import BadHours, OfficeHours

# 23 November 2026 is a Monday.
HOURS = OfficeHours.read({"mon-fri": "08:00-22:00", "sat": ["09:00-13:00", "16:00-20:00"]})
NIGHT = OfficeHours.read({"mon-sun": "22:00-06:00"})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(23, 7, 59), at(23, 8)),
        (at(23, 8), None),
        (at(23, 21, 59), None),
        (at(23, 22), at(24, 8)),
        (at(28, 14), at(28, 16)),
        (at(28, 20), at(30, 8)),
        (at(29, 12), at(30, 8)),
    ],
)
def test_somebody_is_there_or_comes_at(moment: datetime, opens: datetime | None) -> None:
    assert HOURS.is_open(moment) == (opens is None)
    assert HOURS.next_opening(moment) == opens


def test_hours_may_go_on_into_the_next_morning_and_the_next_week() -> None:
    assert NIGHT.open_since(at(24, 3)) == at(23, 22)
    # Monday before dawn belongs to Sunday's night.
    assert NIGHT.open_since(at(23, 3)) == at(22, 22)
    assert NIGHT.next_opening(at(23, 6)) == at(23, 22)


def test_they_open_by_the_wall_clock_when_the_clocks_change() -> None:
    saturday = datetime(2026, 10, 24, 23, tzinfo=ZoneInfo("Europe/Madrid"))
    sundays = OfficeHours.read({"sun": "08:00-20:00"})
    opens = sundays.next_opening(saturday)
    assert opens is not None
    assert (opens.day, opens.hour, opens.utcoffset()) == (25, 8, ZoneInfo("Europe/Madrid").utcoffset(opens))


@pytest.mark.parametrize("always", ["00:00-24:00", "00:00-00:00"])
def test_round_the_clock_never_closes(always: str) -> None:
    hours = OfficeHours.read({"mon-sun": always})
    assert all(hours.is_open(at(23 + day, hour)) for day in range(7) for hour in range(24))


@pytest.mark.parametrize(
    "given",
    [None, {}, "08:00-22:00", {"monday": "08:00-22:00"}, {"fri-mon": "08:00-22:00"}, {"mon": "8-22"},
     {"mon": "25:00-26:00"}, {"mon": ["08:00-12:00", 5]}, {"mon": "08:00-24:30"}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(given: Any) -> None:
    with pytest.raises(BadHours):
        OfficeHours.read(given)
