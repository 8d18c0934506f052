"""Several messages in a row are one wish; and what was typed before a question could be read does not answer it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.gateway.inbox import Arrival
from common.clock import FrozenClock
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, reply
from tests.bot.gateway.test_turns import all_ended, typed

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
# Longer than any test: only the sweep and the clock that a test moves begin a turn.
BURST_SECONDS = 10.0


async def test_what_is_typed_in_a_row_is_answered_together(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock, burst_wait_seconds=BURST_SECONDS) as house:
        first = await house.gateway.desk.accept(typed("w1", "hello", "1"))
        assert (first.job, first.start_after) == (None, NOW + timedelta(seconds=10))
        clock.advance(timedelta(seconds=6))
        second = await house.gateway.desk.accept(typed("w1", "a double for two", "2"))
        assert (second.turn, second.start_after) == (first.turn, NOW + timedelta(seconds=16))
        clock.advance(timedelta(seconds=9))
        await house.gateway.turns.sweep()
        assert rasa.seen == []
        clock.advance(timedelta(seconds=1))
        await house.gateway.turns.sweep()
        assert await all_ended(house, "w1") == ["You said: hello\na double for two"]


async def test_a_guest_who_types_on_and_on_is_answered(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock, burst_wait_seconds=BURST_SECONDS) as house:
        for number in range(5):
            accepted = await house.gateway.desk.accept(typed("w1", "and", str(number)))
            clock.advance(timedelta(seconds=9))
        assert accepted.start_after == NOW + timedelta(seconds=40)


async def test_the_wait_ends_by_itself(tmp_path: Path, rasa: StandInRasa) -> None:
    async with open_house(tmp_path, rasa, burst_wait_seconds=0.05) as house:
        await house.gateway.desk.accept(typed("w1", "hello", "1"))
        await house.gateway.desk.accept(typed("w1", "there", "2"))
        assert await all_ended(house, "w1") == ["You said: hello\nthere"]


async def test_an_answer_a_button_and_an_api_call_do_not_wait(tmp_path: Path, rasa: StandInRasa) -> None:
    async def ask(turn: dict) -> dict:
        buttons = [{"title": "Two", "payload": {"intent": "inform", "entities": {}}}]
        return answer(reply("how many?", buttons=buttons), asked="party")

    rasa.talk = ask
    async with open_house(tmp_path, rasa, burst_wait_seconds=BURST_SECONDS) as house:
        await house.say("c1", "hello")
        async with house.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE conversations SET channel = 'webchat'")
        accepted = await house.gateway.desk.accept(typed("c1", "two", "1"))
        assert accepted.job is not None
        await all_ended(house, "c1")
        lines = await house.gateway.transcripts.messages("c1")
        button = next(line.stored.reply.buttons[0].id for line in lines if line.stored)
        pressed = Arrival("webchat", "c1", "2", "mirador", button=button, may_join=False)
        assert (await house.gateway.desk.accept(pressed)).job is not None


async def test_a_button_ends_what_was_being_typed(tmp_path: Path, rasa: StandInRasa) -> None:
    async with open_house(tmp_path, rasa, burst_wait_seconds=BURST_SECONDS) as house:
        first = await house.gateway.desk.accept(typed("w1", "hello", "1"))
        second = await house.gateway.desk.accept(
            Arrival("webchat", "w1", "2", "mirador", text="now", may_join=False)
        )
        assert second.turn != first.turn
        assert await all_ended(house, "w1") == ["You said: hello", "You said: now"]


async def test_a_wait_outlives_its_process(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock, burst_wait_seconds=BURST_SECONDS) as house:
        await house.gateway.desk.accept(typed("w1", "hello", "1"))
    clock.advance(timedelta(seconds=11))
    async with open_house(tmp_path, rasa, clock=clock, burst_wait_seconds=BURST_SECONDS) as house:
        assert await all_ended(house, "w1") == ["You said: hello"]


async def test_rasa_is_told_what_was_written_before_the_last_reply_could_be_read(house: House) -> None:
    yes = [{"title": "Yes, book it", "payload": {"intent": "affirm", "entities": {}}}]

    async def ask(turn: dict) -> dict:
        return answer(reply("Shall I book it?", buttons=yes), asked="booking_ok")

    house.rasa.talk = gate = Gate(ask)
    await house.gateway.desk.accept(typed("w1", "Ana", "1"))
    await gate.entered.wait()
    await house.gateway.desk.accept(typed("w1", "yes, book it", "2"))
    gate.opened.set()
    await all_ended(house, "w1")
    await house.gateway.desk.accept(typed("w1", "yes, book it", "3"))
    await all_ended(house, "w1")
    heard = [(turn.get("text"), turn["metadata"]["overtaken"]) for turn in house.rasa.seen]
    # The second was typed before there was a button, though it reads like it; the third presses it.
    assert heard == [("Ana", False), ("yes, book it", True), (None, False)]
