"""What a stay costs in the demo hotel. Pure: the house rules and a request in, amounts out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, cast
from zoneinfo import ZoneInfo

from common.money import Money, minor_digits
from pms.adapters.demo.house import House, Room
from pms.contract.models import (
    CancellationTerms,
    ExtraLine,
    Offer,
    Party,
    PaymentTerms,
    RateRequest,
    Stay,
)


@dataclass(frozen=True)
class RoomPrice:
    """nightly: taxes included, one a night; taxes: the part of their sum that is tax."""

    nightly: tuple[Money, ...]
    taxes: Money

    @property
    def total(self) -> Money:
        return add(self.nightly)


def add(amounts: tuple[Money, ...]) -> Money:
    total = Money.zero(amounts[0].currency)
    for amount in amounts:
        total = total + amount
    return total


def room_price(house: House, room: Room, party: Party, stay: Stay) -> RoomPrice:
    """One room for one party."""
    city_tax_payers = party.adults + sum(age >= house.city_tax_from_age for age in party.children_ages)
    beds = tuple(_bed_price(house, room, party, night) for night in stay.dates)
    city = tuple(
        house.city_tax * (city_tax_payers if n < house.city_tax_nights else 0) for n in range(stay.nights)
    )
    return RoomPrice(
        nightly=tuple(bed + tax for bed, tax in zip(beds, city, strict=True)),
        taxes=vat_in(house, add(beds)) + add(city),
    )


def offer(house: House, room: Room, party: Party, stay: Stay, *, rooms_left: int) -> Offer:
    price = room_price(house, room, party, stay)
    return Offer(
        room_type=room.type,
        rate_plan=house.rate_plan,
        total=price.total,
        taxes=price.taxes,
        nightly=price.nightly,
        includes=room.includes,
        rooms_left=rooms_left,
    )


def extra_lines(house: House, request: RateRequest) -> tuple[ExtraLine, ...]:
    """One line an extra. The caller has checked that the ids exist; what a room includes is not charged again."""
    nights = request.stay.nights
    lines = []
    for extra_id in dict.fromkeys(request.extras):
        extra, pieces = house.extras[extra_id], request.extras.count(extra_id)
        if extra.per == "person_night":
            # A person has one breakfast, however often it was asked for.
            pieces = 1
            paying = sum(
                _paying_people(house, wanted.party)
                for wanted in request.rooms
                if extra_id not in house.rooms[wanted.room_type_id].includes
            )
            quantity = paying * nights
        else:
            quantity = pieces * nights if extra.per == "night" else pieces
        if quantity:
            lines.append(
                ExtraLine(
                    extra_id=extra_id,
                    names=extra.names,
                    pieces=pieces,
                    quantity=quantity,
                    total=extra.price * quantity,
                )
            )
    return tuple(lines)


def vat_in(house: House, gross: Money) -> Money:
    """The value added tax inside an amount that includes it."""
    part = Decimal(gross.minor * house.vat_percent) / Decimal(100 + house.vat_percent)
    return Money(int(part.quantize(Decimal(1), ROUND_HALF_UP)), gross.currency)


def cancellation_terms(
    house: House, stay: Stay, first_night: Money, *, zone: ZoneInfo, now: datetime
) -> CancellationTerms:
    """free_until stands in the hotel's own clock, so it keeps its hour through a change to summer time."""
    day = stay.arrival - timedelta(days=house.free_days_before)
    free_until = datetime.combine(day, house.free_until, tzinfo=zone).astimezone(UTC)
    return CancellationTerms(free_until=free_until if free_until > now else None, fee=first_night)


def payment_terms(house: House) -> PaymentTerms:
    kind = cast(Literal["at_hotel", "prepaid", "deposit"], house.payment_kind)
    return PaymentTerms(kind=kind, methods=house.payment_methods)


def _bed_price(house: House, room: Room, party: Party, night: date) -> Money:
    season = next((one.percent for one in house.seasons if one.holds(night)), 100)
    weekend = house.weekend_percent if night.weekday() in house.weekend_nights else 100
    # Prices on the board are whole euros (pounds, yen): the percentage is rounded, the supplements are not touched.
    unit = 10 ** minor_digits(house.currency)
    exact = Decimal(room.price.minor * season * weekend) / Decimal(10_000 * unit)
    price = Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)) * unit, house.currency)
    adults = party.adults + sum(age >= house.adult_from for age in party.children_ages)
    price = price + house.extra_adult * max(0, adults - room.base_adults)
    for age in party.children_ages:
        if age < house.adult_from:
            price = price + next(amount for up_to, amount in house.children if age <= up_to)
    return price


def _paying_people(house: House, party: Party) -> int:
    """Everyone but the children who stay free."""
    free_up_to = max((up_to for up_to, amount in house.children if not amount), default=-1)
    return party.adults + sum(age > free_up_to for age in party.children_ages)
