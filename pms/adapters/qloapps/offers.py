"""What can be sold and what it costs: one question per stay, the rest decided here."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from common.clock import Clock, Deadline
from common.money import Money
from pms.adapters.qloapps import ari
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import House, Houses, Kind
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.prices import over_nights
from pms.adapters.qloapps.pricing import PricedExtra, Pricing, RoomPrice
from pms.adapters.qloapps.register import Register
from pms.adapters.qloapps.terms import cancellation_terms
from pms.contract import errors
from pms.contract.models import (
    AvailabilityGrid,
    Extra,
    Fee,
    NightAvailability,
    Offer,
    Offers,
    Party,
    PaymentTerms,
    QuoteLine,
    RateQuote,
    RateRequest,
    Reservation,
    Stay,
)
from pms.contract.room_sets import for_party

_MOST_NIGHTS_AT_ONCE = 31


@dataclass(frozen=True)
class Priced:
    """A quote with what the server will be told: rooms[i] and quantities[i] belong to the request's room i."""

    quote: RateQuote
    rooms: tuple[RoomPrice, ...]
    extras: tuple[PricedExtra, ...]


class Desk:
    """Searches and prices; `property_id` lands on what it answers."""

    def __init__(
        self,
        property_id: str,
        options: Options,
        client: Client,
        houses: Houses,
        register: Register,
        clock: Clock,
    ) -> None:
        self._property_id = property_id
        self._options = options
        self._client = client
        self._houses = houses
        self._register = register
        self._clock = clock
        self._pricing = Pricing(options)

    async def availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
        house = await self._houses.current(deadline=deadline)
        as_of = self._clock.now()
        nights: list[NightAvailability] = []
        day = first
        while day <= last:
            # The cost grows with every night: a long grid is asked for a month at a time.
            until = min(last + timedelta(days=1), day + timedelta(days=_MOST_NIGHTS_AT_ONCE))
            part = Stay(arrival=day, departure=until)
            searches = await self._nights(house, part, deadline=deadline)
            nights += [_free(night, searches.get(night), house) for night in part.dates]
            day = until
        return AvailabilityGrid(property_id=self._property_id, nights=tuple(nights), as_of=as_of)

    async def offers(self, stay: Stay, party: Party, *, rooms: int | None, deadline: Deadline) -> Offers:
        house = await self._houses.current(deadline=deadline)
        as_of = self._clock.now()
        search, by_night = await self._search(house, stay, deadline=deadline)
        _check_currency(search, house)

        def offer(kind: Kind, rate: ari.Rate) -> Offer:
            priced = self._pricing.room(house, kind, rate, stay.nights)
            total = priced.price.gross
            return Offer(
                room_type=kind.type,
                rate_plan="standard",
                total=total,
                taxes=priced.price.tax,
                nightly=self._nightly(house, kind, total, stay, by_night),
                rooms_left=rate.free,
            )

        free = [
            offer(kind, search.rates[type_id])
            for type_id, kind in house.kinds.items()
            if type_id in search.rates and search.rates[type_id].free
        ]
        everything = Offers(
            property_id=self._property_id,
            stay=stay,
            party=party,
            offers=tuple(sorted(free, key=lambda one: one.total.minor)),
            as_of=as_of,
        )
        return for_party(everything, party, rooms=rooms)

    async def extras(self, *, deadline: Deadline) -> tuple[Extra, ...]:
        house = await self._houses.current(deadline=deadline)
        if any(not self._pricing.knows_tax(extra.tax_group) for extra in house.extras.values()):
            # The rate of a tax shows only in a price: one is asked for, so that the extras have theirs.
            tomorrow = self._clock.now().astimezone(house.zone).date() + timedelta(days=1)
            stay = Stay(arrival=tomorrow, departure=tomorrow + timedelta(days=1))
            search, _ = await self._search(house, stay, deadline=deadline)
            for type_id, rate in search.rates.items():
                if type_id in house.kinds:
                    self._pricing.room(house, house.kinds[type_id], rate, 1)
        return self._pricing.sold_extras(house)

    async def price(self, request: RateRequest, *, deadline: Deadline) -> Priced:
        """Raises SoldOut, TooManyGuests, NotFound, NotPossible."""
        house = await self._houses.current(deadline=deadline)
        for room in request.rooms:
            house = await self._houses.with_type(room.room_type_id, deadline=deadline)
        for room in request.rooms:
            kind = house.kind(room.room_type_id)
            if not kind.type.fits(room.party):
                # The server books seven adults into a room for two: the limits are ours to keep.
                raise errors.TooManyGuests(most=kind.type.max_people)
        old = None
        if request.replacing is not None:
            old = await self._register.get(request.replacing, deadline=deadline)
            if old is None:
                raise errors.NotFound(reference=request.replacing)
        search, by_night = await self._search(house, request.stay, deadline=deadline)
        _check_currency(search, house)
        _check_room(search, request, old)
        return self._priced(house, request, search, by_night)

    def _priced(
        self,
        house: House,
        request: RateRequest,
        search: ari.Search,
        by_night: dict[date, ari.Search],
    ) -> Priced:
        stay = request.stay
        rooms = tuple(
            self._pricing.room(
                house, house.kind(one.room_type_id), search.rates[int(one.room_type_id)], stay.nights
            )
            for one in request.rooms
        )
        extras = self._pricing.extras(house, request.extras, request.rooms, stay.nights)
        rooms = self._pricing.together(house, rooms, extras)
        lines = tuple(
            QuoteLine(
                room_type_id=wanted.room_type_id,
                room_type_names=house.kind(wanted.room_type_id).type.names,
                party=wanted.party,
                total=priced.price.gross,
                nightly=self._nightly(
                    house, house.kind(wanted.room_type_id), priced.price.gross, stay, by_night
                ),
            )
            for wanted, priced in zip(request.rooms, rooms, strict=True)
        )
        zero = Money.zero(house.currency)
        total = sum((line.total for line in lines), zero) + sum((one.line.total for one in extras), zero)
        quote = RateQuote(
            lines=lines,
            extras=tuple(one.line for one in extras),
            total=total,
            taxes=sum((one.price.tax for one in rooms), zero) + sum((one.tax for one in extras), zero),
            fees=_together([fee for one in rooms for fee in one.fees]),
            includes=(),
            payment=PaymentTerms(kind="at_hotel", methods=self._options.payment_methods),
            cancellation=cancellation_terms(
                [line.total for line in lines] + [one.line.total for one in extras],
                stay.arrival,
                rules=house.refund_rules,
                is_active=house.refunds_are_active,
                own=self._options.cancellation,
                zone=house.zone,
                now=self._clock.now(),
            ),
        )
        return Priced(quote, rooms, extras)

    async def _search(
        self, house: House, stay: Stay, *, deadline: Deadline
    ) -> tuple[ari.Search, dict[date, ari.Search]]:
        """The stay as a whole, and its nights where the breakdown costs little enough."""
        whole = self._client.read_by_post("hotel_ari", ari.question(house.hotel_id, stay), deadline=deadline)
        if not 1 < stay.nights <= self._options.nightly_up_to:
            return ari.read_search(await whole), {}
        answer, nights = await asyncio.gather(whole, self._nights(house, stay, deadline=deadline))
        return ari.read_search(answer), nights

    async def _nights(self, house: House, stay: Stay, *, deadline: Deadline) -> dict[date, ari.Search]:
        question = ari.question(house.hotel_id, stay, by_night=True)
        answer = await self._client.read_by_post("hotel_ari", question, deadline=deadline)
        return ari.read_nights(answer)

    def _nightly(
        self, house: House, kind: Kind, total: Money, stay: Stay, by_night: dict[date, ari.Search]
    ) -> tuple[Money, ...]:
        if stay.nights == 1:
            return (total,)
        type_id = int(kind.type.id)
        try:
            rates = [by_night[night].rates[type_id] for night in stay.dates]
        except KeyError:
            return ()
        return over_nights(total, [self._pricing.room(house, kind, one, 1).wanted.gross for one in rates])


