"""The burning house on one SQLite file: a gateway, a Rasa, an action server, and the hotel's system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.journey import burn, burning_house
from tests.roles import Roles

pytestmark = pytest.mark.journey


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Roles]:
    roles = burning_house(tmp_path)
    try:
        yield roles.start()
    finally:
        roles.stop()


async def test_nothing_is_lost_and_nothing_said_twice(house: Roles) -> None:
    await burn(house, ("rasa", "gateway", "actions", "hotel"))
