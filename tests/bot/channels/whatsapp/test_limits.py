"""How fast a number writes, by a clock that is passed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp.limits import SendLimits
from common.clock import FrozenClock

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_one_guest_is_written_to_in_a_burst_and_then_every_six_seconds() -> None:
    clock = FrozenClock(NOW)
    limits = SendLimits(clock)
    assert [limits.wait_seconds("n1", "a") for _ in range(45)] == [0.0] * 45
    assert limits.wait_seconds("n1", "a") == pytest.approx(6)
    assert limits.wait_seconds("n1", "b") == 0.0, "another guest"
    assert limits.wait_seconds("n2", "a") == 0.0, "another number"
    clock.advance(timedelta(seconds=6))
    assert limits.wait_seconds("n1", "a") == 0.0
    assert limits.wait_seconds("n1", "a") == pytest.approx(6)


def test_a_number_has_its_messages_a_second() -> None:
    clock = FrozenClock(NOW)
    limits = SendLimits(clock, per_second=80)
    assert all(limits.wait_seconds("n1", f"{guest}") == 0.0 for guest in range(80))
    assert limits.wait_seconds("n1", "80") == pytest.approx(1 / 80)
    assert limits.wait_seconds("n2", "80") == 0.0
    clock.advance(timedelta(seconds=1))
    assert all(limits.wait_seconds("n1", f"{guest}") == 0.0 for guest in range(100, 180))
    assert limits.wait_seconds("n1", "181") > 0


def test_who_must_wait_for_the_pair_takes_nothing_from_the_number() -> None:
    clock = FrozenClock(NOW)
    limits = SendLimits(clock, per_second=50)
    for _ in range(60):
        limits.wait_seconds("n1", "a")
    assert [limits.wait_seconds("n1", f"b{guest}") for guest in range(5)] == [0.0] * 5
    assert limits.wait_seconds("n1", "c") > 0
