"""Assignments in Redis: the same promises as in the database, and the database below it when it is away or forgetful."""

from __future__ import annotations

from datetime import timedelta

import fakeredis
import pytest

from templates import exposures
from templates.exposures import Exposure
from templates.sticky import KeptInDatabase, KeptInRedis
from tests.templates.lab import START, Lab

GIVEN = {("greeting", "a"): "warm", ("greeting", "b"): "control"}


@pytest.fixture
def server() -> fakeredis.FakeServer:
    return fakeredis.FakeServer()


@pytest.fixture
async def kept(lab: Lab, server: fakeredis.FakeServer) -> KeptInRedis:
    return KeptInRedis(fakeredis.FakeAsyncRedis(server=server), KeptInDatabase(lab.engine, lab.clock))


async def test_the_first_to_give_an_arm_is_right(kept: KeptInRedis) -> None:
    assert await kept.keep(GIVEN) == GIVEN
    assert await kept.keep({("greeting", "a"): "control", ("greeting", "c"): "warm"}) == {
        ("greeting", "a"): "warm",
        ("greeting", "c"): "warm",
    }
    assert await kept.recall("a", ["greeting", "other"]) == {"greeting": "warm"}


async def test_it_is_kept_for_thirty_days(kept: KeptInRedis, server: fakeredis.FakeServer) -> None:
    await kept.keep(GIVEN)
    seconds = await fakeredis.FakeAsyncRedis(server=server).ttl("posada:arm:greeting:a")
    assert seconds == timedelta(days=30).total_seconds()


async def test_while_redis_is_away_the_database_keeps_it(
    kept: KeptInRedis, server: fakeredis.FakeServer
) -> None:
    server.connected = False
    assert await kept.keep(GIVEN) == GIVEN
    assert await kept.recall("a", ["greeting"]) == {"greeting": "warm"}
    server.connected = True
    # What was given meanwhile is still found.
    assert await kept.recall("b", ["greeting"]) == {"greeting": "control"}


async def test_after_redis_lost_its_memory_what_was_shown_still_stands(lab: Lab, kept: KeptInRedis) -> None:
    async with lab.engine.begin() as connection:
        await connection.run_sync(
            exposures.record, Exposure("greeting", "warm", "a", START, "es", "api", None)
        )
    assert await kept.recall("a", ["greeting"]) == {"greeting": "warm"}
    assert await kept.recall("a", []) == {}


async def test_guests_keep_their_arms_over_restarts_and_weights(
    server: fakeredis.FakeServer, lab: Lab
) -> None:
    def process() -> Lab:
        redis = fakeredis.FakeAsyncRedis(server=server)
        below = KeptInDatabase(lab.engine, lab.clock)
        return Lab(lab.engine, lab.clock, assignments=KeptInRedis(redis, below))

    guests = [f"g{number}" for number in range(200)]
    first = process()
    await first.start()
    arms = {guest: await first.arm(guest) for guest in guests}
    await first.running.flush()
    await first.life.reweigh("greeting", {"control": 95, "warm": 5}, by="ana")
    second = process()
    await second.running.refresh()
    assert {guest: await second.arm(guest) for guest in guests} == arms
