from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import insert, select

from pms.tables import notices
from tests.bot.gateway.house import House
from tests.bot.gateway.stand_in_rasa import Gate


async def write_notice(house: House, conversation: str, name: str = "n1", kind: str = "book_done") -> None:
    async with house.engine.begin() as connection:
        await connection.execute(
            insert(notices).values(
                id=name,
                conversation=conversation,
                property_id="mirador",
                reply=f"notice.{kind}",
                values={"reference": "R1"},
                created_at=datetime(2026, 11, 21, tzinfo=UTC),
            )
        )


async def deliver(house: House) -> None:
    # A round of our own and the background's may fall together, as two gateways' may.
    notices_of = house.gateway.background[0]
    await asyncio.gather(notices_of.work(), notices_of.work())


async def test_a_notice_is_said_once_in_the_conversations_language(house: House) -> None:
    await house.say("c1", "hola", language="es")
    await write_notice(house, "c1", kind="change_done")
    await deliver(house)
    await deliver(house)
    lines = (await house.transcript("c1"))["messages"]
    assert [line["text"] for line in lines if line["from"] == "bot"] == [
        "You said: hola",
        "notice.change_done reference=R1",
    ]
    assert lines[-1]["turn"] is None
    async with house.engine.connect() as connection:
        assert (await connection.execute(select(notices.c.delivered_at))).scalar_one() is not None


async def test_a_notice_waits_until_the_guest_has_been_answered(house: House) -> None:
    house.rasa.talk = gate = Gate()
    asking = asyncio.create_task(house.say("c1", "hi"))
    await gate.entered.wait()
    await write_notice(house, "c1", kind="change_done")
    await deliver(house)
    assert [line["from"] for line in (await house.transcript("c1"))["messages"]] == ["guest"]
    gate.opened.set()
    await asking
    await deliver(house)
    assert (await house.transcript("c1"))["messages"][-1]["template"] == "notice.change_done"


async def test_a_refusal_is_flagged_for_staff(house: House) -> None:
    await house.say("c1", "hi")
    await write_notice(house, "c1", kind="book_refused")
    await deliver(house)
    found = await house.gateway.transcripts.conversation("c1")
    assert found is not None
    assert found.attention == "refused"


async def test_a_notice_for_nobody_is_put_away(house: House) -> None:
    await write_notice(house, "from-the-shell")
    await deliver(house)
    async with house.engine.connect() as connection:
        assert (await connection.execute(select(notices.c.delivered_at))).scalar_one() is not None
