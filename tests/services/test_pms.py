"""The hotel layer's promises on a real PostgreSQL: the very tests that run on SQLite, on another engine."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_all
from tests.pms.adapters.test_demo import TestDemo  # noqa: F401
from tests.pms.conftest import clock, desk, errand, open_desk, properties  # noqa: F401
from tests.pms.outbox.test_by_hand import *  # noqa: F403
from tests.pms.outbox.test_doubt import *  # noqa: F403
from tests.pms.outbox.test_killed_at_qloapps import *  # noqa: F403
from tests.pms.outbox.test_killed_process import *  # noqa: F403
from tests.pms.outbox.test_no_lost_write import *  # noqa: F403
from tests.pms.outbox.test_worker import *  # noqa: F403
from tests.pms.test_alert_senders import *  # noqa: F403
from tests.pms.test_call_rows import *  # noqa: F403
from tests.pms.test_front_desk import *  # noqa: F403
from tests.pms.test_leases import *  # noqa: F403
from tests.pms.test_trace import *  # noqa: F403


@pytest.fixture
async def engine(engine: AsyncEngine) -> AsyncEngine:
    await create_all(engine)
    return engine


@pytest.fixture
def url(database: str) -> str:
    """Where the processes that are killed write."""
    return database
