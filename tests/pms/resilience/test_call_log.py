"""No stretch of time ever holds more calls than the limit, and who must wait is told how long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from fakeredis import FakeAsyncRedis, FakeServer
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import FrozenClock
from pms.resilience.backing import Backing
from pms.resilience.call_log import CallLog
from pms.resilience.tuning import Rate
from tests.pms.house import NOW


def log_of(clock: FrozenClock, backing: Backing, *, calls: int = 3, per_seconds: float = 10) -> CallLog:
    return CallLog("demo:mirador", Rate(calls, per_seconds), clock=clock, backing=backing)


async def test_call_beyond_the_limit_is_told_when_its_turn_comes(
    clock: FrozenClock, backing: Backing
) -> None:
    log = log_of(clock, backing)
    for at in (0, 1, 3):
        clock.advance(timedelta(seconds=at))
        assert await log.take(ahead=0, is_background=False) == 0.0
    # Taken at 0, 1 and 4; now is 4.
    waits = [await log.take(ahead=ahead, is_background=False) for ahead in range(7)]
    assert waits == [6, 7, 10, 16, 17, 20, 26]


async def test_place_is_free_again_when_the_time_is_over_and_not_before(
    clock: FrozenClock, backing: Backing
) -> None:
    log = log_of(clock, backing, calls=1)
    assert await log.take(ahead=0, is_background=False) == 0.0
    clock.advance(timedelta(seconds=10, microseconds=-1))
    assert await log.take(ahead=0, is_background=False) > 0.0
    clock.advance(timedelta(microseconds=1))
    assert await log.take(ahead=0, is_background=False) == 0.0


async def test_free_places_belong_to_those_ahead_first(clock: FrozenClock, backing: Backing) -> None:
    log = log_of(clock, backing)
    assert await log.take(ahead=2, is_background=False) == 0.0, "free, and not taken while two stand ahead"
    assert await log.take(ahead=0, is_background=False) == 0.0
    assert await log.take(ahead=2, is_background=False) == 10.0
    assert await log.take(ahead=1, is_background=False) == 0.0


async def test_noted_call_counts_even_beyond_the_limit(clock: FrozenClock, backing: Backing) -> None:
    log = log_of(clock, backing, calls=2)
    for calls in (1, 2):
        await log.note(calls)
        clock.advance(timedelta(seconds=calls))
    # Taken at 0 and twice at 1; now is 3, and fewer than two are left once those at 1 are over.
    assert await log.take(ahead=0, is_background=False) == 8.0


@contextmanager
def places() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@settings(max_examples=60, deadline=None)
@given(
    limit=st.integers(1, 5),
    steps=st.lists(
        st.tuples(st.integers(0, 4_000_000), st.sampled_from((0, 0, 0, 1, 2, 7))), min_size=1, max_size=40
    ),
)
def test_log_in_redis_answers_as_the_one_in_this_process(limit: int, steps: list[tuple[int, int]]) -> None:
    clock = FrozenClock(NOW)
    with places() as runner:
        redis = FakeAsyncRedis(server=FakeServer())
        alone = log_of(clock, Backing(), calls=limit)
        shared = log_of(clock, Backing(redis=redis, clock=clock), calls=limit)
        taken: list[float] = []
        for microseconds, ahead in steps:
            clock.advance(timedelta(microseconds=microseconds))
            one = runner.run(alone.take(ahead=ahead, is_background=False))
            other = runner.run(shared.take(ahead=ahead, is_background=False))
            assert abs(one - other) < 2e-6
            assert (one == 0) == (other == 0)
            if one == 0 and ahead == 0:
                taken.append(clock.monotonic())
        assert all(sum(1 for one in taken if start <= one < start + 10 - 1e-6) <= limit for start in taken)
        runner.run(redis.aclose())
