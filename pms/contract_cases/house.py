"""The house itself: hotels, room types, rooms, extras, events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.clock import Deadline
from common.languages import SPOKEN
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.protocol import OPERATIONS, Connector
from pms.contract_cases.given import Book, needs


class HouseCases:
    async def test_connector_has_every_operation(self, connector: Connector) -> None:
        missing = [name for name in OPERATIONS if not callable(getattr(connector, name, None))]
        assert missing == []

    async def test_health_answers_and_never_raises(self, connector: Connector, deadline: Deadline) -> None:
        assert (await connector.health_check(deadline=deadline)).is_reachable

    async def test_hotels_are_listed(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.LIST_PROPERTIES)
        assert await connector.get_hotels(deadline=deadline)

    async def test_room_types_have_a_name_and_room_for_somebody(
        self, connector: Connector, deadline: Deadline
    ) -> None:
        needs(connector, Capability.ROOM_TYPES)
        types = await connector.get_room_types(deadline=deadline)
        assert len({one.id for one in types}) == len(types) > 0
        for one in types:
            assert one.names
            assert set(one.names) <= set(SPOKEN)
            assert 1 <= one.max_adults <= one.max_people

    async def test_extras_have_prices(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.EXTRAS)
        for one in await connector.get_extras(deadline=deadline):
            assert one.names
            assert one.price.minor >= 0

    async def test_rooms_are_of_known_types(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.ROOM_STATUS)
        types = {one.id for one in await connector.get_room_types(deadline=deadline)}
        statuses = await connector.get_all_room_statuses(deadline=deadline)
        assert {one.room_type_id for one in statuses} <= types
        assert await connector.get_room_status(statuses[0].number, deadline=deadline) == statuses[0]
        assert await connector.get_room_status("no such room", deadline=deadline) is None

    async def test_polling_names_what_changed_since(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.POLL_CHANGES)
        made = await book()
        since = made.updated_at - timedelta(seconds=1)
        events = await connector.poll_changes(since, deadline=deadline)
        assert made.reference in {event.reference for event in events}

    async def test_webhooks_that_are_declared_impossible_are_refused(self, connector: Connector) -> None:
        if connector.manifest.can(Capability.WEBHOOKS):
            pytest.skip(f"{connector.manifest.name} has webhooks; its own tests read them")
        with pytest.raises(errors.NotPossible):
            await connector.parse_webhook({}, b"")
