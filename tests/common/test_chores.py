"""A chore goes on whatever happens to one round, and says what happened without a word of what it worked on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from common.chores import keep_doing
from common.clock import FrozenClock


async def test_a_round_that_fails_is_told_and_the_next_one_comes_after_the_rest() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    rounds: list[float] = []

    async def work() -> int:
        rounds.append(clock.monotonic())
        if len(rounds) == 4:
            raise asyncio.CancelledError
        if len(rounds) % 2:
            raise ValueError("a guest's own words")
        return 7

    with capture_logs() as told, pytest.raises(asyncio.CancelledError):
        await keep_doing("sweeping", work, every_seconds=5.0, clock=clock)
    assert rounds == [0.0, 5.0, 10.0, 15.0]
    assert [(one["event"], one["chore"], one["error"]) for one in told] == [("chore failed", "sweeping", "ValueError")] * 2  # fmt: skip
    assert "guest" not in str(told)
