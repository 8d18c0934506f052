from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.gateway.staff_calls import Call
from common.clock import FrozenClock
from common.office_hours import OfficeHours
from common.properties import Properties
from pms.tables import alerts
from tests.bot.gateway.house import House, demo_properties, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, echo, reply
from tests.bot.gateway.test_handover import lines, story
from tests.bot.gateway.test_notices import deliver

# A Saturday; half past twelve at the hotel.
NOON = datetime(2026, 11, 21, 11, 30, tzinfo=UTC)


async def promise(turn: dict[str, Any]) -> dict[str, Any]:
    return answer(reply("a colleague will write", template="handoff.requested"))


async def outage(turn: dict[str, Any]) -> dict[str, Any]:
    return answer(reply("away", template="error.hotel_system"))


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
async def house(tmp_path: Path, rasa: StandInRasa, clock: FrozenClock) -> AsyncIterator[House]:
    async with open_house(tmp_path, rasa, clock=clock) as opened:
        yield opened


async def pass_minutes(house: House, clock: FrozenClock, minutes: float) -> None:
    clock.advance(timedelta(minutes=minutes))
    reminders = house.gateway.background[-2]
    await reminders.work()
    # Another gateway looks at the same time.
    await reminders.work()
    await deliver(house)


async def calls(house: House) -> list[tuple[str, str]]:
    async with house.engine.connect() as connection:
        rows = await connection.execute(select(alerts).order_by(alerts.c.created_at, alerts.c.id))
        return [(row.kind, row.title) for row in rows]


async def test_staff_are_called_once_reminded_and_then_the_guest_is_told(
    house: House, clock: FrozenClock
) -> None:
    house.rasa.talk = promise
    await house.say("c1", "a person, please")
    await house.say("c1", "a person!")
    assert await calls(house) == [("guest_waits", "A guest waits for a person")]
    await pass_minutes(house, clock, 4.9)
    assert len(await calls(house)) == 1
    await pass_minutes(house, clock, 0.2)
    await pass_minutes(house, clock, 5)
    assert (
        await calls(house)
        == [("guest_waits", "A guest waits for a person")]
        + [("guest_waits", "Still: a guest waits for a person")] * 2
    )
    await pass_minutes(house, clock, 5)
    assert (await lines(house, "c1"))[-1] == ("bot", "handoff.nobody_yet phone=+34 956 000 120")
    found = await house.gateway.transcripts.conversation("c1")
    assert found is not None
    assert (found.state, found.attention) == ("bot", "missed")
    assert [what for what, _ in await story(house, "c1")] == ["asked", "reminded", "reminded", "missed"]
    await pass_minutes(house, clock, 60)
    assert len(await calls(house)) == 3


async def test_a_person_who_comes_ends_the_waiting(house: House, clock: FrozenClock) -> None:
    house.rasa.talk = promise
    await house.say("c1", "a person, please")
    await house.gateway.takeover.say("c1", "ana", "Ana here.")
    await pass_minutes(house, clock, 120)
    assert (await house.gateway.takeover.standing("c1")).owner == "ana"
    assert len(await calls(house)) == 1


async def test_a_guest_whom_a_person_leaves_unanswered_has_the_bot_again(
    house: House, clock: FrozenClock
) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.say("c1", "ana", "Ana here.")
    await pass_minutes(house, clock, 90)
    await house.say("c1", "is there a cot?")
    await pass_minutes(house, clock, 6)
    await house.say("c1", "hello?")
    assert await calls(house) == [("guest_waits", "Still: a guest waits for ana's answer")]
    await pass_minutes(house, clock, 13.9)
    assert (await house.gateway.takeover.standing("c1")).state == "human"
    await pass_minutes(house, clock, 0.2)
    assert (await lines(house, "c1"))[-1][1].startswith("handoff.person_away")
    assert (await house.gateway.takeover.standing("c1")).state == "bot"
    assert [what for what, _ in await story(house, "c1")][-1] == "timed_out"


async def test_who_takes_a_conversation_and_says_nothing_leaves_its_guest_waiting_too(
    house: House, clock: FrozenClock
) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.take("c1", "ana")
    await pass_minutes(house, clock, 20)
    assert (await house.gateway.takeover.standing("c1")).state == "bot"


async def test_an_outage_calls_once_for_all_its_guests_and_promises_none_of_them(
    house: House, clock: FrozenClock
) -> None:
    house.rasa.talk = outage
    for guest in range(5):
        await house.say(f"c{guest}", "a room")
    assert await calls(house) == [("outage", "Guests are not answered (hotel_system)")]
    await pass_minutes(house, clock, 16)
    assert (await house.gateway.takeover.standing("c1")).state == "bot"
    assert (await lines(house, "c1"))[-1] == ("bot", "away")


async def test_a_trial_calls_nobody(house: House) -> None:
    house.rasa.talk = promise
    await house.say("c1", "a person, please", test=True)
    assert await calls(house) == []


def with_hours() -> Properties:
    (mirador,) = demo_properties()
    return Properties((replace(mirador, office_hours=OfficeHours.read({"mon-fri": "08:00-20:00"})),))


async def test_outside_the_hours_a_guest_is_told_when_somebody_comes_and_the_clock_starts_then(
    tmp_path: Path, rasa: StandInRasa, clock: FrozenClock
) -> None:
    rasa.talk = promise
    async with open_house(tmp_path, rasa, clock=clock, properties=with_hours()) as house:
        said = await house.say("c1", "a person, please")
        assert [one["text"] for one in said["replies"]] == [
            "a colleague will write",
            "handoff.closed opens=2026-11-23T08:00 phone=+34 956 000 120",
        ]
        rasa.talk = echo
        assert (await house.say("c1", "and breakfast?"))["replies"][0]["text"] == "You said: and breakfast?"
        await pass_minutes(house, clock, 20 * 60)
        assert len(await calls(house)) == 1
        # Monday, eight o'clock and six minutes.
        clock.advance(datetime(2026, 11, 23, 7, 6, tzinfo=UTC) - clock.now())
        await pass_minutes(house, clock, 0)
        assert len(await calls(house)) == 2
        await pass_minutes(house, clock, 10)
        assert (await house.gateway.takeover.standing("c1")).state == "bot"


async def test_a_draft_that_nobody_sends_does_not_leave_the_guest_in_silence(
    house: House, clock: FrozenClock
) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.set_draft_mode("c1", "ana", is_on=True)
    await house.say("c1", "a room?")
    assert await calls(house) == [("guest_waits", "An answer waits to be sent")]
    await pass_minutes(house, clock, 16)
    assert (await lines(house, "c1"))[-1][1].startswith("handoff.nobody_yet")


def test_a_call_names_no_owner_who_has_let_go() -> None:
    class Talk:
        id, property, channel, owner, state = "c1", "mirador", "webchat", "ana", "human"

    assert Call.of(Talk(), "released", NOON).owner is None  # type: ignore[arg-type]
    assert Call.of(Talk(), "asked", NOON).owner == "ana"  # type: ignore[arg-type]
