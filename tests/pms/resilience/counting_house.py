"""A hotel system that counts what it is asked, and the cache and the failover around it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract.models import (
    AvailabilityGrid,
    CancellationTerms,
    Charge,
    Event,
    GuestProfile,
    GuestQuery,
    NightAvailability,
    Offer,
    Offers,
    Party,
    PaymentTerms,
    QuoteLine,
    RateChange,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    ReservationQuery,
    RoomRequest,
    RoomSet,
    RoomType,
    Stay,
)
from pms.contract.protocol import Connector
from pms.resilience.cache import Cache
from pms.resilience.failover import Failover
from pms.resilience.shelf import Shelf
from tests.pms.house import GUEST, NOW, TWO, WEEKEND

DOUBLE = RoomType(id="doble", names={"en": "Double"}, max_adults=2, max_people=2)
SINGLE = RoomType(id="individual", names={"en": "Single"}, max_adults=1, max_people=1)
LATER = WEEKEND.shifted(7)
FREE = CancellationTerms(free_until=None, fee=Money(0, "EUR"))
AT_HOTEL = PaymentTerms(kind="at_hotel")


def reservation(
    reference: str = "R1", *, stay: Stay = WEEKEND, updated_at: datetime = NOW, **other: Any
) -> Reservation:
    values: dict[str, Any] = {
        "reference": reference,
        "our_reference": "PO-1",
        "property_id": "mirador",
        "status": "confirmed",
        "stay": stay,
        "party": TWO,
        "lines": (QuoteLine(room_type_id="doble", room_type_names={}, party=TWO, total=Money(20000, "EUR")),),
        "extras": (),
        "total": Money(20000, "EUR"),
        "balance": Money(20000, "EUR"),
        "guest": GUEST,
        "payment": AT_HOTEL,
        "cancellation": FREE,
        "created_at": NOW,
        "updated_at": updated_at,
    }
    return Reservation(**(values | other))


def draft(stay: Stay = WEEKEND, room_type_id: str = "doble") -> ReservationDraft:
    return ReservationDraft(
        key="q1",
        our_reference="PO-1",
        stay=stay,
        rooms=(RoomRequest(room_type_id=room_type_id, party=TWO),),
        agreed_total=Money(20000, "EUR"),
        guest=GUEST,
    )


class House:
    """A hotel system that counts what it is asked, fails when told, and answers when it is let."""

    property_id = "mirador"

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.calls: Counter[str] = Counter()
        self.left = {"doble": 5, "individual": 5}
        self.error: BaseException | None = None
        self.gate: asyncio.Event | None = None
        self.events: tuple[Event, ...] = ()
        self.updated_at = NOW

    async def _asked(self, name: str) -> None:
        self.calls[name] += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error

    def _offer(self, room_type: RoomType) -> Offer:
        price = Money(10000, "EUR")
        return Offer(
            room_type=room_type, rate_plan="", total=price, taxes=price, nightly=(price,), rooms_left=self.left[room_type.id]
        )  # fmt: skip

    async def search_offers(
        self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
    ) -> Offers:
        await self._asked("search_offers")
        offers = tuple(self._offer(one) for one in (DOUBLE, SINGLE) if self.left[one.id])
        pair = RoomSet(offers=(self._offer(DOUBLE),) * 2, parties=(TWO, TWO), total=Money(20000, "EUR"))
        return Offers(
            property_id="mirador", stay=stay, party=party, offers=() if rooms == 2 else offers,
            room_sets=(pair,) if rooms == 2 else (), as_of=self.clock.now(),
        )  # fmt: skip

    async def get_availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
        await self._asked("get_availability")
        nights = tuple(
            NightAvailability(night=first + timedelta(days=n), free=dict(self.left))
            for n in range((last - first).days + 1)
        )
        return AvailabilityGrid(property_id="mirador", nights=nights, as_of=self.clock.now())

    async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> Any:
        await self._asked("quote_rate")

    async def get_room_types(self, *, deadline: Deadline) -> tuple[RoomType, ...]:
        await self._asked("get_room_types")
        return (DOUBLE, SINGLE)

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        await self._asked("get_reservation")
        return None if reference == "none" else reservation("R1", updated_at=self.updated_at)

    async def find_reservations(
        self, query: ReservationQuery, *, deadline: Deadline
    ) -> tuple[Reservation, ...]:
        await self._asked("find_reservations")
        return (reservation(),)

    async def get_arrivals(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        await self._asked("get_arrivals")
        return (reservation(),) if day == WEEKEND.arrival else ()

    async def get_balance(self, reference: str, *, deadline: Deadline) -> Money:
        await self._asked("get_balance")
        return Money(1, "EUR")

    async def get_room_status(self, number: str, *, deadline: Deadline) -> None:
        await self._asked("get_room_status")

    async def search_guest(self, query: GuestQuery, *, deadline: Deadline) -> tuple[GuestProfile, ...]:
        await self._asked("search_guest")
        return (GUEST,) if query.email == GUEST.email else ()

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        await self._asked("create_reservation")
        return reservation("R1", stay=draft.stay, updated_at=self.updated_at)

    async def modify_reservation(self, reference: str, patch: ReservationPatch, **_: Any) -> Reservation:
        await self._asked("modify_reservation")
        return reservation(reference, stay=patch.stay or WEEKEND, updated_at=self.updated_at)

    async def cancel_reservation(self, reference: str, **_: Any) -> Reservation:
        await self._asked("cancel_reservation")
        return reservation(reference, status="cancelled", updated_at=self.updated_at)

    async def post_charge(self, reference: str, charge: Charge, *, deadline: Deadline) -> Money:
        await self._asked("post_charge")
        return Money(1, "EUR")

    async def upsert_guest_profile(self, guest: GuestProfile, *, deadline: Deadline) -> GuestProfile:
        await self._asked("upsert_guest_profile")
        return guest

    async def push_rates(self, changes: tuple[RateChange, ...], *, deadline: Deadline) -> None:
        await self._asked("push_rates")

    async def poll_changes(self, since: datetime, *, deadline: Deadline) -> tuple[Event, ...]:
        await self._asked("poll_changes")
        return self.events

    async def parse_webhook(self, headers: Any, body: bytes) -> tuple[Event, ...]:
        return self.events


def layered(house: House, shelf: Shelf, clock: FrozenClock) -> Connector:
    cached = Cache(house, shelf=shelf, clock=clock).as_connector()  # type: ignore[arg-type]
    return Failover(cached, shelf=shelf, clock=clock).as_connector()


async def warm(pms: Connector, soon: Deadline) -> None:
    for stay in (WEEKEND, LATER):
        await pms.search_offers(stay, TWO, deadline=soon)


async def asked(pms: Connector, house: House, soon: Deadline, stay: Stay) -> bool:
    """Whether another search of the stay reaches the hotel's system."""
    before = house.calls["search_offers"]
    await pms.search_offers(stay, TWO, deadline=soon)
    return house.calls["search_offers"] > before
