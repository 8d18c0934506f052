from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select, update

from bot.gateway.inbox import Arrival
from bot.gateway.tables import conversations, inbox, turns
from common.knowledge.replies import Source
from tests.bot.gateway.house import House, open_house, two_hotels
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, echo, reply

WIFI = {"property": "mini", "entry": "fact.wifi", "version": 3}


def typed(conversation: str, text: str, message_id: str) -> Arrival:
    return Arrival("webchat", conversation, message_id, "mirador", text=text)


async def all_ended(house: House, conversation: str) -> list[str]:
    """The replies' texts once every turn of the conversation has ended."""
    for _ in range(500):
        states = await house.gateway.transcripts.states(conversation)
        if states and set(states.values()) <= {"answered", "apologised"}:
            lines = await house.gateway.transcripts.messages(conversation)
            return [line.stored.reply.text for line in lines if line.stored]
        await asyncio.sleep(0.01)
    raise AssertionError("turns still open")


async def test_a_message_reaches_rasa_with_what_understanding_needs(house: House) -> None:
    said = await house.say("c1", "two nights", language="es-ES")
    assert said["replies"][0]["text"] == "You said: two nights"
    turn = house.rasa.seen[0]
    assert (turn["conversation"], turn["turn"], turn["channel"]) == ("c1", said["turn"], "api")
    metadata = turn["metadata"]
    assert (metadata["property"], metadata["timezone"], metadata["locale"]) == (
        "mirador",
        "Europe/Madrid",
        "es-ES",
    )
    assert metadata["day_first"] is True
    assert metadata["language"] is None
    assert len(metadata["today"]) == 10


async def test_language_and_question_of_one_turn_go_with_the_next(house: House) -> None:
    async def talk(turn: dict) -> dict:
        said = answer(reply("hola", language="es"), asked="party")
        said["parse"]["understood"]["language"] = {"code": "es", "reply": "es", "prior": {"es": 0.99}}
        return said

    house.rasa.talk = talk
    await house.say("c1", "hola")
    await house.say("c1", "dos")
    metadata = house.rasa.seen[1]["metadata"]
    assert metadata["language"] == {"reply": "es", "prior": {"es": 0.99}}
    assert metadata["asked"] == "party"


