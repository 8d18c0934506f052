"""A process that erases a guest and is killed with SIGKILL at one step of it, and the next one at the next, until one survives.

What was left in between, a process without a death finds by the same name and takes away. Run as
`python -m tests.posada.dying_eraser FOLDER KEY`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from sqlalchemy import event, insert, select, text

from bot.gateway.rasa_client import RasaClient
from bot.gateway.tables import conversations, said_contacts
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.guest_keys import GuestKeys
from common.log import configure
from common.secrets import Sealer
from posada.guests import Guests
from posada.tables import metadata
from posada.trackers import Trackers
from tests.death import Death

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MAIL = "ana@guest.example"
TALKS = ("c_one", "c_two")
MOST_STEPS = 40


class DeadlyWorkers(httpx2.AsyncBaseTransport):
    """Rasa's workers, who forget what they are told to; death before and after each is asked."""

    def __init__(self, death: Death) -> None:
        self._death = death

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._death.step()
        self._death.step()
        return httpx2.Response(200, json={})


def guests_in(folder: Path, key: str, death: Death) -> Guests:
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'posada.db'}")
    rows = create_engine(f"sqlite+aiosqlite:///{folder / 'rasa.db'}")
    for one in (engine, rows):
        # Before a transaction is final, and once it is: the connection goes back.
        event.listen(one.sync_engine, "commit", lambda _connection: death.step())
        event.listen(one.sync_engine, "checkin", lambda *_: death.step())
    client = httpx2.AsyncClient(transport=DeadlyWorkers(death))
    workers = RasaClient(("http://rasa.example",), "no-token", client=client)
    return Guests(engine, Trackers(rows, workers), Sealer([key]), GuestKeys("a-salt"), FrozenClock(NOW))


async def make(folder: Path) -> None:
    """A guest of two conversations and somebody else, in our tables and in Rasa's."""
    assert metadata.tables
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'posada.db'}")
    await create_all(engine)
    common = {
        "channel": "webchat", "property": "mirador", "state": "bot", "created_at": NOW, "last_message_at": NOW,
    }  # fmt: skip
    contact = GuestKeys("a-salt").of_contact(MAIL)
    async with engine.begin() as connection:
        for name in (*TALKS, "c_other"):
            await connection.execute(insert(conversations).values(id=name, **common))
        for name in TALKS:
            await connection.execute(insert(said_contacts).values(contact=contact, conversation=name))
    rows = create_engine(f"sqlite+aiosqlite:///{folder / 'rasa.db'}")
    async with rows.begin() as connection:
        await connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)"))
        for name in (*TALKS, "c_other"):
            await connection.execute(text("INSERT INTO events (sender_id) VALUES (:name)"), {"name": name})
    for one in (engine, rows):
        await one.dispose()


async def left_in(folder: Path) -> tuple[list[str], list[str]]:
    """Names in our conversations and in Rasa's rows."""
    found = []
    for file, statement in (
        ("posada.db", select(conversations.c.id)),
        ("rasa.db", text("SELECT sender_id FROM events")),
    ):
        engine = create_engine(f"sqlite+aiosqlite:///{folder / file}")
        async with engine.connect() as connection:
            found.append(sorted((await connection.execute(statement)).scalars()))
        await engine.dispose()
    return found[0], found[1]


async def live(folder: Path, key: str, step: int) -> None:
    death = Death(step)
    guests = guests_in(folder, key, death)
    death.is_armed = True
    await guests.erase(MAIL)


async def look(folder: Path, key: str, *, again: bool) -> None:
    """again: once the command was repeated."""
    if again:
        await guests_in(folder, key, Death(0)).erase(MAIL)
    ours, rasas = await left_in(folder)
    sys.stdout.write(json.dumps({"ours": ours, "rasas": rasas}) + "\n")
    sys.stdout.flush()


def alone(work: object) -> int:
    """Another process does it; its wait status."""
    child = os.fork()
    if child == 0:
        asyncio.run(work)  # type: ignore[arg-type]
        os._exit(0)
    return os.waitpid(child, 0)[1]


def main(given: str, key: str) -> None:
    configure()  # To stderr: stdout is for the answers.
    made = Path(given) / "made"
    made.mkdir()
    alone(make(made))
    for step in range(1, MOST_STEPS):
        folder = Path(given) / str(step)
        shutil.copytree(made, folder)
        status = alone(live(folder, key, step))
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        code = None if was_killed else os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps({"step": step, "killed": was_killed, "exit": code}) + "\n")
        sys.stdout.flush()
        for again in (False, True):
            assert alone(look(folder, key, again=again)) == 0
        if not was_killed:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
