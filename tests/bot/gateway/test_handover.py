from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.gateway.handover import HeldBy, NoSuchConversation, NothingSaid, NotProposed, WindowClosed, Writing
from bot.gateway.tables import conversations, outgoing, turns
from common.clock import FrozenClock
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, echo, reply
from tests.bot.gateway.test_notices import deliver, write_notice
from tests.bot.gateway.test_turns import all_ended, typed


async def lines(house: House, conversation: str) -> list[tuple[str, str]]:
    """What the guest sees: from whom, and the words."""
    found = (await house.transcript(conversation))["messages"]
    return [(one["from"], one["text"]) for one in found]


async def turn_states(house: House) -> list[tuple[str, str | None]]:
    async with house.engine.connect() as connection:
        rows = await connection.execute(select(turns.c.state, turns.c.outcome).order_by(turns.c.seq))
        return [(row.state, row.outcome) for row in rows]


async def proposed(house: House) -> list[str]:
    async with house.engine.connect() as connection:
        rows = await connection.scalars(
            select(outgoing.c.id).where(outgoing.c.delivery == "proposed").order_by(outgoing.c.seq)
        )
        return list(rows)


async def story(house: House, conversation: str) -> list[tuple[str, str | None]]:
    return [(deed.what, deed.by) for deed in await house.gateway.takeover.story(conversation)]


async def test_a_person_who_writes_has_the_conversation_and_the_guest_reads_it(house: House) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.say("c1", "ana", "Hello, this is Ana.")
    assert (await lines(house, "c1"))[-1] == ("staff", "Hello, this is Ana.")
    standing = await house.gateway.takeover.standing("c1")
    assert (standing.state, standing.owner) == ("human", "ana")
    assert await story(house, "c1") == [("taken", "ana")]


async def test_while_a_person_speaks_nothing_goes_to_rasa_and_the_turn_ends_at_once(house: House) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.take("c1", "ana")
    said = await house.say("c1", "are you there?")
    assert (said["state"], said["replies"]) == ("with_person", [])
    assert house.rasa.texts == ["hi"]
    assert (await lines(house, "c1"))[-1] == ("guest", "are you there?")
    assert await house.say("c1", "are you there?", message_id="m2") == await house.say(
        "c1", "are you there?", message_id="m2"
    )


async def test_what_the_bot_was_about_to_say_is_only_proposed(house: House) -> None:
    house.rasa.talk = gate = Gate()
    asking = asyncio.create_task(house.say("c1", "a double, please"))
    await gate.entered.wait()
    await house.gateway.takeover.say("c1", "ana", "Ana here.")
    gate.opened.set()
    said = await asking
    assert (said["state"], said["replies"]) == ("with_person", [])
    assert await lines(house, "c1") == [("guest", "a double, please"), ("staff", "Ana here.")]
    assert await turn_states(house) == [("with_person", "superseded")]
    (draft,) = await proposed(house)
    await house.gateway.takeover.approve(draft, "ana")
    assert (await lines(house, "c1"))[-1] == ("bot", "You said: a double, please")


async def test_a_turn_that_waits_behind_another_never_begins_once_a_person_has_it(house: House) -> None:
    house.rasa.talk = gate = Gate()
    await house.gateway.desk.accept(typed("w1", "first", "1"))
    await gate.entered.wait()
    await house.gateway.desk.accept(typed("w1", "second", "2"))
    await house.gateway.takeover.take("w1", "ana")
    gate.opened.set()
    for _ in range(500):
        if {state for state, _ in await turn_states(house)} == {"with_person"}:
            break
        await asyncio.sleep(0.01)
    assert await turn_states(house) == [("with_person", "superseded"), ("with_person", "with_person")]
    assert house.rasa.texts == ["first"]


async def test_a_hand_over_that_was_asked_for_while_a_person_took_it_leaves_it_with_that_person(
    house: House,
) -> None:
    async def hand_over(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("a colleague will write", template="handoff.requested"))

    house.rasa.talk = gate = Gate(hand_over)
    asking = asyncio.create_task(house.say("c1", "a person, please"))
    await gate.entered.wait()
    await house.gateway.takeover.take("c1", "ana")
    gate.opened.set()
    await asking
    standing = await house.gateway.takeover.standing("c1")
    assert (standing.state, standing.owner) == ("human", "ana")


