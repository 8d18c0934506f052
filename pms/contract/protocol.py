"""What an adapter does, one property per connector, every call with a deadline.

Whoever implements it: raises only errors of `contract.errors`; translates dates, money and statuses itself; never repeats
a write on its own; says `contract.errand.count_request()` for each request it sends. A get answers None for what does not
exist; a write to it raises NotFound. What the manifest declares impossible raises NotPossible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol, runtime_checkable

from common.clock import Deadline
from common.money import Money
from pms.contract.capabilities import Capability, Manifest
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


@runtime_checkable
class Connector(Protocol):
    @property
    def manifest(self) -> Manifest: ...

    @property
    def property_id(self) -> str: ...

    async def connect(self) -> None:
        """Called once before anything else; safe to call again."""
        ...

    async def disconnect(self) -> None: ...

    async def health_check(self, *, deadline: Deadline) -> Health:
        """Never raises: what is wrong stands in the answer."""
        ...

    async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]: ...

    async def get_room_types(self, *, deadline: Deadline) -> tuple[RoomType, ...]: ...

    async def get_extras(self, *, deadline: Deadline) -> tuple[Extra, ...]: ...

    async def get_availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
        """Free rooms by type for every night from first to last, both included."""
        ...

    async def search_offers(
        self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
    ) -> Offers:
        """What can be sold. rooms: how many the guest wants; None lets the hotel take as few as hold the party."""
        ...

    async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> RateQuote:
        """The price of exactly this. Raises SoldOut, TooManyGuests, NotFound (unknown room type or extra)."""
        ...

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        """Books, checking price and room again. Raises PriceChanged, SoldOut, TooManyGuests.

        Where KEEPS_IDEMPOTENCY_KEY is declared, the same `draft.key` twice answers the same reservation.
        """
        ...

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        """By the hotel system's reference or by ours."""
        ...

    async def find_reservations(
        self, query: ReservationQuery, *, deadline: Deadline
    ) -> tuple[Reservation, ...]: ...

    async def modify_reservation(
        self,
        reference: str,
        patch: ReservationPatch,
        *,
        key: str,
        agreed_total: Money | None,
        deadline: Deadline,
    ) -> Reservation:
        """All of the patch or none of it. agreed_total: the new total; None when the patch does not touch the price."""
        ...

    async def cancel_reservation(
        self, reference: str, *, key: str, reason: str | None, agreed_fee: Money, deadline: Deadline
    ) -> Reservation:
        """Raises FeeChanged when it would cost more than agreed_fee, TooLateToCancel once the stay has begun."""
        ...

    async def get_arrivals(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]: ...

    async def get_departures(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]: ...

    async def get_in_house(self, day: date, *, deadline: Deadline) -> tuple[Reservation, ...]:
        """Who sleeps in the house in the night that begins on that day."""
        ...

    async def get_room_status(self, number: str, *, deadline: Deadline) -> RoomStatus | None: ...

    async def get_all_room_statuses(self, *, deadline: Deadline) -> tuple[RoomStatus, ...]: ...

    async def add_reservation_note(
        self, reference: str, text: str, *, key: str, deadline: Deadline
    ) -> Reservation: ...

    async def update_checkout_time(
        self, reference: str, at: time, *, key: str, deadline: Deadline
    ) -> Reservation:
        """Raises NotPossible when the hotel cannot give the room that long."""
        ...

    async def post_charge(self, reference: str, charge: Charge, *, deadline: Deadline) -> Money:
        """Answers the new balance."""
        ...

    async def get_balance(self, reference: str, *, deadline: Deadline) -> Money: ...

    async def search_guest(self, query: GuestQuery, *, deadline: Deadline) -> tuple[GuestProfile, ...]: ...

    async def get_guest_profile(self, guest_id: str, *, deadline: Deadline) -> GuestProfile | None: ...

    async def upsert_guest_profile(self, guest: GuestProfile, *, deadline: Deadline) -> GuestProfile:
        """Matches by id, then by e-mail; a known guest's name is never overwritten by an unproven one."""
        ...

    async def update_guest_preferences(
        self, guest_id: str, preferences: Mapping[str, str], *, deadline: Deadline
    ) -> GuestProfile: ...

    async def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Event, ...]: ...

    async def poll_changes(self, since: datetime, *, deadline: Deadline) -> tuple[Event, ...]:
        """What changed from that instant on, oldest first. An event may be given twice, never left out."""
        ...

    async def push_rates(self, changes: tuple[RateChange, ...], *, deadline: Deadline) -> None:
        """Sets prices. The same change twice is one price."""
        ...

    async def push_availability(
        self, changes: tuple[AvailabilityChange, ...], *, deadline: Deadline
    ) -> None: ...


@dataclass(frozen=True)
class Operation:
    """needs: the capability to be declared; writes: an unanswered call may have had its effect.

    has_key: it carries an idempotency key, which a vendor that keeps such keys answers twice with one effect.
    """

    name: str
    needs: Capability | None
    writes: bool = False
    has_key: bool = False


OPERATIONS: dict[str, Operation] = {
    one.name: one
    for one in (
        Operation("health_check", None),
        Operation("get_hotels", Capability.LIST_PROPERTIES),
        Operation("get_room_types", Capability.ROOM_TYPES),
        Operation("get_extras", Capability.EXTRAS),
        Operation("get_availability", Capability.AVAILABILITY),
        Operation("search_offers", Capability.OFFERS),
        Operation("quote_rate", Capability.QUOTE),
        Operation("create_reservation", Capability.CREATE, writes=True, has_key=True),
        Operation("get_reservation", Capability.GET),
        Operation("find_reservations", Capability.FIND),
        Operation("modify_reservation", Capability.MODIFY_DATES, writes=True, has_key=True),
        Operation("cancel_reservation", Capability.CANCEL, writes=True, has_key=True),
        Operation("get_arrivals", Capability.FRONT_DESK_LISTS),
        Operation("get_departures", Capability.FRONT_DESK_LISTS),
        Operation("get_in_house", Capability.FRONT_DESK_LISTS),
        Operation("get_room_status", Capability.ROOM_STATUS),
        Operation("get_all_room_statuses", Capability.ROOM_STATUS),
        Operation("add_reservation_note", Capability.ADD_NOTE, writes=True, has_key=True),
        Operation("update_checkout_time", Capability.CHECK_OUT_TIME, writes=True, has_key=True),
        Operation("post_charge", Capability.POST_CHARGE, writes=True, has_key=True),
        Operation("get_balance", Capability.BALANCE),
        Operation("search_guest", Capability.SEARCH_GUEST),
        Operation("get_guest_profile", Capability.SEARCH_GUEST),
        Operation("upsert_guest_profile", Capability.UPSERT_GUEST, writes=True),
        Operation("update_guest_preferences", Capability.GUEST_PREFERENCES, writes=True),
        Operation("poll_changes", Capability.POLL_CHANGES),
        Operation("push_rates", Capability.PUSH_RATES, writes=True),
        Operation("push_availability", Capability.PUSH_AVAILABILITY, writes=True),
    )
}
"""Every call that goes out; layers wrap exactly these. `parse_webhook` reads what came in and is not among them."""
