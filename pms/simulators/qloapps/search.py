"""`POST /hotel_ari`: free rooms and prices for a stay, or night by night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pms.simulators.qloapps.answers import Call, Refusal
from pms.simulators.qloapps.availability import Rooms, sorted_rooms
from pms.simulators.qloapps.fields import Row, plain
from pms.simulators.qloapps.prices import searched_price
from pms.simulators.qloapps.reading import Tree, read_xml, text_of
from pms.simulators.qloapps.search_xml import nightly_xml, stay_xml
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writing import XML_HEAD, Style, to_json

LISTS = {
    "unavailable": "get_unavailable_rooms",
    "booked": "get_booked_rooms",
    "available": "get_available_rooms",
    "partially_available": "get_partial_available_rooms",
}


@dataclass(frozen=True)
class Wanted:
    """id_room_type 0: all. rooms: how many occupancies were named; they multiply the total and filter nothing."""

    id_hotel: int
    hotel_text: str
    id_room_type: int
    arrival: date
    departure: date
    rooms: int
    lists: tuple[str, ...]
    is_by_night: bool


def search(store: Store, call: Call, style: Style) -> str:
    wanted = read_search(call.body)
    if wanted.is_by_night:
        days = range((wanted.departure - wanted.arrival).days)
        found = [by_night(store, wanted, wanted.arrival + timedelta(days=day)) for day in days]
        return to_json({"hotel_aris": found}) if call.is_json else nightly_xml(store, found, style)
    answer = for_stay(store, wanted)
    if call.is_json:
        return to_json({"hotel_ari": answer})
    return f"{XML_HEAD}{stay_xml(store, answer, style)}</qloapps>\n"


# --- the request ---


def read_search(body: bytes) -> Wanted:
    if not body.strip():
        raise invalid("ARI search parameters are missing.")
    root = read_xml(body)
    node = None if root is None else root.find("hotel_ari")
    if node is None:
        raise invalid("Invalid ARI search parameters found.")
    values = {child.tag: text_of(child) for child in node}
    for name in ("id_hotel", "date_from", "date_to"):
        if not values.get(name):
            raise Refusal(400, (41, f'parameter "{name}" required'))
    arrival, departure = (read_day(values, name) for name in ("date_from", "date_to"))
    if departure <= arrival:
        raise invalid('"Date to" must be after "date from"')
    asked = tuple(name for name, flag in LISTS.items() if values.get(flag) == "1")
    return Wanted(
        id_hotel=number(values["id_hotel"]),
        hotel_text=values["id_hotel"],
        id_room_type=number(values.get("id_room_type", "")),
        arrival=arrival,
        departure=departure,
        rooms=occupancies(node),
        lists=asked or ("available",),
        is_by_night=values.get("date_wise_breakdown") == "1",
    )


def occupancies(node: Tree) -> int:
    found = node.findall("associations/room_occupancies/room_occupancy")
    for place, one in enumerate(found, start=1):
        if number(one.findtext("adults", "")) < 1:
            raise invalid(
                f"Invalid value for number of adults for Room-{place} occupancy(value must be greater than 0)."
            )
    return len(found) or 1


def read_day(values: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(values[name][:10])
    except ValueError:
        raise invalid(f'"The {name} field is invalid."') from None


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def invalid(message: str) -> Refusal:
    return Refusal(400, (85, f"Validation error: {message}"))


# --- the house ---


def types_of(store: Store, wanted: Wanted) -> list[Row]:
    linked = [
        row["id_product"] for row in store.table("hotel_room_types") if row["id_hotel"] == wanted.id_hotel
    ]
    types = (store.table("room_types").get(one) for one in linked)
    return [row for row in types if row and wanted.id_room_type in (0, row["id"])]


# --- the answer in JSON ---


def head(store: Store, wanted: Wanted, arrival: date, departure: date) -> Row:
    return {
        # Always a text: it is the one that was sent.
        "id_hotel": wanted.hotel_text,
        "date_from": arrival.isoformat(),
        "date_to": departure.isoformat(),
        "currency": store.house.currency,
    }


def for_stay(store: Store, wanted: Wanted) -> Row:
    answer = head(store, wanted, wanted.arrival, wanted.departure)
    types = types_of(store, wanted)
    if not types:
        return answer
    rooms = {
        one["id"]: sorted_rooms(store, one["id"], wanted.id_hotel, wanted.arrival, wanted.departure)
        for one in types
    }
    answer["total_rooms"] = sum(
        len(one.available) + len(one.booked) + len(one.unavailable) for one in rooms.values()
    )
    totals = {
        "available": ("total_available_rooms", sum(len(one.available) for one in rooms.values())),
        "unavailable": ("total_unavailable_rooms", sum(len(one.unavailable) for one in rooms.values())),
        "partially_available": ("total_partial_available_rooms", 0),
        "booked": ("total_booked_rooms", sum(len(one.booked) for one in rooms.values())),
    }
    answer |= dict(total for name, total in totals.items() if name in wanted.lists)
    answer["room_types"] = [
        {
            **prices(store, one["id"], wanted.arrival, wanted.departure, wanted.rooms),
            "name": one["name"][store.house.language_ids[0]],
            "rooms": {name: keyed(told_rooms(store, name, rooms[one["id"]])) for name in wanted.lists},
        }
        for one in types
    ]
    return answer


def by_night(store: Store, wanted: Wanted, night: date) -> Row:
    morning = night + timedelta(days=1)
    answer = head(store, wanted, night, morning)
    types = types_of(store, wanted)
    if not types:
        return answer
    rooms = {one["id"]: sorted_rooms(store, one["id"], wanted.id_hotel, night, morning) for one in types}
    answer["total_rooms"] = sum(
        len(one.available) + len(one.booked) + len(one.unavailable) for one in rooms.values()
    )
    names = [name for name in ("available", "booked", "unavailable") if name in wanted.lists]
    answer["room_types"] = [
        {
            **prices(store, one["id"], night, morning, wanted.rooms),
            "name": one["name"][store.house.language_ids[0]],
            "rooms": {
                name: keyed([numbered(room) for room in rooms_named(name, rooms[one["id"]])])
                for name in names
            },
        }
        for one in types
    ]
    # All three repeat the available ones.
    available = sum(len(one.available) for one in rooms.values())
    told = [
        ("available", "total_available_rooms"),
        ("unavailable", "total_unavailable_rooms"),
        ("booked", "total_booked_rooms"),
    ]
    return answer | {total: available for name, total in told if name in names}


def prices(store: Store, id_product: int, arrival: date, departure: date, rooms: int) -> Row:
    total = searched_price(store, id_product, arrival, departure)
    base = total / (departure - arrival).days
    factor = store.house.tax_factor
    return {
        "id_room_type": id_product,
        "base_price": plain(base),
        "base_price_with_tax": plain(base * factor),
        "total_price": plain(total * rooms),
        "total_price_with_tax": plain(Decimal(total) * rooms * factor),
    }


def keyed(rooms: list[Row]) -> Any:
    """An object by room id, or PHP's empty list."""
    return {str(room["id_room"]): room for room in rooms} or []


