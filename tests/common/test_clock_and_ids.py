"""Clocks, deadlines, identifiers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from common.clock import Deadline, FrozenClock
from common.ids import new_id, new_reference


def test_a_deadline_passes_on_what_is_left() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC))
    deadline = Deadline.after(10, clock)
    clock.advance(timedelta(seconds=4))
    assert deadline.remaining_seconds() == pytest.approx(6)
    clock.advance(timedelta(seconds=60))
    assert deadline.expired
    assert deadline.remaining_seconds() == 0


def test_a_naive_instant_is_no_clock() -> None:
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(datetime(2026, 11, 21))


def test_ids_sort_by_time_and_differ() -> None:
    ids = [new_id("turn") for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [one.split("_")[1][:9] for one in ids] == sorted(one.split("_")[1][:9] for one in ids)


def test_references_hold_nothing_that_is_misread() -> None:
    for _ in range(200):
        code = new_reference().removeprefix("PSD-")
        assert len(code) == 8
        assert not set(code) & set("01ILOU")
