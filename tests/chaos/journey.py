"""Two hundred guests, two thousand messages, and every process of the house killed again and again underneath them."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import httpx2

from pms.simulators.qloapps import DEMO_KEY
from posada.supervisor import Program
from tests.chaos.accounts import check_bookings, check_once, check_turns, delivered, settled
from tests.chaos.guests import QUESTIONS, Booker, Guest, PhoneLine, WebLine
from tests.installation import ROOT, free_port
from tests.roles import Roles

SEED = 20_261_127
GUESTS = 200
# Some of them book; how many messages that takes is theirs to say, the others make up for it.
BOOKERS = 12
MESSAGES = 11
KILLS = 3
BETWEEN_KILLS_SECONDS = 3.0
WHATSAPP = {
    "WHATSAPP_ACCESS_TOKEN": "a-token",
    "WHATSAPP_APP_SECRET": "a-secret",
    "WHATSAPP_VERIFY_TOKEN": "a-word",
    "WHATSAPP_NUMBERS": "109876500000001=mirador",
}
# A tenth of all webhooks comes twice, and they overtake each other.
MANNERS = {"doubled": 0.1, "shuffled_seconds": 0.3, "batch": 20}


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


def network(port: int, webhook: str) -> Program:
    """WhatsApp, which is not ours to kill."""
    program = [
        *(sys.executable, "-m", "bot.channels.whatsapp.simulator", "--port", str(port)),
        *("--webhook", webhook, "--throughput", "1000"),
    ]
    return Program(
        name="network",
        command=program,
        environment={"PYTHONPATH": str(ROOT), **WHATSAPP},
        ready_url=f"http://127.0.0.1:{port}/simulator/counts",
        folder=ROOT,
    )


def burning_house(folder: Path, *, gateways: int = 1, rasas: int = 1, **settings: str) -> Roles:
    """Its roles, a hotel's system and a WhatsApp, each in a process of its own; not started yet."""
    port = free_port()
    roles = Roles(
        folder,
        gateways=gateways,
        rasas=rasas,
        settings={
            "PMS_TYPE": "qloapps",
            "PMS_BASE_URL": f"http://127.0.0.1:{port}",
            "PMS_API_KEY": DEMO_KEY.value,
            "PMS_HOTEL_ID": "1",
            **WHATSAPP,
            **settings,
        },
    )
    roles.beside = (hotel(folder, port), network(roles.network_port, f"{roles.urls[0]}/webhooks/whatsapp"))
    return roles


async def kill_around(house: Roles, victims: Sequence[str], chance: random.Random) -> Counter[str]:
    """Each victim a few times, at moments nobody chose."""
    order = list(victims) * KILLS
    chance.shuffle(order)
    killed: Counter[str] = Counter()
    for victim in order:
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


def line(place: int, client: httpx2.AsyncClient, house: Roles, chance: random.Random) -> WebLine | PhoneLine:
    """Every second guest writes on WhatsApp."""
    if place % 2:
        return PhoneLine(client, house.network, f"34600{place:06d}", house.rows)
    return WebLine(client, house.urls, chance)


def check_arrivals(house: Roles, guests: Sequence[Guest]) -> Counter[str]:
    said = []
    for guest in guests:
        own = guest.line
        ids = own.arrived if isinstance(own, PhoneLine) else list(guest.said)
        said += [(own.conversation, one) for one in ids]
    assert len(said) >= 2000
    return check_turns(house.rows, said)


async def check_page(house: Roles, guest: Guest, web: WebLine) -> None:
    said = house.rows("SELECT id FROM outgoing WHERE conversation = ? ORDER BY seq", web.conversation)
    history = await web.history()
    check_once(
        [one["id"] for one in history if one["from"] == "bot"], [one for (one,) in said], web.conversation
    )
    check_once([one["id"] for one in history if one["from"] == "guest"], guest.said, web.conversation)


async def check_phone(house: Roles, phone: PhoneLine) -> tuple[int, int]:
    """How many replies a person has to look at, because nobody knows whether they arrived, and how many were knowingly said once more."""
    rows = house.rows(
        "SELECT external_id, delivery, tries FROM outgoing"
        " WHERE conversation = ? AND route = 'chat' ORDER BY seq",
        phone.conversation,
    )
    assert {delivery for _, delivery, _ in rows} <= {"sent", "delivered", "read", "unsure"}, rows
    in_doubt = sum(delivery == "unsure" for _, delivery, _ in rows)
    # Replies that left as one message share its id.
    said = {one: tries for one, delivery, tries in rows if delivery != "unsure"}
    again = sum(tries - 1 for tries in said.values())
    shown = [one["id"] for one in await phone.shown()]
    repeated = [one for one in shown if one not in said]
    if not in_doubt:
        assert len(repeated) <= again, f"{phone.conversation}: {len(repeated)} more than was said"
        check_once((one for one in shown if one in said), said, phone.conversation)
    return in_doubt, again


async def burn(house: Roles, victims: Sequence[str]) -> None:
    """The whole journey, and its accounts. victims: names of processes."""
    chance = random.Random(SEED)
    limits = httpx2.Limits(max_connections=64)
    async with httpx2.AsyncClient(timeout=10, trust_env=False, limits=limits) as client:
        await client.put(f"{house.network}/simulator/manners", json=MANNERS)
        guests = [
            Guest(line(place, client, house, chance), random.Random(chance.random()))
            for place in range(GUESTS)
        ]
        bookers = [
            Booker(guest, partial(last_reply, house), ahead=30 + 3 * number)
            for number, guest in enumerate(guests[:BOOKERS])
        ]
        killing = asyncio.create_task(kill_around(house, victims, chance))
        await asyncio.gather(
            *(booker.book() for booker in bookers),
            *(guest.write(chance.choices(QUESTIONS, k=MESSAGES)) for guest in guests[BOOKERS:]),
        )
        assert await killing == dict.fromkeys(victims, KILLS)
        await asyncio.to_thread(house.wait_until_ready)
        await delivered(client, house.network, within_seconds=120)
        await settled(house.rows, within_seconds=180)

        outcomes = check_arrivals(house, guests)
        # Most of them with what they asked for: an apology is for the turns that a kill broke.
        assert outcomes["answered"] > 0.8 * outcomes.total(), outcomes
        booked = [booker.guest.line.conversation for booker in bookers]
        assert check_bookings(house.rows, house.folder / "books", booked) == BOOKERS
        in_doubt = again = 0
        for guest in guests:
            if isinstance(guest.line, WebLine):
                await check_page(house, guest, guest.line)
            else:
                doubts, repeats = await check_phone(house, guest.line)
                in_doubt, again = in_doubt + doubts, again + repeats
        print(outcomes, f"in doubt: {in_doubt}, said once more: {again}")
        # Only what was between two of our lines when its gateway was killed.
        assert in_doubt + again <= 2 * KILLS * house.gateways
