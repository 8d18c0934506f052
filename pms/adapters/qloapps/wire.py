"""QloApps' answers as values. Read tolerantly: ids are numbers or strings, money is text or a number, nothing is a bare []."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from common.money import Money, minor_digits
from pms.contract import errors

ORDER_FIELDS = "id,id_currency,id_customer,reference,current_state,source,total_paid_tax_incl,total_paid_real,date_add,date_upd"
LINE_FIELDS = (
    "id,id_order,id_product,id_hotel,id_room,room_num,id_status,is_refunded,is_cancelled,is_back_order,adults,children,"
    "child_ages,date_from,date_to,total_price_tax_excl,total_price_tax_incl,date_upd"
)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Whatever is not as it must be in there becomes Unintelligible, without the values that were found."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, InvalidOperation) as error:
        raise errors.Unintelligible(
            vendor="qloapps", detail=f"{what} is not in the shape that is known ({type(error).__name__})"
        ) from None


def rows(answer: Any, *nodes: str) -> list[dict[str, Any]]:
    """The list under one of the nodes; a bare [] is an empty one. Raises Unintelligible."""
    with reading(nodes[0]):
        if answer == []:
            return []
        found = next((answer[node] for node in nodes if node in answer), None)
        if isinstance(found, list) and all(isinstance(row, dict) for row in found):
            return found
        raise TypeError
    raise AssertionError


def integer(value: Any) -> int:
    """Raises ValueError for what is no whole number: nothing, a fraction, a truth value."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")
    return int(str(value).strip())


def flag(value: Any) -> bool:
    return value not in (None, "", 0, "0", False, "false")


def decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError("a truth value is no amount")
    amount = Decimal(str(value).strip())
    if not amount.is_finite():
        raise ValueError("no amount")
    return amount


def money(value: Any, currency: str) -> Money:
    """Rounded to the minor unit: the server computes with more places than can be paid."""
    return from_decimal(decimal(value), currency)


def from_decimal(amount: Decimal, currency: str) -> Money:
    exact = amount.scaleb(minor_digits(currency))
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), currency)


def words(value: Any) -> str:
    """Raises TypeError for what is no text and no number: a list's brackets are nobody's name."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("no text")
    return str(value)


def items(value: Any) -> list[Any]:
    """A list, also where PHP made an object of it because a key was missing; nothing may be written in many ways."""
    if value in (None, "", 0, "0", False):
        return []
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    raise TypeError("no list")


def day(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])


def moment(value: Any) -> datetime:
    """Shop-local, without an offset. Raises ValueError for 0000-00-00 too."""
    return datetime.fromisoformat(str(value)).replace(tzinfo=None)


def texts(value: Any, codes: Mapping[int, str]) -> dict[str, str]:
    """By language code. codes: language ids; a plain string (one language installed) is in the first of them."""
    if isinstance(value, str):
        first = next(iter(codes.values()), "")
        return {first: plain(value)} if first and plain(value) else {}
    found = {}
    for one in items(value):
        code, text = codes.get(integer(one["id"])), plain(words(one["value"]))
        if code and text:
            found[code] = text
    return found


def plain(markup: str) -> str:
    """Hotel texts hold HTML; what guests read does not."""
    without = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", markup, flags=re.IGNORECASE | re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", without)).split())


@dataclass(frozen=True)
class Order:
    """total, paid: as the server keeps them; added, updated: shop-local."""

    id: int
    currency_id: int
    customer_id: int
    reference: str
    state: int
    source: str
    total: Decimal
    paid: Decimal
    added: datetime
    updated: datetime


def orders(answer: Any) -> list[Order]:
    found = rows(answer, "orders")
    with reading("orders"):
        return [
            Order(
                id=integer(row["id"]),
                currency_id=integer(row["id_currency"]),
                customer_id=integer(row["id_customer"]),
                reference=words(row["reference"]),
                state=integer(row["current_state"]),
                source=words(row["source"]),
                total=decimal(row["total_paid_tax_incl"]),
                paid=decimal(row["total_paid_real"]),
                added=moment(row["date_add"]),
                updated=moment(row["date_upd"]),
            )
            for row in found
        ]


@dataclass(frozen=True)
class Line:
    """One room of an order. status: 1 allotted, 2 checked in, 3 checked out; net, gross: the room for its whole stay."""

    id: int
    order_id: int
    type_id: int
    hotel_id: int
    room_id: int
    room_number: str
    status: int
    arrival: date
    departure: date
    adults: int
    children: int
    ages: tuple[int, ...]
    net: Decimal
    gross: Decimal
    is_refunded: bool
    is_cancelled: bool
    is_back_order: bool
    updated: datetime

    @property
    def holds_a_room(self) -> bool:
        # A refunded or back-ordered line stands in the list and holds nothing (race-result-room-lines).
        return not self.is_refunded and not self.is_back_order


def lines(answer: Any) -> list[Line]:
    # The resource is room_bookings, its node is bookings.
    found = rows(answer, "bookings", "room_bookings")
    with reading("room bookings"):
        return [
            Line(
                id=integer(row["id"]),
                order_id=integer(row["id_order"]),
                type_id=integer(row["id_product"]),
                hotel_id=integer(row["id_hotel"]),
                room_id=integer(row["id_room"]),
                room_number=words(row["room_num"]),
                status=integer(row["id_status"]),
                arrival=day(row["date_from"]),
                departure=day(row["date_to"]),
                adults=integer(row["adults"]),
                children=integer(row["children"] or 0),
                ages=_ages(row.get("child_ages")),
                net=decimal(row["total_price_tax_excl"]),
                gross=decimal(row["total_price_tax_incl"]),
                is_refunded=flag(row["is_refunded"]),
                is_cancelled=flag(row["is_cancelled"]),
                is_back_order=flag(row["is_back_order"]),
                updated=moment(row["date_upd"]),
            )
            for row in found
        ]


def _ages(value: Any) -> tuple[int, ...]:
    # A JSON list inside a string, as room-bookings-get-xml and cart-bookings-list-limit-json show it.
    listed = json.loads(value) if isinstance(value, str) and value.strip() else value
    return tuple(integer(age) for age in items(listed))


@dataclass(frozen=True)
class Customer:
    id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    language_id: int | None = None


CUSTOMER_FIELDS = "id,firstname,lastname,email,phone,id_lang"
"""Never display=full: that gives the password's hash along."""


