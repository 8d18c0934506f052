"""A Redis that is away costs nobody a call, is spoken of once, and is used again when it is back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from structlog.testing import capture_logs

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.resilience.backing import Backing
from pms.resilience.breaker import Breaker
from pms.resilience.breaker_state import BreakerState
from pms.resilience.call_log import CallLog
from pms.resilience.tuning import Rate
from tests.installation import free_port
from tests.pms.resilience.vendor import Vendor


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def shared(server: FakeServer, clock: FrozenClock) -> Backing:
    return Backing(redis=FakeAsyncRedis(server=server), clock=clock)


def breaker(vendor: Vendor, clock: FrozenClock, backing: Backing) -> Breaker:
    state = BreakerState("demo:mirador", clock=clock, backing=backing)
    return Breaker(vendor.as_connector(), state=state)


async def test_outage_of_redis_is_logged_once_each_way(
    server: FakeServer, shared: Backing, clock: FrozenClock
) -> None:
    log = CallLog("demo:mirador", Rate(), clock=clock, backing=shared)
    with capture_logs() as lines:
        for is_up in (True, False, True, False):
            server.connected = is_up
            for _ in range(10):
                assert await log.take(ahead=0, is_background=False) == 0.0
                clock.advance(timedelta(seconds=2))
    assert [line["event"] for line in lines] == ["redis_away", "redis_back", "redis_away"]


async def test_breaker_opens_by_what_this_process_sees_while_redis_is_away(
    server: FakeServer, shared: Backing, clock: FrozenClock
) -> None:
    vendor = Vendor(clock)
    guarded = breaker(vendor, clock, shared).as_connector()
    server.connected = False
    vendor.fails(errors.Unreachable())
    for _ in range(7):
        with pytest.raises(errors.Unreachable):
            await guarded.get_room_types(deadline=Deadline.after(10, clock))
    assert len(vendor.calls) == 5


async def test_redis_that_goes_during_a_call_does_not_fail_it(
    server: FakeServer, shared: Backing, clock: FrozenClock
) -> None:
    vendor = Vendor(clock)
    guarded = breaker(vendor, clock, shared).as_connector()

    async def cut_the_line() -> tuple[()]:
        server.connected = False
        return ()

    vendor.does = cut_the_line
    assert await guarded.get_room_types(deadline=Deadline.after(10, clock)) == ()


async def test_share_of_the_limit_is_not_begun_anew_when_redis_goes(
    server: FakeServer, shared: Backing, clock: FrozenClock
) -> None:
    log = CallLog("demo:mirador", Rate(calls=2, per_seconds=10), clock=clock, backing=shared)
    for _ in range(2):
        assert await log.take(ahead=0, is_background=False) == 0.0
    server.connected = False
    assert await log.take(ahead=0, is_background=False) == 10.0


async def test_script_that_redis_forgot_is_loaded_again(
    server: FakeServer, shared: Backing, clock: FrozenClock
) -> None:
    log = CallLog("demo:mirador", Rate(), clock=clock, backing=shared)
    await log.take(ahead=0, is_background=False)
    assert shared.redis is not None
    await shared.redis.script_flush()
    with capture_logs() as lines:
        assert await log.take(ahead=0, is_background=False) == 0.0
    assert lines == []


async def test_keys_do_not_stay_for_ever(shared: Backing, clock: FrozenClock) -> None:
    log = CallLog("demo:mirador", Rate(calls=1), clock=clock, backing=shared)
    state = BreakerState("demo:mirador", clock=clock, backing=shared)
    for _ in range(2):
        await log.take(ahead=0, is_background=False)
    for _ in range(5):
        await state.leave(await state.enter(lease_seconds=1), "failure")
    assert shared.redis is not None
    keys = await shared.redis.keys("*")
    assert len(keys) == 3
    assert [key for key in keys if await shared.redis.pttl(key) < 0] == []


async def test_address_where_nobody_listens_is_away_and_not_an_error(clock: FrozenClock) -> None:
    backing = Backing(f"redis://127.0.0.1:{free_port()}/0")
    log = CallLog("demo:mirador", Rate(), clock=clock, backing=backing)
    async with asyncio.timeout(5):
        assert [await log.take(ahead=0, is_background=False) for _ in range(3)] == [0.0] * 3
    await backing.close()
