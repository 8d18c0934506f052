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
from tests.pms.resilience.vendor import on_errand


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


@pytest.fixture
def patient(engine: Any, clock: FrozenClock) -> Connector:
    """Runs out of time at once, however much it was given."""

    class Late(Layer):
        async def around(
            self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
        ) -> Any:
            raise TimeoutError

    inner = Late(get_connector(hotel(), engine=engine, clock=clock)).as_connector()
    return Timeout(inner, most_seconds=30).as_connector()


@pytest.mark.parametrize(
    ("turn", "patience", "given"), [("turn-1", 20, "6.7"), (None, 20, "20.0"), ("turn-1", 2.5, "2.5")]
)
async def test_read_has_a_third_of_a_guests_time_and_all_of_nobodys(
    patient: Connector, clock: FrozenClock, turn: str | None, patience: float, given: str
) -> None:
    with on_errand(clock, turn=turn), pytest.raises(errors.Unreachable) as late:
        await patient.search_offers(WEEKEND, TWO, deadline=Deadline.after(patience, clock))
    assert late.value.detail == f"no answer within {given} s"


async def test_write_has_all_of_a_guests_time(patient: Connector, clock: FrozenClock) -> None:
    with on_errand(clock, turn="turn-1"), pytest.raises(errors.OutcomeUnknown) as late:
        await patient.add_reservation_note("DM-1", "text", key="k", deadline=Deadline.after(20, clock))
    assert late.value.detail == "no answer within 20.0 s"


async def test_write_without_time_for_an_answer_is_not_sent(patient: Connector, clock: FrozenClock) -> None:
    with pytest.raises(errors.OutOfTime):
        await patient.add_reservation_note("DM-1", "text", key="k", deadline=Deadline.after(0.9, clock))


async def test_read_cut_short_by_its_caller_says_nothing_about_the_vendor(
    patient: Connector, clock: FrozenClock
) -> None:
    with pytest.raises(errors.OutOfTime):
        await patient.search_offers(WEEKEND, TWO, deadline=Deadline.after(0.5, clock))


async def test_health_of_a_silent_system_is_an_answer(silent: Connector, clock: FrozenClock) -> None:
    for patience in (10, 0):
        health = await silent.health_check(deadline=Deadline.after(patience, clock))
        assert not health.is_reachable
