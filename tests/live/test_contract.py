"""The contract suite against the hotel system that the settings name: a test property, never a hotel with guests.

`wanted.py` says what the environment may say. The installation's own database is not touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.clock import Deadline, SystemClock
from common.database import create_all, create_engine
from pms.contract.models import Stay
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from pms.factory import get_connector, with_layers
from pms.resilience.backing import Backing
from tests.live.ledger import Ledger, Noted
from tests.live.wanted import Wanted


class TestLiveProperty(ConnectorContract):
    @pytest.fixture
    async def connector(self, wanted: Wanted, ledger: Ledger, tmp_path: Path) -> AsyncIterator[Connector]:
        engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'live.db'}")
        await create_all(engine)
        clock, backing = SystemClock(), Backing()
        adapter = get_connector(wanted.hotel, engine=engine, clock=clock)
        made = Noted(with_layers(adapter, wanted.hotel, clock=clock, backing=backing), ledger).as_connector()
        try:
            await made.connect()
            yield made
        finally:
            await ledger.take_back(made, seconds=wanted.patience_seconds)
            await made.disconnect()
            await backing.close()
            await engine.dispose()

    @pytest.fixture
    def stay(self, wanted: Wanted) -> Stay:
        arrival = datetime.now(UTC).astimezone(wanted.hotel.zone).date() + timedelta(days=wanted.days_ahead)
        return Stay(arrival=arrival, departure=arrival + timedelta(days=2))

    @pytest.fixture
    def deadline(self, wanted: Wanted) -> Deadline:
        return Deadline.after(wanted.patience_seconds)
