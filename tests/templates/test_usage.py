"""What was said is counted by version and survives a database that is away for a minute."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_engine
from templates.metrics import ReplyMetrics
from templates.replies import Replies
from templates.store import Store
from templates.usage import FLUSH_SECONDS, Usage, Used, usage_of
from tests.templates.small import PACKAGED

DAY = date(2026, 11, 21)


async def test_each_render_is_counted_with_its_time(engine: AsyncEngine, metrics: ReplyMetrics) -> None:
    usage = Usage()
    replies = Replies(Store(PACKAGED), packaged=PACKAGED, metrics=metrics, usage=usage)
    for _ in range(3):
        replies.render("error.generic", language="es", channel="api", values={})
    await usage.flush(engine, DAY)
    (used,) = await usage_of(engine, "error.generic")
    assert (used.language, used.version, used.arm, used.renders) == ("es", "1", None, 3)
    assert 0 < used.mean_microseconds <= used.slowest_microseconds


async def test_minutes_add_up_and_days_can_be_told_apart(engine: AsyncEngine) -> None:
    usage = Usage()
    for day, nanoseconds in ((DAY, 1_000), (DAY, 3_000), (DAY + timedelta(days=1), 2_000)):
        usage.add("ask.stay", "es", "2", "warm", nanoseconds)
        await usage.flush(engine, day)
        await usage.flush(engine, day)
    assert await usage_of(engine, "ask.stay") == [Used("es", "2", "warm", 3, 2.0, 3.0)]
    assert await usage_of(engine, "ask.stay", since=DAY + timedelta(days=1)) == [
        Used("es", "2", "warm", 1, 2.0, 2.0)
    ]


async def test_what_could_not_be_written_is_written_later(engine: AsyncEngine, tmp_path: Path) -> None:
    usage = Usage()
    usage.add("ask.stay", "es", "2", None, 5_000)
    away = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    await usage.flush(away, DAY)
    await away.dispose()
    usage.add("ask.stay", "es", "2", None, 3_000)
    await usage.flush(engine, DAY)
    assert await usage_of(engine, "ask.stay") == [Used("es", "2", None, 2, 4.0, 5.0)]


async def test_it_is_flushed_every_minute(engine: AsyncEngine, clock: FrozenClock) -> None:
    usage = Usage()
    usage.add("ask.stay", "es", "2", None, 1_000)
    running = asyncio.create_task(usage.keep_flushing(engine, clock))
    began = clock.now()
    while not await usage_of(engine, "ask.stay"):
        await clock.sleep(FLUSH_SECONDS / 10)
        await asyncio.sleep(0.002)
        assert clock.now() - began < timedelta(hours=1)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
