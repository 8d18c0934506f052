"""A booking as it is asked for: read tolerantly, as PHP does, and refused in the server's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pms.simulators.qloapps.answers import Refusal
from pms.simulators.qloapps.fields import Row, is_number, whole
from pms.simulators.qloapps.store import Store

PAYMENT_TYPES = {"online": 1, "pay at hotel": 2, "remote": 3}
NOT_AVAILABLE = "Requested room(s) not available."
# No house has so many: whoever wants more is refused all the same.
MOST_ROOMS = 10_000
TAGS = re.compile(r"<[^>]*>")
# The database's character set holds three bytes a character.
TOO_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class RoomWish:
    """Empty when `rooms` was not sent: then the type's own occupancy is booked."""

    id_room: int = 0
    adults: int | None = None
    children: int | None = None
    ages: tuple[Any, ...] = ()
    net_price: Decimal | None = None
    services: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class StayWish:
    id_product: int
    arrival: date
    departure: date
    rooms: tuple[RoomWish, ...]

    @property
    def dates(self) -> tuple[str, str]:
        return f"{self.arrival} 00:00:00", f"{self.departure} 00:00:00"


@dataclass(frozen=True)
class BookingRequest:
    id_hotel: int
    status: int | None
    payment_status: int
    payment_type: int
    payment_method: str
    transaction: str
    total_paid: Decimal | None
    total: Decimal | None
    source: str
    remark: str
    booked_at: str
    id_language: int
    customer: Mapping[str, Any]
    stays: tuple[StayWish, ...]


def refusal(message: str) -> Refusal:
    """Whatever the matter, the status is 400 and the code 404."""
    return Refusal(400, (404, message))


def read_request(store: Store, body: Row) -> BookingRequest:
    nested = mapping(body.get("associations"))
    customer = mapping(nested.get("customer_detail"))
    prices, payment = mapping(nested.get("price_details")), mapping(nested.get("payment_detail"))
    check_head(store, body)
    check_customer(store, customer)
    status = whole(body.get("booking_status")) if given(body.get("booking_status")) else None
    if status not in (None, 1, 2, 3, 4):
        raise refusal("Invalid booking status.")
    payment_status = whole(body.get("payment_status")) if given(body.get("payment_status")) else 3
    if payment_status not in (1, 2, 3):
        raise refusal("Invalid payment status.")
    payment_type = str(payment.get("payment_type") or "online")
    if payment_type not in PAYMENT_TYPES:
        raise refusal("Invalid payment type.")
    return BookingRequest(
        id_hotel=whole(body.get("id_property")),
        status=status,
        payment_status=payment_status,
        payment_type=PAYMENT_TYPES[payment_type],
        payment_method=str(payment.get("payment_method") or ""),
        transaction=str(payment.get("transaction_id") or ""),
        total_paid=amount(prices.get("total_paid")),
        total=amount(prices.get("total_price_with_tax")),
        source=str(body.get("source") or ""),
        remark=kept_text(TAGS.sub("", str(body.get("remark") or ""))),
        booked_at=str(body.get("booking_date") or ""),
        id_language=whole(body.get("id_language")) or store.house.language_ids[0],
        customer=customer,
        stays=tuple(read_stay(store, mapping(one)) for one in sequence(nested.get("room_types"))),
    )


def check_head(store: Store, body: Row) -> None:
    if store.table("hotels").get(whole(body.get("id_property"))) is None:
        raise refusal("Please provide a valid id_property.")
    if body.get("currency") != store.house.currency:
        raise refusal("Please provide valid currency.")


def check_customer(store: Store, customer: Mapping[str, Any]) -> None:
    if not customer:
        raise refusal("Customer details not found.")
    for name, told in (
        ("firstname", "first name"),
        ("lastname", "last name"),
        ("email", "email"),
        ("phone", "phone number"),
    ):
        if not customer.get(name):
            raise refusal(f"Please provide a valid {told}.")
    if (
        given(customer.get("id_customer"))
        and store.table("customers").get(whole(customer["id_customer"])) is None
    ):
        raise refusal("Please provide a valid id_customer.")
    if not any(customer.get(name) for name in ("address", "city", "zip", "country_code")):
        return
    for name, told in (("address", "Address"), ("city", "City"), ("country_code", "Country")):
        if not customer.get(name):
            raise refusal(f"{told} is required.")
    country = next(iter(store.table("countries").where(iso_code=customer["country_code"])), None)
    if country is None:
        raise refusal("Please provide a valid country code.")
    form = country["zip_code_format"]
    if not re.fullmatch(form.replace("N", r"\d"), str(customer.get("zip") or "")):
        pattern = form.replace("N", "0")
        raise refusal(
            f"The Zip/Postal code you have entered is invalid. It must follow this format: {pattern}"
        )


def read_stay(store: Store, one: Mapping[str, Any]) -> StayWish:
    id_product = whole(one.get("id_room_type"))
    if store.table("room_types").get(id_product) is None:
        raise refusal("Invalid room type in the request")
    arrival = read_day(one.get("checkin_date"), "check in")
    departure = read_day(one.get("checkout_date"), "check out")
    if departure < arrival:
        raise refusal("Invalid check in and check out dates in the request")
    count = whole(one.get("number_of_rooms"))
    wishes = [mapping(room) for room in sequence(one.get("rooms"))]
    if wishes and len(wishes) != count:
        raise refusal("Room count does not matches with the number of rooms")
    # None and fewer than none are one room.
    rooms = tuple(read_room(wish) for wish in wishes) or (RoomWish(),) * max(min(count, MOST_ROOMS), 1)
    return StayWish(id_product, arrival, departure, rooms)


def read_room(wish: Mapping[str, Any]) -> RoomWish:
    """`adults`, which the schema names, is not looked at; children count only together with their ages."""
    ages = sequence(wish.get("child_ages"))
    return RoomWish(
        id_room=whole(wish.get("id_room")),
        adults=whole(wish.get("adult")) or None,
        children=whole(wish.get("child")) if ages else 0,
        ages=tuple(ages),
        net_price=amount(wish.get("unit_price_without_tax")),
        services=tuple(mapping(one) for one in sequence(wish.get("services"))),
    )


def read_day(value: Any, told: str) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise refusal(f"Invalid {told} date in the request") from None


def kept_text(text: str) -> str:
    return TOO_WIDE.sub("????", text)


# --- PHP's way with values ---


def given(value: Any) -> bool:
    return value is not None and value != ""


def amount(value: Any) -> Decimal | None:
    return Decimal(str(value)) if is_number(str(value)) else None


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
