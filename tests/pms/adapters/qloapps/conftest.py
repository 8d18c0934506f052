"""A QloApps in this process, with a door between it and us at which things can go wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock, SystemClock
from common.ids import new_id, new_reference
from pms.adapters.qloapps.adapter import QloApps
from pms.contract.models import GuestProfile, Party, RateRequest, ReservationDraft, RoomRequest, Stay
from pms.simulators import qloapps as simulated
from pms.simulators.faults import Faulty
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import WEEKEND

type Open = Callable[..., QloApps]
GUEST = GuestProfile(
    first_name="Ana",
    last_name="García López",
    email="ana@example.com",
    phone="+34 600 100 200",
    language="de",
)


@pytest.fixture
def shop(clock: FrozenClock) -> simulated.QloApps:
    return simulated.QloApps(clock=clock)


@pytest.fixture
def door(shop: simulated.QloApps) -> Faulty:
    return Faulty(shop)


@pytest.fixture
async def open_one(door: Faulty, engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Open]:
    """Another process of ours before the same QloApps each time."""
    opened: list[QloApps] = []

    def open_with(**options: Any) -> QloApps:
        opened.append(QloApps(hotel(**options), engine=engine, clock=clock, transport=as_transport(door)))
        return opened[-1]

    yield open_with
    for one in opened:
        await one.disconnect()


@pytest.fixture
def qloapps(open_one: Open) -> QloApps:
    return open_one()


@pytest.fixture
def deadline() -> Deadline:
    return Deadline.after(20, SystemClock())


async def draft(
    connector: QloApps,
    deadline: Deadline,
    *,
    stay: Stay = WEEKEND,
    rooms: tuple[tuple[str, Party], ...] = (("1", Party(adults=2)),),
    extras: tuple[str, ...] = (),
    **changed: Any,
) -> ReservationDraft:
    """A booking at the price that is quoted now."""
    wanted = tuple(RoomRequest(room_type_id=type_id, party=party) for type_id, party in rooms)
    quote = await connector.quote_rate(RateRequest(stay=stay, rooms=wanted, extras=extras), deadline=deadline)
    values = {
        "key": new_id("quo"),
        "our_reference": new_reference(),
        "stay": stay,
        "rooms": wanted,
        "extras": extras,
        "agreed_total": quote.total,
        "guest": GUEST,
    }
    return ReservationDraft(**{**values, **changed})
