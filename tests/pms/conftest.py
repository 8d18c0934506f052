"""A hotel on a frozen clock and a fresh database, with the front desk before it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.database import create_all, create_engine
from common.properties import PmsSettings, Properties, Property
from common.secrets import Sealer, new_key
from pms.contract.models import GuestProfile, Party, Stay
from pms.factory import Connectors
from pms.front_desk import Errand, FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes

KEY = new_key()
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WEEKEND = Stay(arrival=date(2026, 11, 27), departure=date(2026, 11, 29))
TWO = Party(adults=2)
GUEST = GuestProfile(
    first_name="Test", last_name="Guest", email="guest@example.com", phone="+34 600 100 200", language="es"
)


def hotel(property_id: str = "mirador") -> Property:
    return Property(
        id=property_id,
        name="Test house",
        timezone="Europe/Madrid",
        currency="EUR",
        languages=("en", "es", "pt"),
        default_language="en",
        country="ES",
        city="",
        address="",
        phone="",
        email="",
        website="",
        privacy_url="https://hotel.example/privacy",
        latitude=None,
        longitude=None,
        check_in_from="15:00",
        check_out_until="11:30",
        day_first=True,
        max_nights=21,
        max_days_ahead=500,
        max_people=12,
        pms=PmsSettings("demo"),
        facts={},
    )


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = os.environ.get("POSADA_TEST_DATABASE_URL") or f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
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
        desk = FrontDesk(
            properties,
            Connectors(properties, engine=engine, clock=clock),
            Intents(engine, Sealer([KEY]), clock),
            Quotes(engine, clock),
            Proofs(engine, clock),
            clock,
        )
        opened.append(desk)
        return desk

    yield open_one
    for desk in opened:
        await desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], FrontDesk]) -> FrontDesk:
    return open_desk()


@pytest.fixture
def errand(clock: FrozenClock) -> Errand:
    return Errand("mirador", "conversation-1", "turn-1", Deadline.after(10, clock))
