"""The layers' state in both its places. tests/services runs the same tests once more on a real Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from common.clock import FrozenClock
from pms.resilience.backing import Backing


@pytest.fixture(params=["memory", "fakeredis"])
async def backing(request: pytest.FixtureRequest, clock: FrozenClock) -> AsyncIterator[Backing]:
    """In this process, or in a Redis whose scripts go by the test's clock."""
    redis = FakeAsyncRedis(server=FakeServer()) if request.param == "fakeredis" else None
    made = Backing(redis=redis, clock=clock)
    yield made
    await made.close()
