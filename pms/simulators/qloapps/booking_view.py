"""`GET /bookings/{id}`: what was booked for whom, with no word of its status."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from pms.simulators.qloapps.fields import Row, plain
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writing import XML_HEAD, cdata

# Lists whose children carry another name in XML.
ITEMS = {
    "remarks": "remark",
    "room_types": "room_type",
    "rooms": "room",
    "services": "service",
    "cart_rules": "cart_rule",
}


# A guest who has been deleted leaves empty places.
NOBODY: Row = {"id": 0, "firstname": None, "lastname": None, "email": None, "phone": ""}


def written(view: Row, *, is_json: bool) -> str:
    if is_json:
        # Alone among the resources it escapes what is not ASCII.
        return json.dumps({"booking": view}, separators=(",", ":")).replace("/", "\\/")
    return f"{XML_HEAD}<booking>{''.join(node(name, value) for name, value in view.items())}</booking></qloapps>\n"


def node(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return f"<{name}>{''.join(node(one, inner) for one, inner in value.items())}</{name}>"
    if isinstance(value, list):
        if not value:
            return f"<{name}>{cdata('0')}</{name}>\n"
        return f"<{name}>{''.join(node(ITEMS[name], item) for item in value)}</{name}>"
    return f"<{name}>{cdata(str(value))}</{name}>\n"


def booking_view(store: Store, order: Row) -> Row:
    customer = store.table("customers").get(order["id_customer"]) or NOBODY
    total, net = Decimal(order["total_paid_tax_incl"]), Decimal(order["total_paid_tax_excl"])
    lines = store.lines_of_order(order["id"])
    return {
        "id": order["id"],
        "id_property": lines[0]["id_hotel"] if lines else 0,
        "currency": store.house.currency,
        "source": order["source"],
        "booking_date": order["date_add"],
        "id_language": order["id_lang"],
        "associations": {
            "customer_detail": {
                "id_customer": customer["id"],
                **{name: customer[name] for name in ("firstname", "lastname", "email", "phone")},
            },
            "price_details": {
                "total_paid": plain(Decimal(order["total_paid_real"])),
                "total_price_without_tax": plain(net),
                "total_tax": plain(total - round(net, 2)),
            },
            "cart_rules": [
                {
                    "code": one["code"],
                    "value": plain(one["value"]),
                    "currency": store.house.currency,
                    "id_order_invoice": one["id_order_invoice"],
                }
                for one in store.discounts_of_order[order["id"]]
            ],
            "remarks": store.remarks_of_order[order["id"]],
            "room_types": stays(store, order, lines),
        },
    }


def stays(store: Store, order: Row, lines: list[Row]) -> list[Row]:
    grouped: dict[tuple[Any, ...], list[Row]] = {}
    for line in lines:
        grouped.setdefault((line["id_product"], line["date_from"], line["date_to"]), []).append(line)
    return [
        {
            "id_room_type": id_product,
            "checkin_date": date_from,
            "checkout_date": date_to,
            "total_tax": plain(sum((tax_of(line) for line in held), Decimal(0))),
            "number_of_rooms": len(held),
            "name": name_of(store, id_product, order["id_lang"]),
            "rooms": [room(store, line) for line in held],
        }
        for (id_product, date_from, date_to), held in grouped.items()
    ]


def room(store: Store, line: Row) -> Row:
    told: Row = {
        "id_room": line["id_room"],
        "id_hotel_booking": line["id"],
        "adults": line["adults"],
        "child": line["children"],
        "unit_price_without_tax": plain(Decimal(line["total_price_tax_excl"])),
        "total_tax": plain(tax_of(line)),
    }
    # Extras that add themselves are paid for and not listed.
    services = [
        service_view(store, one) for one in store.services_of_line[line["id"]] if not one["is_auto_added"]
    ]
    return told | ({"services": services} if services else {})


def service_view(store: Store, one: Row) -> Row:
    return {
        "id_service": one["id_service"],
        "name": one["name"],
        "quantity": one["quantity"],
        "unit_price_without_tax": plain(one["unit"]),
        "total_price_without_tax": plain(one["total"]),
        "total_tax": plain(one["total"] * (store.house.tax_factor - 1)),
        "per_night": int(one["price_mode"] == 2),
        "price_mode": one["price_mode"],
    }


def tax_of(line: Row) -> Decimal:
    return Decimal(line["total_price_tax_incl"]) - Decimal(line["total_price_tax_excl"])


def name_of(store: Store, id_product: int, language: int) -> str:
    product = store.table("room_types").get(id_product)
    return product["name"].get(language, "") if product else ""
