"""The tests every adapter passes, shipped with the contract. A new vendor joins in a few lines:

    class TestVendor(ConnectorContract):
        @pytest.fixture
        async def connector(self) -> AsyncIterator[Connector]:
            ...yield a connected connector of an empty (or test) property...

What the vendor lacks is skipped by its declared capability, and the skip says so. Everything that is booked is cancelled
again, so that the suite may run against a live test property.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.clock import Deadline
from common.ids import new_id
from pms.contract.capabilities import Capability
from pms.contract.models import (
    Reservation,
    Stay,
)
from pms.contract.protocol import Connector
from pms.contract_cases.given import Book, draft_for
from pms.contract_cases.guests import GuestCases
from pms.contract_cases.house import HouseCases
from pms.contract_cases.offers import OfferCases
from pms.contract_cases.reservations import ReservationCases


class ConnectorContract(HouseCases, OfferCases, ReservationCases, GuestCases):
    """Override `connector`; override `days_ahead` and `patience_seconds` where the test property asks for it."""

    patience_seconds = 30.0
    days_ahead = 40

    @pytest.fixture
    def connector(self) -> Connector:
        raise TypeError("each adapter's test gives its own connector")

    @pytest.fixture
    def stay(self) -> Stay:
        arrival = datetime.now(UTC).date() + timedelta(days=self.days_ahead)
        return Stay(arrival=arrival, departure=arrival + timedelta(days=2))

    @pytest.fixture
    def deadline(self) -> Deadline:
        return Deadline.after(self.patience_seconds)

    @pytest.fixture
    async def book(self, connector: Connector, deadline: Deadline, stay: Stay) -> AsyncIterator[Book]:
        """Books the cheapest room for two; what still stands after the test is cancelled."""
        made: list[str] = []

        async def one(**changed: Any) -> Reservation:
            draft = await draft_for(connector, deadline, stay)
            reservation = await connector.create_reservation(
                draft.model_copy(update=changed), deadline=deadline
            )
            made.append(reservation.reference)
            return reservation

        yield one
        for reference in made:
            found = await connector.get_reservation(reference, deadline=deadline)
            if found is not None and not found.is_cancelled and connector.manifest.can(Capability.CANCEL):
                await connector.cancel_reservation(
                    reference,
                    key=new_id("clean"),
                    reason=None,
                    agreed_fee=found.total,
                    deadline=deadline,
                )
