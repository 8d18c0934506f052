"""A database of knowledge, and the demo hotel it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.knowledge.book import Book
from common.properties import Properties, load_properties
from common.settings import ROOT


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


@pytest.fixture
def properties() -> Properties:
    return load_properties(ROOT / "posada" / "demo_hotel.yml")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'knowledge.db'}")
    await create_all(made)
    yield made
    await made.dispose()


@pytest.fixture
def book(engine: AsyncEngine, clock: FrozenClock, properties: Properties) -> Book:
    return Book(engine, clock, properties)
