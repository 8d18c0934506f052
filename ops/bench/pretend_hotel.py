"""A hotel in memory that answers at once: what is measured around it is ours alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from common.clock import Clock, Deadline
from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Manifest, read_manifest
from pms.contract.models import (
    CancellationTerms,
    Extra,
    GuestProfile,
    Offer,
    Offers,
    Party,
    PaymentTerms,
    QuoteLine,
    RateQuote,
    RateRequest,
    Reservation,
    ReservationDraft,
    RoomType,
    Stay,
)

_DEMO = Path(__file__).parents[2] / "pms" / "adapters" / "demo" / "manifest.yml"
_NO_FEE = Money(0, "EUR")
ROOM_TYPES = tuple(
    RoomType(id=name, names={"en": name}, max_adults=people, max_people=people)
    for name, people in (("individual", 1), ("doble", 2), ("familiar", 4), ("suite", 4))
)


class PretendHotel:
    """rooms: how many of each type."""

    property_id = "bench"

    def __init__(self, rooms: Mapping[str, int], *, clock: Clock) -> None:
        self.manifest: Manifest = read_manifest(_DEMO)
        self._rooms = rooms
        self._clock = clock
        self._taken: Counter[tuple[date, str]] = Counter()
        self.booked: list[Reservation] = []

    def left(self, stay: Stay, type_id: str) -> int:
        return self._rooms[type_id] - max(self._taken[night, type_id] for night in stay.dates)

    def take(self, stay: Stay, type_id: str) -> None:
        for night in stay.dates:
            self._taken[night, type_id] += 1

    async def get_room_types(self, *, deadline: Deadline) -> tuple[RoomType, ...]:
        return ROOM_TYPES

    async def get_extras(self, *, deadline: Deadline) -> tuple[Extra, ...]:
        return (Extra(id="parking", names={"en": "Parking"}, price=Money(1500, "EUR"), per="night"),)

    async def search_offers(
        self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
    ) -> Offers:
        found = []
        for place, one in enumerate(ROOM_TYPES):
            left = self.left(stay, one.id)
            if left > 0 and one.fits(party):
                night = Money(8000 + 3000 * place, "EUR")
                found.append(
                    Offer(
                        room_type=one,
                        rate_plan="",
                        total=night * stay.nights,
                        taxes=_NO_FEE,
                        nightly=(night,) * stay.nights,
                        rooms_left=left,
                    )
                )
        return Offers(
            property_id=self.property_id,
            stay=stay,
            party=party,
            offers=tuple(found),
            as_of=self._clock.now(),
        )

    async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> RateQuote:
        lines = self._lines(request.rooms[0].room_type_id, request.rooms[0].party)
        return RateQuote(
            lines=lines,
            extras=(),
            total=lines[0].total,
            taxes=_NO_FEE,
            includes=(),
            payment=PaymentTerms(kind="at_hotel"),
            cancellation=CancellationTerms(free_until=None, fee=_NO_FEE),
        )

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        type_id, party = draft.rooms[0].room_type_id, draft.rooms[0].party
        if self.left(draft.stay, type_id) <= 0:
            raise errors.SoldOut(room_type_id=type_id)
        self.take(draft.stay, type_id)
        made = self._reservation(draft, self._lines(type_id, party), party, self._clock.now())
        self.booked.append(made)
        return made

    async def get_reservation(self, reference: str, *, deadline: Deadline) -> Reservation | None:
        return self.booked[int(reference)]

    def _lines(self, type_id: str, party: Party) -> tuple[QuoteLine, ...]:
        return (QuoteLine(room_type_id=type_id, room_type_names={}, party=party, total=Money(10000, "EUR")),)

    def _reservation(
        self, draft: ReservationDraft, lines: tuple[QuoteLine, ...], party: Party, now: datetime
    ) -> Reservation:
        return Reservation(
            reference=str(len(self.booked)),
            our_reference=draft.our_reference,
            property_id=self.property_id,
            status="confirmed",
            stay=draft.stay,
            party=party,
            lines=lines,
            extras=(),
            total=lines[0].total,
            balance=lines[0].total,
            guest=GuestProfile(first_name="Bench", last_name="Guest"),
            payment=PaymentTerms(kind="at_hotel"),
            cancellation=CancellationTerms(free_until=None, fee=_NO_FEE),
            created_at=now,
            updated_at=now,
        )
