"""kill -9 after Meta was told that a message is here: the next process answers it, once."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from bot.channels.whatsapp.signature import HEADER, sign
from common.settings import ROOT
from tests.bot.channels.whatsapp.calls import PATH, SECRET, SETTINGS, call, message, worked
from tests.bot.channels.whatsapp.test_arrive import lines, talks
from tests.bot.gateway.house import KEY, free_port, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, echo

GUESTS = 10


@asynccontextmanager
async def gateway(folder: Path, rasa: StandInRasa, *, idle: str) -> AsyncIterator[str]:
    """Its address; at the end of the block it is killed."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.channels.whatsapp.dying_gateway"),
        *(str(folder), str(port), str(rasa.port), idle, KEY),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        while (line := await asyncio.wait_for(process.stdout.readline(), 60)) != b"ready\n":
            assert line, "it ended before it was ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert process.returncode == -signal.SIGKILL


async def tell(url: str, body: bytes) -> None:
    async with httpx2.AsyncClient(trust_env=False, timeout=20) as client:
        answer = await client.post(url + PATH, content=body, headers={HEADER: sign(body, SECRET)})
        assert answer.status_code == 200


@pytest.mark.parametrize("idle", ["idle", "busy"])
async def test_what_was_acknowledged_is_answered_once_by_the_next_process(
    tmp_path: Path, rasa: StandInRasa, idle: str
) -> None:
    """idle: killed between storing and working; busy: killed while Rasa thinks about it."""
    rasa.talk = gate = Gate()
    body = call(*(message(f"m{n}", user_id=f"ES.{n}", phone=None, text=f"words {n}") for n in range(GUESTS)))
    async with gateway(tmp_path, rasa, idle=idle) as url:
        await tell(url, body)
        if idle == "busy":
            await asyncio.wait_for(gate.entered.wait(), 20)
    rasa.talk = echo
    gate.opened.set()
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        # Meta, which may not have heard the answer, says it all again.
        await worked(house, body)
        told = [await lines(house, row.id) for row in await talks(house)]
    assert sorted(told) == [[f"words {n}", f"> You said: words {n}"] for n in range(GUESTS)]
    assert len(rasa.handled) == GUESTS