async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who(house: House) -> None:
    await house.say("c1", "hi")
    takeover = house.gateway.takeover
    found = await asyncio.gather(
        takeover.take("c1", "ana"), takeover.take("c1", "ben"), return_exceptions=True
    )
    (standing,) = (one for one in found if not isinstance(one, BaseException))
    (error,) = (one for one in found if isinstance(one, HeldBy))
    assert error.owner == standing.owner
    for deed in (
        takeover.say("c1", "eva", "hi"),
        takeover.hand_back("c1", "eva"),
        takeover.release("c1", "eva"),
    ):
        with pytest.raises(HeldBy):
            await deed
    assert [line for line in await lines(house, "c1") if line[0] == "staff"] == []


async def test_it_can_be_given_to_another_person(house: House) -> None:
    await house.say("c1", "hi")
    takeover = house.gateway.takeover
    await takeover.take("c1", "ana")
    await takeover.assign("c1", "ben", by="ana")
    await takeover.say("c1", "ben", "Ben now.")
    with pytest.raises(HeldBy):
        await takeover.say("c1", "ana", "me again")
    assert await story(house, "c1") == [("taken", "ana"), ("assigned", "ana")]


async def test_handed_back_the_bot_says_one_sentence_and_answers_again(house: House) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.say("c1", "ana", "Ana here.")
    await house.gateway.takeover.hand_back("c1", "ana")
    await house.gateway.takeover.hand_back("c1", "ana")
    await deliver(house)
    assert (await lines(house, "c1"))[2:4] == [("staff", "Ana here."), ("bot", "handoff.back")]
    assert [text for _, text in await lines(house, "c1")].count("handoff.back") == 1
    said = await house.say("c1", "two nights")
    assert said["replies"][0]["text"] == "You said: two nights"
    assert await story(house, "c1") == [("taken", "ana"), ("handed_back", "ana")]


async def test_released_it_waits_for_another_person_and_the_bot_answers_meanwhile(house: House) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.take("c1", "ana")
    assert (await house.gateway.takeover.release("c1", "ana")).state == "waiting"
    assert (await house.say("c1", "hello?"))["state"] == "answered"
    assert (await house.gateway.takeover.take("c1", "ben")).owner == "ben"


@pytest.mark.parametrize(
    ("reply_name", "reason"), [("handoff.requested", "asked"), ("error.hotel_system", "hotel_system")]
)
async def test_waiting_the_guest_is_still_answered_by_the_bot(
    house: House, reply_name: str, reason: str
) -> None:
    async def talk(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("words", template=reply_name))

    house.rasa.talk = talk
    await house.say("c1", "hi")
    found = await house.gateway.transcripts.conversation("c1")
    assert found is not None
    assert (found.state, found.handoff_reason) == ("waiting", reason)
    house.rasa.talk = echo
    assert (await house.say("c1", "and breakfast?"))["replies"][0]["text"] == "You said: and breakfast?"
    # Who was promised a person waits on; what was only an outage is over.
    after = await house.gateway.takeover.standing("c1")
    assert after.state == ("waiting" if reason == "asked" else "bot")


async def test_an_outage_takes_no_promise_back(house: House) -> None:
    async def promise(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("words", template="handoff.requested"))

    async def outage(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("words", template="error.hotel_system"))

    for talk in (promise, outage, echo):
        house.rasa.talk = talk
        await house.say("c1", "hi")
    found = await house.gateway.transcripts.conversation("c1")
    assert found is not None
    assert (found.state, found.handoff_reason) == ("waiting", "asked")


async def test_a_turn_left_running_by_a_dead_gateway_is_not_posted_once_a_person_has_it(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa) as house:
        await house.gateway.desk.accept(typed("w1", "hello", "1"))
        await gate.entered.wait()
        await house.gateway.takeover.take("w1", "ana")
    await rasa.stop(forget=True)
    await rasa.start(rasa.port)
    async with open_house(tmp_path, rasa) as house:
        await house.gateway.turns.sweep()
        assert await turn_states(house) == [("with_person", "with_person")]
    assert rasa.texts == ["hello"]


