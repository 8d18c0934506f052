"""Experiments on PostgreSQL and a real Redis: the promises of tests/templates, where the dialects differ."""

from __future__ import annotations

from datetime import timedelta

from redis.asyncio import Redis
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all
from common.money import Money
from templates import exposures, outcomes
from templates.experiment_figures import figures_of
from templates.experiment_tables import assignments
from templates.exposures import Exposure
from templates.outcomes import Outcome
from templates.sticky import KeptInDatabase, KeptInRedis
from tests.templates.lab import START, Lab

GUESTS = [f"g{number}" for number in range(300)]
CHANGED = {"control": 90.0, "warm": 10.0}


async def test_arms_stick_and_everything_counts_once(engine: AsyncEngine) -> None:
    await create_all(engine)
    clock = FrozenClock(START)
    lab = Lab(engine, clock)
    await lab.start()
    arms = {guest: await lab.arm(guest) for guest in GUESTS}
    await lab.running.flush()
    await lab.running.flush()
    await lab.life.reweigh("greeting", CHANGED, by="ana")
    other = await lab.restarted()
    assert {guest: await other.arm(guest) for guest in GUESTS} == arms
    async with engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(assignments)) == len(GUESTS)
        for guest, arm in arms.items():
            assert arm is not None
            shown = Exposure("greeting", arm, guest, START, "es", "api", "mirador")
            assert await connection.run_sync(exposures.record, shown)
            assert not await connection.run_sync(exposures.record, shown)
        told = [Outcome(guest, "booking", START, Money(10**10, "EUR")) for guest in GUESTS[:100]]
        assert await connection.run_sync(outcomes.record, [*told, *told]) == 100
        await connection.run_sync(exposures.join_guests, GUESTS[0], GUESTS[1])
    found = await lab.life.get("greeting")
    assert found is not None
    figures = await figures_of(engine, found, START)
    assert sum(one.guests for one in figures.totals) == len(GUESTS) - 1
    assert sum(one.outcomes["booking"] for one in figures.totals) == 99
    assert figures.report is not None


async def test_an_expired_assignment_is_given_anew(engine: AsyncEngine) -> None:
    await create_all(engine)
    clock = FrozenClock(START)
    kept = KeptInDatabase(engine, clock)
    place = ("greeting", "g")
    assert await kept.keep({place: "warm"}) == {place: "warm"}
    assert await kept.keep({place: "control"}) == {place: "warm"}
    clock.advance(timedelta(days=30, seconds=1))
    assert await kept.recall("g", ["greeting"]) == {}
    assert await kept.keep({place: "control"}) == {place: "control"}


async def test_redis_keeps_the_first(engine: AsyncEngine, redis_url: str) -> None:
    await create_all(engine)
    redis = Redis.from_url(redis_url)
    kept = KeptInRedis(redis, KeptInDatabase(engine, FrozenClock(START)))
    place = ("greeting", "real-redis")
    assert await kept.keep({place: "warm"}) == {place: "warm"}
    assert await kept.keep({place: "control"}) == {place: "warm"}
    assert await kept.recall("real-redis", ["greeting", "other"]) == {"greeting": "warm"}
    await redis.aclose()
