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
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: [\d:]+)?")
TAGS = re.compile(r"<[^>]*>")
# The database's character set holds three bytes a character.
TOO_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class RoomWish:
    """is_told: `rooms` was sent; without it the type's own occupancy is booked."""

    is_told: bool = False
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
    """total_paid, total: 0 when nothing was said of them."""

    id_hotel: int
    status: int | None
    payment_status: int
    payment_type: int
    payment_method: str
    transaction: str
    has_payment_detail: bool
    total_paid: Decimal
    total: Decimal
    source: str
    remark: str
    booked_at: str
    id_language: int
    customer: Mapping[str, Any]
    stays: tuple[StayWish, ...]


def refusal(message: str) -> Refusal:
    """Whatever the matter, the status is 400 and the code 404."""
    return Refusal(400, (404, message))


def read_new(store: Store, body: Row) -> BookingRequest:
    """What `POST` asks for, checked in the server's order."""
    nested = mapping(body.get("associations"))
    customer = mapping(nested.get("customer_detail"))
    if body.get("currency") != store.house.currency:
        raise refusal("Please provide valid currency.")
    if not customer:
        raise refusal("Customer details not found.")
    check_hotel(store, body)
    check_customer(store, customer)
    check_address(store, customer)
    stays = read_stays(store, nested)
    if str(mapping(nested.get("payment_detail")).get("payment_type") or "online") not in PAYMENT_TYPES:
        raise refusal("Invalid payment type.")
    check_status(body)
    if given(body.get("payment_status")) and whole(body["payment_status"]) not in (1, 2, 3):
        raise refusal("Invalid payment status.")
    return request_of(store, body, stays)


def read_change(store: Store, body: Row) -> BookingRequest:
    """What `PUT` asks for: less is checked, and only the e-mail of the guest must be there."""
    if not given(body.get("id")):
        raise refusal("id is required with PUT requests.")
    if store.table("orders").get(whole(body["id"])) is None:
        raise refusal("Booking not found.")
    nested = mapping(body.get("associations"))
    if not nested.get("room_types"):
        raise refusal("Rooms not found in the request.")
    customer = mapping(nested.get("customer_detail"))
    if (
        given(customer.get("id_customer"))
        and store.table("customers").get(whole(customer["id_customer"])) is None
    ):
        raise refusal("Invalid ID customer.")
    check_hotel(store, body)
    email = str(customer.get("email") or "").casefold()
    if not any(row["email"].casefold() == email for row in store.table("customers")):
        raise refusal("Customer not found.")
    check_status(body)
    return request_of(store, body, read_stays(store, nested))


def request_of(store: Store, body: Row, stays: tuple[StayWish, ...]) -> BookingRequest:
    nested = mapping(body.get("associations"))
    prices, payment = mapping(nested.get("price_details")), mapping(nested.get("payment_detail"))
    return BookingRequest(
        id_hotel=whole(body.get("id_property")),
        status=whole(body.get("booking_status")) or None,
        payment_status=whole(body.get("payment_status")) or 3,
        payment_type=PAYMENT_TYPES.get(str(payment.get("payment_type") or ""), 1),
        payment_method=str(payment.get("payment_method") or ""),
        transaction=str(payment.get("transaction_id") or ""),
        has_payment_detail=bool(payment),
        total_paid=amount(prices.get("total_paid")) or Decimal(0),
        total=amount(prices.get("total_price_with_tax")) or Decimal(0),
        source=str(body.get("source") or ""),
        remark=kept_text(TAGS.sub("", str(body.get("remark") or ""))),
        booked_at=str(body.get("booking_date") or ""),
        id_language=whole(body.get("id_language")) or store.house.language_ids[0],
        customer=mapping(nested.get("customer_detail")),
        stays=stays,
    )


def check_hotel(store: Store, body: Row) -> None:
    if store.table("hotels").get(whole(body.get("id_property"))) is None:
        raise refusal("Please provide a valid id_property.")