def takes_no_new_room(old: Reservation, request: RateRequest) -> bool:
    """Same nights, same types: QloApps leaves the lines as they are."""
    return old.stay == request.stay and Counter(one.room_type_id for one in old.lines) == Counter(
        one.room_type_id for one in request.rooms
    )


def _check_room(search: ari.Search, request: RateRequest, old: Reservation | None) -> None:
    """Raises SoldOut, NotFound, and NotPossible where only the reservation's own rooms are left."""
    keeps = old is not None and takes_no_new_room(old, request)
    for type_id, count in Counter(room.room_type_id for room in request.rooms).items():
        rate = search.rates.get(int(type_id))
        if rate is None:
            raise errors.NotFound(detail="room type")
        if keeps or rate.free >= count:
            continue
        own = 0
        if old is not None and _overlap(old.stay, request.stay):
            own = sum(line.room_type_id == type_id for line in old.lines)
        if rate.free + own >= count:
            # QloApps checks new dates while the old rooms still count as taken (bookings-extend-own-rooms-refused).
            raise errors.NotPossible(
                capability="modify_dates",
                detail="only the reservation's own rooms are left: the hotel has to change it by hand",
            )
        raise errors.SoldOut(room_type_id=type_id)
    if keeps and old is not None and _parties(old) != Counter(room.party for room in request.rooms):
        raise errors.NotPossible(
            capability="modify_party",
            detail="QloApps does not change the number of guests of a room that stays as it is",
        )


def _parties(reservation: Reservation) -> Counter[Party]:
    return Counter(line.party for line in reservation.lines)


def _overlap(one: Stay, other: Stay) -> bool:
    return one.arrival < other.departure and other.arrival < one.departure


def _check_currency(search: ari.Search, house: House) -> None:
    if search.currency != house.currency:
        raise errors.Misconfigured(vendor="qloapps", detail="the search answers in another currency")


def _free(night: date, search: ari.Search | None, house: House) -> NightAvailability:
    rates = search.rates if search else {}
    return NightAvailability(
        night=night,
        free={str(type_id): rates[type_id].free if type_id in rates else 0 for type_id in house.kinds},
    )


def _together(fees: list[Fee]) -> tuple[Fee, ...]:
    """One line a fee, over all rooms."""
    merged: dict[tuple[tuple[str, str], ...], Fee] = {}
    for fee in fees:
        key = tuple(sorted(fee.names.items()))
        known = merged.get(key)
        merged[key] = Fee(names=fee.names, total=fee.total + known.total if known else fee.total)
    return tuple(merged.values())
