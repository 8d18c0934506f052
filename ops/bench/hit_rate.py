"""How much of a day's questions the cache answers, on a mix of 70 % availability, 20 % bookings and 10 % status.

Twice: at a hotel system whose offers depend on who comes, and at one that asks the same of everybody (`Manifest.offers_by`).
Stays begin within sixty days, one to four nights, weekends favoured, four parties; every booking is made and undoes what it
touches. Time is simulated, so a day takes seconds; the same seed is the same day.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from common.clock import Deadline, FrozenClock
from common.money import Money
from ops.bench.pretend_hotel import PretendHotel
from pms import metrics
from pms.contract import errors
from pms.contract.models import GuestProfile, Party, RateRequest, ReservationDraft, RoomRequest, Stay
from pms.resilience.any_party import AnyParty
from pms.resilience.cache import Cache
from pms.resilience.shelf import Shelf

ROOMS = {"individual": 20, "doble": 60, "familiar": 25, "suite": 15}
_OCCUPIED = 0.4
_START = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
# Monday first: most stays begin on a Friday or a Saturday.
_WEEKDAYS = (1.0, 1.0, 1.0, 1.5, 4.0, 3.0, 1.0)
_NIGHTS = {1: 30, 2: 40, 3: 20, 4: 10}
_PARTIES = {
    Party(adults=2): 50,
    Party(adults=1): 20,
    Party(adults=2, children_ages=(6,)): 20,
    Party(adults=2, children_ages=(4, 9)): 10,
}
# How busy each hour is, against the day's mean.
_HOURS = (
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1.0, 1.3, 1.5, 1.4,
    1.2, 1.1, 1.1, 1.2, 1.3, 1.5, 1.7, 2.0, 2.1, 1.8, 1.1, 0.6,
)  # fmt: skip
_PATIENCE_SECONDS = 10.0

type OffersBy = Literal["party", "stay"]
_REMEMBERED = 20


@dataclass(frozen=True)
class Mix:
    """per_minute: operations of all kinds at one hotel, the day's mean; is_day: by the hour, else evenly."""

    name: str
    per_minute: float
    operations: int = 6000
    is_day: bool = False


MIXES = (
    Mix("a day of 6,000", 6000 / 1440, is_day=True),
    Mix("1 a second", 60),
    Mix("5 a second", 300),
    Mix("20 a second", 1200),
)


@dataclass(frozen=True)
class HitRate:
    """searches: offers answered without a call; reads: all reads the cache may answer; everything: with status and quotes."""

    mix: Mix
    offers_by: OffersBy
    searches: float
    reads: float
    everything: float
    booked: int
    refused: int


async def hit_rate(mix: Mix, offers_by: OffersBy, *, seed: int = 1) -> HitRate:
    dice, clock = random.Random(seed), FrozenClock(_START)
    hotel = PretendHotel(ROOMS, clock=clock)
    _fill(hotel, dice)
    pms = Cache(hotel, shelf=Shelf(), clock=clock).as_connector()  # type: ignore[arg-type]
    if offers_by == "stay":
        pms = AnyParty(pms).as_connector()
    before = _counts()
    recent: deque[tuple[Stay, Party]] = deque(maxlen=_REMEMBERED)
    live = refused = 0
    for number in range(mix.operations):
        busy = _HOURS[clock.now().hour] if mix.is_day else 1.0
        clock.advance(timedelta(minutes=dice.expovariate(mix.per_minute * busy)))
        deadline = Deadline.after(_PATIENCE_SECONDS, clock)
        lot = dice.random()
        if lot < 0.7 or not recent:
            recent.append((_stay(dice, clock), dice.choices(list(_PARTIES), list(_PARTIES.values()))[0]))
            await pms.search_offers(*recent[-1], deadline=deadline)
        elif lot < 0.9:
            # Who books has just asked: one of the last guests takes the cheapest that is left. Asked is what the booking
            # form asks: offers, extras, room types, the quote.
            stay, party = dice.choice(recent)
            await pms.search_offers(stay, party, deadline=deadline)
            await pms.get_extras(deadline=deadline)
            types = [one for one in await pms.get_room_types(deadline=deadline) if one.fits(party)]
            rooms = tuple(
                RoomRequest(room_type_id=one.id, party=party) for one in types if hotel.left(stay, one.id) > 0
            )[:1]
            if not rooms:
                refused += 1
                continue
            await pms.quote_rate(RateRequest(stay=stay, rooms=rooms), deadline=deadline)
            live += 1
            try:
                await pms.create_reservation(
                    ReservationDraft(
                        key=f"q{number}",
                        our_reference=f"PO-{number}",
                        stay=stay,
                        rooms=rooms,
                        agreed_total=Money(10000, "EUR"),
                        guest=GuestProfile(first_name="Bench", last_name="Guest"),
                    ),
                    deadline=deadline,
                )
            except errors.SoldOut:
                refused += 1
        elif hotel.booked:
            await pms.get_reservation(dice.choice(hotel.booked).reference, deadline=deadline)
            live += 1
    hits, misses = (
        {name: now[name] - was[name] for name in now} for was, now in zip(before, _counts(), strict=True)
    )
    asked = sum(hits.values()) + sum(misses.values())
    return HitRate(
        mix=mix,
        offers_by=offers_by,
        searches=hits["search_offers"] / (hits["search_offers"] + misses["search_offers"]),
        reads=sum(hits.values()) / asked,
        everything=sum(hits.values()) / (asked + live),
        booked=len(hotel.booked),
        refused=refused,
    )


def _stay(dice: random.Random, clock: FrozenClock) -> Stay:
    today = clock.now().date()
    days = [today + timedelta(days=ahead) for ahead in range(60)]
    arrival = dice.choices(days, [_WEEKDAYS[day.weekday()] for day in days])[0]
    nights = dice.choices(list(_NIGHTS), list(_NIGHTS.values()))[0]
    return Stay(arrival=arrival, departure=arrival + timedelta(days=nights))


def _fill(hotel: PretendHotel, dice: random.Random) -> None:
    """What was sold before the day began."""
    for ahead in range(64):
        night = Stay(
            arrival=(_START + timedelta(days=ahead)).date(),
            departure=(_START + timedelta(days=ahead + 1)).date(),
        )
        for type_id, count in ROOMS.items():
            for _ in range(round(count * _OCCUPIED * dice.uniform(0.6, 1.4))):
                hotel.take(night, type_id)


def _counts() -> tuple[dict[str, float], dict[str, float]]:
    names = ("search_offers", "get_room_types", "get_extras")
    return (
        {name: metrics.CACHE_HITS.labels(name)._value.get() for name in names},
        {name: metrics.CACHE_MISSES.labels(name)._value.get() for name in names},
    )
