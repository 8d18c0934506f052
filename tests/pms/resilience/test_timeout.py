"""No call outlives its deadline, and what a late answer means depends on whether it could have had an effect."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.factory import get_connector
from pms.resilience.timeout import Timeout
from tests.pms.house import TWO, WEEKEND, hotel


class Silent(Layer):
    """Takes every call and answers none."""

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        await asyncio.Event().wait()


@pytest.fixture
def silent(engine: Any, clock: FrozenClock) -> Connector:
    inner = Silent(get_connector(hotel(), engine=engine, clock=clock)).as_connector()
    return Timeout(inner, most_seconds=0.01).as_connector()


async def test_read_without_an_answer_is_unreachable(silent: Connector, clock: FrozenClock) -> None:
    with pytest.raises(errors.Unreachable) as late:
        await silent.search_offers(WEEKEND, TWO, deadline=Deadline.after(10, clock))
    assert (late.value.vendor, late.value.operation) == ("demo", "search_offers")


async def test_write_without_an_answer_is_unknown(silent: Connector, clock: FrozenClock) -> None:
    with pytest.raises(errors.OutcomeUnknown):
        await silent.add_reservation_note("DM-1", "text", key="k", deadline=Deadline.after(10, clock))


async def test_write_that_was_never_sent_is_only_unreachable(silent: Connector, clock: FrozenClock) -> None:
    with pytest.raises(errors.Unreachable):
        await silent.add_reservation_note("DM-1", "text", key="k", deadline=Deadline.after(0, clock))
