"""The demo hotel's house rules as values, read from `hotel.yml` in the currency of the property."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from common.money import Money
from pms.contract.models import Extra, RoomType

FILE = Path(__file__).with_name("hotel.yml")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Room:
    """A room type with its price a night for base_adults, and the rooms that are of it."""

    type: RoomType
    price: Money
    base_adults: int
    includes: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Season:
    """first, last: (month, day), both included; a season may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    percent: int

    def holds(self, night: date) -> bool:
        day = (night.month, night.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@dataclass(frozen=True)
class House:
    """children: (up to and including this age, price a night), youngest first."""

    currency: str
    rooms: dict[str, Room]
    extras: dict[str, Extra]
    rate_plan: str
    seasons: tuple[Season, ...]
    weekend_nights: frozenset[int]
    weekend_percent: int
    extra_adult: Money
    children: tuple[tuple[int, Money], ...]
    adult_from: int
    vat_percent: int
    city_tax: Money
    city_tax_from_age: int
    city_tax_nights: int
    free_days_before: int
    free_until: time
    payment_kind: str
    payment_methods: tuple[str, ...]
    late_check_out_until: time

    @property
    def room_types(self) -> tuple[RoomType, ...]:
        return tuple(room.type for room in self.rooms.values())


def read_house(currency: str, path: Path = FILE) -> House:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))

    def money(amount: Any) -> Money:
        return Money.from_major(Decimal(str(amount)), currency)

    rates, taxes, cancellation = content["rates"], content["taxes"], content["cancellation"]
    return House(
        currency=currency,
        rooms={row["id"]: _room(row, money(row["price"])) for row in content["room_types"]},
        extras={
            row["id"]: Extra(id=row["id"], names=row["names"], price=money(row["price"]), per=row["per"])
            for row in content["extras"]
        },
        rate_plan=rates["plan"],
        seasons=tuple(
            Season(_month_day(row["from"]), _month_day(row["to"]), row["percent"]) for row in rates["seasons"]
        ),
        weekend_nights=frozenset(_WEEKDAYS.index(day) for day in rates["weekend"]["nights"]),
        weekend_percent=rates["weekend"]["percent"],
        extra_adult=money(rates["extra_adult"]),
        children=tuple((row["up_to_age"], money(row["price"])) for row in rates["children"]),
        adult_from=rates["adult_from"],
        vat_percent=taxes["vat_percent"],
        city_tax=money(taxes["city_tax"]),
        city_tax_from_age=taxes["city_tax_from_age"],
        city_tax_nights=taxes["city_tax_nights"],
        free_days_before=cancellation["free_days_before"],
        free_until=time.fromisoformat(cancellation["free_until_hour"]),
        payment_kind=content["payment"]["kind"],
        payment_methods=tuple(content["payment"]["methods"]),
        late_check_out_until=time.fromisoformat(content["late_check_out_until"]),
    )


def _room(row: dict[str, Any], price: Money) -> Room:
    return Room(
        type=RoomType(
            id=row["id"],
            names=row["names"],
            descriptions=row["descriptions"],
            max_adults=row["max_adults"],
            max_people=row["max_people"],
            amenities=tuple(row["amenities"]),
        ),
        price=price,
        base_adults=row["base_adults"],
        includes=tuple(row.get("includes", ())),
        numbers=tuple(row["rooms"]),
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
