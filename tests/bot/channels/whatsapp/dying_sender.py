"""A process that is killed with SIGKILL at one point of a send, and the next one at the next point, until one survives.

Each has a guest of its own. Run as `python -m tests.bot.channels.whatsapp.dying_sender URL KEY ADDRESS DEED`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import Any

import httpx2
from sqlalchemy import event

from bot.channels.whatsapp.client import GraphClient
from bot.channels.whatsapp.limits import SendLimits
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.gateway.outgoing import Reply
from bot.gateway.sending import ORDER_WAIT
from common.clock import Clock, FrozenClock
from common.database import create_engine
from common.log import configure
from tests.bot.channels.whatsapp.phones import NUMBER, TOKEN
from tests.bot.gateway.post_office import NOW, PostOffice
from tests.death import DeadlyWire, Death

MOST_STEPS = 60
LONG = [f"{letter * 80} ends here. " * 45 for letter in "abc"]

DEEDS: dict[str, tuple[tuple[str, ...], str]] = {
    "text": (("Good evening",), "greeting.welcome"),
    "turn": (("First this", "then that"), "question.parking"),
    "long": (("".join(LONG),), "question.policies"),
    "confirmation": (("Your booking is confirmed",), "booking.confirmed"),
}


def phone_of(step: int) -> str:
    return f"4930231250{step:02d}"


def sender_to(
    address: str, clock: Clock, transport: httpx2.AsyncBaseTransport | None = None
) -> WhatsAppSender:
    client = GraphClient(address, "v25.0", TOKEN, transport=transport)

    def no_links(_reply: Reply) -> list[dict[str, str]]:
        return []

    return WhatsAppSender(client, SendLimits(clock), no_links)


async def live(url: str, key: str, address: str, deed: str, step: int) -> None:
    death = Death(step)
    wire = DeadlyWire()
    wire.death = death
    clock = FrozenClock(NOW)
    office: Any = PostOffice(create_engine(url), clock=clock, key=key)
    office.sending = office.open(sender_to(address, clock, wire))
    texts, template = DEEDS[deed]
    talk = f"wa_{deed}_{step}"
    await office.conversation(talk, phone=phone_of(step), number=NUMBER)
    await office.says(*texts, conversation=talk, template=template)
    event.listen(office.ledger._sqlite, "commit", lambda _connection: death.step())
    death.is_armed = True
    for _ in range(4):
        await office.sending.settle()
        clock.advance(ORDER_WAIT)


def main(url: str, key: str, address: str, deed: str) -> None:
    configure()  # To stderr: stdout is for the answers.
    for step in range(1, MOST_STEPS):
        child = os.fork()
        if child == 0:
            asyncio.run(live(url, key, address, deed, step))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        code = None if was_killed else os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps({"step": step, "killed": was_killed, "exit": code}) + "\n")
        sys.stdout.flush()
        if not was_killed:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
