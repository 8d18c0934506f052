"""One fault at a time, at every request of an errand in turn: the right group of error, and nothing left standing unseen.

The full matrix runs over sockets and through all layers elsewhere; here is what the adapter alone promises.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.adapters.qloapps.adapter import QloApps
from pms.contract import errors
from pms.contract.models import GuestQuery, ReservationPatch, ReservationQuery
from pms.simulators import qloapps as simulated
from pms.simulators.faults import Fault, Faulty, Kind
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.conftest import GUEST, draft
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import TWO, WEEKEND

KINDS = [
    Kind.ERROR_BEFORE,
    Kind.ERROR_AFTER,
    Kind.GARBAGE,
    Kind.WRONG_TYPES,
    Kind.WRONG_SHAPES,
    Kind.UNAUTHORIZED,
]
SINCE = datetime(2026, 11, 21, tzinfo=UTC)

READS: dict[str, Callable[[QloApps, str, Deadline], Awaitable[Any]]] = {
    "hotels": lambda c, _, d: c.get_hotels(deadline=d),
    "room_types": lambda c, _, d: c.get_room_types(deadline=d),
    "extras": lambda c, _, d: c.get_extras(deadline=d),
    "availability": lambda c, _, d: c.get_availability(WEEKEND.arrival, WEEKEND.departure, deadline=d),
    "offers": lambda c, _, d: c.search_offers(WEEKEND, TWO, deadline=d),
    "reservation": lambda c, r, d: c.get_reservation(r, deadline=d),
    "by_email": lambda c, _, d: c.find_reservations(ReservationQuery(email=GUEST.email), deadline=d),
    "arrivals": lambda c, _, d: c.get_arrivals(WEEKEND.arrival, deadline=d),
    "in_house": lambda c, _, d: c.get_in_house(WEEKEND.arrival, deadline=d),
    "rooms": lambda c, _, d: c.get_all_room_statuses(deadline=d),
    "guest": lambda c, _, d: c.search_guest(GuestQuery(email=GUEST.email), deadline=d),
    "changes": lambda c, _, d: c.poll_changes(SINCE, deadline=d),
    "balance": lambda c, r, d: c.get_balance(r, deadline=d),
}


class Setting:
    def __init__(self, engine: AsyncEngine, clock: FrozenClock) -> None:
        self.shop = simulated.QloApps(clock=clock)
        self.door = Faulty(self.shop)
        self.connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(self.door))

    def live(self) -> list[Any]:
        return [line for line in self.shop.store.table("room_bookings") if not line["is_refunded"]]


@pytest.mark.parametrize("kind", [Kind.GARBAGE, Kind.WRONG_TYPES, Kind.WRONG_SHAPES, Kind.UNAUTHORIZED])
@pytest.mark.parametrize("name", READS)
async def test_read_answers_as_without_the_fault_or_raises_what_a_read_may(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline, name: str, kind: Kind
) -> None:
    calm = Setting(engine, clock)
    made = await calm.connector.create_reservation(await draft(calm.connector, deadline), deadline=deadline)
    expected = await READS[name](calm.connector, made.reference, deadline)
    requests = 1
    n = 0
    while n < requests:
        # A fresh process each time, so that the house is read too.
        connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(calm.door))
        await calm.door.clear()
        calm.door.log.clear()
        await calm.door.plan(Fault(kind, skip=n))
        with contextlib.suppress(errors.Retriable, errors.Misconfigured, errors.Unintelligible):
            assert await READS[name](connector, made.reference, deadline) == expected
        if not [one for one in calm.door.log if one.fault]:
            break
        await connector.disconnect()
        n, requests = n + 1, n + 2
    assert n > 0
    await calm.connector.disconnect()


@pytest.mark.parametrize("kind", KINDS)
async def test_booking_is_said_verified_unknown_or_not_made(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline, kind: Kind
) -> None:
    n = 0
    while True:
        setting = Setting(engine, clock)
        connector = setting.connector
        wanted = await draft(connector, deadline)
        setting.door.log.clear()
        await setting.door.plan(Fault(kind, skip=n))
        try:
            made = await connector.create_reservation(wanted, deadline=deadline)
        except errors.OutcomeUnknown:
            made = None
        except (errors.Retriable, errors.Misconfigured, errors.Unintelligible):
            assert setting.live() == [], n
            made = None
        struck = [one for one in setting.door.log if one.fault]
        await setting.door.clear()
        query = ReservationQuery(our_reference=wanted.our_reference)
        found = await connector.find_reservations(query, deadline=deadline)
        assert len(found) == len(setting.live()) <= 1
        if made is not None:
            assert [one.reference for one in found] == [made.reference]
            assert made.guest.first_name == "Ana"
        # Asked again after the look-up, it is booked exactly once.
        again = await connector.create_reservation(wanted, deadline=deadline)
        assert (again.status, len(setting.live())) == ("confirmed", 1)
        await connector.disconnect()
        if not struck:
            break
        n += 1
    assert n >= 5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["change", "cancel", "note"])
async def test_change_is_said_seen_unknown_or_not_made(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline, kind: Kind, what: str
) -> None:
    n = 0
    while True:
        setting = Setting(engine, clock)
        connector = setting.connector
        wanted = await draft(connector, deadline)
        before = await connector.create_reservation(wanted, deadline=deadline)
        setting.door.log.clear()
        await setting.door.plan(Fault(kind, skip=n))
        ask = {
            "change": lambda made, c=connector: c.modify_reservation(
                made.reference,
                ReservationPatch(stay=WEEKEND.shifted(7)),
                key="k",
                agreed_total=made.total,
                deadline=deadline,
            ),
            "cancel": lambda made, c=connector: c.cancel_reservation(
                made.reference, key="k", reason=None, agreed_fee=Money.zero("EUR"), deadline=deadline
            ),
            "note": lambda made, c=connector: c.add_reservation_note(
                made.reference, "Late", key="k", deadline=deadline
            ),
        }[what]
        said, was_refused = None, False
        try:
            said = await ask(before)
        except errors.OutcomeUnknown:
            pass
        except (errors.Retriable, errors.Misconfigured, errors.Unintelligible):
            was_refused = True
        struck = [one for one in setting.door.log if one.fault]
        await setting.door.clear()
        found = await connector.get_reservation(before.reference, deadline=deadline)
        if said is not None:
            assert found == said
        if was_refused:
            assert found == before, n
        if not struck:
            break
        await connector.disconnect()
        n += 1
    assert n >= 4
