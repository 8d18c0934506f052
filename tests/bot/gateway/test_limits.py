from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.gateway.limits import RateLimit
from common.clock import FrozenClock


def test_a_burst_passes_and_then_the_steady_rate_holds() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC))
    limit = RateLimit(clock, per_minute=30, burst=3)
    assert [limit.wait_seconds("a") for _ in range(3)] == [0, 0, 0]
    assert limit.wait_seconds("a") == pytest.approx(2)
    assert limit.wait_seconds("b") == 0
    clock.advance(timedelta(seconds=2))
    assert limit.wait_seconds("a") == 0
    assert limit.wait_seconds("a") > 0


def test_asking_too_early_does_not_make_the_wait_longer() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC))
    limit = RateLimit(clock, per_minute=60, burst=1)
    limit.wait_seconds("a")
    assert [limit.wait_seconds("a") for _ in range(5)] == [1, 1, 1, 1, 1]
