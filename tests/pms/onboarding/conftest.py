"""A vendor that needs an address and a key, made of the demo hotel: what setting up can be tried on."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.properties import Property
from pms import factory
from pms.adapters.demo.adapter import DemoHotel
from pms.contract import errors
from pms.contract.models import Hotel

KEY = "sesame"


class Pretend(DemoHotel):
    """Answers with two hotels to whoever has the key."""

    hotels = (Hotel(id="1", name="Seaview"), Hotel(id="2", name="Mirador"))

    async def connect(self) -> None:
        if self._hotel.pms.api_key.get_secret_value() != KEY:
            raise errors.BadCredentials(detail="401")
        await super().connect()

    async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
        return self.hotels


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> type[Pretend]:
    demo = factory.get_connector_metadata("demo")
    manifest = demo.model_copy(
        update={"name": "pretend", "display_name": "Pretend", "also_called": (), "auth": "key"}
    )
    monkeypatch.setattr(factory, "_manifests", lambda: {"demo": demo, "pretend": manifest})
    module = ModuleType("pms.adapters.pretend.adapter")

    def build_connector(hotel: Property, *, engine: AsyncEngine, clock: Clock) -> Pretend:
        return Pretend(hotel, engine=engine, clock=clock)

    module.build_connector = build_connector  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return Pretend
