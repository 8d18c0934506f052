"""A booking as far as it goes without being made: a free night, its price, and the request that would be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from common.clock import Deadline
from common.ids import new_id, new_reference
from common.properties import Property
from pms.contract.capabilities import Capability
from pms.contract.models import (
    AvailabilityGrid,
    GuestProfile,
    Offer,
    Party,
    RateRequest,
    ReservationDraft,
    RoomRequest,
    Stay,
)
from pms.contract.previews import Previews
from pms.contract.protocol import Connector
from pms.onboarding.steps import Found, NotAsked, Wrong

TWO = Party(adults=2)
MOST_SEARCHES = 12


class DryRun:
    """Each step keeps what the next one needs."""

    def __init__(self, hotel: Property, adapter: Callable[[], Connector], *, tomorrow: date) -> None:
        self._hotel = hotel
        self._adapter = adapter
        self._tomorrow = tomorrow
        self._free: list[date] = []
        self._offer: Offer | None = None
        self._stay: Stay | None = None

    async def availability(self, days: int, left: Deadline) -> Found:
        """What is free in so many nights from tomorrow on."""
        self._must(Capability.AVAILABILITY)
        last = self._tomorrow + timedelta(days=days - 1)
        grid = await self._adapter().get_availability(self._tomorrow, last, deadline=left)
        if len(grid.nights) != days:
            raise Wrong(
                f"{len(grid.nights)} nights for {days} asked", "a fault of the adapter: please report it"
            )
        self._free = [one.night for one in grid.nights if any(count > 0 for count in one.free.values())]
        if not self._free:
            raise Wrong(
                f"no room free on any of {days} nights",
                "is the hotel really full or closed, or are its rooms not open for sale in its system?",
            )
        return Found(
            f"{len(self._free)} of {days} nights from {self._tomorrow} have a free room; {_fewest(grid)}",
            data=grid.model_dump(mode="json"),
        )

    async def price(self, left: Deadline) -> Found:
        """The first stay for two that can be sold, and whether its price is the same when asked for again."""
        self._must(Capability.OFFERS)
        self._must(Capability.QUOTE)
        stay, offer = await self._first_offer(left)
        quote = await self._adapter().quote_rate(
            RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=TWO),)),
            deadline=left,
        )
        if quote.total != offer.total:
            raise Wrong(
                f"offered at {offer.total}, quoted at {quote.total}",
                "a fault of the adapter or a price that just moved: try again, then report it",
            )
        self._stay, self._offer = stay, offer
        name = offer.room_type.names.get(self._hotel.default_language) or offer.room_type.id
        fees = f", of it {', '.join(str(fee.total) for fee in quote.fees)} of fees" if quote.fees else ""
        return Found(
            f"{name}, {stay.arrival} to {stay.departure}, two adults: {quote.total}{fees}, taxes {quote.taxes}",
            data=quote.model_dump(mode="json"),
        )

    async def booking(self, left: Deadline) -> Found:
        """The request for that stay with an invented guest, where the adapter can show it."""
        self._must(Capability.CREATE)
        if self._stay is None or self._offer is None:
            raise NotAsked("no stay to book was found above")
        draft = ReservationDraft(
            key=new_id("quo"),
            our_reference=new_reference(),
            stay=self._stay,
            rooms=(RoomRequest(room_type_id=self._offer.room_type.id, party=TWO),),
            agreed_total=self._offer.total,
            guest=GuestProfile(
                first_name="Sample",
                last_name="Guest",
                email="sample.guest@example.com",
                phone="+34600100200",
                language=self._hotel.default_language,
            ),
            note="A dry run of Posada; never sent.",
        )
        adapter = self._adapter()
        if not isinstance(adapter, Previews):
            raise NotAsked("this adapter cannot show what it would send")
        return Found("would send:", data=await adapter.preview_create(draft, deadline=left))

    async def _first_offer(self, left: Deadline) -> tuple[Stay, Offer]:
        nights = self._free or [self._tomorrow + timedelta(days=n) for n in (0, 7, 14, 21)]
        # One night is often sold only together with the next ones.
        stays = [
            Stay(arrival=night, departure=night + timedelta(days=length))
            for night in nights
            for length in (1, 2, 3)
        ]
        for stay in stays[:MOST_SEARCHES]:
            offers = (await self._adapter().search_offers(stay, TWO, deadline=left)).offers
            if offers:
                return stay, offers[0]
        raise Wrong(
            "rooms are free, but none is offered to two adults",
            "do room types hold two, do they have prices, is a minimum stay set?",
        )

    def _must(self, capability: Capability) -> None:
        support = self._adapter().manifest.capabilities[capability]
        if support.level == "no":
            raise NotAsked(support.reason)


def _fewest(grid: AvailabilityGrid) -> str:
    count, night, room_type = min(
        (count, one.night, room_type) for one in grid.nights for room_type, count in one.free.items()
    )
    return f"fewest: {count} of room type {room_type} on {night}"
