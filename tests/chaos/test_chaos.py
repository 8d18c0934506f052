"""Two hundred guests, two thousand messages, and every process of the house killed again and again underneath them."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from pms.simulators.qloapps import DEMO_KEY
from posada.supervisor import Program
from tests.chaos.accounts import check_bookings, check_once, check_turns, settled
from tests.chaos.guests import QUESTIONS, Booker, Guest, WebLine
from tests.installation import ROOT, free_port
from tests.roles import Roles

pytestmark = pytest.mark.journey

SEED = 20_261_127
GUESTS = 200
# Some of them book; how many messages that takes is theirs to say, the others make up for it.
BOOKERS = 12
MESSAGES = 11
VICTIMS = ("rasa", "gateway", "actions", "hotel")
KILLS = 3
BETWEEN_KILLS_SECONDS = 3.0


def hotel(folder: Path, port: int) -> Program:
    """A QloApps in a process of its own, whose books outlive it."""
    program = [
        sys.executable,
        "-m",
        "pms.simulators.qloapps",
        "--port",
        str(port),
        "--keep",
        str(folder / "books"),
    ]
    return Program(
        name="hotel",
        command=program,
        environment={"PYTHONPATH": str(ROOT)},
        ready_url=f"http://{DEMO_KEY.value}@127.0.0.1:{port}/api/",
        folder=ROOT,
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Roles]:
    port = free_port()
    roles = Roles(
        tmp_path,
        settings={
            "PMS_TYPE": "qloapps",
            "PMS_BASE_URL": f"http://127.0.0.1:{port}",
            "PMS_API_KEY": DEMO_KEY.value,
            "PMS_HOTEL_ID": "1",
        },
        beside=(hotel(tmp_path, port),),
    )
    try:
        yield roles.start()
    finally:
        roles.stop()


async def kill_around(house: Roles, chance: random.Random) -> Counter[str]:
    """Each victim a few times, at moments nobody chose."""
    victims = list(VICTIMS) * KILLS
    chance.shuffle(victims)
    killed: Counter[str] = Counter()
    for victim in victims:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * BETWEEN_KILLS_SECONDS)
        while not house.kill(victim):
            await asyncio.sleep(0.1)
        killed[victim] += 1
    return killed


def last_reply(house: Roles, conversation: str) -> str | None:
    """The key of the last reply in a conversation; None while a turn of it is open."""
    if house.rows(
        "SELECT 1 FROM turns WHERE conversation = ? AND state IN ('queued', 'running')", conversation
    ):
        return None
    found = house.rows(
        "SELECT template FROM outgoing WHERE conversation = ? AND route = 'chat' ORDER BY seq DESC LIMIT 1",
        conversation,
    )
    return str(found[0][0]) if found else None


async def test_nothing_is_lost_and_nothing_said_twice(house: Roles, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with httpx2.AsyncClient(
        timeout=10, trust_env=False, limits=httpx2.Limits(max_connections=64)
    ) as client:
        guests = [
            Guest(WebLine(client, house.urls, chance), random.Random(chance.random())) for _ in range(GUESTS)
        ]
        bookers = [
            Booker(guest, partial(last_reply, house), ahead=30 + 3 * number)
            for number, guest in enumerate(guests[:BOOKERS])
        ]
        killing = asyncio.create_task(kill_around(house, chance))
        await asyncio.gather(
            *(booker.book() for booker in bookers),
            *(guest.write(chance.choices(QUESTIONS, k=MESSAGES)) for guest in guests[BOOKERS:]),
        )
        killed = await killing
        await asyncio.to_thread(house.wait_until_ready)
        await settled(house.rows, within_seconds=180)

        assert killed == dict.fromkeys(VICTIMS, KILLS)
        assert sum(len(guest.said) for guest in guests) >= 2000
        outcomes = check_turns(house.rows, guests)
        print(outcomes)
        # Most of them with what they asked for: an apology is for the turns that a kill broke.
        assert outcomes["answered"] > 0.8 * outcomes.total(), outcomes
        booked = [booker.guest.line.conversation for booker in bookers]
        orders = check_bookings(house.rows, tmp_path / "books", booked)
        assert orders == BOOKERS
        for guest in guests:
            said = house.rows(
                "SELECT id FROM outgoing WHERE conversation = ? ORDER BY seq", guest.line.conversation
            )
            history = await guest.line.history()
            check_once(
                [one["id"] for one in history if one["from"] == "bot"],
                [one for (one,) in said],
                guest.line.conversation,
            )
            check_once(
                [one["id"] for one in history if one["from"] == "guest"], guest.said, guest.line.conversation
            )
