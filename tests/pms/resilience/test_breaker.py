"""Five attempts without an answer open the breaker; exactly one finds out whether the hotel's system is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.protocol import Connector
from pms.resilience.backing import Backing
from pms.resilience.breaker import Breaker
from pms.resilience.breaker_state import BreakerState
from tests.pms.resilience.vendor import Vendor

OPEN = timedelta(seconds=30)


@pytest.fixture
def vendor(clock: FrozenClock) -> Vendor:
    return Vendor(clock)


@pytest.fixture
def another_breaker(vendor: Vendor, clock: FrozenClock, backing: Backing) -> Callable[[], Connector]:
    """One as another process has it, where there is a Redis; otherwise one in this process."""
    here = BreakerState("demo:mirador", clock=clock, backing=backing)

    def make() -> Connector:
        state = BreakerState("demo:mirador", clock=clock, backing=backing) if backing.redis else here
        return Breaker(vendor.as_connector(), state=state).as_connector()

    return make


@pytest.fixture
def guarded(another_breaker: Callable[[], Connector]) -> Connector:
    return another_breaker()


async def ask(connector: Connector, clock: FrozenClock) -> None:
    await connector.get_room_types(deadline=Deadline.after(10, clock))


async def fail(connector: Connector, clock: FrozenClock, *, times: int) -> None:
    for _ in range(times):
        with pytest.raises(errors.PmsError):
            await ask(connector, clock)


def gauge() -> float | None:
    return REGISTRY.get_sample_value("pms_circuit_breaker_state", {"service": "demo:mirador"})


@pytest.mark.parametrize("error", [errors.Unreachable(), errors.OutcomeUnknown()])
async def test_five_failures_open_it_and_nobody_asks_any_more(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails(error)
    await fail(guarded, clock, times=5)
    clock.advance(timedelta(seconds=10))
    with pytest.raises(errors.BreakerOpen) as answered:
        await ask(guarded, clock)
    assert len(vendor.calls) == 5
    assert answered.value.retry_after_seconds == pytest.approx(20)
    assert (answered.value.vendor, answered.value.property_id) == ("demo", "mirador")
    assert gauge() == 1


async def test_an_answer_between_failures_begins_the_counting_anew(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    for _ in range(3):
        vendor.fails(errors.Unreachable())
        await fail(guarded, clock, times=4)
        vendor.recovers()
        await ask(guarded, clock)
    assert len(vendor.calls) == 15


@pytest.mark.parametrize(
    "error",
    [
        errors.SoldOut(),
        errors.NotFound(),
        errors.NotPossible(),
        errors.BadCredentials(),
        errors.TooBusy(),
        errors.OutOfTime(),
        errors.Unintelligible(),
    ],
    ids=lambda error: error.kind,
)
async def test_what_is_no_outage_never_opens_it(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails(error)
    await fail(guarded, clock, times=12)
    assert len(vendor.calls) == 12


@pytest.mark.parametrize("error", [errors.TooBusy(), errors.Unintelligible(), errors.OutOfTime()])
async def test_what_says_nothing_does_not_end_the_row_of_failures(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails_once(*(errors.Unreachable() for _ in range(4)), error, errors.Unreachable())
    await fail(guarded, clock, times=6)
    with pytest.raises(errors.BreakerOpen):
        await ask(guarded, clock)


async def test_half_open_lets_one_of_twenty_through(
    vendor: Vendor, another_breaker: Callable[[], Connector], clock: FrozenClock
) -> None:
    one, other = another_breaker(), another_breaker()
    vendor.fails(errors.Unreachable())
    await fail(one, clock, times=5)
    clock.advance(OPEN)
    answer = asyncio.Event()
    vendor.does = answer.wait
    calls = [asyncio.ensure_future(ask(guard, clock)) for guard in (one, other) * 10]
    done, waiting = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED, timeout=0.01)
    while len(done) < 19:
        done, waiting = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED, timeout=0.01)
    assert {type(call.exception()) for call in done} == {errors.BreakerOpen}
    assert len(vendor.calls) == 6
    assert gauge() == 2

    answer.set()
    await asyncio.gather(*waiting)
    vendor.recovers()
    await asyncio.gather(*(ask(guard, clock) for guard in (one, other)))
    assert gauge() == 0


async def test_failed_probe_opens_it_for_another_while(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    clock.advance(OPEN)
    await fail(guarded, clock, times=1)
    clock.advance(OPEN - timedelta(seconds=1))
    with pytest.raises(errors.BreakerOpen):
        await ask(guarded, clock)
    assert len(vendor.calls) == 6


@pytest.mark.parametrize("error", [errors.SoldOut(), errors.BadCredentials()])
async def test_refusal_is_an_answer_and_closes_it(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    clock.advance(OPEN)
    vendor.fails(error)
    await fail(guarded, clock, times=3)
    assert len(vendor.calls) == 8


@pytest.mark.parametrize("error", [errors.TooBusy(), errors.Unintelligible(), errors.NotPossible()])
async def test_probe_that_says_nothing_leaves_the_question_to_the_next(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    clock.advance(OPEN)
    vendor.fails_once(error, errors.Unreachable())
    await fail(guarded, clock, times=2)
    with pytest.raises(errors.BreakerOpen):
        await ask(guarded, clock)


async def test_cancelled_probe_makes_room_for_the_next(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    clock.advance(OPEN)
    begun = asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    vendor.does = hangs
    probe = asyncio.ensure_future(ask(guarded, clock))
    await begun.wait()
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    vendor.recovers()
    await ask(guarded, clock)
    assert gauge() == 0


async def test_lease_of_a_process_that_died_runs_out(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, backing: Backing
) -> None:
    state: BreakerState = guarded._state  # type: ignore[attr-defined]
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    clock.advance(OPEN)
    dead = await state.enter(lease_seconds=12)
    assert dead.may_pass
    with pytest.raises(errors.BreakerOpen) as answered:
        await ask(guarded, clock)
    assert answered.value.retry_after_seconds == pytest.approx(12)

    clock.advance(timedelta(seconds=12))
    vendor.recovers()
    await ask(guarded, clock)
    assert await state.leave(dead, "failure") is None, "the dead speak too late"
    await ask(guarded, clock)


async def test_results_from_before_the_outage_change_nothing_after_it(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    state: BreakerState = guarded._state  # type: ignore[attr-defined]
    hanging = [await state.enter(lease_seconds=30) for _ in range(10)]
    assert [await state.leave(one, "failure") for one in hanging[:5]][-1] == "opened"
    assert await state.leave(hanging[5], "success") is None
    with pytest.raises(errors.BreakerOpen):
        await ask(guarded, clock)
    clock.advance(OPEN)
    await ask(guarded, clock)
    assert [await state.leave(one, "failure") for one in hanging[6:]] == [None] * 4
    assert len(vendor.calls) == 1
    await ask(guarded, clock)


async def test_health_is_asked_whatever_the_breaker_says(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=5)
    vendor.recovers()
    await guarded.health_check(deadline=Deadline.after(1, clock))
    assert len(vendor.calls) == 6
    with pytest.raises(errors.BreakerOpen):
        await ask(guarded, clock)


async def test_log_says_once_that_it_opened_and_once_that_it_closed(
    vendor: Vendor, guarded: Connector, clock: FrozenClock
) -> None:
    with capture_logs() as lines:
        vendor.fails(errors.Unreachable())
        await fail(guarded, clock, times=8)
        for _ in range(3):
            clock.advance(OPEN)
            await fail(guarded, clock, times=2)
        clock.advance(OPEN)
        vendor.recovers()
        for _ in range(3):
            await ask(guarded, clock)
    assert [(line["event"], line["vendor"], line["property"]) for line in lines] == [
        ("breaker_opened", "demo", "mirador"),
        ("breaker_closed", "demo", "mirador"),
    ]


async def test_one_property_s_outage_is_not_another_s(
    vendor: Vendor, guarded: Connector, clock: FrozenClock, backing: Backing
) -> None:
    other = Vendor(clock)
    other.property_id = "plaza"
    state = BreakerState("demo:plaza", clock=clock, backing=backing)
    elsewhere = Breaker(other.as_connector(), state=state).as_connector()
    vendor.fails(errors.Unreachable())
    await fail(guarded, clock, times=6)
    await ask(elsewhere, clock)
    assert len(other.calls) == 1
