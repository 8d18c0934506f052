"""What leaves a whole gateway as guests' phones show it: merged, in order, once, and after a day as the approved template."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.gateway import outgoing
from bot.gateway.transcripts import Transcripts
from common.clock import SystemClock
from templates.place import Place
from templates.store import read_catalog
from templates.twins import Twin, Twins
from tests.bot.channels.whatsapp.phones import NUMBER, PHONE, SECRET, TOKEN, Phones, open_phones
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, reply

BUTTONS = [
    {"title": "Yes", "payload": {"intent": "affirm", "entities": {}}},
    {"title": "No", "payload": {"intent": "deny", "entities": {}}},
]


@pytest.fixture
async def rasa() -> AsyncIterator[StandInRasa]:
    stand_in = await StandInRasa().start(free_port())
    yield stand_in
    await stand_in.stop()


@asynccontextmanager
async def joined(folder: Path, rasa: StandInRasa, **manners: Any) -> AsyncIterator[tuple[House, Phones]]:
    port = free_port()
    async with (
        open_phones(f"http://127.0.0.1:{port}/webhooks/whatsapp", **manners) as phones,
        open_house(
            folder,
            rasa,
            port=port,
            whatsapp_access_token=SecretStr(TOKEN),
            whatsapp_app_secret=SecretStr(SECRET),
            whatsapp_graph_url=phones.simulator.address,
            whatsapp_numbers=f"{NUMBER}=mirador",
        ) as house,
    ):
        yield house, phones


async def until(phones: Phones, claim: Callable[[list[dict[str, Any]]], bool], phone: str = PHONE) -> None:
    """Waits for what the phone shows."""
    async with asyncio.timeout(20):
        while not claim(await phones.read(phone)):
            guest = phones.simulator.network.people.of_phone(phone)
            await phones.simulator.network.changed(guest, 0.1)


async def the_transcript(house: House) -> Any:
    transcripts = Transcripts(house.engine, house.sealer)
    (row,) = (await transcripts.list()).rows
    return await transcripts.transcript(row.id)


async def test_a_turn_is_one_message_with_its_choices(tmp_path: Path, rasa: StandInRasa) -> None:
    async def talk(turn: dict[str, Any]) -> dict[str, Any]:
        if "payload" in turn:
            return answer(reply(f"<{turn['payload']['intent']}>"))
        return answer(reply("A card number was masked."), reply("Book it?", buttons=BUTTONS))

    rasa.talk = talk
    async with joined(tmp_path, rasa) as (_house, phones):
        await phones.hear("Two nights")
        await until(phones, bool)
        (asked,) = await phones.read()
        assert asked["text"] == "A card number was masked.\n\nBook it?", "one message a turn"
        assert [one["title"] for one in asked["choices"]] == ["Yes", "No"]
        await phones.press("Yes")
        await until(phones, lambda shown: [one["text"] for one in shown][1:] == ["<affirm>"])


async def test_the_guest_sees_that_we_are_writing(tmp_path: Path, rasa: StandInRasa) -> None:
    was_seen = asyncio.Event()

    async def slow(turn: dict[str, Any]) -> dict[str, Any]:
        await was_seen.wait()
        return answer(reply("At last"))

    rasa.talk = slow
    async with joined(tmp_path, rasa) as (_house, phones):
        await phones.hear("Hola")
        async with asyncio.timeout(10):
            while not (await phones.screen())["is_typing"]:
                await asyncio.sleep(0.01)
        was_seen.set()
        await until(phones, bool)
        assert not (await phones.screen())["is_typing"]


async def test_doubled_and_shuffled_webhooks_and_lost_answers_repeat_nothing(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    guests = [f"3460000{number:04d}" for number in range(12)]
    async with joined(tmp_path, rasa, doubled=0.5, shuffled_seconds=0.05) as (_house, phones):
        # Taken all the same; only the status will tell.
        await phones.fault("hang_up", is_sent=True, to=guests[1])
        await phones.fault("html", is_sent=True, to=guests[2])
        await phones.fault("none", is_early=True, to=guests[0])
        for word in ("one", "two"):
            await asyncio.gather(*(phones.hear(f"{word} {guest}", phone=guest) for guest in guests))
            for guest in guests:
                wanted = f"You said: {word} {guest}"
                await until(
                    phones, lambda shown, last=wanted: bool(shown) and shown[-1]["text"] == last, guest
                )
        for guest in guests:
            texts = [one["text"] for one in await phones.read(guest)]
            assert texts == [f"You said: one {guest}", f"You said: two {guest}"]


async def test_a_number_that_is_too_fast_loses_nothing_and_keeps_each_guest_s_order(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    guests = [f"3460000{number:04d}" for number in range(8)]
    async with joined(tmp_path, rasa, statuses=("sent", "delivered")) as (_house, phones):
        await phones.fault("code", code=130429, times=3)
        await phones.fault("code", code=131056, times=1, to=guests[3])
        await asyncio.gather(*(phones.hear("first", phone=guest) for guest in guests))
        for guest in guests:
            await until(phones, bool, guest)
        await asyncio.gather(*(phones.hear("second", phone=guest) for guest in guests))
        for guest in guests:
            await until(phones, lambda shown: len(shown) == 2, guest)
            assert [one["text"] for one in await phones.read(guest)] == [
                "You said: first",
                "You said: second",
            ]
        counts = (await phones.client.get("/simulator/counts")).json()
        assert counts["refused"] == {"130429": 3, "131056": 1}


async def test_a_day_later_the_approved_template_reaches_the_guest(tmp_path: Path, rasa: StandInRasa) -> None:
    async with joined(tmp_path, rasa) as (house, phones):
        twins = Twins(house.engine, SystemClock())
        place = Place("notice.cancel_done", "en")
        twin = Twin(place, "cancelled", "en", "approved", ("{{ reference }}",))
        await twins.link(twin, by="ana", packaged=read_catalog())
        await phones.template(name="cancelled", language="en", state="APPROVED", body="Cancelled: {{1}}")
        await phones.hear("Hola")
        await until(phones, bool)
        conversation = (await the_transcript(house)).conversation.id
        await phones.client.post("/simulator/clock", json={"advance_seconds": 25 * 3600})
        notice = outgoing.Reply(
            "o_later", "…", "notice.cancel_done", "1", None, "en", values={"reference": "R1"}
        )
        await house.gateway.desk.ledger.write(
            lambda at: outgoing.add(
                at,
                house.sealer,
                [notice],
                conversation=conversation,
                turn=None,
                at=SystemClock().now(),
                is_awaited=False,
            )
        )
        # Our clock has not gone on: Meta says that the window is closed, and then the twin goes.
        await until(phones, lambda shown: [one["text"] for one in shown][1:] == ["Cancelled: R1"])
        counts = (await phones.client.get("/simulator/counts")).json()
        assert counts["refused"] == {"131047": 1}
