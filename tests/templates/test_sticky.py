"""Where arms are kept: the first to give one is right, for thirty days; Redis has the database below it."""

from __future__ import annotations

from datetime import timedelta

import fakeredis
import pytest

from templates import exposures, sticky
from templates.experiment_tables import assignments
from templates.experiments import STICKY
from templates.exposures import Exposure
from templates.sticky import Assignments, KeptInDatabase, KeptInRedis
from tests.templates.lab import START, Lab, do, rows

SECOND = timedelta(seconds=1)
GIVEN = {("greeting", "a"): "warm", ("greeting", "b"): "control"}


@pytest.fixture
def server() -> fakeredis.FakeServer:
    return fakeredis.FakeServer()


@pytest.fixture
def below(lab: Lab) -> KeptInDatabase:
    return KeptInDatabase(lab.engine, lab.clock)


@pytest.fixture
async def kept(below: KeptInDatabase, server: fakeredis.FakeServer) -> KeptInRedis:
    return KeptInRedis(fakeredis.FakeAsyncRedis(server=server), below)


async def test_the_first_to_give_an_arm_is_right(kept: KeptInRedis, below: KeptInDatabase) -> None:
    places: tuple[Assignments, ...] = (kept, below)
    for place in places:
        assert await place.keep(GIVEN) == GIVEN
        assert await place.keep({("greeting", "a"): "control", ("greeting", "c"): "warm"}) == {
            ("greeting", "a"): "warm",
            ("greeting", "c"): "warm",
        }
        assert await place.recall("a", ["greeting", "other"]) == {"greeting": "warm"}


async def test_it_is_kept_for_thirty_days(kept: KeptInRedis, server: fakeredis.FakeServer) -> None:
    await kept.keep(GIVEN)
    seconds = await fakeredis.FakeAsyncRedis(server=server).ttl("posada:arm:greeting:a")
    assert seconds == timedelta(days=30).total_seconds()


async def test_an_arm_stands_to_the_last_second_of_its_thirty_days(lab: Lab, below: KeptInDatabase) -> None:
    await below.keep(GIVEN)
    lab.clock.advance(STICKY)
    assert await below.recall("a", ["greeting"]) == {"greeting": "warm"}
    assert await below.keep({("greeting", "a"): "control"}) == {("greeting", "a"): "warm"}
    lab.clock.advance(SECOND)
    assert await below.recall("a", ["greeting"]) == {}
    # One that was not swept yet stands in nobody's way, and begins anew.
    assert await below.keep({("greeting", "a"): "control"}) == {("greeting", "a"): "control"}
    lab.clock.advance(STICKY)
    assert await below.recall("a", ["greeting"]) == {"greeting": "control"}


async def test_what_has_expired_is_swept_and_nothing_else(
    lab: Lab, below: KeptInDatabase, kept: KeptInRedis
) -> None:
    await below.keep(GIVEN)
    lab.clock.advance(SECOND)
    await below.keep({("greeting", "c"): "warm"})
    lab.clock.advance(STICKY - SECOND)
    assert await below.forget_old() == 0
    lab.clock.advance(SECOND)
    assert await kept.forget_old() == 2
    assert [row.guest_key for row in await rows(lab, assignments)] == ["c"]


async def test_of_two_guests_who_are_one_the_known_ones_arm_stands(lab: Lab, below: KeptInDatabase) -> None:
    await below.keep({("one", "web"): "a", ("one", "phone"): "b", ("two", "web"): "a", ("one", "other"): "c"})
    await do(lab, lambda at: sticky.rename(at, "web", "phone"))
    assert {(row.experiment, row.guest_key): row.arm for row in await rows(lab, assignments)} == {
        ("one", "phone"): "b",
        ("two", "phone"): "a",
        ("one", "other"): "c",
    }


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
