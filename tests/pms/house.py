"""The hotel, the day and the guest that the tests of this room share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
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


def hotel(property_id: str = "mirador", *, timeout_seconds: float = 30.0) -> Property:
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
        emergency_number="112",
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
        pms=PmsSettings("demo", timeout_seconds=timeout_seconds),
        facts={},
    )


def errand_of(conversation: str, clock: Clock, *, turn: str = "turn-1", seconds: float = 10) -> Errand:
    return Errand("mirador", conversation, turn, Deadline.after(seconds, clock))


def front_desk(
    properties: Properties, engine: AsyncEngine, clock: Clock, *, intents: Intents | None = None
) -> FrontDesk:
    return FrontDesk(
        properties,
        Connectors(properties, engine=engine, clock=clock),
        intents or Intents(engine, Sealer([KEY]), clock),
        Quotes(engine, clock),
        Proofs(engine, clock),
        clock,
    )


def next_month() -> Stay:
    """Two nights that lie ahead whatever day it is; for tests that cannot freeze another process's clock."""
    arrival = datetime.now(UTC).date() + timedelta(days=30)
    return Stay(arrival=arrival, departure=arrival + timedelta(days=2))
