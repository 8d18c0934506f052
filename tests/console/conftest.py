"""A real console on a free loopback port: Sanic, SQLite in a file, a clock that is moved by hand."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from sanic import Sanic
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

import actions.tables  # noqa: F401 - reports read it
from bot.channels.whatsapp.media import MediaSource
from bot.gateway import outgoing
from bot.gateway import tables as gateway
from bot.gateway.handover import Takeover
from bot.gateway.ledger import Ledger
from bot.gateway.rasa_client import RasaClient
from bot.gateway.search import Search
from bot.gateway.transcripts import Transcripts
from bot.gateway.unanswered import Unanswered
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.guest_keys import GuestKeys
from common.ids import new_id
from common.knowledge.book import Book
from common.properties import load_properties
from common.secrets import Sealer, new_key
from common.settings import ROOT
from console.api_tokens import ApiTokens
from console.app import Deps, blueprints
from console.passwords import Passwords
from console.roles import Role
from console.staff import Member, StaffList
from pms.front_desk import FrontDesk
from pms.outbox.intents import Intents
from pms.tables import pms_calls
from posada.guests import Guests
from posada.trackers import Trackers
from templates.arm_words import ArmWords
from templates.experiment_life import Experiments
from templates.preview import Previews
from templates.store import read_catalog
from templates.versions import Versions
from tests.pms.faults import Faulty, faulty_desk

PACKAGED = read_catalog()

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SALT = "a-salt"
PASSWORD = "a quiet room with a view"


@dataclass
class Console:
    """The running server and what tests reach into."""

    url: str
    engine: AsyncEngine
    clock: FrozenClock
    staff: StaffList
    seeds: Seeds
    tokens: ApiTokens
    desk: FrontDesk
    hotel: Faulty
    versions: Versions
    experiments: Experiments
    book: Book

    async def member(
        self, name: str = "ana", role: Role = Role.AGENT, *, is_one_time: bool = False
    ) -> Member:
        return await self.staff.add(name, role, PASSWORD, is_one_time=is_one_time)


class Harmless(Previews):
    """Starts no process: every draft of these tests may be looked at here."""

    async def preview(self, *_: Any, **__: Any) -> Any:
        return None


class Browser(httpx2.AsyncClient):
    """Sends what a browser sends with a form of our own page; follows no redirect by itself."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, trust_env=False)

    async def submit(self, path: str, *, page: str | None = None, **fields: str) -> httpx2.Response:
        """Opens `page` (or `path`), takes the token from its form and posts the fields to `path`."""
        shown = await self.get(page or path)
        token = re.search(r'name="csrf_token" value="([^"]*)"', shown.text)
        data = {"csrf_token": token.group(1) if token else "", **fields}
        return await self.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})

    async def sign_in(self, name: str = "ana", password: str = PASSWORD, **fields: str) -> httpx2.Response:
        return await self.submit("/admin/login", name=name, password=password, **fields)


@pytest.fixture
def quick_passwords() -> Passwords:
    """Argon2 with the least work it accepts: strength is not what these tests are about."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    await create_all(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def hold_out() -> float:
    """The share of guests that takes part in no experiment; a test may parametrize it."""
    return 0.0


@pytest.fixture
def media() -> MediaSource | None:
    """Where guests' files come from; a test may have its own."""
    return None


@pytest.fixture
async def console(
    engine: AsyncEngine,
    clock: FrozenClock,
    quick_passwords: Passwords,
    hold_out: float,
    media: MediaSource | None,
) -> AsyncIterator[Console]:
    async with open_console(engine, clock, quick_passwords, hold_out=hold_out, media=media) as opened:
        yield opened


@asynccontextmanager
async def open_console(
    engine: AsyncEngine,
    clock: Any,
    quick_passwords: Passwords,
    *,
    hold_out: float = 0.0,
    media: MediaSource | None = None,
    key: str = "",
    served_by: Takeover | None = None,
) -> AsyncIterator[Console]:
    """served_by: of a gateway in this process, whose guests' pages are told at once."""
    key = key or new_key()
    sealer = Sealer([key])
    tokens = ApiTokens(engine, clock)
    ledger = Ledger(engine)
    properties = load_properties(ROOT / "posada" / "demo_hotel.yml")
    takeover = served_by or Takeover(ledger, sealer, clock, properties)
    desk, hotel = await faulty_desk(properties, engine, clock, intents=Intents(engine, sealer, clock))
    versions = Versions(engine, clock, packaged=PACKAGED)
    book = Book(engine, clock, properties)
    words = ArmWords(versions)
    experiments = Experiments(engine, clock, words.faults, publish=words.publish)
    # Nobody listens there: a worker that does not run holds nothing.
    trackers = Trackers(engine, RasaClient(("http://127.0.0.1:1",), "no-token"))
    guests = Guests(engine, trackers, sealer, GuestKeys(SALT), clock)
    deps = Deps(
        engine=engine,
        clock=clock,
        properties=properties,
        transcripts=Transcripts(engine, sealer),
        search=Search(engine, sealer),
        takeover=takeover,
        unanswered=Unanswered(engine, sealer),
        book=book,
        tokens=tokens,
        desk=desk.staff_desk(),
        guests=guests,
        versions=versions,
        experiments=experiments,
        previews=Harmless(),
        secret_keys=key,
        passwords=quick_passwords,
        hold_out=hold_out,
        wishes=("ask_parking", "book_room", "cancel_booking"),
        media=media,
    )
    app = Sanic(new_id("test").replace("_", "-"), configure_logging=False)
    # Sanic rewrites its own methods for speed, which works once a process; tests start it often.
    app.config.TOUCHUP = False
    app.blueprint(blueprints(deps))
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    host, port = listening.getsockname()
    yield Console(
        f"http://{host}:{port}",
        engine,
        clock,
        StaffList(engine, clock, quick_passwords),
        Seeds(engine, sealer),
        tokens,
        desk,
        hotel,
        versions,
        experiments,
        book,
    )
    await guests.close()
    await desk.close()
    ledger.close()
    server.close()
    await server.wait_closed()
    Sanic.unregister_app(app)


