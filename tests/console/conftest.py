"""A real console on a free loopback port: Sanic, SQLite in a file, a clock that is moved by hand."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from argon2 import PasswordHasher
from sanic import Sanic
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.ids import new_id
from common.properties import load_properties
from common.secrets import new_key
from common.settings import ROOT
from console.api_tokens import ApiTokens
from console.app import Deps, blueprints
from console.passwords import Passwords
from console.roles import Role
from console.source import Answer, Listing, Query, Said, Summary, Transcript, Turn
from console.staff import Member, StaffList
from pms.audit import PmsCall

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PASSWORD = "a quiet room with a view"


@dataclass
class MemoryTranscripts:
    """Conversations held in a list; asks and answers as the gateway's tables do."""

    kept: list[Transcript] = field(default_factory=list)
    pms_calls: dict[str, list[PmsCall]] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)

    async def find(self, query: Query) -> Listing:
        self.asked.append(query)
        rows = [one.summary for one in self.kept if query.conversation in one.summary.id]
        rows = [row for row in rows if query.language in (None, row.language)]
        start = (query.page - 1) * 25
        return Listing(tuple(rows[start : start + 25]), len(rows))

    async def transcript(self, conversation: str) -> Transcript | None:
        return next((one for one in self.kept if one.summary.id == conversation), None)

    async def calls(self, turn_ids: Sequence[str]) -> dict[str, list[PmsCall]]:
        return {turn: self.pms_calls[turn] for turn in turn_ids if turn in self.pms_calls}


@dataclass
class Console:
    """The running server and what tests reach into."""

    url: str
    engine: AsyncEngine
    clock: FrozenClock
    staff: StaffList
    transcripts: MemoryTranscripts
    tokens: ApiTokens

    async def member(
        self, name: str = "ana", role: Role = Role.AGENT, *, is_one_time: bool = False
    ) -> Member:
        return await self.staff.add(name, role, PASSWORD, is_one_time=is_one_time)


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
async def console(
    engine: AsyncEngine, clock: FrozenClock, quick_passwords: Passwords
) -> AsyncIterator[Console]:
    transcripts = MemoryTranscripts()
    tokens = ApiTokens(engine, clock)
    deps = Deps(
        engine=engine,
        clock=clock,
        properties=load_properties(ROOT / "posada" / "demo_hotel.yml"),
        transcripts=transcripts,
        tokens=tokens,
        secret_keys=new_key(),
        passwords=quick_passwords,
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
        transcripts,
        tokens,
    )
    server.close()
    await server.wait_closed()
    Sanic.unregister_app(app)


@pytest.fixture
async def browser(console: Console) -> AsyncIterator[Browser]:
    async with Browser(console.url) as client:
        yield client


def a_transcript(
    conversation: str = "c_5F2K9", *, words: str = "Quería una habitación para el viernes"
) -> Transcript:
    """One turn of a guest who asks in Spanish and is asked back."""
    at = NOW - timedelta(minutes=4)
    summary = Summary(
        id=conversation,
        property_id="mirador",
        channel="webchat",
        language="es",
        state="bot",
        attention=None,
        started_at=at,
        last_at=at + timedelta(seconds=1),
        last_words="¿Para cuántas personas?",
        last_from="bot",
        turns=1,
    )
    answer = Answer(
        text="¿Para cuántas personas?",
        template="booking.ask_party",
        version="7",
        arm="control",
        language="es",
        buttons=("1 adulto", "2 adultos"),
        attachments=(),
        delivery="sent",
        tries=1,
        route="chat",
        created_at=at + timedelta(milliseconds=400),
        sent_at=at + timedelta(milliseconds=420),
    )
    turn = Turn(
        id=f"t_{conversation}",
        state="answered",
        outcome="answered",
        received_at=at,
        started_at=at + timedelta(milliseconds=20),
        finished_at=at + timedelta(milliseconds=420),
        said=(Said(words, at),),
        answers=(answer,),
        language="es",
        intent="book_room",
        score=0.93,
        ranking=(("book_room", 0.93), ("check_availability", 0.04), ("ask_price", 0.01)),
        understood={
            "language": {"code": "es", "confidence": 0.99, "reply": "es", "wish": None},
            "stay": {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []},
            "party": {"adults": 2, "children": 1, "children_ages": [4]},
        },
        actions=(("validate_booking_form", 38.0),),
        rasa_ms=390.0,
    )
    return Transcript(summary, (turn,))