async def test_a_notice_while_a_person_speaks_is_theirs_to_tell_and_told_at_the_latest_when_they_go(
    house: House,
) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.take("c1", "ana")
    await write_notice(house, "c1")
    await deliver(house)
    assert await lines(house, "c1") == [("guest", "hi"), ("bot", "You said: hi")]
    await house.gateway.takeover.hand_back("c1", "ana")
    await deliver(house)
    told = [text for _, text in await lines(house, "c1")]
    assert told[2:4] == ["notice.book_done reference=R1", "handoff.back"]


async def test_in_draft_mode_the_bot_proposes_and_staff_send_or_drop(house: House) -> None:
    await house.say("c1", "hi")
    takeover = house.gateway.takeover
    await takeover.set_draft_mode("c1", "ana", is_on=True)
    said = [await house.say("c1", words) for words in ("one", "two", "three")]
    assert [(one["state"], one["replies"]) for one in said] == [("with_person", [])] * 3
    assert (await takeover.standing("c1")).state == "waiting"
    first, second, third = await proposed(house)
    await takeover.drop(second, "ana")
    await takeover.approve(first, "ana")
    await takeover.approve(third, "ben", "Three, with pleasure.")
    assert (await lines(house, "c1"))[-2:] == [("bot", "You said: one"), ("staff", "Three, with pleasure.")]
    assert (await takeover.standing("c1")).state == "bot"
    for deed in (
        takeover.approve(first, "ana"),
        takeover.drop(second, "ana"),
        takeover.approve("o_none", "ana"),
    ):
        with pytest.raises(NotProposed):
            await deed


async def test_the_same_message_id_is_said_once(house: House) -> None:
    await house.say("c1", "hi")
    first = await house.gateway.takeover.say("c1", "ana", "Hello!", message_id="form-1")
    again = await house.gateway.takeover.say("c1", "ana", "Hello!", message_id="form-1")
    assert first.id == again.id
    assert [line for line in await lines(house, "c1") if line[0] == "staff"] == [("staff", "Hello!")]


async def test_words_that_are_none_and_conversations_that_are_none_are_refused(house: House) -> None:
    await house.say("c1", "hi")
    with pytest.raises(NothingSaid):
        await house.gateway.takeover.say("c1", "ana", " \n ")
    with pytest.raises(NoSuchConversation):
        await house.gateway.takeover.say("nobody", "ana", "hello")
    assert (await house.gateway.takeover.standing("c1")).state == "bot"


async def test_outside_the_channels_window_words_are_refused_and_nothing_is_taken(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    clock = FrozenClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("c1", "hi")
        until = clock.now() + timedelta(hours=24)
        async with house.engine.begin() as connection:
            await connection.execute(update(conversations).values(window_until=until))
        assert await house.gateway.takeover.allowed("c1") == Writing(is_free=True, until=until)
        clock.advance(timedelta(hours=24))
        assert await house.gateway.takeover.allowed("c1") == Writing(is_free=False, until=until)
        with pytest.raises(WindowClosed):
            await house.gateway.takeover.say("c1", "ana", "Good evening")
        assert (await house.gateway.takeover.standing("c1")).state == "bot"


async def test_a_page_that_is_open_elsewhere_is_told_by_the_gateway_it_is_open_at(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async with (
        open_house(tmp_path, rasa) as house,
        open_house(tmp_path, rasa, owner="other") as other,
    ):
        await house.gateway.desk.accept(typed("w1", "hello", "1"))
        await all_ended(house, "w1")
        relay = house.gateway.background[-1]
        with house.gateway.desk.live.page("w1") as page:
            await relay.work()
            while not page.empty():
                page.get_nowait()
            await other.gateway.takeover.say("w1", "ana", "Ana here.")
            await relay.work()
            await relay.work()
            events = [page.get_nowait() for _ in range(page.qsize())]
        assert {"type": "state", "state": "human"} in events
        told = next(event["replies"] for event in events if event["type"] == "replies")
        assert [(one.by, one.text) for one in told] == [("ana", "Ana here.")]


async def test_an_open_page_here_is_told_at_once(house: House) -> None:
    await house.gateway.desk.accept(typed("w1", "hello", "1"))
    await all_ended(house, "w1")
    with house.gateway.desk.live.page("w1") as page:
        await house.gateway.takeover.say("w1", "ana", "Ana here.")
        events = [page.get_nowait() for _ in range(page.qsize())]
    assert [event["type"] for event in events] == ["state", "replies"]
