"""A hotel's facts and answers on a real PostgreSQL: the same steps as on SQLite, and editors at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all
from common.knowledge.book import Book
from common.properties import Properties, load_properties
from common.settings import ROOT
from tests.common.knowledge.editing import ALONE, STEPS

PROPERTIES = load_properties(ROOT / "posada" / "demo_hotel.yml")


@pytest.fixture
async def book(engine: AsyncEngine) -> Book:
    await create_all(engine)
    return Book(engine, FrozenClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC)), PROPERTIES)


@pytest.mark.parametrize("step", STEPS)
async def test_on_postgresql(step: Callable[[Book, Properties], Awaitable[None]], book: Book) -> None:
    await step(book, PROPERTIES)


@pytest.mark.parametrize("step", ALONE)
async def test_alone_on_postgresql(step: Callable[[Book], Awaitable[None]], book: Book) -> None:
    await step(book)
