"""kill -9 in the middle of a booking: whoever comes next finds one reservation, never none and never two."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.settings import ROOT
from pms.adapters.demo.tables import reservations
from pms.front_desk import Done, FrontDesk
from tests.pms.house import GUEST, KEY, errand_of


@pytest.fixture
def clock() -> FrozenClock:
    """A minute after the process died: its lease has ended, its quote has not."""
    return FrozenClock(datetime.now(UTC) + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("step", "when"),
    [("claim", "before"), ("vendor", "before"), ("vendor", "after"), ("settle", "after")],
)
async def test_killed_process_leaves_one_booking(
    engine: AsyncEngine,
    tmp_path: Path,
    clock: FrozenClock,
    open_desk: Callable[[], FrontDesk],
    step: str,
    when: str,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    command = [sys.executable, "-m", "tests.pms.outbox.dying_process", url, KEY, step, when]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    quote_id = died.stdout.split()[0]

    desk = open_desk()
    await desk.outbox_worker().run_once()
    assert await count(engine) == 1
    outcome = await desk.book(errand_of("conversation-1", clock, turn="turn-2"), quote_id, GUEST)
    assert isinstance(outcome, Done)
    assert await count(engine) == 1


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(reservations))).scalar_one()