def customers(answer: Any) -> list[Customer]:
    found = rows(answer, "customers")
    with reading("customers"):
        return [customer(row, integer(row["id"])) for row in found]


def customer(row: Mapping[str, Any], key: int) -> Customer:
    return Customer(
        id=key,
        first_name=words(row["firstname"]),
        last_name=words(row["lastname"]),
        email=words(row["email"]),
        phone=words(row.get("phone")),
        language_id=integer(row["id_lang"]) if row.get("id_lang") not in (None, "") else None,
    )


@dataclass(frozen=True)
class Service:
    """An extra in one room. net, tax: all of it together."""

    id: int
    name: str
    quantity: int
    is_nightly: bool
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class BookedRoom:
    type_id: int
    room_id: int
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Booking:
    """The view that knows guest, remarks and extras, but no status."""

    id: int
    currency: str
    language_id: int
    guest: Customer
    remarks: tuple[str, ...]
    rooms: tuple[BookedRoom, ...]
    has_discounts: bool


def booking(answer: Any) -> Booking:
    """Raises Unintelligible."""
    with reading("the booking"):
        row = answer["booking"]
        inside = row["associations"]
        guest = inside["customer_detail"]
        return Booking(
            id=integer(row["id"]),
            currency=words(row["currency"]),
            language_id=integer(row["id_language"]),
            guest=customer(guest, integer(guest["id_customer"])),
            remarks=tuple(words(one) for one in items(inside.get("remarks"))),
            rooms=tuple(
                BookedRoom(
                    type_id=integer(of_type["id_room_type"]),
                    room_id=integer(room["id_room"]),
                    services=tuple(_service(one) for one in items(room.get("services"))),
                )
                for of_type in items(inside["room_types"])
                for room in items(of_type["rooms"])
            ),
            has_discounts=bool(inside.get("cart_rules")),
        )


def _service(row: Mapping[str, Any]) -> Service:
    return Service(
        id=integer(row["id_service"]),
        name=words(row.get("name")),
        quantity=integer(row["quantity"]),
        is_nightly=flag(row.get("per_night")),
        net=decimal(row["total_price_without_tax"]),
        tax=decimal(row["total_tax"]),
    )


def first[Row](found: list[Row], keep: Callable[[Row], bool]) -> Row | None:
    return next((one for one in found if keep(one)), None)
