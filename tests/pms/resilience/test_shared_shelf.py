"""Several processes on one Redis, and one process without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract.models import (
    GuestQuery,
)
from pms.contract.protocol import Connector
from pms.resilience.backing import Backing
from pms.resilience.shared_shelf import SharedShelf, shelf_for
from tests.pms.house import GUEST, TWO, WEEKEND
from tests.pms.resilience.counting_house import LATER, House, asked, draft, layered, warm


@pytest.fixture
async def redis() -> AsyncIterator[FakeAsyncRedis]:
    made = FakeAsyncRedis(server=FakeServer())
    yield made
    await made.aclose()


def process(redis: FakeAsyncRedis, house: House, clock: FrozenClock) -> tuple[Connector, Backing]:
    backing = Backing(redis=redis)
    shelf = shelf_for(backing, vendor="test", property_id="mirador")
    assert isinstance(shelf, SharedShelf)
    return layered(house, shelf, clock), backing


async def test_processes_share_answers_and_changes(
    redis: FakeAsyncRedis, house: House, clock: FrozenClock, soon: Deadline
) -> None:
    one, _ = process(redis, house, clock)
    other, _ = process(redis, house, clock)
    await warm(one, soon)
    assert not await asked(other, house, soon, WEEKEND)
    await other.create_reservation(draft(WEEKEND), deadline=soon)
    found = await one.search_offers(WEEKEND, TWO, deadline=soon)
    assert (house.calls["search_offers"], found.offers[0].rooms_left) == (2, 4)
    await other.cancel_reservation("R1", key="k", reason=None, agreed_fee=Money(0, "EUR"), deadline=soon)
    assert await asked(one, house, soon, WEEKEND)


async def test_guests_stay_in_their_process_and_are_undone_from_others(
    redis: FakeAsyncRedis, house: House, clock: FrozenClock, soon: Deadline
) -> None:
    one, _ = process(redis, house, clock)
    other, _ = process(redis, house, clock)
    await one.get_reservation("R1", deadline=soon)
    for _ in range(2):
        await one.search_guest(GuestQuery(email=GUEST.email), deadline=soon)
        await one.get_arrivals(WEEKEND.arrival, deadline=soon)
    await one.create_reservation(draft(LATER), deadline=soon)
    assert (house.calls["search_guest"], house.calls["get_arrivals"]) == (1, 1)
    stored = [await redis.dump(key) for key in await redis.keys("*")]
    for words in (GUEST.email, GUEST.last_name, GUEST.phone):
        assert words is not None
        assert not any(words.encode() in (value or b"") for value in stored)
    await other.upsert_guest_profile(GUEST, deadline=soon)
    await one.search_guest(GuestQuery(email=GUEST.email), deadline=soon)
    assert house.calls["search_guest"] == 2


async def test_unreadable_value_is_asked_for_again(
    redis: FakeAsyncRedis, house: House, clock: FrozenClock, soon: Deadline
) -> None:
    pms, _ = process(redis, house, clock)
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    (name,) = await redis.keys("*search_offers*")
    for words in (b"", b"garbage", b'["x"]', b"\x80\x04cos\nsystem"):
        await redis.set(name, words)
        assert await asked(pms, house, soon, WEEKEND)


class Away(FakeAsyncRedis):
    """Can be told to be away."""

    is_away = False

    async def execute_command(self, *arguments: Any, **options: Any) -> Any:
        if self.is_away:
            raise ConnectionError("away")
        return await super().execute_command(*arguments, **options)


async def test_without_redis_a_process_goes_on_alone_and_tells_what_changed_when_it_is_back(
    house: House, clock: FrozenClock, soon: Deadline
) -> None:
    redis = Away(server=FakeServer())
    house.left["doble"] = 2
    one, backing = process(redis, house, clock)
    other, _ = process(redis, house, clock)
    await warm(one, soon)
    redis.is_away = True
    assert await asked(one, house, soon, LATER)
    assert not await asked(one, house, soon, LATER)
    await one.create_reservation(draft(LATER), deadline=soon)
    assert await asked(one, house, soon, LATER)
    redis.is_away = False
    backing._look_again_at = 0.0
    # Whoever of its process looks next tells it; what was kept of other nights is as good as before.
    assert not await asked(one, house, soon, WEEKEND)
    assert not await asked(other, house, soon, WEEKEND)
    assert await asked(other, house, soon, LATER)
    await redis.aclose()