@pytest.fixture
async def browser(console: Console) -> AsyncIterator[Browser]:
    async with Browser(console.url) as client:
        yield client


UNDERSTOOD = {
    "language": {"code": "es", "confidence": 0.99, "reply": "es", "wish": None},
    "stay": {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []},
    "party": {"adults": 2, "children": 1, "children_ages": [4]},
    "contact": {"name": None, "email": "eva@example.com", "phone": None},
    "reference": None,
}
RANKING = [
    {"name": "book_room", "confidence": 0.93},
    {"name": "check_availability", "confidence": 0.04},
    {"name": "ask_price", "confidence": 0.01},
]


class Seeds:
    """Puts conversations into the gateway's tables, sealed as the gateway seals them."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self.engine = engine
        self.sealer = sealer

    async def conversation(
        self, conversation: str = "c_5F2K9", *, at: datetime = NOW - timedelta(minutes=4), **changes: Any
    ) -> str:
        values = {
            "channel": "webchat",
            "property": "mirador",
            "state": "bot",
            "language": "es",
            "created_at": at,
            "last_message_at": at,
            **changes,
        }
        async with self.engine.begin() as connection:
            await connection.execute(insert(gateway.conversations).values(id=conversation, **values))
        return conversation

    async def turn(
        self,
        conversation: str,
        words: str = "Quería una habitación para el viernes",
        *,
        reply: str = "¿Para cuántas personas?",
        at: datetime = NOW - timedelta(minutes=4),
        understood: dict[str, Any] | None = None,
        button: str | None = None,
        length: int | None = None,
        **changes: Any,
    ) -> str:
        """One turn, 390 ms long; changes are columns of `turns`."""
        turn = new_id("t")
        end = at + timedelta(milliseconds=390)
        kept = {"understood": UNDERSTOOD if understood is None else understood, "ranking": RANKING}
        values = {
            "channel": "webchat",
            "state": "answered",
            "outcome": "answered",
            "may_join": True,
            "received_at": at,
            "started_at": at + timedelta(milliseconds=10),
            "finished_at": end,
            "language": "es",
            "intent": "book_room",
            "score": 930,
            "understood": self.sealer.seal(json.dumps(kept)),
            "trace": [{"action": "validate_booking_form", "ms": 38}],
            "faults": [],
            "rasa_ms": 340,
            **changes,
        }
        said = {
            "channel": "webchat",
            "conversation": conversation,
            "message_id": new_id("m"),
            "turn": turn,
            "words": self.sealer.seal(words),
            "button": button,
            "length": len(words) if length is None else length,
            "received_at": at,
        }
        async with self.engine.begin() as connection:
            await connection.execute(
                insert(gateway.turns).values(id=turn, conversation=conversation, **values)
            )
            await connection.execute(insert(gateway.inbox).values(said))
        if reply:
            await self.reply(conversation, turn, reply, at=end)
        return turn

    async def reply(
        self, conversation: str, turn: str | None, text: str, *, at: datetime, **changes: Any
    ) -> None:
        """turn: None for a notice. changes: of the wire."""
        wire = {
            "text": text,
            "template": "booking.ask_party" if turn else "notice.confirmed",
            "version": "7",
            "arm": "control",
            "language": "es",
            "buttons": [{"title": "2 adultos", "payload": {"intent": "inform", "entities": {}}}],
            "attachments": [] if turn else [{"kind": "calendar", "title": "Posada del Mirador"}],
            **changes,
        }
        async with self.engine.begin() as connection:
            await connection.run_sync(
                outgoing.add,
                self.sealer,
                [outgoing.Reply.from_wire(wire)],
                conversation=conversation,
                turn=turn,
                at=at,
                is_awaited=True,
            )

    async def draft(self, conversation: str, text: str = "Propongo esto.") -> str:
        """A reply that the bot proposes; its id."""
        reply = outgoing.Reply.from_wire({"text": text, "template": "booking.ask_party", "language": "es"})
        async with self.engine.begin() as connection:
            await connection.run_sync(
                outgoing.add,
                self.sealer,
                [reply],
                conversation=conversation,
                turn=None,
                at=NOW,
                is_awaited=False,
                is_proposed=True,
            )
        return reply.id

    async def undelivered(
        self, conversation: str, text: str = "Reservado.", *, delivery: str = "unsure", fault: str = "131000"
    ) -> str:
        """A reply that staff are to decide about; its id."""
        reply = outgoing.Reply.from_wire({"text": text, "template": "booking.confirmed", "language": "es"})
        given = {"conversation": conversation, "turn": None, "at": NOW, "is_awaited": False}
        stuck = update(gateway.outgoing).where(gateway.outgoing.c.id == reply.id)
        async with self.engine.begin() as connection:
            await connection.run_sync(outgoing.add, self.sealer, [reply], **given)
            await connection.execute(stuck.values(delivery=delivery, fault=fault, next_try_at=None))
        return reply.id

    async def pms_call(self, turn: str, **changes: Any) -> None:
        values = {
            "id": new_id("call"),
            "turn": turn,
            "vendor": "demo",
            "property_id": "mirador",
            "operation": "search_offers",
            "status": "ok",
            "started_at": NOW - timedelta(minutes=4) + timedelta(milliseconds=120),
            "duration_ms": 84.0,
            **changes,
        }
        async with self.engine.begin() as connection:
            await connection.execute(insert(pms_calls).values(values))
