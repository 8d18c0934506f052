"""The burning house as a hotel group runs it: two gateways and two Rasa workers on PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.journey import burn, burning_house
from tests.roles import Roles


@pytest.fixture
def house(tmp_path: Path, database: str, redis_url: str) -> Iterator[Roles]:
    roles = burning_house(tmp_path, gateways=2, rasas=2, DATABASE_URL=database, REDIS_URL=redis_url)
    try:
        yield roles.start()
    finally:
        roles.stop()


async def test_nothing_is_lost_and_nothing_said_twice(house: Roles) -> None:
    await burn(house, ("rasa", "rasa-2", "gateway", "gateway-2", "actions", "hotel"))
