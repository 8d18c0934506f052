"""The layers' shared state on a real Redis: the very tests that run on a pretended one, and what only a server can show."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from common.clock import FrozenClock, SystemClock
from pms.resilience.backing import Backing
from pms.resilience.breaker_state import BreakerState
from pms.resilience.call_log import CallLog
from pms.resilience.tuning import Rate
from tests.pms.conftest import clock  # noqa: F401
from tests.pms.resilience.test_breaker import *  # noqa: F403
from tests.pms.resilience.test_call_log import (  # noqa: F401
    test_call_beyond_the_limit_is_told_when_its_turn_comes,
    test_free_places_belong_to_those_ahead_first,
    test_noted_call_counts_even_beyond_the_limit,
    test_place_is_free_again_when_the_time_is_over_and_not_before,
)


@pytest.fixture
async def address(redis_url: str) -> str:
    """Of a Redis that holds nothing."""
    redis = Redis.from_url(redis_url)
    await redis.flushall()
    await redis.aclose()
    return redis_url


@pytest.fixture
async def backing(address: str, clock: FrozenClock) -> AsyncIterator[Backing]:  # noqa: F811
    made = Backing(address, clock=clock)
    yield made
    await made.close()


async def test_processes_with_clocks_that_differ_share_one_limit_by_the_servers(address: str) -> None:
    backings = [Backing(address) for _ in range(3)]
    logs = [
        CallLog("demo:mirador", Rate(calls=10, per_seconds=60), clock=SystemClock(), backing=one)
        for one in backings
    ]
    waits = await asyncio.gather(*(log.take(ahead=0, is_background=False) for _ in range(20) for log in logs))
    assert sum(wait == 0 for wait in waits) == 10
    assert all(59 < wait <= 60 for wait in waits if wait)
    for one in backings:
        await one.close()


async def test_one_of_many_processes_probes(address: str) -> None:
    backings = [Backing(address) for _ in range(4)]
    states = [BreakerState("demo:mirador", clock=SystemClock(), backing=one) for one in backings]
    for _ in range(5):
        await states[0].leave(await states[1].enter(lease_seconds=30), "failure")
    redis = Redis.from_url(address)
    assert not any(one.may_pass for one in [await state.enter(lease_seconds=30) for state in states])
    # Half a minute later, as far as the breaker can tell.
    await redis.hset("posada:breaker:demo:mirador", "open_until", 1)
    met = await asyncio.gather(*(state.enter(lease_seconds=30) for _ in range(25) for state in states))
    assert sum(one.may_pass for one in met) == 1
    await redis.aclose()
    for one in backings:
        await one.close()


# Takes a probe's lease and dies with it.
_DYING = """
import asyncio, os, sys
from common.clock import SystemClock
from pms.resilience.backing import Backing
from pms.resilience.breaker_state import BreakerState

async def main():
    state = BreakerState("demo:mirador", clock=SystemClock(), backing=Backing(sys.argv[1]))
    met = await state.enter(lease_seconds=0.3)
    os._exit(0 if met.may_pass else 1)

asyncio.run(main())
"""


async def test_probe_of_a_killed_process_is_taken_over_when_its_lease_ends(address: str) -> None:
    backing = Backing(address)
    state = BreakerState("demo:mirador", clock=SystemClock(), backing=backing)
    for _ in range(5):
        await state.leave(await state.enter(lease_seconds=30), "failure")
    redis = Redis.from_url(address)
    await redis.hset("posada:breaker:demo:mirador", "open_until", 1)
    ended = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _DYING, address], check=False)
    assert ended.returncode == 0, "it had the lease"
    async with asyncio.timeout(10):
        while not (met := await state.enter(lease_seconds=30)).may_pass:
            assert met.state == "half_open"
            await asyncio.sleep(met.wait_seconds)
    assert await state.leave(met, "success") == "closed"
    await redis.aclose()
    await backing.close()


async def test_redis_that_hangs_is_given_half_a_second_once(address: str) -> None:
    backing = Backing(address)
    log = CallLog("demo:mirador", Rate(calls=1000), clock=SystemClock(), backing=backing)
    await log.take(ahead=0, is_background=False)
    redis = Redis.from_url(address)
    with capture_logs() as lines:
        # Every command of every client waits for so many milliseconds.
        await redis.execute_command("CLIENT", "PAUSE", "1200", "ALL")
        for _ in range(50):
            assert await log.take(ahead=0, is_background=False) == 0.0
    assert [line["event"] for line in lines] == ["redis_away"], "and nobody waited until it was back"
    await redis.aclose()
    await backing.close()


async def test_broken_connections_are_made_again_without_a_word(address: str) -> None:
    backing = Backing(address)
    log = CallLog("demo:mirador", Rate(calls=1000), clock=SystemClock(), backing=backing)
    await asyncio.gather(*(log.take(ahead=0, is_background=False) for _ in range(10)))
    redis = Redis.from_url(address)
    await redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    await redis.script_flush()
    with capture_logs() as lines:
        await asyncio.gather(*(log.take(ahead=0, is_background=False) for _ in range(10)))
    assert lines == []
    assert await redis.zcard("posada:calls:{demo:mirador}") == 20
    await redis.aclose()
    await backing.close()


async def test_many_calls_at_once_need_few_connections(address: str) -> None:
    backing = Backing(address)
    log = CallLog("demo:mirador", Rate(calls=1000), clock=SystemClock(), backing=backing)
    with capture_logs() as lines:
        waits = await asyncio.gather(*(log.take(ahead=0, is_background=False) for _ in range(500)))
    assert (sum(waits), lines) == (0.0, [])
    redis = Redis.from_url(address)
    assert len(await redis.client_list()) < 30
    await redis.aclose()
    await backing.close()
