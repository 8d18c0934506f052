"""QloApps keeps the contract: in this process, with ids as old PHP sends them, and over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from pms.adapters.qloapps.adapter import QloApps
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from pms.simulators import qloapps as simulated
from pms.simulators.server import as_transport, serve
from tests.pms.adapters.qloapps.property import hotel


class TestQloApps(ConnectorContract):
    @pytest.fixture
    async def connector(self, engine: AsyncEngine) -> AsyncIterator[Connector]:
        transport = as_transport(simulated.QloApps())
        connector = QloApps(hotel(), engine=engine, clock=SystemClock(), transport=transport)
        await connector.connect()
        yield connector
        await connector.disconnect()


class TestQloAppsOfOldPhp(ConnectorContract):
    @pytest.fixture
    async def connector(self, engine: AsyncEngine) -> AsyncIterator[Connector]:
        transport = as_transport(simulated.QloApps(ids_as_strings=True))
        connector = QloApps(hotel(), engine=engine, clock=SystemClock(), transport=transport)
        await connector.connect()
        yield connector
        await connector.disconnect()


class TestQloAppsOverASocket(ConnectorContract):
    @pytest.fixture
    async def connector(self, engine: AsyncEngine) -> AsyncIterator[Connector]:
        async with serve(simulated.QloApps()) as address:
            connector = QloApps(hotel(base_url=address), engine=engine, clock=SystemClock())
            await connector.connect()
            yield connector
            await connector.disconnect()
