"""The rooms of a booking: chosen as free as they look, written as lines, made anew when dates or type change."""

from __future__ import annotations

import json
from collections.abc import Set
from decimal import Decimal
from typing import Any

from pms.simulators.qloapps.availability import sorted_rooms
from pms.simulators.qloapps.booking_request import (
    NOT_AVAILABLE,
    BookingRequest,
    RoomWish,
    StayWish,
    refusal,
)
from pms.simulators.qloapps.fields import NO_TIME, Row, money, whole
from pms.simulators.qloapps.prices import PER_NIGHT, room_price
from pms.simulators.qloapps.seeding import full_row
from pms.simulators.qloapps.store import Store


def choose_rooms(store: Store, request: BookingRequest) -> list[tuple[StayWish, list[Row]]]:
    """A room for each wish."""
    if not request.stays:
        raise refusal(NOT_AVAILABLE)
    chosen: list[tuple[StayWish, list[Row]]] = []
    for stay in request.stays:
        mine = {room["id"] for other, rooms in chosen if overlap(stay, other) for room in rooms}
        chosen.append((stay, rooms_for(store, stay, stay.rooms, request.id_hotel, NOT_AVAILABLE, mine)))
    return chosen


def overlap(one: StayWish, other: StayWish) -> bool:
    return one.arrival < other.departure and other.arrival < one.departure


def rooms_for(
    store: Store,
    stay: StayWish,
    wishes: tuple[RoomWish, ...],
    id_hotel: int,
    message: str,
    without: Set[int] = frozenset(),
) -> list[Row]:
    if stay.arrival == stay.departure:
        raise refusal(message)
    rooms = sorted_rooms(store, stay.id_product, id_hotel, stay.arrival, stay.departure)
    free = {room["id"]: room for room in rooms.available if room["id"] not in without}
    chosen: list[Row] = []
    for wish in wishes:
        id_room = wish.id_room or next(iter(free), 0)
        if id_room not in free:
            raise refusal(message)
        chosen.append(free.pop(id_room))
    return chosen


def look_again(
    store: Store, request: BookingRequest, chosen: list[tuple[StayWish, list[Row]]]
) -> tuple[list[tuple[StayWish, list[Row]]], list[bool]]:
    """The rooms as they are written down, and which of them are lost: one that has been taken meanwhile is exchanged for
    another that is free, and only where none is left the line becomes a back order."""
    final: list[tuple[StayWish, list[Row]]] = []
    lost: list[bool] = []
    for stay, rooms in chosen:
        mine = {room["id"] for other, others in (*chosen, *final) if overlap(stay, other) for room in others}
        now = sorted_rooms(store, stay.id_product, request.id_hotel, stay.arrival, stay.departure).available
        still_free = {room["id"] for room in now}
        others = [room for room in now if room["id"] not in mine]
        kept: list[Row] = []
        for room in rooms:
            is_taken = room["id"] not in still_free
            lost.append(is_taken and not others)
            kept.append(others.pop(0) if is_taken and others else room)
        final.append((stay, kept))
    return final, lost


def change_lines(store: Store, order: Row, request: BookingRequest) -> None:
    """Lines of the same type and dates stay, with their occupancy; all others are deleted and new ones made.

    The new rooms are looked for while the old lines still count as taken, so the last rooms cannot be moved by a night.
    """
    old: dict[Any, list[Row]] = {}
    for line in store.lines_of_order(order["id"]):
        old.setdefault((line["id_product"], line["date_from"], line["date_to"]), []).append(line)
    made: list[tuple[StayWish, RoomWish, Row]] = []
    kept: list[tuple[Row, RoomWish]] = []
    for stay in request.stays:
        same = old.pop((stay.id_product, *stay.dates), [])
        kept += zip(same, stay.rooms, strict=False)
        if same and not stay.rooms[0].is_told:
            # Said nothing of the rooms, the first of them loses its extras.
            drop_services(store, same[0])
        more = stay.rooms[len(same) :]
        if more:
            # Without its full stop, unlike the refusal of a new booking.
            message = NOT_AVAILABLE.rstrip(".")
            mine = {room["id"] for other, _, room in made if overlap(stay, other)}
            rooms = rooms_for(store, stay, more, request.id_hotel, message, mine)
            made += [(stay, wish, room) for wish, room in zip(more, rooms, strict=True)]
        old[(stay.id_product, *stay.dates)] = same[len(stay.rooms) :]
    for line in [line for lines in old.values() for line in lines]:
        store.delete_line(line)
    stays = {(stay.id_product, *stay.dates): stay for stay in request.stays}
    for line, wish in kept:
        stay = stays[line["id_product"], line["date_from"], line["date_to"]]
        if wish.net_price is not None:
            reprice(store, line, by_nights(wish.net_price, stay))
        if wish.is_told:
            drop_services(store, line)
            add_services(store, line, stay, wish, order["id_lang"])
    for stay, wish, room in made:
        add_line(store, order, stay, wish, room)