async def test_of_several_hotels_none_is_named_until_the_guest_has_chosen(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async def talk(turn: dict) -> dict:
        return answer(reply("welcome"), property="faro" if "lighthouse" in turn["text"] else None)

    rasa.talk = talk
    async with open_house(tmp_path, rasa, properties=two_hotels()) as house:
        for text in ("hello", "the lighthouse", "two nights"):
            await house.say("c1", text)
        await house.say("c2", "hello", property="faro")
        assert (await house.transcript("c1"))["property"] == "faro"
    told = [(turn["metadata"]["property"], turn["metadata"]["timezone"]) for turn in rasa.seen]
    assert told == [
        (None, "Europe/Madrid"),
        (None, "Europe/Madrid"),
        ("faro", "Europe/Lisbon"),
        ("faro", "Europe/Lisbon"),
    ]


async def test_messages_of_one_conversation_are_answered_in_order_one_at_a_time(house: House) -> None:
    said = await asyncio.gather(*(house.say("c1", f"m{number}") for number in range(8)))
    assert house.rasa.most_at_once == 1
    order = [
        message["text"]
        for message in (await house.transcript("c1"))["messages"]
        if message["from"] == "guest"
    ]
    assert house.rasa.texts == order
    assert sorted(one["replies"][0]["text"] for one in said) == sorted(f"You said: {text}" for text in order)


async def test_conversations_do_not_wait_for_each_other(house: House) -> None:
    house.rasa.talk = gate = Gate()
    talks = [asyncio.create_task(house.say(f"c{number}", "hi")) for number in range(5)]
    while len(house.rasa.seen) < 5:
        await asyncio.sleep(0.01)
    gate.opened.set()
    await asyncio.gather(*talks)
    assert house.rasa.most_at_once == 5


async def test_typed_messages_that_wait_join_one_turn_but_a_button_does_not(house: House) -> None:
    house.rasa.talk = gate = Gate()
    desk = house.gateway.desk
    first = await desk.accept(typed("w1", "hello", "1"))
    await gate.entered.wait()
    second = await desk.accept(typed("w1", "a double", "2"))
    third = await desk.accept(typed("w1", "for two", "3"))
    assert second.turn == third.turn != first.turn
    gate.opened.set()
    assert await all_ended(house, "w1") == ["You said: hello", "You said: a double\nfor two"]


async def test_a_turn_that_rasa_loses_is_posted_again_under_its_id(house: House) -> None:
    house.rasa.talk = gate = Gate()
    asking = asyncio.create_task(house.say("c1", "hi"))
    await gate.entered.wait()
    port = house.rasa.port
    await house.rasa.stop(forget=True)
    house.rasa.talk = echo
    await house.rasa.start(port)
    said = await asking
    assert said["replies"][0]["text"] == "You said: hi"
    assert {turn["turn"] for turn in house.rasa.seen} == {said["turn"]}


async def test_a_rasa_that_is_not_ready_yet_is_waited_for(house: House) -> None:
    house.rasa.status = 503
    asking = asyncio.create_task(house.say("c1", "hi"))
    while not house.rasa.seen:
        await asyncio.sleep(0.01)
    house.rasa.status = 200
    assert (await asking)["replies"][0]["text"] == "You said: hi"


async def test_a_late_answer_becomes_an_apology_and_a_flag_for_staff(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    rasa.talk = Gate()
    async with open_house(tmp_path, rasa, turn_timeout_seconds=0.2) as house:
        said = await house.say("c1", "hi", language="pt")
        assert said["state"] == "apologised"
        assert [(one["template"], one["language"]) for one in said["replies"]] == [
            ("error.apology_late", "pt")
        ]
        found = await house.gateway.transcripts.conversation("c1")
        assert found is not None
        assert found.attention == "late"


async def test_an_absent_rasa_becomes_an_apology_and_the_next_message_is_answered(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    port = rasa.port
    await rasa.stop()
    async with open_house(tmp_path, rasa, turn_timeout_seconds=0.3) as house:
        assert (await house.say("c1", "hi"))["state"] == "apologised"
        await rasa.start(port)
        assert (await house.say("c1", "again"))["state"] == "answered"
        # The apology ended the first turn: it is not answered a second time.
        assert rasa.texts == ["again"]


async def test_silence_from_rasa_becomes_an_apology(house: House) -> None:
    async def silent(turn: dict) -> dict:
        return answer()

    house.rasa.talk = silent
    said = await house.say("c1", "hi")
    assert [one["template"] for one in said["replies"]] == ["error.trouble"]
    turn = (await house.gateway.transcripts.transcript("c1")).turns[0]
    assert turn.outcome == "empty"


async def test_a_turn_that_broke_keeps_what_was_said_before_it_broke(house: House) -> None:
    async def broken(turn: dict) -> dict:
        fault = {"where": "handling", "name": "turn", "error": "OSError"}
        return answer(reply("Booked: R1"), handled=False, faults=[fault])

    house.rasa.talk = broken
    said = await house.say("c1", "yes")
    assert [one["template"] for one in said["replies"]] == ["test.echo", "error.trouble"]
    turn = (await house.gateway.transcripts.transcript("c1")).turns[0]
    assert (turn.outcome, turn.faults[0]["error"]) == ("failed", "OSError")


async def test_a_reply_that_could_not_be_worded_in_time_is_worded_here(house: House) -> None:
    async def unworded(turn: dict) -> dict:
        fault = {"where": "reply", "name": "booking.confirmed", "error": "late"}
        failed = {
            "failed": "late",
            "template": "booking.confirmed",
            "values": {"reference": "R1"},
            "source": WIFI,
        }
        return answer(failed, handled=False, faults=[fault])

    house.rasa.talk = unworded
    said = await house.say("c1", "yes")
    assert [one["text"] for one in said["replies"]] == ["booking.confirmed reference=R1"]
    assert said["state"] == "answered"
    (stored,) = (await house.gateway.transcripts.transcript("c1")).turns[0].replies
    assert stored.reply.source == Source("mini", "fact.wifi", 3)


async def test_what_a_reply_tells_is_kept_with_it_and_the_guest_is_not_told(house: House) -> None:
    async def telling(turn: dict) -> dict:
        return answer({**reply("Wifi is free."), "source": WIFI}, {**reply("Bye."), "source": {"entry": 7}})

    house.rasa.talk = telling
    said = await house.say("c1", "wifi?")
    assert all("source" not in one for one in said["replies"])
    stored = (await house.gateway.transcripts.transcript("c1")).turns[0].replies
    assert [one.reply.source for one in stored] == [Source("mini", "fact.wifi", 3), None]


async def test_a_wrong_rasa_token_is_an_apology_not_a_loop(house: House) -> None:
    house.rasa.status = 401
    said = await house.say("c1", "hi")
    assert said["state"] == "apologised"
    assert len(house.rasa.seen) == 1


async def test_asking_for_a_person_is_recorded(house: House) -> None:
    async def handoff(turn: dict) -> dict:
        return answer(reply("told", template="handoff.complaint"))

    house.rasa.talk = handoff
    await house.say("c1", "this is awful")
    found = await house.gateway.transcripts.conversation("c1")
    assert found is not None
    assert (found.state, found.attention, found.handoff_reason) == ("waiting", "handoff", "complaint")


async def test_what_was_acknowledged_is_answered_after_a_restart(tmp_path: Path, rasa: StandInRasa) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa) as house:
        await house.gateway.desk.accept(typed("w1", "first", "1"))
        await gate.entered.wait()
        await house.gateway.desk.accept(typed("w1", "second", "2"))
        await house.gateway.desk.accept(typed("w2", "other guest", "3"))
    rasa.talk = echo
    gate.opened.set()
    async with open_house(tmp_path, rasa) as house:
        assert await all_ended(house, "w1") == ["You said: first", "You said: second"]
        assert await all_ended(house, "w2") == ["You said: other guest"]
    # Posted again under the same ids; the stand-in, like Rasa, ran each once.
    assert len(rasa.handled) == len(set(rasa.handled)) == 3


async def test_a_turn_that_was_found_twice_is_let_go_of_as_well(tmp_path: Path, rasa: StandInRasa) -> None:
    """The sweep may read a turn before this process has noted that it runs it."""
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa) as house:
        await house.gateway.desk.accept(typed("w1", "first", "1"))
        await gate.entered.wait()
        (again,) = await house.gateway.turns._rows.take_abandoned(frozenset())
        house.gateway.turns.begin(again)
        await house.gateway.turns.stop()
        # Whoever was not let go of would find the connections to Rasa closed, and apologise.
        assert not [task for task in asyncio.all_tasks() if "Turns._run" in repr(task.get_coro())]
        assert set((await house.gateway.transcripts.states("w1")).values()) == {"running"}
    gate.opened.set()


async def test_another_gateways_turn_is_left_alone_until_its_lease_ends(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa) as house:
        await house.gateway.desk.accept(typed("w1", "hi", "1"))
        async with house.engine.begin() as connection:
            await connection.execute(update(turns).values(owner="another"))
    gate.opened.set()
    async with open_house(tmp_path, rasa) as house:
        assert set((await house.gateway.transcripts.states("w1")).values()) == {"running"}
        async with house.engine.begin() as connection:
            await connection.execute(update(turns).values(lease_until=turns.c.received_at))
        await house.gateway.turns.sweep()
        assert await all_ended(house, "w1") == ["You said: hi"]


async def test_a_turn_taken_over_meanwhile_is_not_answered_twice(house: House) -> None:
    house.rasa.talk = gate = Gate()
    await house.gateway.desk.accept(typed("w1", "hi", "1"))
    await gate.entered.wait()
    async with house.engine.begin() as connection:
        await connection.execute(update(turns).values(owner="another", state="answered"))
    gate.opened.set()
    assert await all_ended(house, "w1") == []


async def test_words_lie_sealed(house: House, tmp_path: Path) -> None:
    await house.say("c1", "my secret wish")
    async with house.engine.connect() as connection:
        assert (await connection.execute(select(inbox.c.words))).scalar_one().startswith("gAAAA")
        assert (await connection.execute(select(conversations.c.id))).scalar_one() == "c1"
    for file in tmp_path.iterdir():
        assert b"secret wish" not in file.read_bytes()


async def test_a_typed_title_presses_the_button_that_was_offered_last(house: House) -> None:
    """Rasa hears the payload; the same words later, or among others, are words. A room answers to its own word, a yes does not."""
    buttons = [
        {"title": "Sí, reservar", "payload": {"intent": "affirm", "entities": {}}},
        {"title": "Suite", "payload": {"intent": "inform", "entities": {"room_type": "suite"}}},
    ]

    async def talk(turn: dict) -> dict:
        return answer(reply("Which?", buttons=buttons) if turn.get("text") == "offer" else reply("ok"))

    house.rasa.talk = talk
    said = (
        "offer",
        "sí, Reservar.",
        "Suite",
        "offer",
        "how big is the suite",
        "offer",
        "the suite, please",
        "offer",
        "sí",
    )
    for words in said:
        await house.say("c1", words)
    heard = [turn.get("payload") or turn.get("text") for turn in house.rasa.seen]
    yes, suite = (button["payload"] for button in buttons)
    assert heard == ["offer", yes, "Suite", "offer", "how big is the suite", "offer", suite, "offer", "sí"]
