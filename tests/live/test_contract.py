"""The contract suite against the hotel system that the settings name: a test property, never a hotel with guests.

`POSADA_LIVE_PMS=<vendor> make test-live` reads PMS_BASE_URL, PMS_API_KEY, PMS_HOTEL_ID and POSADA_PROPERTIES_FILE like the
program does. Everything that is booked is cancelled again.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from common.clock import SystemClock
from common.database import create_engine
from common.hotels import load_hotels
from common.settings import load_settings
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from pms.factory import get_connector, with_layers
from pms.resilience.backing import Backing


class TestLiveProperty(ConnectorContract):
    @pytest.fixture
    async def connector(self) -> AsyncIterator[Connector]:
        settings = load_settings({**os.environ, "PMS_TYPE": os.environ["POSADA_LIVE_PMS"]})
        hotel = load_hotels(settings).default
        engine = create_engine(settings.database)
        clock, backing = SystemClock(), Backing(settings.redis_url.get_secret_value())
        made = with_layers(
            get_connector(hotel, engine=engine, clock=clock), hotel, clock=clock, backing=backing
        )
        await made.connect()
        yield made
        await made.disconnect()
        await backing.close()
        await engine.dispose()
