"""The promises of what leaves, and of what channels report of it, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from common.database import create_all, create_engine
from tests.bot.gateway.post_office import PostOffice
from tests.bot.gateway.test_deliveries import *  # noqa: F403
from tests.bot.gateway.test_sending import *  # noqa: F403


@pytest.fixture
async def office(database: str) -> AsyncIterator[PostOffice]:
    engine = create_engine(database)
    await create_all(engine)
    opened = PostOffice(engine)
    await opened.conversation()
    yield opened
    opened.ledger.close()
    await engine.dispose()
