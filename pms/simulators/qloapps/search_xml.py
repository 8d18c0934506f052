"""The search's answer in XML, which is not the one in JSON: all languages, no capacity, room_number instead of room_num."""

from __future__ import annotations

from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writing import XML_HEAD, Style, cdata, words_xml


def nightly_xml(store: Store, found: list[Row], style: Style) -> str:
    told = "".join(stay_xml(store, one, style) for one in found)
    return f"{XML_HEAD}<hotel_aris>\n{told}</hotel_aris>\n</qloapps>\n"


def stay_xml(store: Store, answer: Row, style: Style) -> str:
    hotel = answer["id_hotel"]
    lines = [f'<id_hotel xlink:href="{style.base}/hotels/{hotel}">{cdata(hotel)}</id_hotel>']
    lines += [
        f"<{name}>{cdata(answer[name])}</{name}>"
        for name in (
            *("date_from", "date_to", "currency", "total_rooms", "total_available_rooms"),
            *("total_unavailable_rooms", "total_partial_available_rooms", "total_booked_rooms"),
        )
        if name in answer
    ]
    if "room_types" in answer:
        lines += [
            "<room_types>",
            *(type_xml(store, one, style) for one in answer["room_types"]),
            "</room_types>",
        ]
    return "<hotel_ari>\n" + "\n".join(lines) + "\n</hotel_ari>\n"


def type_xml(store: Store, one: Row, style: Style) -> str:
    id_product = one["id_room_type"]
    link = f"{style.base}/room_types/{id_product}"
    product = store.table("room_types").rows[id_product]
    lines = [
        f'<room_type id="{id_product}" xlink:href="{link}">',
        f'<id_room_type xlink:href="{link}">{cdata(id_product)}</id_room_type>',
    ]
    told = ("base_price", "base_price_with_tax", "total_price", "total_price_with_tax")
    lines += [f"<{name}>{cdata(one[name])}</{name}>" for name in told]
    lines += [f"<name>{words_xml(product['name'], style)}</name>", "<rooms>"]
    for name, rooms in one["rooms"].items():
        lines += [f"<{name}>", *(room_xml(room) for room in (rooms.values() if rooms else ())), f"</{name}>"]
    return "\n".join([*lines, "</rooms>", "</room_type>"])


def room_xml(room: Row) -> str:
    return (
        f'<room id="{room["id_room"]}">\n<id_room>{cdata(room["id_room"])}</id_room>\n'
        f"<room_number>{cdata(room['room_num'])}</room_number>\n</room>"
    )
