"""The promises of what leaves, and of what channels report of it, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.gateway.post_office import PostOffice, open_office
from tests.bot.gateway.test_deliveries import *  # noqa: F403
from tests.bot.gateway.test_sending import *  # noqa: F403


@pytest.fixture
async def office(database: str) -> AsyncIterator[PostOffice]:
    async with open_office(database) as opened:
        yield opened
