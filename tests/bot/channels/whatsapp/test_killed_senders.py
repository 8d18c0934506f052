"""kill -9 at every point of a send: a phone shows every reply once where the channel lets us know, and none is missing unsaid."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.whatsapp.errors import fault_of_status
from bot.channels.whatsapp.values import code_of
from bot.gateway.sending import LEASE, ORDER_WAIT, STATUS_WAIT, STATUS_WAIT_AFTER_DEATH
from bot.gateway.tables import conversations, outgoing
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.settings import ROOT
from tests.bot.channels.whatsapp.dying_sender import DEEDS, phone_of, sender_to
from tests.bot.channels.whatsapp.phones import Landing, Phones, open_landing, open_phones
from tests.bot.gateway.post_office import KEY, NOW, PostOffice


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}")
    await create_all(engine)
    opened = PostOffice(engine, clock=FrozenClock(NOW))
    yield opened
    opened.ledger.close()
    await engine.dispose()


async def deaths(office: PostOffice, address: str, deed: str) -> int:
    """How many processes died over it; the last one lived."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.channels.whatsapp.dying_sender",
        str(office.engine.url),
        KEY,
        address,
        deed,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, told = await asyncio.wait_for(process.communicate(), 120)
    ended = [json.loads(line) for line in out.decode().splitlines()]
    assert ended, told.decode()
    assert [one["killed"] for one in ended] == [True] * (len(ended) - 1) + [False], told.decode()
    assert ended[-1]["exit"] == 0, told.decode()
    return len(ended) - 1


async def hear_statuses(office: PostOffice, landing: Landing) -> None:
    """What Meta has told meanwhile, all of it, and twice."""
    for value in [*landing.values, *landing.values]:
        for one in value.get("statuses", ()):
            await office.note(
                one["status"],
                external_id=one["id"],
                callback=one.get("biz_opaque_callback_data"),
                fault=fault_of_status(code_of(one)) if one["status"] == "failed" else None,
            )


async def recover(office: PostOffice, phones: Phones, landing: Landing) -> None:
    """The next process: it finds what the dead ones left, and hears of what they sent."""
    sender = sender_to(phones.simulator.address, office.clock)
    office.sending = office.open(sender)
    await office.passes(LEASE.total_seconds() * 2)
    await hear_statuses(office, landing)
    for pause in (STATUS_WAIT_AFTER_DEATH, STATUS_WAIT, STATUS_WAIT, ORDER_WAIT, ORDER_WAIT, ORDER_WAIT):
        await office.passes(pause.total_seconds())
        await landed(phones)
        await hear_statuses(office, landing)
    await sender.close()


async def landed(phones: Phones) -> None:
    async with asyncio.timeout(10):
        while phones.simulator.hooks.waiting or phones.simulator.network._tasks:
            await asyncio.sleep(0.01)


async def texts_on(phones: Phones, step: int) -> list[str]:
    return [one["text"] for one in await phones.read(phone_of(step))]


async def ends(office: PostOffice) -> dict[str, tuple[set[str], str | None]]:
    """By conversation: how its replies ended, and whether staff are called."""

    def read(at: Any) -> dict[str, tuple[set[str], str | None]]:
        found: dict[str, tuple[set[str], str | None]] = {}
        joined = select(outgoing.c.conversation, outgoing.c.delivery, conversations.c.attention).join(
            conversations, conversations.c.id == outgoing.c.conversation
        )
        for row in at.execute(joined):
            found.setdefault(row.conversation, (set(), row.attention))[0].add(row.delivery)
        return found

    return await office.ledger.read(read)


@pytest.mark.parametrize(("deed", "least"), [("text", 4), ("turn", 4), ("long", 12)])
async def test_where_statuses_come_every_phone_shows_it_once(
    office: PostOffice, deed: str, least: int
) -> None:
    async with open_landing() as landing, open_phones(landing.url, is_open_to_all=True) as phones:
        died = await deaths(office, phones.simulator.address, deed)
        assert died >= least, "each write and each request has its points"
        await landed(phones)
        await recover(office, phones, landing)
        wanted = "\n\n".join(DEEDS[deed][0])
        for step in range(1, died + 2):
            shown = await texts_on(phones, step)
            assert "".join(" ".join(shown).split()) == "".join(wanted.split()), f"step {step}"
        assert {delivery for found, _ in (await ends(office)).values() for delivery in found} == {"read"}


async def test_without_statuses_it_is_said_twice_at_most_and_never_not_at_all(office: PostOffice) -> None:
    async with open_landing() as landing, open_phones(is_open_to_all=True, statuses=()) as phones:
        died = await deaths(office, phones.simulator.address, "text")
        await recover(office, phones, landing)
        counts = [len(await texts_on(phones, step)) for step in range(1, died + 2)]
        assert set(counts) <= {1, 2}
        assert counts[-1] == 1
        assert counts.count(2) <= 2, "only where it was sent and nobody could know"


@pytest.mark.parametrize("statuses", [("sent", "delivered", "read"), ()])
async def test_a_confirmation_comes_once_or_staff_are_called(
    office: PostOffice, statuses: tuple[str, ...]
) -> None:
    async with (
        open_landing() as landing,
        open_phones(landing.url, is_open_to_all=True, statuses=statuses) as phones,
    ):
        died = await deaths(office, phones.simulator.address, "confirmation")
        await landed(phones)
        await recover(office, phones, landing)
        found = await ends(office)
        for step in range(1, died + 2):
            shown = await texts_on(phones, step)
            delivered, attention = found[f"wa_confirmation_{step}"]
            assert len(shown) <= 1
            if not shown or delivered == {"unsure"}:
                assert (delivered, attention) == ({"unsure"}, "unsure")
