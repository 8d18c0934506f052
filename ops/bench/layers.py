"""What all layers around a hotel system cost, on a read that goes out and on a cached one, beside a bare call for the same.

The hotel system is the QloApps simulator in a process of its own, so that only the caller's CPU is counted; the read is one
night's availability, one request. What the adapter takes to understand the answer is shown by itself.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx2
import structlog
from pydantic import SecretStr

from common.clock import Deadline, SystemClock
from common.database import create_all, create_engine
from common.hotels import load_hotels
from common.properties import PmsSettings, Properties, Property
from common.settings import ROOT, load_settings
from ops.bench.processes import free_ports, ready, started
from pms.adapters.qloapps import ari
from pms.contract.errand import Errand
from pms.contract.models import Stay
from pms.factory import Connectors, get_connector
from pms.simulators.qloapps import DEMO_KEY

_HOTEL_ID = 1
_TURN_SECONDS = 30.0
_ROUNDS = 5

type Read = Callable[[date], Awaitable[None]]


@dataclass(frozen=True)
class LayerCost:
    """CPU of this process in milliseconds a read: a bare call, the adapter alone, all layers around it, and a cached read."""

    bare_ms: float
    adapter_ms: float
    live_ms: float
    cached_ms: float

    @property
    def live_overhead_ms(self) -> float:
        """Over the bare call: the layers and what the adapter makes of the answer."""
        return self.live_ms - self.bare_ms


async def layer_cost(folder: Path, *, reads: int = 300) -> LayerCost:
    """Raises DidNotStart."""
    folder.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    log, address = folder / "qloapps.log", f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "pms.simulators.qloapps", "--port", str(port)]
    async with started(command, environment=os.environ, folder=ROOT, log=log) as process:
        await ready(f"http://{DEMO_KEY.value}@{address}/api/", process, log=log, within_seconds=15)
        return await _measure(folder, f"http://{address}", reads)


async def _measure(folder: Path, address: str, reads: int) -> LayerCost:
    clock, hotel = SystemClock(), _hotel(address)
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'layers.db'}")
    await create_all(engine)
    adapter = get_connector(hotel, engine=engine, clock=clock)
    connectors = Connectors(Properties((hotel,)), engine=engine, clock=clock)
    client = httpx2.AsyncClient(
        base_url=f"{address}/api/", auth=httpx2.BasicAuth(DEMO_KEY.value, ""), trust_env=False
    )

    async def bare(day: date) -> None:
        question = ari.question(
            _HOTEL_ID, Stay(arrival=day, departure=day + timedelta(days=1)), by_night=True
        )
        answer = await client.post("hotel_ari", params={"output_format": "JSON"}, content=question.encode())
        answer.raise_for_status()

    async def alone(day: date) -> None:
        await adapter.get_availability(day, day, deadline=Deadline.after(_TURN_SECONDS, clock))

    async def through_layers(day: date) -> None:
        # As the front desk does it: the connector is taken anew for every call.
        errand = Errand(hotel.id, "bench", "turn", Deadline.after(_TURN_SECONDS, clock))
        connector = await connectors.get(errand)
        await connector.get_availability(day, day, deadline=errand.deadline)

    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    days = [tomorrow + timedelta(days=n) for n in range(reads + 1)]
    spent = dict.fromkeys(("bare", "alone", "live", "cached"), 0.0)
    try:
        # A line a call goes to the log of a running service as well; here nobody reads it.
        with structlog.testing.capture_logs():
            for first in (bare, alone, through_layers):
                await first(days[0])
            # In turns, so that what else the machine does falls on all of them.
            for n in range(_ROUNDS):
                own = days[1 + n :: _ROUNDS]
                spent["bare"] += await _cpu(bare, own)
                spent["alone"] += await _cpu(alone, own)
                spent["live"] += await _cpu(through_layers, own, then=connectors.flush)
                spent["cached"] += await _cpu(through_layers, days[:1] * len(own))
    finally:
        await client.aclose()
        await adapter.disconnect()
        await connectors.close()
        await engine.dispose()
    bare_ms, adapter_ms, live_ms, cached_ms = (seconds * 1000 / reads for seconds in spent.values())
    return LayerCost(bare_ms=bare_ms, adapter_ms=adapter_ms, live_ms=live_ms, cached_ms=cached_ms)


def _hotel(address: str) -> Property:
    return replace(
        load_hotels(load_settings({})).default,
        pms=PmsSettings(
            "qloapps",
            base_url=address,
            hotel_id=str(_HOTEL_ID),
            api_key=SecretStr(DEMO_KEY.value),
            options={"rate_limit": {"calls": 1_000_000, "per_seconds": 1}},
        ),
    )


async def _cpu(read: Read, days: list[date], *, then: Callable[[], Awaitable[None]] | None = None) -> float:
    """Seconds of all threads. then: what the reads have left to be done."""
    begun = time.process_time()
    for day in days:
        await read(day)
    if then is not None:
        await then()
    return time.process_time() - begun
