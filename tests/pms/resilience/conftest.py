"""The layers' state in both its places. tests/services runs the same tests once more on a real Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from common.clock import Deadline, FrozenClock
from pms.contract.errand import CURRENT, Errand
from pms.contract.protocol import Connector
from pms.resilience.backing import Backing
from pms.resilience.shared_shelf import shelf_for
from tests.pms.resilience.counting_house import House, layered


@pytest.fixture(params=["memory", "fakeredis"])
async def backing(request: pytest.FixtureRequest, clock: FrozenClock) -> AsyncIterator[Backing]:
    """In this process, or in a Redis whose scripts go by the test's clock."""
    redis = FakeAsyncRedis(server=FakeServer()) if request.param == "fakeredis" else None
    made = Backing(redis=redis, clock=clock)
    yield made
    await made.close()


@pytest.fixture
def house(clock: FrozenClock) -> House:
    return House(clock)


@pytest.fixture
def soon(clock: FrozenClock) -> Deadline:
    return Deadline.after(10, clock)


@pytest.fixture
async def pms(house: House, backing: Backing, clock: FrozenClock, soon: Deadline) -> AsyncIterator[Connector]:
    """The counting house behind cache and failover, asked by a guest to whom an old answer will do."""
    token = CURRENT.set(Errand("mirador", "c", "t", soon, takes_stale=True))
    yield layered(house, shelf_for(backing, vendor="test", property_id="mirador"), clock)
    CURRENT.reset(token)
