"""A moment's failure is tried again, three times at most, never past the deadline, and never where it could act twice."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.capabilities import Capability, Support
from pms.contract.protocol import Connector
from pms.resilience.retry import Retry
from tests.pms.house import GUEST
from tests.pms.resilience.vendor import Vendor


class Longest(Random):
    """Waits as long as chance would ever have it."""

    def uniform(self, a: float, b: float) -> float:
        return b


@pytest.fixture
def vendor(clock: FrozenClock) -> Vendor:
    return Vendor(clock)


@pytest.fixture
def retrying(vendor: Vendor, clock: FrozenClock) -> Connector:
    return Retry(vendor.as_connector(), clock=clock, chance=Longest()).as_connector()


@pytest.mark.parametrize("error", [errors.Unreachable(), errors.TooBusy(), errors.OutOfTime()])
async def test_third_try_answers_after_waits_that_double(
    vendor: Vendor, retrying: Connector, clock: FrozenClock, error: errors.PmsError
) -> None:
    vendor.fails_once(error, error)
    assert await retrying.get_room_types(deadline=Deadline.after(10, clock)) == ()
    assert vendor.calls == [0.0, 0.5, 1.5]


async def test_fourth_try_is_not_made(vendor: Vendor, retrying: Connector, clock: FrozenClock) -> None:
    vendor.fails(errors.Unreachable())
    with pytest.raises(errors.Unreachable):
        await retrying.get_room_types(deadline=Deadline.after(10, clock))
    assert len(vendor.calls) == 3


async def test_waits_are_spread_by_chance(clock: FrozenClock, vendor: Vendor) -> None:
    retrying = Retry(vendor.as_connector(), clock=clock, chance=Random(7)).as_connector()
    firsts = set()
    for _ in range(50):
        vendor.calls.clear()
        vendor.fails_once(errors.Unreachable())
        await retrying.get_room_types(deadline=Deadline.after(10, clock))
        firsts.add(round(vendor.calls[1] - vendor.calls[0], 6))
    assert len(firsts) == 50
    assert 0.0 <= min(firsts) < 0.1
    assert 0.4 < max(firsts) <= 0.5


async def test_vendor_that_asks_for_a_pause_gets_it(
    vendor: Vendor, retrying: Connector, clock: FrozenClock
) -> None:
    vendor.fails_once(errors.TooBusy(retry_after_seconds=7))
    await retrying.get_room_types(deadline=Deadline.after(30, clock))
    assert 7.0 <= vendor.calls[1] <= 7.5


@pytest.mark.parametrize(("pause", "patience"), [(9.0, 10.0), (31.0, 90.0), (0.0, 1.4)])
async def test_wait_that_does_not_fit_is_not_begun(
    vendor: Vendor, retrying: Connector, clock: FrozenClock, pause: float, patience: float
) -> None:
    vendor.fails(errors.TooBusy(retry_after_seconds=pause))
    with pytest.raises(errors.TooBusy):
        await retrying.get_room_types(deadline=Deadline.after(patience, clock))
    assert (len(vendor.calls), clock.monotonic()) == (1, 0.0)


@pytest.mark.parametrize(
    "error",
    [
        errors.BreakerOpen(),
        errors.SoldOut(),
        errors.NotFound(),
        errors.BadCredentials(),
        errors.Unintelligible(),
        errors.OutcomeUnknown(),
        RuntimeError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_another_try_cannot_mend_is_raised_at_once(
    vendor: Vendor, retrying: Connector, clock: FrozenClock, error: Exception
) -> None:
    vendor.fails(error)
    with pytest.raises(type(error)):
        await retrying.get_room_types(deadline=Deadline.after(10, clock))
    assert len(vendor.calls) == 1


@pytest.mark.parametrize(("level", "tries"), [("yes", 2), ("limited", 1), ("no", 1)])
async def test_write_of_unknown_outcome_is_repeated_only_with_a_key_that_is_kept(
    vendor: Vendor, clock: FrozenClock, level: Any, tries: int
) -> None:
    capabilities = vendor.manifest.capabilities | {
        Capability.KEEPS_IDEMPOTENCY_KEY: Support(level=level, reason="as the test wants it")
    }
    vendor.manifest = vendor.manifest.model_copy(update={"capabilities": capabilities})
    retrying = Retry(vendor.as_connector(), clock=clock).as_connector()
    vendor.fails_once(errors.OutcomeUnknown())
    deadline = Deadline.after(10, clock)
    if tries == 1:
        with pytest.raises(errors.OutcomeUnknown):
            await retrying.add_reservation_note("DM-1", "text", key="k", deadline=deadline)
    else:
        await retrying.add_reservation_note("DM-1", "text", key="k", deadline=deadline)
    assert len(vendor.calls) == tries


async def test_write_without_a_key_is_never_repeated_in_doubt(
    vendor: Vendor, retrying: Connector, clock: FrozenClock
) -> None:
    vendor.fails(errors.OutcomeUnknown())
    with pytest.raises(errors.OutcomeUnknown):
        await retrying.upsert_guest_profile(GUEST, deadline=Deadline.after(10, clock))
    assert len(vendor.calls) == 1


async def test_write_that_did_not_reach_the_vendor_is_repeated(
    vendor: Vendor, retrying: Connector, clock: FrozenClock
) -> None:
    vendor.fails_once(errors.Unreachable())
    await retrying.upsert_guest_profile(GUEST, deadline=Deadline.after(10, clock))
    assert len(vendor.calls) == 2