def rooms_named(name: str, rooms: Rooms) -> list[Row]:
    if name == "available":
        return rooms.available
    return [
        room
        for room, _ in (
            rooms.booked if name == "booked" else rooms.unavailable if name == "unavailable" else []
        )
    ]


def told_rooms(store: Store, name: str, rooms: Rooms) -> list[Row]:
    if name == "available":
        return [available_room(store, room) for room in rooms.available]
    if name == "booked":
        return [
            {**room_head(room), "detail": [held_by(line) for line in lines]} for room, lines in rooms.booked
        ]
    if name == "unavailable":
        return [
            {
                **room_head(room),
                "detail": [
                    {"id_status": status, "room_comment": room["comment"], "date_from": None, "date_to": None}
                ],
            }
            for room, status in rooms.unavailable
        ]
    return []


def available_room(store: Store, room: Row) -> Row:
    link = store.link(room["id_product"]) or {"max_adults": 0, "max_children": 0, "max_guests": 0}
    return {
        "id_room": room["id"],
        "id_product": room["id_product"],
        "id_hotel": room["id_hotel"],
        "room_num": room["room_num"],
        "room_comment": room["comment"],
        "max_adult": link["max_adults"],
        "max_children": link["max_children"],
        "max_occupancy": link["max_guests"],
    }


def room_head(room: Row) -> Row:
    return {
        "id_product": room["id_product"],
        "id_room": room["id"],
        "id_hotel": room["id_hotel"],
        "room_num": room["room_num"],
    }


def held_by(line: Row) -> Row:
    return {
        "id_htl_booking": line["id"],
        "date_from": line["date_from"],
        "date_to": line["date_to"],
        "id_customer": line["id_customer"],
        "booking_type": line["booking_type"],
        "booking_status": line["id_status"],
        "comment": line["comment"],
    }


def numbered(room: Row) -> Row:
    return {"id_room": room["id"], "room_num": room["room_num"]}
