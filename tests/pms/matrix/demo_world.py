"""The demo hotel behind a wire that fails on demand; it keeps idempotency keys, or forgets them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from common.clock import Deadline, FrozenClock
from pms.contract.models import GuestQuery, ReservationQuery
from pms.contract.protocol import OPERATIONS
from pms.simulators.faults import serve_faulty
from tests.pms.house import hotel
from tests.pms.matrix.database import database
from tests.pms.matrix.wired_demo import DemoServer, WiredDemo, manifest_of
from tests.pms.matrix.world import World, plain


@contextlib.asynccontextmanager
async def demo(folder: Path, clock: FrozenClock, *, forgets_keys: bool = False) -> AsyncIterator[World]:
    house = hotel()
    async with database(folder / "ours.db") as ours, database(folder / "theirs.db") as theirs:
        server = DemoServer(house, theirs.engine, clock, forgets_keys=forgets_keys)
        await server.demo.connect()
        async with serve_faulty(server, sleep=clock.sleep) as rig:
            manifest = manifest_of(server.demo.manifest, forgets_keys=forgets_keys)

            async def standing() -> Any:
                by = Deadline.after(60, clock)
                booked = await server.demo.find_reservations(ReservationQuery(), deadline=by)
                guests = await server.demo.search_guest(GuestQuery(last_name="Matriz"), deadline=by)
                # Our references are drawn by lot; a second booking under one of them would be a second row.
                booked = tuple(one.model_copy(update={"our_reference": None}) for one in booked)
                return plain([booked, guests])

            async def keep() -> None:
                await ours.keep()
                await theirs.keep()

            async def restore() -> None:
                await ours.restore()
                await theirs.restore()

            yield World(
                house=house,
                rig=rig,
                engine=ours.engine,
                adapter=lambda: WiredDemo(house, rig.address, manifest).as_connector(),
                standing=standing,
                writes=lambda seen: OPERATIONS[seen.path.removeprefix("/")].writes,
                keep=keep,
                restore=restore,
            )