def check_status(body: Row) -> None:
    if given(body.get("booking_status")) and whole(body["booking_status"]) not in (1, 2, 3, 4):
        raise refusal("Invalid booking status.")


def check_customer(store: Store, customer: Mapping[str, Any]) -> None:
    if (
        given(customer.get("id_customer"))
        and store.table("customers").get(whole(customer["id_customer"])) is None
    ):
        raise refusal("Please provide a valid id_customer.")
    for name, told in (
        ("firstname", "first name"),
        ("lastname", "last name"),
        ("email", "email"),
        ("phone", "phone number"),
    ):
        if not str(customer.get(name) or "").strip():
            raise refusal(f"Please provide a valid {told}.")


def check_address(store: Store, customer: Mapping[str, Any]) -> None:
    """All of it or nothing; an empty field is a beginning too."""
    if not any(name in customer for name in ("address", "city", "country_code", "state_code", "zip")):
        return
    for name, told in (("address", "Address"), ("city", "City"), ("country_code", "Country code")):
        if not customer.get(name):
            raise refusal(f"{told} is required.")
    country = next(iter(store.table("countries").where(iso_code=customer["country_code"])), None)
    if country is None:
        raise refusal("Invalid country code.")
    if not customer.get("zip"):
        raise refusal("Zip code is required.")
    form = country["zip_code_format"]
    if not re.fullmatch(form.replace("N", r"\d"), str(customer["zip"])):
        pattern = form.replace("N", "0")
        raise refusal(
            f"The Zip/Postal code you have entered is invalid. It must follow this format: {pattern}"
        )


def read_stays(store: Store, nested: Mapping[str, Any]) -> tuple[StayWish, ...]:
    """Of the same type and dates they are one: the counts are added, the last list of rooms stands for all."""
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in sequence(nested.get("room_types")):
        stay = dict(mapping(one))
        key = (str(stay.get("id_room_type")), str(stay.get("checkin_date")), str(stay.get("checkout_date")))
        if key in merged:
            stay = {**merged[key], **stay}
            stay["number_of_rooms"] = whole(merged[key].get("number_of_rooms")) + whole(
                mapping(one).get("number_of_rooms")
            )
        merged[key] = stay
    return tuple(read_stay(store, stay) for stay in merged.values())


def read_stay(store: Store, one: Mapping[str, Any]) -> StayWish:
    if "id_room_type" not in one:
        raise refusal("Id room type is missing")
    arrival = read_day(one.get("checkin_date"), "check in")
    departure = read_day(one.get("checkout_date"), "check out")
    if "number_of_rooms" not in one:
        raise refusal("number of rooms is missing")
    id_product = whole(one["id_room_type"])
    if store.table("room_types").get(id_product) is None:
        raise refusal("Invalid room type in the request")
    count = whole(one["number_of_rooms"])
    wishes = [mapping(room) for room in sequence(one.get("rooms"))]
    if wishes and len(wishes) != count:
        raise refusal("Room count does not matches with the number of rooms")
    if departure < arrival:
        raise refusal("Invalid check in and check out dates in the request")
    # None and fewer than none are one room.
    rooms = tuple(read_room(wish) for wish in wishes) or (RoomWish(),) * max(min(count, MOST_ROOMS), 1)
    return StayWish(id_product, arrival, departure, rooms)


def read_room(wish: Mapping[str, Any]) -> RoomWish:
    """`adults`, which the schema names, is not looked at; children count only together with their ages."""
    ages = sequence(wish.get("child_ages"))
    return RoomWish(
        is_told=True,
        id_room=whole(wish.get("id_room")),
        adults=whole(wish.get("adult")) or None,
        children=whole(wish.get("child")) if ages else 0,
        ages=tuple(ages),
        net_price=amount(wish.get("unit_price_without_tax")),
        services=tuple(mapping(one) for one in sequence(wish.get("services"))),
    )


def read_day(value: Any, told: str) -> date:
    found = DAY.fullmatch(str(value))
    try:
        if found is not None:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise refusal(f"Invalid {told} date in the request")


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
