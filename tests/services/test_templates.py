"""The versions of the words on a real PostgreSQL: editors at once, and what is counted by several processes."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all
from templates.place import Place
from templates.usage import Usage, usage_of
from templates.version import Conflict
from templates.versions import Versions
from tests.templates.crowd import run_crowd
from tests.templates.crowd_checks import check_crowd
from tests.templates.small import PACKAGED

HELLO = Place("greeting.hello", "es")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


async def test_fifty_editors_at_once_lose_no_version_and_overwrite_nobody(engine: AsyncEngine) -> None:
    await create_all(engine)
    versions = Versions(engine, FrozenClock(NOW), packaged=PACKAGED)

    async def edit(number: int) -> int:
        version = await versions.save(HELLO, f"Hola {number}", author=str(number))
        await versions.publish(HELLO, version.number, by=str(number))
        return version.number

    assert sorted(await asyncio.gather(*map(edit, range(50)))) == list(range(2, 52))
    history = await versions.history(HELLO)
    assert len({one.version.content["text"] for one in history}) == 51
    assert sum(one.is_live for one in history) == 1

    async def edit_what_was_seen(number: int) -> bool:
        try:
            await versions.save(HELLO, "Buenas", author=str(number), expected=51)
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*map(edit_what_was_seen, range(50)))) == 1


async def test_a_crowd_of_editors_and_guests(engine: AsyncEngine, tmp_path: Path) -> None:
    await create_all(engine)
    await check_crowd(await run_crowd(engine, tmp_path))


async def test_a_schedule_and_a_roll_back(engine: AsyncEngine) -> None:
    await create_all(engine)
    clock = FrozenClock(NOW)
    versions = Versions(engine, clock, packaged=PACKAGED)
    await versions.save(HELLO, "Feliz Navidad", author="ana")
    await versions.publish(
        HELLO, 2, by="ana", from_at=NOW + timedelta(days=1), until_at=NOW + timedelta(days=2)
    )
    read = []
    for _ in range(3):
        wording = (await versions.catalog()).get(HELLO.key, HELLO.language)
        read.append(wording.version if wording else None)
        clock.advance(timedelta(days=1))
    assert read == ["1", "2", "1"]
    await versions.roll_back(HELLO, 2, by="eva")
    assert [line["action"] for line in await versions.audit(HELLO.key)] == ["roll_back", "schedule", "save"]


async def test_what_several_processes_counted_is_added_up(engine: AsyncEngine) -> None:
    await create_all(engine)
    processes = [Usage() for _ in range(5)]
    for usage in processes:
        for key in ("greeting.hello", "ask.stay"):
            usage.add(key, "es", "2", None, 4_000)
            usage.add(key, "es", "2", None, 2_000)
    await asyncio.gather(*(usage.flush(engine, date(2026, 11, 21)) for usage in processes))
    (used,) = await usage_of(engine, "ask.stay")
    assert (used.renders, used.mean_microseconds, used.slowest_microseconds) == (10, 3.0, 4.0)
