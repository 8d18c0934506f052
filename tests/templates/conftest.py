"""A metrics registry of a test's own, since the process's may hold each name once; and a database of versions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all, create_engine
from templates import tables  # noqa: F401 - registers them
from templates.metrics import ReplyMetrics
from templates.versions import Versions
from tests.templates.lab import Lab, open_lab
from tests.templates.small import PACKAGED


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> ReplyMetrics:
    return ReplyMetrics(registry)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'words.db'}")
    await create_all(made)
    yield made
    await made.dispose()


@pytest.fixture
def versions(engine: AsyncEngine, clock: FrozenClock) -> Versions:
    return Versions(engine, clock, packaged=PACKAGED)


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    """Experiments on a database of their own."""
    async with open_lab(tmp_path) as opened:
        yield opened
