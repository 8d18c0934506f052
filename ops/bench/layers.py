"""What all layers around a hotel system cost, on a cached read and on one that goes out, beside a bare call to the same server.

The server is another process, so that only the caller's CPU is counted: `python -m ops.bench.layers` is that server.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import structlog

from common.clock import Deadline, SystemClock
from common.database import create_all, create_engine
from common.hotels import load_hotels
from common.properties import Properties
from common.settings import ROOT, load_settings
from ops.bench.hit_rate import ROOMS
from ops.bench.pretend_hotel import PretendHotel
from ops.bench.processes import free_ports, ready, started
from pms.contract.errand import Errand
from pms.contract.models import Party, Stay
from pms.factory import Connectors, with_layers
from pms.resilience.backing import Backing
from pms.simulators.http import Request, Response
from pms.simulators.server import Carrier

_BODY = b'{"offers": []}'
_TURN_SECONDS = 30.0


class _Answering:
    async def handle(self, request: Request) -> Response:
        return Response(200, {"content-type": "application/json"}, _BODY)


@dataclass(frozen=True)
class LayerCost:
    """CPU of this process in milliseconds a read: a bare call, all layers around that call, and a cached read."""

    bare_ms: float
    live_ms: float
    cached_ms: float

    @property
    def live_overhead_ms(self) -> float:
        return self.live_ms - self.bare_ms


async def layer_cost(folder: Path, *, reads: int = 2000) -> LayerCost:
    """Raises DidNotStart."""
    folder.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    log, address = folder / "pretend.log", f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "ops.bench.layers", str(port)]
    async with started(command, environment={}, folder=ROOT, log=log) as process:
        await ready(f"{address}/", process, log=log, within_seconds=15)
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as client:
            return await _measure(folder, client, reads)


async def _measure(folder: Path, client: httpx2.AsyncClient, reads: int) -> LayerCost:
    clock = SystemClock()
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'layers.db'}")
    await create_all(engine)
    hotel = load_hotels(load_settings({})).default
    options = {"rate_limit": {"calls": 1_000_000, "per_seconds": 1}}
    hotel = replace(hotel, id=PretendHotel.property_id, pms=replace(hotel.pms, options=options))
    pretend = PretendHotel(ROOMS, clock=clock, client=client)
    connectors = Connectors(Properties((hotel,)), engine=engine, clock=clock)
    connectors.put(with_layers(pretend, hotel, clock=clock, backing=Backing()))  # type: ignore[arg-type]
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    stays = [
        Stay(arrival=tomorrow + timedelta(days=n), departure=tomorrow + timedelta(days=n + 2))
        for n in range(reads + 1)
    ]
    two = Party(adults=2)

    async def through_layers(stay: Stay) -> None:
        # As the front desk does it: the connector is taken anew for every call.
        errand = Errand(hotel.id, "bench", "turn", Deadline.after(_TURN_SECONDS, clock))
        connector = await connectors.get(errand)
        await connector.search_offers(stay, two, deadline=errand.deadline)

    async def bare(stay: Stay) -> None:
        await pretend.search_offers(stay, two, deadline=Deadline.after(_TURN_SECONDS, clock))

    try:
        # A line a call goes to the log of a running service as well; here nobody reads it.
        with structlog.testing.capture_logs():
            await bare(stays[0])
            await through_layers(stays[0])
            return LayerCost(
                bare_ms=await _cpu(bare, stays[1:]),
                live_ms=await _cpu(through_layers, stays[1:]),
                cached_ms=await _cpu(through_layers, stays[:1] * reads),
            )
    finally:
        await engine.dispose()


async def _cpu(read: Callable[[Stay], Awaitable[None]], stays: list[Stay]) -> float:
    begun = time.process_time()
    for stay in stays:
        await read(stay)
    return (time.process_time() - begun) * 1000 / len(stays)


async def _serve(port: int) -> None:
    carrier = Carrier(_Answering())
    await carrier.start(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
