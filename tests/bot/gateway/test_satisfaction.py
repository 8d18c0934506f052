from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.gateway.outgoing import Button
from bot.gateway.satisfaction import mark_of
from bot.gateway.tables import conversations
from common.clock import FrozenClock
from templates.replies import Reply
from tests.bot.gateway import house as houses
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, reply
from tests.bot.gateway.test_handover import lines
from tests.bot.gateway.test_notices import deliver

ASK = ("bot", "satisfaction.ask")


async def booked(turn: dict[str, Any]) -> dict[str, Any]:
    return answer(reply("booked", template="booking.confirmed"), asked="party")


class WithButtons(houses.PlainReplies):
    def render(self, name: str, **given: Any) -> Reply:
        said = super().render(name, **given)
        if name != "satisfaction.ask":
            return said
        payloads = [{"intent": "rate_stay", "entities": {"score": mark}} for mark in ("5", "3", "1")]
        buttons = [{"title": f"mark {number}", "payload": one} for number, one in enumerate(payloads)]
        return Reply(said.template, "1", None, said.language, said.text, buttons, [])


async def mark(house: House) -> int | None:
    async with house.engine.connect() as connection:
        found: int | None = await connection.scalar(select(conversations.c.satisfaction))
        return found


@pytest.fixture(autouse=True)
def buttons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses, "PlainReplies", WithButtons)


async def test_asked_once_after_a_booking_the_press_is_counted_and_never_reaches_rasa(house: House) -> None:
    house.rasa.talk = booked
    await house.say("c1", "yes")
    await deliver(house)
    await house.say("c1", "yes, another")
    await deliver(house)
    found = await lines(house, "c1")
    assert found.count(ASK) == 1
    asked = next(one for one in (await house.transcript("c1"))["messages"] if one.get("template") == ASK[1])
    for button in asked["buttons"][1:]:
        pressed = await house.client.post(
            "/api/v1/conversations/c1/messages", json={"payload": button["payload"]}
        )
        assert pressed.json()["replies"][0]["template"] == "satisfaction.thanks"
    # The first mark is the one that counts, and what the bot had asked is still open.
    assert await mark(house) == 3
    await house.say("c1", "two")
    assert house.rasa.texts == ["yes", "yes, another", "two"]
    assert house.rasa.seen[-1]["metadata"]["asked"] == "party"


async def test_asked_after_a_person_has_gone(house: House) -> None:
    await house.say("c1", "hi")
    await house.gateway.takeover.say("c1", "ana", "Ana here.")
    await house.gateway.takeover.hand_back("c1", "ana")
    await deliver(house)
    assert (await lines(house, "c1"))[-2:] == [("bot", "handoff.back"), ASK]


async def test_switched_off_nobody_is_asked(tmp_path: Path, rasa: StandInRasa) -> None:
    rasa.talk = booked
    async with open_house(tmp_path, rasa, ask_satisfaction=False) as house:
        await house.say("c1", "yes")
        await house.gateway.takeover.take("c1", "ana")
        await house.gateway.takeover.hand_back("c1", "ana")
        await deliver(house)
        assert ASK not in await lines(house, "c1")


@pytest.mark.parametrize(("left", "is_asked"), [(timedelta(hours=2), True), (timedelta(minutes=30), False)])
async def test_not_asked_when_the_window_is_about_to_close(
    tmp_path: Path, rasa: StandInRasa, left: timedelta, is_asked: bool
) -> None:
    clock = FrozenClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("c1", "hi")
        async with house.engine.begin() as connection:
            await connection.execute(update(conversations).values(window_until=clock.now() + left))
        rasa.talk = booked
        await house.say("c1", "yes")
        await deliver(house)
        assert (ASK in await lines(house, "c1")) == is_asked


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"intent": "rate_stay", "entities": {"score": "5"}}, 5),
        ({"intent": "rate_stay", "entities": {"score": 1}}, 1),
        ({"intent": "rate_stay", "entities": {"score": "6"}}, None),
        ({"intent": "rate_stay"}, None),
        ({"intent": "affirm", "entities": {"score": "5"}}, None),
    ],
)
def test_only_our_own_buttons_mean_a_mark(payload: dict[str, Any], expected: int | None) -> None:
    assert mark_of(Button("b", "t", payload)) == expected