def by_nights(net: Decimal, stay: StayWish) -> Decimal:
    """An agreed price in cents, kept as a nightly one of six decimals: a third of a hundred, three times, is not a hundred."""
    count = (stay.departure - stay.arrival).days
    return round(round(net, 2) / count, 6) * count


def reprice(store: Store, line: Row, net: Decimal) -> None:
    gross = net * store.house.tax_factor
    line.update(total_price_tax_excl=money(net), total_price_tax_incl=money(gross), date_upd=store.now())


def add_line(store: Store, order: Row, stay: StayWish, wish: RoomWish, room: Row) -> None:
    hotel = store.table("hotels").rows[room["id_hotel"]]
    link = store.link(stay.id_product, hotel["id"]) or {"adults": 0, "children": 0}
    language = store.house.language_ids[0]
    if wish.net_price is None:
        net = room_price(store, stay.id_product, stay.arrival, stay.departure)
    else:
        net = by_nights(wish.net_price, stay)
    gross = money(net * store.house.tax_factor)
    values = {
        "id_product": stay.id_product,
        "id_hotel": hotel["id"],
        "id_order": order["id"],
        "id_order_detail": order["id"],
        "id_cart": order["id_cart"],
        "id_room": room["id"],
        "id_customer": order["id_customer"],
        "booking_type": 1,
        "id_status": 1,
        "check_in": NO_TIME,
        "check_out": NO_TIME,
        "date_from": stay.dates[0],
        "date_to": stay.dates[1],
        "total_price_tax_excl": money(net),
        "total_price_tax_incl": gross,
        "total_paid_amount": gross,
        "room_num": room["room_num"],
        "room_type_name": store.table("room_types").rows[stay.id_product]["name"][language],
        "hotel_name": hotel["hotel_name"][language],
        "city": hotel["city"],
        "country": store.table("countries").rows[hotel["id_country"]]["name"][language],
        "zipcode": hotel["zipcode"],
        "phone": hotel["phone"],
        "email": hotel["email"],
        "check_in_time": hotel["check_in"],
        "check_out_time": hotel["check_out"],
        # Without a wish the type's own occupancy; nobody compares it with what the room can hold.
        "adults": wish.adults or link["adults"],
        "children": link["children"] if wish.children is None else wish.children,
        "child_ages": json.dumps(list(wish.ages)),
        "date_add": store.now(),
        "date_upd": store.now(),
    }
    line = store.add_line(full_row("room_bookings", store.house.language_ids, values))
    add_services(store, line, stay, wish, order["id_lang"])


def drop_services(store: Store, line: Row) -> None:
    """Those that were chosen; what added itself stays."""
    kept = [one for one in store.services_of_line[line["id"]] if one["is_auto_added"]]
    store.services_of_line[line["id"]] = kept


def add_services(store: Store, line: Row, stay: StayWish, wish: RoomWish, language: int) -> None:
    count = (stay.departure - stay.arrival).days
    for asked in wish.services:
        service = store.table("services").get(whole(asked.get("id_service")))
        if service is None:
            continue
        unit = Decimal(service["price"]) * (count if service["price_calculation_method"] == PER_NIGHT else 1)
        quantity = max(whole(asked.get("quantity")), 1)
        store.services_of_line[line["id"]].append(
            {
                "id_service": service["id"],
                "name": service["name"].get(language, ""),
                "quantity": quantity,
                "unit": unit,
                "total": unit * quantity,
                "is_auto_added": service["auto_add_to_cart"],
                "price_mode": service["price_calculation_method"],
            }
        )
