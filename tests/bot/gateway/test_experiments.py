"""The gateway's part in experiments: it names guests without saying who they are, and counts what was really sent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.gateway import guests
from bot.gateway.tables import conversations, guest_contacts, outgoing
from common.clock import FrozenClock
from common.guest_keys import GuestKeys
from templates.experiment_tables import exposures, outcomes
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, reply

KEYS = GuestKeys("a-salt")


async def talk_of_an_arm(turn: dict[str, Any]) -> dict[str, Any]:
    return answer(reply("Hi there", experiment="greeting", arm="warm"), reply("How are you?"))


async def rows(house: House, table: Any) -> list[Any]:
    async with house.engine.connect() as connection:
        return list(await connection.execute(select(table)))


async def learn(house: House, conversation: str, *contacts: str | None) -> None:
    async with house.engine.begin() as connection:
        await connection.run_sync(guests.learn_contacts, KEYS, conversation, contacts)


async def key_of(house: House, conversation: str) -> str | None:
    async with house.engine.connect() as connection:
        return await connection.scalar(
            select(conversations.c.guest_key).where(conversations.c.id == conversation)
        )


async def test_what_was_sent_is_an_exposure(house: House) -> None:
    house.rasa.talk = talk_of_an_arm
    said = await house.say("c1", "hola")
    assert [(one["experiment"], one["arm"]) for one in said["replies"]] == [
        ("greeting", "warm"),
        (None, None),
    ]
    (row,) = await rows(house, exposures)
    assert (row.experiment, row.arm, row.language, row.channel, row.property_id) == (
        "greeting",
        "warm",
        "en",
        "api",
        "mirador",
    )
    assert row.guest_key == KEYS.of_conversation("c1")
    await house.say("c1", "hola otra vez")
    assert len(await rows(house, exposures)) == 1


async def test_what_nobody_took_is_no_exposure_until_somebody_does(tmp_path: Path, rasa: StandInRasa) -> None:
    rasa.talk = gate = Gate(talk_of_an_arm)
    async with open_house(tmp_path, rasa, wait_seconds=0.05) as house:
        answered = await house.client.post("/api/v1/conversations/c1/messages", json={"text": "hi"})
        assert answered.status_code == 202
        gate.opened.set()
        stored: list[Any] = []
        for _ in range(400):
            stored = await rows(house, outgoing)
            if stored:
                break
            await asyncio.sleep(0.005)
        assert {row.delivery for row in stored} == {"waiting"}
        assert await rows(house, exposures) == []
        await house.transcript("c1")
        assert [row.arm for row in await rows(house, exposures)] == ["warm"]
        await house.transcript("c1")
        assert len(await rows(house, exposures)) == 1


async def test_a_test_takes_part_in_nothing_from_then_on(house: House) -> None:
    house.rasa.talk = talk_of_an_arm
    await house.say("c1", "hola", test=True)
    await house.say("c1", "hola")
    assert [turn["metadata"]["guest"] for turn in house.rasa.seen] == [None, None]
    assert await rows(house, exposures) == []


async def test_test_is_true_or_false(house: House) -> None:
    refused = await house.client.post(
        "/api/v1/conversations/c1/messages", json={"text": "hola", "test": "yes"}
    )
    assert refused.status_code == 400
    assert "'test'" in refused.text


async def test_rasa_is_told_a_guest_by_a_key_that_names_nobody(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(datetime(2026, 11, 21, 9, tzinfo=UTC))
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("wa:34600111222", "hola")
        guest = house.rasa.seen[0]["metadata"]["guest"]
        assert guest == {"key": KEYS.of_conversation("wa:34600111222"), "since": clock.now().isoformat()}
        assert "600111222" not in guest["key"]


async def test_a_conversation_from_before_gets_its_key_with_the_next_message(house: House) -> None:
    await house.say("c1", "hola")
    async with house.engine.begin() as connection:
        await connection.execute(update(conversations).values(guest_key=None, guest_since=None))
    await house.say("c1", "hola")
    assert await key_of(house, "c1") == KEYS.of_conversation("c1")
    (row,) = await rows(house, conversations)
    assert row.guest_since == row.created_at


async def test_a_guest_known_on_two_channels_is_one(house: House) -> None:
    house.rasa.talk = talk_of_an_arm
    await house.say("first", "hola")
    await learn(house, "first", "Ana@Example.com", "+34 600 111 222")
    await house.say("second", "hola")
    assert len(await rows(house, exposures)) == 2
    await learn(house, "second", None, "0034600111222")
    assert await key_of(house, "second") == await key_of(house, "first") == KEYS.of_conversation("first")
    (row,) = await rows(house, exposures)
    assert row.other_arm is None
    await house.say("second", "hola")
    assert house.rasa.seen[-1]["metadata"]["guest"]["key"] == KEYS.of_conversation("first")


async def test_two_known_guests_who_turn_out_to_be_one_are_joined_whole(house: House) -> None:
    for name, contact in (("a", "a@example.com"), ("b", "b@example.com"), ("c", "b@example.com")):
        await house.say(name, "hola")
        await learn(house, name, contact)
    await learn(house, "b", "a@example.com")
    assert {await key_of(house, name) for name in "abc"} == {KEYS.of_conversation("a")}
    assert {row.guest_key for row in await rows(house, guest_contacts)} == {KEYS.of_conversation("a")}
    assert not any("example" in row.contact for row in await rows(house, guest_contacts))


async def test_what_is_no_contact_and_no_conversation_changes_nothing(house: House) -> None:
    await house.say("a", "hola")
    await learn(house, "a", "", "12345", None)
    await learn(house, "nobody", "a@example.com")
    assert await rows(house, guest_contacts) == []


async def tell(house: House, conversation: str, **body: Any) -> tuple[int, Any]:
    answered = await house.client.post(f"/api/v1/conversations/{conversation}/outcomes", json=body)
    return answered.status_code, answered.json()


async def test_a_hotels_own_program_tells_what_a_guest_did(house: House) -> None:
    house.rasa.talk = talk_of_an_arm
    await house.say("c1", "hola")
    await house.say("c2", "hola", test=True)
    assert await tell(house, "c1", kind="satisfaction", score=4.5) == (
        200,
        {"conversation": "c1", "kind": "satisfaction", "experiments": 1},
    )
    status, again = await tell(house, "c1", kind="satisfaction", score=1)
    assert (status, again["experiments"]) == (200, 0)
    await tell(house, "c1", kind="booking", amount={"minor": 12_300, "currency": "EUR"})
    assert (await tell(house, "c2", kind="booking"))[1]["experiments"] == 0
    told = {row.kind: row for row in await rows(house, outcomes)}
    assert told["satisfaction"].score == 4.5
    assert (told["booking"].amount_minor, told["booking"].currency) == (12_300, "EUR")


async def test_what_is_told_wrongly_is_refused_by_name(house: House) -> None:
    await house.say("c1", "hola")
    assert (await tell(house, "nobody", kind="booking"))[0] == 404
    for body, named in (
        ({}, "'kind'"),
        ({"kind": "A B"}, "'kind'"),
        ({"kind": "x", "score": "5"}, "'score'"),
        ({"kind": "x", "score": True}, "'score'"),
        ({"kind": "x", "amount": 5}, "'amount'"),
        ({"kind": "x", "amount": {"minor": -1, "currency": "EUR"}}, "'amount'"),
        ({"kind": "x", "amount": {"minor": 1, "currency": "euro"}}, "'amount'"),
    ):
        status, problem = await tell(house, "c1", **body)
        assert status == 400
        assert named in problem["detail"]
