"""A hotel on a frozen clock and a fresh database, with the front desk before it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.properties import Properties
from pms.front_desk import Errand, FrontDesk
from tests.pms.house import NOW, errand_of, front_desk, hotel


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of the database, for processes of their own."""
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    made = create_engine(url)
    await create_all(made)
    yield made
    await made.dispose()


@pytest.fixture
def properties() -> Properties:
    return Properties((hotel(),))


@pytest.fixture
async def open_desk(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> AsyncIterator[Callable[[], FrontDesk]]:
    """A fresh front desk on the same database each time: what a restarted process is."""
    opened: list[FrontDesk] = []

    def open_one() -> FrontDesk:
        opened.append(front_desk(properties, engine, clock))
        return opened[-1]

    yield open_one
    for desk in opened:
        await desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], FrontDesk]) -> FrontDesk:
    return open_desk()


@pytest.fixture
def errand(clock: FrozenClock) -> Errand:
    return errand_of("conversation-1", clock)
