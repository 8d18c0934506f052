"""A guest's phone, Meta between, and a whole gateway: words come in, the answer reaches the phone, and its ticks come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.gateway import deliveries
from bot.gateway.tables import conversations
from tests.bot.channels.whatsapp.phones import NUMBER, PHONE, SECRET, TOKEN, Phones, open_phones
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, echo, reply


@dataclass
class Line:
    phones: Phones
    house: House

    async def row(self) -> Any:
        query = select(conversations)
        return await self.house.gateway.desk.ledger.read(lambda at: at.execute(query).one())

    async def shown(self, count: int) -> list[dict[str, Any]]:
        """What the hotel has written to the phone, once it is so much."""
        await until(lambda: self._has(count))
        return await self.phones.read()

    async def _has(self, count: int) -> bool:
        return len(await self.phones.read()) >= count

    async def statuses(self) -> list[str]:
        async with self.house.engine.connect() as connection:
            told = await deliveries.of_conversation(connection, (await self.row()).id)
        return [one.status for of_reply in told.values() for one in of_reply]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(500):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.fixture
async def line(tmp_path: Path, rasa: StandInRasa) -> AsyncIterator[Line]:
    port = free_port()
    webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp"
    async with open_phones(webhook, statuses=("sent", "delivered")) as phones:
        settings: dict[str, Any] = {
            "whatsapp_access_token": SecretStr(TOKEN),
            "whatsapp_app_secret": SecretStr(SECRET),
            "whatsapp_numbers": NUMBER,
            "whatsapp_graph_url": phones.simulator.address,
        }
        async with open_house(tmp_path, rasa, port=port, **settings) as house:
            yield Line(phones, house)


async def test_an_answer_reaches_the_phone_and_its_ticks_the_transcript(line: Line) -> None:
    await line.phones.hear("Hola")
    (told,) = await line.shown(1)
    assert told["text"] == "You said: Hola"

    async def is_delivered() -> bool:
        return set(await line.statuses()) == {"sent", "delivered"}

    await until(is_delivered)


async def test_a_button_on_the_phone_means_what_it_meant_when_it_was_offered(line: Line) -> None:
    async def offer(turn: dict[str, Any]) -> dict[str, Any]:
        if "payload" in turn:
            return await echo(turn)
        return answer(
            reply(
                "Two nights?",
                buttons=[{"title": "Yes, please", "payload": {"intent": "affirm", "entities": {}}}],
            )
        )

    line.house.rasa.talk = offer
    await line.phones.hear("Hola")
    await line.shown(1)
    assert (await line.phones.press("Yes, please")).status_code == 200
    assert (await line.shown(2))[-1]["text"] == "You said: <affirm>"


async def test_a_voice_message_is_answered_on_the_phone_without_rasa(line: Line) -> None:
    given = await line.phones.client.post(
        "/simulator/media", json={"mime_type": "audio/ogg", "content": "OggS"}
    )
    voice = {"type": "audio", "audio": {"id": given.json()["id"], "mime_type": "audio/ogg", "voice": True}}
    said = await line.phones.client.post(f"/simulator/guests/{PHONE}/messages", json=voice)
    assert said.status_code == 200, said.text
    (told,) = await line.shown(1)
    assert told["text"].startswith("channel.voice")
    assert line.house.rasa.seen == []
    assert (await line.row()).attention == "unread"


async def test_every_call_twice_and_shuffled_is_one_answer_each(line: Line) -> None:
    manners = {"doubled": 1.0, "shuffled_seconds": 0.05}
    assert (await line.phones.client.put("/simulator/manners", json=manners)).status_code == 200
    for number in range(5):
        await line.phones.hear(f"message {number}", phone=f"3460000000{number}")

    async def are_all_answered() -> bool:
        told = [await line.phones.read(f"3460000000{number}") for number in range(5)]
        return all(told)

    await until(are_all_answered)
    await line.house.gateway.inbound.settle()
    told = [[one["text"] for one in await line.phones.read(f"3460000000{number}")] for number in range(5)]
    assert told == [[f"You said: message {number}"] for number in range(5)]
