"""A lease has one holder at a time, whichever process asks, and a dead holder stands in nobody's way for long."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock, SystemClock
from pms.contract import errors
from pms.leases import Leases
from pms.tables import leases


def soon(seconds: float = 5.0) -> Deadline:
    return Deadline.after(seconds, SystemClock())


async def test_holders_take_turns_within_and_across_processes(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    processes = [Leases(engine, clock) for _ in range(3)]
    inside, most, served = 0, 0, 0

    async def guest(number: int) -> None:
        nonlocal inside, most, served
        async with processes[number % 3].hold(["doble"], deadline=soon()):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            served += 1

    await asyncio.gather(*(guest(n) for n in range(30)))
    assert (most, served) == (1, 30)


async def test_another_name_is_another_lease(engine: AsyncEngine, clock: FrozenClock) -> None:
    one, other = Leases(engine, clock), Leases(engine, clock)
    async with one.hold(["doble"], deadline=soon()), other.hold(["suite"], deadline=soon()):
        pass


async def test_two_names_are_taken_in_one_order(engine: AsyncEngine, clock: FrozenClock) -> None:
    """Who wants (a, b) and who wants (b, a) never wait for each other."""
    one, other = Leases(engine, clock), Leases(engine, clock)

    async def take(held: Leases, names: list[str]) -> None:
        for _ in range(5):
            async with held.hold(names, deadline=soon()):
                await asyncio.sleep(0)

    await asyncio.gather(take(one, ["a", "b"]), take(other, ["b", "a", "b"]))


async def test_who_waits_past_the_deadline_is_told_that_it_is_busy(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    holder, waiting = Leases(engine, clock), Leases(engine, clock)
    async with holder.hold(["doble"], deadline=soon()):
        with pytest.raises(errors.TooBusy):
            async with waiting.hold(["doble"], deadline=soon(0.05)):
                pytest.fail("two holders")
    async with waiting.hold(["doble"], deadline=soon()):
        pass


async def test_lease_of_a_dead_process_ends_by_itself(engine: AsyncEngine, clock: FrozenClock) -> None:
    async with engine.begin() as connection:
        until = clock.now() + timedelta(seconds=30)
        await connection.execute(insert(leases).values(name="doble", owner="dead", until=until))
    heir = Leases(engine, clock)
    with pytest.raises(errors.TooBusy):
        async with heir.hold(["doble"], deadline=soon(0.05)):
            pytest.fail("it still stands")
    clock.advance(timedelta(seconds=30))
    async with heir.hold(["doble"], deadline=soon()):
        pass


async def test_lease_is_given_back_when_its_work_fails_or_is_cut_off(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    held = Leases(engine, clock)
    with pytest.raises(RuntimeError):
        async with held.hold(["doble"], deadline=soon()):
            raise RuntimeError

    async def for_ever() -> None:
        async with held.hold(["doble"], deadline=soon()):
            await asyncio.Event().wait()

    task = asyncio.create_task(for_ever())
    while not await _rows(engine):
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _rows(engine) == 0


async def test_who_was_overtaken_does_not_take_the_lease_from_the_next(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    slow, next_one = Leases(engine, clock, most_seconds=10), Leases(engine, clock)
    async with next_one.hold(["other"], deadline=soon()):
        async with slow.hold(["doble"], deadline=soon()):
            clock.advance(timedelta(seconds=11))
            taken = next_one.hold(["doble"], deadline=soon())
            await taken.__aenter__()
        assert await _rows(engine) == 2
        await taken.__aexit__(None, None, None)
    assert await _rows(engine) == 0


async def _rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return len((await connection.execute(select(leases.c.name))).all())
