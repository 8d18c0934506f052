"""`/qlo/…`: the channel manager's corner. Rates by night, and a push that claims success or dies half done."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from pms.simulators.qloapps.answers import Call, Crash, Missing, Refusal
from pms.simulators.qloapps.availability import sorted_rooms
from pms.simulators.qloapps.fields import plain, whole
from pms.simulators.qloapps.prices import nights, searched_price
from pms.simulators.qloapps.search import number
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writing import XML_HEAD, cdata

CLOSED_ON_DATES = 3


def qlo(store: Store, call: Call) -> str:
    action = call.rest[0] if call.rest else ""
    if call.method == "GET" and action == "getRoomTypes":
        return told(call, room_types(store, call))
    if call.method == "GET" and action == "getRoomRates":
        return told(call, room_rates(store, call))
    if call.method == "POST" and action == "updRoomRateAvail":
        push(store, call.body)
        return f"{XML_HEAD}<success>\n</success>\n</qloapps>\n"
    raise Missing


def told(call: Call, inner: str) -> str:
    """Only XML is written; in JSON there is nothing to see."""
    return "[]" if call.is_json else f"{XML_HEAD}{inner}</qloapps>\n"


def types_asked(store: Store, call: Call) -> list[int]:
    id_hotel = number(call.query.get("id_hotel") or "")
    asked = number(call.query.get("id_room_type") or "")
    linked = [row["id_product"] for row in store.table("hotel_room_types") if row["id_hotel"] == id_hotel]
    return [one for one in linked if asked in (0, one) and store.table("room_types").get(one)]


def room_types(store: Store, call: Call) -> str:
    language = store.house.language_ids[0]
    rows = (store.table("room_types").rows[one] for one in types_asked(store, call))
    lines = (
        f"<room_type>\n<name>{cdata(row['name'][language])}</name>\n<id>{cdata(row['id'])}</id>\n"
        f"<status>{cdata(row['active'])}</status>\n</room_type>\n"
        for row in rows
    )
    return f"<room_types>\n{''.join(lines)}</room_types>\n"


def room_rates(store: Store, call: Call) -> str:
    try:
        first, last = (date.fromisoformat(call.query.get(name) or "") for name in ("date_from", "date_to"))
    except ValueError:
        raise Refusal(400, (85, "Validation error: dates")) from None
    id_hotel = number(call.query.get("id_hotel") or "")
    types = types_asked(store, call)
    days = "".join(
        f"<rate_list>\n<date>{cdata(night)}</date>\n<room_types>\n"
        + "".join(night_rate(store, one, id_hotel, night) for one in types)
        + "</room_types>\n</rate_list>\n"
        for night in nights(first, last)
    )
    return f"<getRoomRatesApi>\n{days}</getRoomRatesApi>\n"


def night_rate(store: Store, id_product: int, id_hotel: int, night: date) -> str:
    morning = night + timedelta(days=1)
    net = searched_price(store, id_product, night, morning)
    free = len(sorted_rooms(store, id_product, id_hotel, night, morning).available)
    return (
        f"<room_type>\n<id>{cdata(id_product)}</id>\n<rate>\n"
        f"<tax_inc>{cdata(plain(net * store.house.tax_factor))}</tax_inc>\n<tax_exc>{cdata(plain(net))}</tax_exc>\n</rate>\n"
        f"<available_rooms>{cdata(free)}</available_rooms>\n</room_type>\n"
    )


def push(store: Store, body: bytes) -> None:
    """A body that is not understood is a success. A rate dies at once; fewer rooms die after one room was spoiled."""
    for wanted in pushed_types(body):
        if "rate" in wanted:
            raise Crash
        rooms = [room for room in store.table("hotel_rooms") if room["id_product"] == whole(wanted.get("id"))]
        if "Inventory" in wanted and whole(wanted["Inventory"]) < len(rooms):
            rooms[0].update(id_status=CLOSED_ON_DATES, date_upd=store.now())
            raise Crash


def pushed_types(body: bytes) -> list[dict[str, Any]]:
    try:
        lists = json.loads(body)["updRoomRateAvail"]["Hotel"]["rate_lists"]["rate_list"]
        types = [one for rates in lists for one in rates["date_range"]["RoomTypeLists"]["RoomType"]]
    except (ValueError, KeyError, TypeError):
        return []
    return [one for one in types if isinstance(one, dict)]
