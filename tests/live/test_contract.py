"""The contract suite against the hotel system that the settings name: a test property, never a hotel with guests.

`wanted.py` says what the environment may say. The installation's own database is not touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from common.clock import Deadline
from pms.contract.models import Stay
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from tests.live.connecting import connected
from tests.live.ledger import Ledger
from tests.live.wanted import Wanted


class TestLiveProperty(ConnectorContract):
    @pytest.fixture
    async def connector(self, wanted: Wanted, ledger: Ledger) -> AsyncIterator[Connector]:
        async with connected(wanted, ledger) as connector:
            yield connector

    @pytest.fixture
    def stay(self, wanted: Wanted) -> Stay:
        arrival = datetime.now(UTC).astimezone(wanted.hotel.zone).date() + timedelta(days=wanted.days_ahead)
        return Stay(arrival=arrival, departure=arrival + timedelta(days=2))

    @pytest.fixture
    def deadline(self, wanted: Wanted) -> Deadline:
        return Deadline.after(wanted.patience_seconds)
