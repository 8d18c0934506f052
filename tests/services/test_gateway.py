"""The gateway's promises on PostgreSQL, two gateways at once included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.gateway.inbox import Arrival
from bot.gateway.tables import inbox
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, echo


@pytest.fixture
async def rasa() -> AsyncIterator[StandInRasa]:
    stand_in = await StandInRasa().start(free_port())
    yield stand_in
    await stand_in.stop()


async def all_answered(house: House, conversation: str) -> list[str]:
    for _ in range(1000):
        states = await house.gateway.transcripts.states(conversation)
        if states and set(states.values()) == {"answered"}:
            lines = await house.gateway.transcripts.messages(conversation)
            return [line.stored.reply.text for line in lines if line.stored]
        await asyncio.sleep(0.01)
    raise AssertionError("turns still open")


async def test_double_posts_order_and_bad_input(tmp_path: Path, rasa: StandInRasa, database: str) -> None:
    async with open_house(tmp_path, rasa, database_url=database) as house:
        await asyncio.gather(*(house.say("c1", "hi \x00 there", message_id="m1") for _ in range(5)))
        await asyncio.gather(*(house.say("c1", f"m{number}") for number in range(10)))
        assert rasa.most_at_once == 1
        assert len(rasa.seen) == 11
        path = "/api/v1/conversations/c1/messages"
        assert (await house.client.post(path, json={"payload": "b_\x00"})).status_code == 400
        async with house.engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(inbox)) == 11


async def test_a_restart_loses_and_doubles_nothing(tmp_path: Path, rasa: StandInRasa, database: str) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa, database_url=database) as house:
        for number, text in enumerate(("one", "two", "three")):
            await house.gateway.desk.accept(Arrival("webchat", "w1", str(number), "mirador", text=text))
            await gate.entered.wait()
    rasa.talk = echo
    gate.opened.set()
    async with open_house(tmp_path, rasa, database_url=database) as house:
        assert await all_answered(house, "w1") == ["You said: one", "You said: two\nthree"]
    assert len(rasa.handled) == 2


async def test_two_gateways_keep_one_conversation_in_order(
    tmp_path: Path, rasa: StandInRasa, database: str
) -> None:
    async with (
        open_house(tmp_path, rasa, database_url=database, owner="one") as one,
        open_house(tmp_path, rasa, database_url=database, owner="two") as two,
    ):
        said = await asyncio.gather(
            *(house.say("c1", f"{number}") for number in range(6) for house in (one, two))
        )
        assert rasa.most_at_once == 1
        assert len(rasa.handled) == 12
        assert {one["state"] for one in said} == {"answered"}
