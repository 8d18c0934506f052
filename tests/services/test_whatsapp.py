"""Guests of WhatsApp on PostgreSQL, two gateways at once included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.gateway.tables import channel_events, conversations, inbox, outgoing
from tests.bot.channels.whatsapp.calls import SETTINGS, call, message, post, worked
from tests.bot.channels.whatsapp.test_arrive import lines, talk, talks
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa


@pytest.fixture
async def rasa() -> AsyncIterator[StandInRasa]:
    stand_in = await StandInRasa().start(free_port())
    yield stand_in
    await stand_in.stop()


async def count(house: House, what: object) -> int:
    return int(
        await house.gateway.desk.ledger.read(lambda at: at.scalar(select(func.count()).select_from(what)))
    )


async def test_words_files_wishes_and_another_number(
    tmp_path: Path, rasa: StandInRasa, database: str
) -> None:
    async with open_house(tmp_path, rasa, database_url=database, **SETTINGS) as house:
        await worked(house, call(message("a", text="hi \x00 there")))
        assert (await lines(house))[-1] == "> You said: hi  there"
        await worked(house, call(message("b", image={"id": "7", "mime_type": "image/jpeg"})))
        await worked(house, call(message("c", text="stop")))
        row = await talk(house)
        assert (row.attention, row.opted_out_at is None, row.window_until is None) == ("unread", False, False)
        assert await house.gateway.transcripts.has_file(row.id, "7")
        changed = {"type": "user_changed_user_id", "user_id": "ES.2", "wa_id": "34600000002"}
        await worked(house, call(message("d", user_id=None, system=changed)))
        await worked(house, call(message("e", user_id="ES.2", phone=None, text="me again")))
        former, present = await talks(house)
        assert (former.id, former.address_key, present.opted_out_at) == (row.id, None, row.opted_out_at)
        assert (await lines(house, present.id))[-1] == "> You said: me again"


async def test_two_gateways_answer_each_message_once_and_each_guest_in_order(
    tmp_path: Path, rasa: StandInRasa, database: str
) -> None:
    guests, each = 20, 5
    async with (
        open_house(tmp_path, rasa, database_url=database, owner="one", **SETTINGS) as one,
        open_house(tmp_path, rasa, database_url=database, owner="two", **SETTINGS) as two,
    ):
        houses = (one, two)
        calls = [
            call(
                *(
                    message(
                        f"m{guest}-{number}",
                        user_id=f"ES.{guest}",
                        phone=None,
                        at=1_795_250_000 + number,
                        text=f"{number}",
                    )
                    for guest in range(guests)
                )
            )
            for number in range(each)
        ]
        # Each call comes to both, the later ones at the same time as the earlier.
        codes = await asyncio.gather(*(post(house, body) for body in calls for house in houses))
        assert set(codes) == {200}
        for _ in range(600):
            await asyncio.gather(*(house.gateway.inbound.settle() for house in houses))
            left = await count(one, select(channel_events).where(channel_events.c.state == "new").subquery())
            if left == 0:
                break
            await asyncio.sleep(0.05)
        assert await count(one, channel_events) == guests * each
        assert await count(one, inbox) == guests * each
        for row in await one.gateway.desk.ledger.read(lambda at: at.execute(select(conversations)).all()):
            told = await lines(one, row.id)
            said = [line for line in told if line[0] != ">"]
            assert sorted(said) == [str(number) for number in range(each)]
            answered = "\n".join(line.removeprefix("> You said: ") for line in told if line[0] == ">").split(
                "\n"
            )
            assert answered == said
        templates = await one.gateway.desk.ledger.read(
            lambda at: at.scalars(select(outgoing.c.template)).all()
        )
        assert set(templates) == {"test.echo"}
