"""The same on PostgreSQL, two gateways at once included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_engine
from tests.bot.gateway.test_event_batches import *  # noqa: F403
from tests.bot.gateway.test_event_batches import Batches


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database)
    yield engine
    await engine.dispose()


async def test_two_gateways_work_on_each_once(batches: Batches) -> None:
    texts = [f"{number}" for number in range(200)]
    await batches.told(*texts)
    one, two = batches.open(), batches.open()
    await asyncio.gather(one.take(), two.take())
    await one.take()
    assert sorted(await batches.noted(), key=int) == texts
