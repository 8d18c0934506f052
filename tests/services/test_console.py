"""The console's own tables on a real PostgreSQL: staff, sessions, lockout, tokens, the access log, and the list."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.search import Search
from bot.gateway.transcripts import Transcripts
from common.clock import FrozenClock
from common.database import create_all
from common.secrets import Sealer, new_key
from console.access_log import AccessLog
from console.api_tokens import ApiTokens, make_token
from console.first_run import ensure_first_admin
from console.keys import Keys
from console.lockout import LOCK, TRIES, Lockout
from console.passwords import Passwords
from console.queries import BOXES, Query
from console.reading import Reader
from console.roles import Role
from console.sessions import IDLE_LIMIT, Sessions
from console.staff import StaffList

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


async def test_the_console_keeps_its_people_on_postgresql(engine: AsyncEngine) -> None:
    await create_all(engine)
    clock, key = FrozenClock(NOW), new_key()
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    first = await asyncio.gather(
        *(ensure_first_admin(engine, clock=clock, passwords=passwords) for _ in range(3))
    )
    assert sum(one is not None for one in first) == 1

    staff = StaffList(engine, clock, passwords)
    ana = await staff.add("Ana", Role.EDITOR, "a quiet room with a view", is_one_time=False)
    assert await staff.named("ana") == ana

    sessions = Sessions(engine, clock, Keys(key))
    cookie = await sessions.start(ana.id)
    clock.advance(timedelta(minutes=5))
    session = await sessions.find(cookie)
    assert session is not None
    assert session.member == ana
    clock.advance(IDLE_LIMIT + timedelta(seconds=1))
    assert await sessions.find(cookie) is None

    lockout = Lockout(engine, clock, Keys(key))
    tries = await asyncio.gather(*(lockout.take_a_try("ana") for _ in range(TRIES)))
    assert tries == [None] * TRIES
    assert await lockout.take_a_try("ana") == clock.now() + LOCK
    await lockout.forgive("ana")
    assert await lockout.take_a_try("ana") is None

    token = await make_token(engine, "reports", member=ana, clock=clock)
    holder = await ApiTokens(engine, clock).holder(token)
    assert holder is not None
    assert holder.member == ana

    access_log = AccessLog(engine, clock)
    await access_log.note(ana, "c_1", through="page")
    assert [one.staff_name for one in await access_log.of_conversation("c_1")] == ["ana"]
    sealer = Sealer([key])
    reader = Reader(
        engine, Transcripts(engine, sealer), Search(engine, sealer), access_log, ZoneInfo("Europe/Madrid")
    )
    query = Query(language="es", state="bot", conversation="c_", first_day=NOW.date(), last_day=NOW.date())
    assert (await reader.listing(query, ana)).total == 0
    assert (await reader.figures.counts(query, ana.name)).boxes == dict.fromkeys(BOXES, 0)
    assert await reader.figures.undelivered(["c_1"]) == frozenset()
    assert (await reader.listing(replace(query, box="undelivered"), ana)).total == 0
    assert (await reader.figures.choices()).arms == ()
    assert (await reader.listing(replace(query, words="x", outcome="booked"), ana)).total == 0
