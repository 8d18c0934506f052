"""Whose booking it is: found by e-mail and renamed, or made; and the mails that the shop sends them unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pms.simulators.qloapps.answers import Crash
from pms.simulators.qloapps.booking_request import BookingRequest
from pms.simulators.qloapps.fields import Row, whole
from pms.simulators.qloapps.seeding import add
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import EMAIL, NAME, PHONE, encrypted

LONGEST_NAME = 32


@dataclass(frozen=True)
class Mail:
    recipient: str
    subject: str


def guest_of(store: Store, request: BookingRequest) -> Row:
    told = request.customer
    if not EMAIL.fullmatch(str(told["email"])):
        raise Crash(200, "Fatal error")
    customer = known_guest(store, told)
    names = {"firstname": str(told["firstname"]), "lastname": str(told["lastname"])}
    are_names_valid = all(len(name) <= LONGEST_NAME and NAME.fullmatch(name) for name in names.values())
    is_phone_valid = bool(PHONE.fullmatch(str(told["phone"])))
    if customer is None:
        if not are_names_valid:
            raise Crash
        customer = new_guest(store, request, names)
    elif are_names_valid and is_phone_valid:
        customer.update(names, phone=str(told["phone"]), date_upd=store.now())
    if not is_phone_valid:
        # The address that goes with it is refused; the customer has been saved.
        raise Crash
    if told.get("address"):
        add(store, "addresses", id_customer=customer["id"], id_country=1, alias="My address", **names,
            address1=str(told["address"]), postcode=str(told.get("zip") or ""), city=str(told["city"]),
            phone=str(told["phone"]))  # fmt: skip
    return customer


def known_guest(store: Store, told: Any) -> Row | None:
    by_id = store.table("customers").get(whole(told.get("id_customer")))
    email = str(told["email"]).casefold()
    return by_id or next((row for row in store.table("customers") if row["email"].casefold() == email), None)


def new_guest(store: Store, request: BookingRequest, names: dict[str, str]) -> Row:
    return add(
        store,
        "customers",
        **names,
        email=str(request.customer["email"]),
        phone=str(request.customer["phone"]),
        passwd=encrypted(store.md5()),
        secure_key=store.md5(),
        last_passwd_gen=store.now(shifted=-timedelta(hours=6)),
        id_lang=request.id_language,
        id_default_group=3,
        active=1,
        id_shop=1,
        id_shop_group=1,
        associations={"groups": [{"id": 3}]},
    )
