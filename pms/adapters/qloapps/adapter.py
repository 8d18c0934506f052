"""QloApps as a connector: each operation handed to the module that knows how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.money import Money
from common.properties import Property
from pms.adapters.qloapps.book import Booker
from pms.adapters.qloapps.cancel import Canceller
from pms.adapters.qloapps.change import Changer
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.feed import Feed
from pms.adapters.qloapps.finding import Finding
from pms.adapters.qloapps.guests import Guests
from pms.adapters.qloapps.house import Houses
from pms.adapters.qloapps.offers import Desk
from pms.adapters.qloapps.options import read_options
from pms.adapters.qloapps.rates import Rates
from pms.adapters.qloapps.register import Held, Register
from pms.adapters.qloapps.rooms import Rooms
from pms.contract import errors
from pms.contract.capabilities import Manifest, read_manifest
from pms.contract.models import (
    AvailabilityChange,
    AvailabilityGrid,
    Charge,
    Event,
    Extra,
    GuestProfile,
    GuestQuery,
    Health,
    Hotel,
    Offers,
    Party,
    RateChange,
    RateQuote,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    ReservationQuery,
    RoomStatus,
    RoomType,
    Stay,
)
from pms.contract.protocol import Connector
from pms.leases import Leases

MANIFEST = Path(__file__).with_name("manifest.yml")


def build_connector(hotel: Property, *, engine: AsyncEngine, clock: Clock) -> Connector:
    """What `pms.factory` calls in every adapter. Raises Misconfigured."""
    return QloApps(hotel, engine=engine, clock=clock)


class QloApps:
    """transport: stands in for the network in tests."""

    def __init__(
        self,
        hotel: Property,
        *,
        engine: AsyncEngine,
        clock: Clock,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        options = read_options(hotel)
        self._hotel = hotel
        self._clock = clock
        self._manifest = read_manifest(MANIFEST)
        self._client = client = Client(hotel, options, clock, transport=transport)
        self._houses = houses = Houses(hotel, options, client, clock)
        self._register = register = Register(hotel.id, options, client, houses, clock)
        leases = Leases(engine, clock, most_seconds=options.lease_seconds)
        self._rooms = Rooms(client, houses, register, clock)
        self._guests = Guests(options, client, houses, register)
        self._desk = Desk(hotel.id, options, client, houses, register, clock)
        self._canceller = Canceller(client, houses, register, clock)
        self._booker = Booker(
            hotel.id, options, client, houses, register, self._desk, self._guests, self._canceller, leases
        )
        self._changer = Changer(options, client, houses, register, self._desk, self._booker, leases, clock)
        self._feed = Feed(options, client, houses, register)
        self._finding = Finding(register, self._guests, self._feed, self._booker)
        self._rates = Rates(options, client, houses)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def property_id(self) -> str:
        return self._hotel.id

    async def connect(self) -> None:
        """Nothing is asked yet: a system that is away for the moment keeps nobody from starting."""

    async def disconnect(self) -> None:
        await self._client.close()

    async def health_check(self, *, deadline: Deadline) -> Health:
        started = self._clock.monotonic()
        try:
            resources = await self._client.get("", deadline=deadline)
            if not isinstance(resources, list):
                raise errors.Unintelligible(detail="not the list of resources")
        except errors.PmsError as error:
            return Health(is_reachable=False, latency_ms=0, detail=error.kind)
        return Health(is_reachable=True, latency_ms=(self._clock.monotonic() - started) * 1000)

    # --- the house ---

    async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
        return await self._houses.hotels(deadline=deadline)

    async def get_room_types(self, *, deadline: Deadline) -> tuple[RoomType, ...]:
        return (await self._houses.current(deadline=deadline)).room_types

    async def get_extras(self, *, deadline: Deadline) -> tuple[Extra, ...]:
        return await self._desk.extras(deadline=deadline)

    async def get_room_status(self, number: str, *, deadline: Deadline) -> RoomStatus | None:
        found = await self._rooms.all(deadline=deadline)
        return next((one for one in found if one.number == number), None)

    async def get_all_room_statuses(self, *, deadline: Deadline) -> tuple[RoomStatus, ...]:
        return await self._rooms.all(deadline=deadline)

    # --- offers ---

    async def get_availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
        return await self._desk.availability(first, last, deadline=deadline)

    async def search_offers(
        self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
    ) -> Offers:
        return await self._desk.offers(stay, party, rooms=rooms, deadline=deadline)

    async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> RateQuote:
        return (await self._desk.price(request, deadline=deadline)).quote

    # --- reservations ---

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        return await self._booker.create(draft, deadline=deadline)

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        return await self._register.get(reference, deadline=deadline)

    async def find_reservations(
        self, query: ReservationQuery, *, deadline: Deadline
    ) -> tuple[Reservation, ...]:
        return await self._finding.find(query, deadline=deadline)

    async def preview_create(self, draft: ReservationDraft, *, deadline: Deadline) -> dict[str, Any]:
        body = await self._booker.body(draft, deadline=deadline)
        return {"method": "POST", "path": "bookings", "body": body}

    async def modify_reservation(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        key: str,
        agreed_total: Money | None,
        deadline: Deadline,
    ) -> Reservation:
        return await self._changer.modify(reference, patch, agreed_total=agreed_total, deadline=deadline)

    async def cancel_reservation(
        self, reference: str, *, key: str, reason: str | None, agreed_fee: Money, deadline: Deadline
    ) -> Reservation:
        return await self._canceller.cancel(
            reference, reason=reason, agreed_fee=agreed_fee, keep=self._changer.add_note, deadline=deadline
        )

    async def get_arrivals(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._listed(await self._register.standing(arrival=day, deadline=deadline), deadline)

    async def get_departures(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._listed(await self._register.standing(departure=day, deadline=deadline), deadline)

    async def get_in_house(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        return await self._listed(await self._register.standing(night=day, deadline=deadline), deadline)

    async def add_reservation_note(
        self, reference: str, text: str, *, key: str, deadline: Deadline
    ) -> Reservation:
        return await self._changer.add_note(reference, text, deadline=deadline)

    async def update_checkout_time(
        self, reference: str, at: time, *, key: str, deadline: Deadline
    ) -> Reservation:
        raise errors.NotPossible(capability="check_out_time", reference=reference)

    # --- money ---

    async def post_charge(self, reference: str, charge: Charge, *, deadline: Deadline) -> Money:
        raise errors.NotPossible(capability="post_charge", reference=reference)

    async def get_balance(self, reference: str, *, deadline: Deadline) -> Money:
        found = await self._register.get(reference, deadline=deadline)
        if found is None:
            raise errors.NotFound(reference=reference)
        return found.balance

    # --- guests ---

    async def search_guest(self, query: GuestQuery, *, deadline: Deadline) -> tuple[GuestProfile, ...]:
        return await self._guests.search(query, deadline=deadline)

    async def get_guest_profile(self, guest_id: str, *, deadline: Deadline) -> GuestProfile | None:
        return await self._guests.get(guest_id, deadline=deadline)

    async def upsert_guest_profile(self, guest: GuestProfile, *, deadline: Deadline) -> GuestProfile:
        return await self._guests.upsert(guest, deadline=deadline)

    async def update_guest_preferences(
        self, guest_id: str, preferences: Mapping[str, str], *, deadline: Deadline
    ) -> GuestProfile:
        raise errors.NotPossible(capability="guest_preferences")

    # --- events and pushes ---

    async def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Event, ...]:
        raise errors.NotPossible(capability="webhooks")

    async def poll_changes(self, since: datetime, *, deadline: Deadline) -> tuple[Event, ...]:
        return await self._feed.events(since, deadline=deadline)

    async def push_rates(self, changes: tuple[RateChange, ...], *, deadline: Deadline) -> None:
        await self._rates.push(changes, deadline=deadline)

    async def push_availability(self, changes: tuple[AvailabilityChange, ...], *, deadline: Deadline) -> None:
        raise errors.NotPossible(capability="push_availability")

    async def _listed(self, held: list[Held], deadline: Deadline) -> tuple[Reservation, ...]:
        return tuple([await self._register.reservation(one, deadline=deadline) for one in held])
