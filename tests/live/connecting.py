"""A connection to the live system as the program makes it, on a database of its own, every write in the ledger."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from common.clock import SystemClock
from common.database import create_all, create_engine
from pms.contract.protocol import Connector
from pms.factory import get_connector, with_layers
from pms.resilience.backing import Backing
from tests.live.ledger import Ledger, Noted
from tests.live.wanted import Wanted


@asynccontextmanager
async def connected(wanted: Wanted, ledger: Ledger) -> AsyncIterator[Connector]:
    """Takes back what was booked, however the block ends."""
    with tempfile.TemporaryDirectory(prefix="posada-live-") as folder:
        engine = create_engine(f"sqlite+aiosqlite:///{folder}/live.db")
        clock, backing = SystemClock(), Backing()
        try:
            await create_all(engine)
            adapter = get_connector(wanted.hotel, engine=engine, clock=clock)
            made = Noted(
                with_layers(adapter, wanted.hotel, clock=clock, backing=backing), ledger
            ).as_connector()
            try:
                await made.connect()
                yield made
            finally:
                await ledger.take_back(made, seconds=wanted.patience_seconds)
                await made.disconnect()
        finally:
            await backing.close()
            await engine.dispose()


def take_back_the_rest(wanted: Wanted, ledger: Ledger) -> None:
    """After a run that was interrupted: no test's end has done it."""

    async def again() -> None:
        async with connected(wanted, ledger):
            pass

    if ledger.references:
        asyncio.run(again())
