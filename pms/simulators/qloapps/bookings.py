"""`POST` and `PUT /bookings`: look, then take, with nothing in between that would keep two guests apart."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Literal

from pms.simulators.qloapps.answers import Crash, Missing
from pms.simulators.qloapps.booking_guests import Mail, guest_of
from pms.simulators.qloapps.booking_request import (
    NOT_AVAILABLE,
    BookingRequest,
    RoomWish,
    StayWish,
    given,
    read_request,
    refusal,
    whole,
)
from pms.simulators.qloapps.fields import Row, money
from pms.simulators.qloapps.orders import (
    AWAITING,
    CANCELLED,
    FROM_API,
    PAID,
    PART_PAID,
    REFUNDED,
    pay,
    recount,
    set_state,
)
from pms.simulators.qloapps.prices import room_price
from pms.simulators.qloapps.reading import read_booking
from pms.simulators.qloapps.search import sorted_rooms
from pms.simulators.qloapps.seeding import add
from pms.simulators.qloapps.store import Store

Moment = Literal["looked", "looked again"]
# Awaited between the look at the rooms and the taking of one, twice as the server looks twice. Whoever else gets in at
# "looked" makes the later ones back orders; at "looked again" they share a room.
Pause = Callable[[Moment], Awaitable[None]]
STATE_OF_STATUS = {2: PAID, 3: CANCELLED, 4: REFUNDED}


class Bookings:
    def __init__(self, store: Store, pause: Pause, mails: list[Mail]) -> None:
        self._store = store
        self._pause = pause
        self._mails = mails

    def ids(self) -> list[int]:
        """In the order of the customers, whatever was asked."""
        orders = self._store.table("orders")
        return [row["id"] for row in sorted(orders, key=lambda row: (row["id_customer"], row["id"]))]

    def find(self, id_order: int) -> Row:
        order = self._store.table("orders").get(id_order)
        if order is None:
            raise Missing
        return order

    async def create(self, body: bytes) -> Row:
        data = read_booking(body)
        if not data:
            raise Crash
        if given(data.get("id")):
            raise refusal("id is forbidden when adding a new resource")
        request = read_request(self._store, data)
        rooms = self._choose(request, NOT_AVAILABLE)
        customer = guest_of(self._store, request)
        self._store.carts += 1
        id_cart = self._store.carts
        await self._pause("looked")
        if not customer["secure_key"]:
            # The order copies the customer's key and will not be saved without one.
            raise Crash
        lost = [self._is_taken(room["id"], stay) for stay, chosen in rooms for room in chosen]
        await self._pause("looked again")
        order = self._new_order(request, customer, id_cart)
        for stay, chosen in rooms:
            for wish, room in zip(stay.rooms, chosen, strict=True):
                self._add_line(order, stay, wish, room, request.id_hotel)
        recount(self._store, order)
        order["advance_paid_amount"] = order["total_paid"]
        self._settle_new(order, request)
        if any(lost):
            self._put_back(order, lost)
        self._mails += [
            Mail.to_guest(customer, "Awaiting payment"),
            Mail.to_guest(customer, "Order confirmation"),
        ]
        self._mails += [Mail("shop", "New order"), Mail("hotel", "New order")]
        self._charge_total(order, request)
        return order

    def change(self, body: bytes) -> Row:
        """The id in the URL is not looked at: the one in the body decides."""
        store = self._store
        data = read_booking(body)
        if not data:
            raise Crash
        if not given(data.get("id")):
            raise refusal("id is required with PUT requests.")
        order = store.table("orders").get(whole(data["id"]))
        if order is None:
            raise refusal("Booking not found.")
        nested = data.get("associations")
        if not isinstance(nested, dict) or not nested.get("room_types"):
            raise refusal("Rooms not found in the request.")
        request = read_request(store, data)
        if not store.table("customers").where(email=request.customer["email"]):
            raise refusal("Customer not found.")
        self._change_rooms(order, request)
        if request.remark:
            store.remark_of_order[order["id"]] = request.remark
        recount(store, order)
        self._settle_changed(order, request)
        order["date_upd"] = store.now()
        self._charge_total(order, request)
        return order

    # --- rooms ---

    def _choose(self, request: BookingRequest, message: str) -> list[tuple[StayWish, list[Row]]]:
        """A room for each wish, as free as it looks now."""
        if not request.stays:
            raise refusal(message)
        return [
            (stay, self._rooms_for(stay, stay.rooms, request.id_hotel, message)) for stay in request.stays
        ]

    def _rooms_for(
        self, stay: StayWish, wishes: tuple[RoomWish, ...], id_hotel: int, message: str
    ) -> list[Row]:
        if stay.arrival == stay.departure:
            raise refusal(message)
        free = {
            room["id"]: room
            for room in sorted_rooms(
                self._store, stay.id_product, id_hotel, stay.arrival, stay.departure
            ).available
        }
        chosen: list[Row] = []
        for wish in wishes:
            id_room = wish.id_room or next(iter(free), 0)
            if id_room not in free:
                raise refusal(message)
            chosen.append(free.pop(id_room))
        return chosen

    def _is_taken(self, id_room: int, stay: StayWish) -> bool:
        return bool(self._store.blocking(id_room, *stay.dates))

    def _put_back(self, order: Row, lost: list[bool]) -> None:
        """The overbooking check: cancelled, and at once awaiting payment again, while the lines stay given up."""
        set_state(self._store, order, CANCELLED)
        set_state(self._store, order, AWAITING)
        for line, is_lost in zip(self._store.lines_of_order(order["id"]), lost, strict=True):
            line["is_back_order"] = int(is_lost)

    def _change_rooms(self, order: Row, request: BookingRequest) -> None:
        """Lines of the same type and dates stay as they are, all others are deleted; new ones are made while they still count."""
        store = self._store
        old: dict[tuple[int, str, str], list[Row]] = {}
        for line in store.lines_of_order(order["id"]):
            old.setdefault((line["id_product"], line["date_from"], line["date_to"]), []).append(line)
        made: list[tuple[StayWish, tuple[RoomWish, ...], list[Row]]] = []
        kept: list[tuple[Row, RoomWish]] = []
        for stay in request.stays:
            same = old.pop((stay.id_product, *stay.dates), [])
            kept += zip(same, stay.rooms, strict=False)
            more = stay.rooms[len(same) :]
            if more:
                made.append(
                    (stay, more, self._rooms_for(stay, more, request.id_hotel, NOT_AVAILABLE.rstrip(".")))
                )
            old[(stay.id_product, *stay.dates)] = same[len(stay.rooms) :]
        for line in [line for lines in old.values() for line in lines]:
            store.delete_line(line)
        for line, wish in kept:
            if wish.net_price is not None:
                self._reprice(line, wish.net_price)
        for stay, wishes, rooms in made:
            for wish, room in zip(wishes, rooms, strict=True):
                self._add_line(order, stay, wish, room, request.id_hotel)

    def _reprice(self, line: Row, net: Decimal) -> None:
        gross = net * self._store.house.tax_factor
        line.update(
            total_price_tax_excl=money(net), total_price_tax_incl=money(gross), date_upd=self._store.now()
        )

    def _add_line(self, order: Row, stay: StayWish, wish: RoomWish, room: Row, id_hotel: int) -> None:
        store = self._store
        hotel = store.table("hotels").rows[id_hotel]
        link = store.link(stay.id_product, id_hotel) or {"adults": 0, "children": 0}
        net = wish.net_price
        if net is None:
            net = room_price(store, stay.id_product, stay.arrival, stay.departure)
        gross = money(net * store.house.tax_factor)
        line = store.add_line(
            {
                "id_product": stay.id_product,
                "id_hotel": id_hotel,
                "id_order": order["id"],
                "id_order_detail": order["id"],
                "id_cart": order["id_cart"],
                "id_room": room["id"],
                "id_customer": order["id_customer"],
                "booking_type": 1,
                "id_status": 1,
                "comment": "",
                "check_in": "0000-00-00 00:00:00",
                "check_out": "0000-00-00 00:00:00",
                "date_from": stay.dates[0],
                "date_to": stay.dates[1],
                "total_price_tax_excl": money(net),
                "total_price_tax_incl": gross,
                "total_paid_amount": gross,
                "is_refunded": 0,
                "is_cancelled": 0,
                "is_back_order": 0,
                "room_num": room["room_num"],
                "room_type_name": store.table("room_types").rows[stay.id_product]["name"][
                    store.house.language_ids[0]
                ],
                "hotel_name": hotel["hotel_name"][store.house.language_ids[0]],
                "city": hotel["city"],
                "state": "",
                "country": "Germany",
                "zipcode": hotel["zipcode"],
                "phone": hotel["phone"],
                "email": hotel["email"],
                "check_in_time": hotel["check_in"],
                "check_out_time": hotel["check_out"],
                "adults": wish.adults or link["adults"],
                "children": link["children"] if wish.children is None else wish.children,
                "child_ages": json.dumps(list(wish.ages)),
                "date_add": store.now(),
                "date_upd": store.now(),
            }
        )
        self._add_services(line, stay, wish, order["id_lang"])

    def _add_services(self, line: Row, stay: StayWish, wish: RoomWish, language: int) -> None:
        count = (stay.departure - stay.arrival).days
        for asked in wish.services:
            service = self._store.table("services").get(whole(asked.get("id_service")))
            if service is None:
                continue
            unit = Decimal(service["price"]) * (count if service["price_calculation_method"] == 2 else 1)
            quantity = max(whole(asked.get("quantity")), 1)
            self._store.services_of_line[line["id"]].append(
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

    # --- the order ---

    def _new_order(self, request: BookingRequest, customer: Row, id_cart: int) -> Row:
        store = self._store
        if request.remark:
            store.remark_of_order[store.table("orders").last_id + 1] = request.remark
        return add(
            store,
            "orders",
            id_address_tax=2,
            id_cart=id_cart,
            id_currency=1,
            id_lang=request.id_language,
            id_customer=customer["id"],
            module="wsorder",
            secure_key=customer["secure_key"],
            payment=FROM_API,
            payment_type=request.payment_type,
            conversion_rate=money(1),
            source=request.source[:255],
            reference=store.capitals(9),
            id_shop=1,
            id_shop_group=1,
            **({"date_add": request.booked_at} if request.booked_at else {}),
        )

    def _settle_new(self, order: Row, request: BookingRequest) -> None:
        total = Decimal(order["total_paid"])
        paid = self._paid_of(request, total)
        state = self._state_of(request, paid, total)
        if state == PAID:
            # Paid in full within the order's making: the guest's own method and transaction are lost.
            set_state(self._store, order, PAID)
            pay(self._store, order, paid or total)
            return
        set_state(self._store, order, AWAITING)
        if paid:
            method = request.payment_method or FROM_API
            pay(self._store, order, paid, method=method, transaction=request.transaction)
        if state != AWAITING:
            set_state(self._store, order, state)

    def _settle_changed(self, order: Row, request: BookingRequest) -> None:
        """No status, no change of state. What was paid stays paid."""
        if request.status is None:
            return
        total = Decimal(order["total_paid"])
        paid = self._paid_of(request, total)
        owed = paid - Decimal(order["total_paid_real"])
        if paid and owed > 0:
            pay(
                self._store,
                order,
                owed,
                method=request.payment_method or FROM_API,
                transaction=request.transaction,
            )
        state = self._state_of(request, paid, total)
        if state != order["current_state"]:
            set_state(self._store, order, state)

    def _paid_of(self, request: BookingRequest, total: Decimal) -> Decimal:
        if request.total_paid:
            return request.total_paid
        says_paid = request.status == 2 or (request.status in (None, 1) and request.payment_status == 1)
        return total if says_paid else Decimal(0)

    def _state_of(self, request: BookingRequest, paid: Decimal, total: Decimal) -> int:
        if request.status in STATE_OF_STATUS:
            return STATE_OF_STATUS[request.status]
        if paid:
            return PAID if paid >= total else PART_PAID
        return PART_PAID if request.payment_status == 2 else AWAITING

    def _charge_total(self, order: Row, request: BookingRequest) -> None:
        """A higher total raises the rooms' prices; a lower one becomes a discount if something was paid, else kills the
        request, when everything is booked already."""
        store = self._store
        total = Decimal(order["total_paid"])
        if request.total is None or request.total == total:
            return
        if request.total < total:
            if not Decimal(order["total_paid_real"]):
                raise Crash
            store.discounts_of_order[order["id"]].append(
                {
                    "code": store.capitals(8),
                    "value": total - request.total,
                    "id_order_invoice": order["invoice_number"],
                }
            )
        else:
            lines = store.lines_of_order(order["id"])
            rooms = sum((Decimal(line["total_price_tax_excl"]) for line in lines), Decimal(0))
            raised = rooms + (request.total - total) / store.house.tax_factor
            for line in lines:
                self._reprice(line, Decimal(line["total_price_tax_excl"]) * raised / rooms)
        recount(store, order)
