"""Clocks, deadlines, identifiers."""

from __future__ import annotations

import asyncio
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


async def test_sleepers_on_a_frozen_clock_wake_in_order_and_no_time_passes_meanwhile() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC))
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, *naps: float) -> None:
        for nap in naps:
            await clock.sleep(nap)
            woken.append((name, clock.monotonic()))

    await asyncio.gather(sleep("long", 3600), sleep("short", 10, 10), sleep("middle", 15, 0.0000001))
    assert [name for name, _ in woken] == ["short", "middle", "middle", "short", "long"]
    assert [at for _, at in woken] == pytest.approx([10, 15, 15, 20, 3600], abs=1e-5)


async def test_sleeper_that_gives_up_does_not_hold_the_clock() -> None:
    clock = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC))
    given_up = asyncio.ensure_future(clock.sleep(5))
    await asyncio.sleep(0)
    given_up.cancel()
    await clock.sleep(60)
    assert clock.monotonic() == 60
    assert given_up.cancelled()


def test_ids_sort_by_time_and_differ() -> None:
    ids = [new_id("turn") for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [one.split("_")[1][:9] for one in ids] == sorted(one.split("_")[1][:9] for one in ids)


def test_references_hold_nothing_that_is_misread() -> None:
    for _ in range(200):
        code = new_reference().removeprefix("PSD-")
        assert len(code) == 8
        assert not set(code) & set("01ILOU")
