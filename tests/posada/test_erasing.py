"""A guest is erased in Rasa's rows and in ours, whoever dies in between, and whoever is still at it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.rasa_client import RasaClient
from bot.gateway.tables import channel_events, conversations, outgoing, turns
from common.clock import FrozenClock
from common.database import create_engine
from common.guest_keys import GuestKeys
from common.secrets import new_key
from common.settings import ROOT
from console.guest_files import NotErased
from posada.guests import RASA_GOES_ON, Guests
from posada.retention import Retention
from posada.trackers import Trackers
from tests.bot.channels.whatsapp.calls import ANAS_PHONE, SETTINGS, call, message, post, worked
from tests.bot.gateway.conftest import rasa
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import TOKEN, Gate, StandInRasa
from tests.bot.gateway.test_turns import typed
from tests.posada.dying_eraser import NOW, TALKS

__all__ = ["rasa"]


async def test_whoever_is_killed_anywhere_leaves_a_guest_that_is_found_again(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.posada.dying_eraser",
        str(tmp_path),
        new_key(),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, told = await asyncio.wait_for(process.communicate(), 120)
    lines = [json.loads(line) for line in out.decode().splitlines()]
    assert lines, told.decode()
    deaths, before, after = lines[::3], lines[1::3], lines[2::3]
    assert [one["killed"] for one in deaths] == [True] * (len(deaths) - 1) + [False], told.decode()
    assert deaths[-1]["exit"] == 0, told.decode()
    for left in before:
        # What is still Rasa's is still ours, by which it is found.
        assert set(left["rasas"]) <= set(left["ours"]), left
    for left in after:
        assert left["rasas"] == ["c_other"], left
        assert not set(TALKS) & set(left["ours"]), left
        assert "c_other" in left["ours"]
    # It did die between Rasa's rows and ours.
    assert {"ours": ["c_one", "c_other", "c_two"], "rasas": ["c_other"]} in before


class Erasing:
    """A gateway with a Rasa that writes rows down, and what erases them."""

    def __init__(self, house: House, rows: AsyncEngine, clock: FrozenClock) -> None:
        self.house = house
        self.rows = rows
        workers = RasaClient((house.rasa.url,), TOKEN)
        self.guests = Guests(house.engine, Trackers(rows, workers), house.sealer, GuestKeys("a-salt"), clock)
        self.retention = Retention(house.engine, self.guests, clock, keep_words=None, keep_records=None)

    async def write_down(self, conversation: str) -> None:
        async with self.rows.begin() as connection:
            statement = text("INSERT INTO events (sender_id) VALUES (:name)")
            await connection.execute(statement, {"name": conversation})

    async def written(self) -> list[str]:
        async with self.rows.connect() as connection:
            return list((await connection.execute(text("SELECT sender_id FROM events"))).scalars())


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
async def erasing(tmp_path: Path, rasa: StandInRasa, clock: FrozenClock) -> AsyncIterator[Erasing]:
    rows = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
    async with rows.begin() as connection:
        await connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)"))
    async with open_house(tmp_path, rasa, clock=clock) as house:
        made = Erasing(house, rows, clock)
        yield made
        await made.guests.close()


async def test_a_turn_under_way_keeps_its_guest_whole(erasing: Erasing) -> None:
    house = erasing.house
    house.rasa.talk = gate = Gate()
    await erasing.write_down("w1")
    await house.gateway.desk.accept(typed("w1", "hello", "1"))
    await gate.entered.wait()
    with pytest.raises(NotErased, match="being answered right now"):
        await erasing.guests.erase("w1")
    assert await erasing.written() == ["w1"]
    gate.opened.set()


@pytest.mark.parametrize("outcome", ["late", "superseded"])
async def test_a_turn_that_was_given_up_may_still_run(
    erasing: Erasing, clock: FrozenClock, outcome: str
) -> None:
    await erasing.house.say("c1", "hello")
    async with erasing.house.engine.begin() as connection:
        await connection.execute(update(turns).values(outcome=outcome, state="apologised"))
    await erasing.write_down("c1")
    with pytest.raises(NotErased, match="being answered right now"):
        await erasing.guests.erase("c1")
    clock.advance(RASA_GOES_ON + timedelta(seconds=1))
    assert (await erasing.guests.erase("c1")).conversations == 1
    assert await erasing.written() == []


async def test_what_rasa_writes_down_of_a_forgotten_guest_goes_at_night(erasing: Erasing) -> None:
    for name in ("c1", "c2"):
        await erasing.house.say(name, "hello")
        await erasing.write_down(name)
    await erasing.guests.erase("c1")
    # The turn that nobody waited for any more ends now.
    await erasing.write_down("c1")
    assert sorted(await erasing.written()) == ["c1", "c2"]
    await erasing.retention.tidy()
    assert await erasing.written() == ["c2"]
    assert await erasing.guests.forget_strays() == 0
    assert await erasing.house.gateway.transcripts.conversation("c2") is not None


async def test_strays_by_the_thousand(erasing: Erasing) -> None:
    async with erasing.rows.begin() as connection:
        rows: list[dict[str, Any]] = [{"name": f"gone_{number}"} for number in range(1203)]
        await connection.execute(text("INSERT INTO events (sender_id) VALUES (:name)"), rows)
    await erasing.house.say("c1", "hello")
    await erasing.write_down("c1")
    assert await erasing.guests.forget_strays() == 1203
    assert await erasing.written() == ["c1"]


async def test_two_who_erase_at_once(erasing: Erasing) -> None:
    await erasing.house.say("c1", "hello")
    both = await asyncio.gather(erasing.guests.erase("c1"), erasing.guests.erase("c1"))
    assert {one.conversations for one in both} <= {0, 1}
    async with erasing.house.engine.connect() as connection:
        (name,) = (await connection.execute(select(conversations.c.id))).scalars()
    assert name.startswith("erased_")


async def test_events_that_were_given_up_go_with_their_guest(
    tmp_path: Path, rasa: StandInRasa, clock: FrozenClock
) -> None:
    """Under the guest's id, under their number alone, and of what was sent to them; not those of others."""
    rows = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
    async with open_house(tmp_path, rasa, clock=clock, **SETTINGS) as house:
        erasing = Erasing(house, rows, clock)
        await worked(house, call(message("wamid.a", text="I am Ana")))
        async with house.engine.begin() as connection:
            await connection.execute(update(outgoing).values(external_id="wamid.out"))
        await house.gateway.inbound.worker.stop()
        status = {"status": "failed", "timestamp": "1795250100", "recipient_id": ANAS_PHONE}
        others = {"user_id": "ES.2", "phone": "34600000002"}
        for given_up in (
            call(message("wamid.b", text="Ana again")),
            call(message("wamid.c", text="Ana by number", user_id=None)),
            call(statuses=[{"id": "wamid.out", **status}]),
            call(message("wamid.d", text="Ben", **others)),
            call(statuses=[{"id": "wamid.of_ben", **status, "recipient_id": "34600000002"}]),
        ):
            assert await post(house, given_up) == 200
        async with house.engine.begin() as connection:
            spoilt = update(channel_events).where(channel_events.c.state == "new")
            await connection.execute(spoilt.values(state="bad", done_at=NOW, fault="ValueError"))
        assert (await erasing.guests.erase(f"+{ANAS_PHONE}")).conversations == 1
        async with house.engine.connect() as connection:
            kept = (await connection.execute(select(channel_events.c.body))).scalars().all()
        words = "".join(house.sealer.unseal(body) for body in kept if body)
        assert len([body for body in kept if body]) == 2
        assert "Ben" in words
        assert "wamid.of_ben" in words
        assert ANAS_PHONE not in words
        await erasing.guests.close()
