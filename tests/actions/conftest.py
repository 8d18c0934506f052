"""The real front desk over the demo hotel, on a frozen clock, and conversations at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from actions import app, desk
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.properties import Properties, load_properties
from common.secrets import Sealer, new_key
from pms.factory import Connectors
from pms.front_desk import FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from tests.actions.conversation import ROOT, Conversation

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
KEY = new_key()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def properties() -> Properties:
    return load_properties(ROOT / "posada" / "demo_hotel.yml")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await create_all(made)
    yield made
    await made.dispose()


@pytest.fixture
async def front_desk(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> AsyncIterator[FrontDesk]:
    made = FrontDesk(
        properties,
        Connectors(properties, engine=engine, clock=clock),
        Intents(engine, Sealer([KEY]), clock),
        Quotes(engine, clock),
        Proofs(engine, clock),
        clock,
    )
    yield made
    await made.close()


@pytest.fixture
def installed(front_desk: FrontDesk, engine: AsyncEngine, clock: FrozenClock) -> desk.Desk:
    made = desk.Desk(front_desk, desk.HandoffBook(engine), clock)
    desk.install(made)
    return made


@pytest.fixture
def arrive(installed: desk.Desk) -> Callable[..., Conversation]:
    """A new guest."""

    def one(id: str = "conversation-1", **fields: Any) -> Conversation:
        return Conversation(app.executor(), id, **fields)

    return one


@pytest.fixture
def guest(arrive: Callable[..., Conversation]) -> Conversation:
    return arrive()
