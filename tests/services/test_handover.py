"""Staff who act at the same moment through two gateways, on PostgreSQL: one is first, the other is told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.gateway import deliveries
from bot.gateway.handover import Decided, HeldBy
from bot.gateway.tables import conversations, handovers, outgoing
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.post_office import open_office
from tests.bot.gateway.stand_in_rasa import StandInRasa

TIMES = 8


@pytest.fixture
async def rasa() -> AsyncIterator[StandInRasa]:
    stand_in = await StandInRasa().start(free_port())
    yield stand_in
    await stand_in.stop()


@pytest.fixture
async def houses(tmp_path: Path, rasa: StandInRasa, database: str) -> AsyncIterator[tuple[House, House]]:
    async with (
        open_house(tmp_path, rasa, database_url=database, owner="one") as one,
        open_house(tmp_path, rasa, database_url=database, owner="two") as two,
    ):
        yield one, two


async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who(
    houses: tuple[House, House],
) -> None:
    one, two = houses
    for number in range(TIMES):
        name = f"c{number}"
        await one.say(name, "hi")
        answers = await asyncio.gather(
            one.gateway.takeover.take(name, "ana"),
            two.gateway.takeover.take(name, "ben"),
            return_exceptions=True,
        )
        (standing,) = (found for found in answers if not isinstance(found, BaseException))
        (error,) = (found for found in answers if isinstance(found, HeldBy))
        assert error.owner == standing.owner
        now = await two.gateway.takeover.standing(name)
        assert (now.state, now.owner) == ("human", standing.owner)
        assert [deed.what for deed in await one.gateway.takeover.story(name)] == ["taken"]


async def test_of_two_who_write_at_once_one_is_read_and_the_bot_is_silent(
    houses: tuple[House, House], rasa: StandInRasa
) -> None:
    one, two = houses
    for number in range(TIMES):
        name = f"c{number}"
        await one.say(name, "hi")
        answers = await asyncio.gather(
            one.gateway.takeover.say(name, "ana", "Ana here."),
            two.gateway.takeover.say(name, "ben", "Ben here."),
            two.say(name, "is anybody there?"),
            return_exceptions=True,
        )
        (error,) = (found for found in answers if isinstance(found, HeldBy))
        said = [one["text"] for one in (await one.transcript(name))["messages"] if one["from"] == "staff"]
        assert said == [{"ana": "Ana here.", "ben": "Ben here."}[error.owner]]
        before = len(rasa.texts)
        assert (await two.say(name, "and now?"))["state"] == "with_person"
        assert len(rasa.texts) == before


async def test_of_two_who_decide_at_once_the_second_is_told_who_was_first(
    houses: tuple[House, House],
) -> None:
    one, two = houses
    for number in range(TIMES):
        name = f"c{number}"
        await one.say(name, "hi")
        async with one.engine.begin() as connection:
            reply = await connection.scalar(
                update(outgoing)
                .where(outgoing.c.conversation == name)
                .values(delivery="unsure")
                .returning(outgoing.c.id)
            )
        answers = await asyncio.gather(
            one.gateway.takeover.decide(str(reply), "again", "ana"),
            two.gateway.takeover.decide(str(reply), "never", "ben"),
            return_exceptions=True,
        )
        (error,) = (found for found in answers if isinstance(found, BaseException))
        assert isinstance(error, Decided)
        (deed,) = await one.gateway.takeover.story(name)
        assert deed.by == error.by


async def test_a_status_and_a_decision_at_once_wait_for_each_other(database: str) -> None:
    """Whoever hears of deliveries and whoever decides take the rows in the same order, so that neither is turned away."""
    async with open_office(database) as office:
        for number in range(TIMES):
            name = await office.conversation(f"wa_{number}_x")
            (reply,) = await office.says("One", conversation=name)
            stuck = update(outgoing).where(outgoing.c.id == reply)
            async with office.engine.begin() as connection:
                await connection.execute(stuck.values(delivery="unsure", next_try_at=None))
                called = update(conversations).where(conversations.c.id == name)
                await connection.execute(called.values(attention="unsure"))
            now = office.clock.now() + timedelta(seconds=1)
            decide = partial(deliveries.decide, reply=reply, decision="never", by="ana", at=now)
            told, decided = await asyncio.gather(
                office.note("delivered", callback=reply),
                office.ledger.write(decide),
                return_exceptions=True,
            )
            assert told is True
            assert decided is None or isinstance(decided, Decided)
            async with office.engine.connect() as connection:
                found = select(outgoing.c.delivery).where(outgoing.c.id == reply)
                assert await connection.scalar(found) == "delivered"
                noted = select(handovers.c.seq).where(handovers.c.conversation == name)
                assert len((await connection.execute(noted)).all()) == (decided is None)
            assert await office.attention(name) is None
