from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa


@pytest.fixture
async def rasa() -> AsyncIterator[StandInRasa]:
    stand_in = await StandInRasa().start(free_port())
    yield stand_in
    await stand_in.stop()


@pytest.fixture
async def house(tmp_path: Path, rasa: StandInRasa) -> AsyncIterator[House]:
    async with open_house(tmp_path, rasa) as opened:
        yield opened
