"""A write put together for whoever looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
from common.secrets import Sealer, new_key
from pms.contract import errors
from pms.front_desk import FrontDesk, Queued
from pms.outbox.by_hand import ByHand, NotNow
from pms.outbox.cases import Cases
from pms.outbox.intents import Intents
from tests.pms.faults import faulty_desk
from tests.pms.house import GUEST, TWO, WEEKEND, errand_of


async def waiting(properties: Properties, engine: AsyncEngine, clock: FrozenClock, *, many: int) -> FrontDesk:
    desk, faulty = await faulty_desk(properties, engine, clock)
    for number in range(many):
        errand = errand_of(f"conversation-{number}", clock)
        quote = await desk.quote(errand, WEEKEND, TWO, ("doble",))
        faulty.faults.append(("create_reservation", "before", errors.Unreachable()))
        assert isinstance(await desk.book(errand, quote.id, GUEST), Queued)
        clock.advance(timedelta(seconds=1))
    return desk


async def test_the_longest_waiting_come_first_and_all_are_counted(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    desk = await waiting(properties, engine, clock, many=3)
    found, total = await desk.staff_desk().cases(engine).waiting(most=2)
    assert [case.write.conversation for case in found] == ["conversation-0", "conversation-1"]
    assert total == 3
    assert await desk.staff_desk().cases(engine).waiting(property_id="elsewhere") == ((), 0)


async def test_without_a_key_or_with_another_one_a_case_is_shown_without_its_words(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await waiting(properties, engine, clock, many=1)
    elsewhere = Intents(engine, Sealer([new_key()]), clock)
    for cases in (Cases(engine), Cases(engine, elsewhere)):
        (case,), _ = await cases.waiting()
        assert (case.payload, case.is_open, case.letter) == (None, True, None)
        found = await cases.find(case.write.id)
        assert found is not None
        assert [line.event for line in found.story] == ["intended", "queued"]
    with pytest.raises(NotNow, match="POSADA_SECRET_KEYS"):
        await ByHand(elsewhere).abandon(case.write.id, by="ana", why="x")
    assert await Cases(engine).find("int_none") is None
