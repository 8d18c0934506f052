"""Who must wait before the limit waits in line: by arrival, guests first, and never in vain."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import timedelta

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.errand import count_request
from pms.contract.protocol import Connector
from pms.resilience.backing import Backing
from pms.resilience.call_log import CallLog
from pms.resilience.rate_limit import RateLimit
from pms.resilience.retry import Retry
from pms.resilience.tuning import Rate
from tests.pms.house import NOW
from tests.pms.resilience.vendor import Vendor, on_errand

LIMIT = Rate(calls=3, per_seconds=10)


def limited(vendor: Vendor, clock: FrozenClock, backing: Backing) -> Connector:
    log = CallLog("demo:mirador", LIMIT, clock=clock, backing=backing)
    return RateLimit(vendor.as_connector(), log=log, clock=clock).as_connector()


@pytest.fixture
def vendor(clock: FrozenClock) -> Vendor:
    return Vendor(clock)


@pytest.fixture
def desk(vendor: Vendor, clock: FrozenClock, backing: Backing) -> Connector:
    return limited(vendor, clock, backing)


async def ask(
    desk: Connector, clock: FrozenClock, *, turn: str | None = "turn-1", patience: float = 100
) -> float:
    with on_errand(clock, turn=turn):
        await desk.get_room_types(deadline=Deadline.after(patience, clock))
    return clock.monotonic()


async def turns() -> None:
    """Everybody who can do something does it; no time passes."""
    for _ in range(15):
        await asyncio.sleep(0)


async def test_calls_within_the_limit_do_not_wait(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    await asyncio.gather(*(ask(desk, clock) for _ in range(3)))
    assert vendor.calls == [0.0] * 3


async def test_calls_beyond_it_go_as_places_become_free(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    went = await asyncio.gather(*(ask(desk, clock) for _ in range(8)))
    assert went == sorted(went), "in the order of their arrival"
    assert vendor.calls == pytest.approx([0, 0, 0, 10, 10, 10, 20, 20], abs=1e-4)


async def test_wait_that_would_outlast_the_deadline_is_not_begun(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    waiting = [asyncio.ensure_future(ask(desk, clock)) for _ in range(6)]
    await turns()
    with pytest.raises(errors.TooBusy) as busy:
        await ask(desk, clock, patience=15)
    assert clock.monotonic() < 10, "said at once, though the first place would be free in time"
    assert busy.value.retry_after_seconds == pytest.approx(20, abs=1e-4)
    await asyncio.gather(*waiting)
    assert len(vendor.calls) == 6


async def test_guest_goes_before_background_work_that_came_first(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    for _ in range(3):
        await ask(desk, clock)
    behind = [asyncio.ensure_future(ask(desk, clock, turn=None)) for _ in range(3)]
    await turns()
    guests = [asyncio.ensure_future(ask(desk, clock)) for _ in range(3)]
    assert max(await asyncio.gather(*guests)) < 11
    assert min(await asyncio.gather(*behind)) >= 20


async def test_background_work_hears_at_once_that_guests_took_its_time(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    for _ in range(3):
        await ask(desk, clock)
    behind = asyncio.ensure_future(ask(desk, clock, turn=None, patience=15))
    await turns()
    guests = [asyncio.ensure_future(ask(desk, clock)) for _ in range(3)]
    with pytest.raises(errors.TooBusy):
        await behind
    assert clock.monotonic() < 11
    await asyncio.gather(*guests)


async def test_cancelled_waiter_frees_its_place(desk: Connector, vendor: Vendor, clock: FrozenClock) -> None:
    for _ in range(3):
        await ask(desk, clock)
    waiting = [asyncio.ensure_future(ask(desk, clock)) for _ in range(4)]
    await turns()
    for one in waiting[:3]:
        one.cancel()
    assert await waiting[3] == pytest.approx(10, abs=1e-4)
    assert len(vendor.calls) == 4


async def test_every_try_pays(vendor: Vendor, desk: Connector, clock: FrozenClock) -> None:
    retrying = Retry(desk, clock=clock).as_connector()
    vendor.fails(errors.Unreachable())
    with pytest.raises(errors.Unreachable):
        await ask(retrying, clock)
    vendor.recovers()
    assert await ask(desk, clock) >= 10


@pytest.mark.parametrize("ends_well", [True, False])
async def test_what_one_operation_sends_beyond_its_first_request_is_counted_too(
    desk: Connector, vendor: Vendor, clock: FrozenClock, ends_well: bool
) -> None:
    async def asks_three_times() -> tuple[()]:
        await asyncio.gather(*(asyncio.to_thread(count_request) for _ in range(3)))
        if not ends_well:
            raise errors.Unreachable
        return ()

    vendor.does = asks_three_times
    with nullcontext() if ends_well else pytest.raises(errors.Unreachable):
        await ask(desk, clock)
    vendor.recovers()
    assert await ask(desk, clock) == pytest.approx(10, abs=1e-4)


async def test_health_check_pays_and_does_not_wait(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    for _ in range(5):
        await desk.health_check(deadline=Deadline.after(1, clock))
    assert vendor.calls == [0.0] * 5
    with pytest.raises(errors.TooBusy):
        await ask(desk, clock, patience=5)


async def test_guest_in_another_process_goes_before_background_work(
    vendor: Vendor, clock: FrozenClock
) -> None:
    server = FakeServer()
    here, there = (
        limited(vendor, clock, Backing(redis=FakeAsyncRedis(server=server), clock=clock)) for _ in range(2)
    )
    for _ in range(3):
        await ask(here, clock)
    behind = asyncio.ensure_future(ask(here, clock, turn=None))
    await turns()
    guests = [asyncio.ensure_future(ask(there, clock)) for _ in range(3)]
    assert max(await asyncio.gather(*guests)) < 11
    assert await behind >= 20


type Arrival = tuple[int, bool, int]


@settings(max_examples=80, deadline=None)
@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 30_000), st.booleans(), st.integers(1, 60)), min_size=1, max_size=25
    ),
    is_shared=st.booleans(),
)
def test_whatever_comes_the_limit_holds_and_the_line_is_fair(
    arrivals: list[Arrival], is_shared: bool
) -> None:
    """Each arrives after so many milliseconds, for a guest or not, with so many seconds of patience."""
    clock = FrozenClock(NOW)
    vendor = Vendor(clock)
    went: list[tuple[float, bool, int]] = []
    refused: list[float] = []

    async def come(desk: Connector, number: int, arrival: Arrival) -> None:
        at, is_guest, patience = arrival
        await clock.sleep(at / 1000)
        arrived = clock.monotonic()
        try:
            await ask(desk, clock, turn="turn" if is_guest else None, patience=patience)
        except errors.TooBusy:
            refused.append(clock.monotonic() - arrived - patience)
        else:
            went.append((arrived, is_guest, number))
            assert clock.monotonic() <= arrived + patience

    async def run() -> None:
        backing = Backing(redis=FakeAsyncRedis(server=FakeServer()) if is_shared else None, clock=clock)
        desk = limited(vendor, clock, backing)
        await asyncio.gather(*(come(desk, number, one) for number, one in enumerate(arrivals)))
        await backing.close()
        assert desk._line == []  # type: ignore[attr-defined]

    asyncio.run(run())
    assert len(vendor.calls) == len(went)
    for start in vendor.calls:
        within = [one for one in vendor.calls if start <= one < start + LIMIT.per_seconds - 1e-5]
        assert len(within) <= LIMIT.calls
    for is_guest in (True, False):
        of_class = [arrived for arrived, guest, _ in went if guest == is_guest]
        assert of_class == sorted(of_class)
    for place, (arrived, is_guest, _) in enumerate(went):
        if not is_guest:
            # No guest who stood in line when this background call went was still waiting.
            later = [at for at, guest, _ in went[place + 1 :] if guest]
            assert all(at > vendor.calls[place] - 1e-5 for at in later), (arrived, later)
    assert all(over <= 1e-5 for over in refused), "nobody waits past the deadline to hear no"


async def test_asking_again_after_the_window_needs_no_wait(
    desk: Connector, vendor: Vendor, clock: FrozenClock
) -> None:
    for _ in range(3):
        await ask(desk, clock)
    clock.advance(timedelta(seconds=10))
    assert await ask(desk, clock, patience=2) == 10.0
