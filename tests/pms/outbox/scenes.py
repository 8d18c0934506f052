"""What the tests of the outbox do and look at: a quote, hours that pass, deaths, what stands, what guests and staff are told."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.settings import ROOT
from pms.adapters.demo.tables import reservations, room_nights
from pms.contract.models import Party, Quote
from pms.front_desk import FrontDesk
from pms.tables import alerts, notices
from pms.tables import intents as intent_rows
from tests.pms.house import KEY, TWO, WEEKEND, errand_of


async def quoted(desk: FrontDesk, clock: FrozenClock, *, room: str = "doble") -> Quote:
    party = TWO if room != "individual" else Party(adults=1)
    return await desk.quote(errand_of("conversation-1", clock), WEEKEND, party, (room,))


async def standing(engine: AsyncEngine) -> tuple[int, int]:
    """Reservations that stand, and room nights they hold."""
    async with engine.connect() as connection:
        booked = await connection.execute(
            select(func.count()).select_from(reservations).where(reservations.c.status == "confirmed")
        )
        nights = await connection.execute(select(func.count()).select_from(room_nights))
        return booked.scalar_one(), nights.scalar_one()


async def replies(engine: AsyncEngine) -> list[tuple[str, dict[str, Any]]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(notices.c.reply, notices.c["values"]).order_by(notices.c.created_at, notices.c.id)
        )
        return [(reply, values) for reply, values in rows]


async def settle_later(desk: FrontDesk, clock: FrozenClock) -> None:
    """The worker's rounds over the next hours."""
    for minutes in (1, 5, 10, 60):
        clock.advance(timedelta(minutes=minutes))
        await desk.outbox_worker().run_once()


async def states(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(intent_rows.c.state).order_by(intent_rows.c.created_at))
        return [state for (state,) in rows]


async def first_intent(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(select(intent_rows).order_by(intent_rows.c.id))).first()


async def cries(engine: AsyncEngine) -> list[tuple[str, str]]:
    """Alerts by kind and title, in order."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(alerts.c.kind, alerts.c.title).order_by(alerts.c.created_at, alerts.c.id)
        )
        return [(kind, title) for kind, title in rows]


async def deaths(url: str, deed: str, address: str = "") -> list[str]:
    """The hotel of each process that was killed, and of the last one, which lived."""
    command = [sys.executable, "-m", "tests.pms.outbox.dying_process", url, KEY, deed, address]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines[-1]["exit"] == 0, done.stderr
    return [line["house"] for line in lines]


async def by_house(engine: AsyncEngine, statement: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    async with engine.connect() as connection:
        for house, *rest in await connection.execute(statement):
            found.setdefault(house, []).append(tuple(rest))
    return found
