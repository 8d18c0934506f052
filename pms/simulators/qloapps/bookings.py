"""`POST` and `PUT /bookings`: look, then take, with nothing in between that would keep two guests apart."""

from __future__ import annotations

from pms.simulators.qloapps.answers import Crash, Missing
from pms.simulators.qloapps.booking_guests import Mail, guest_of
from pms.simulators.qloapps.booking_lines import add_line, change_lines, choose_rooms, look_again
from pms.simulators.qloapps.booking_payment import begin, charge_total, settle_changed
from pms.simulators.qloapps.booking_request import (
    BookingRequest,
    given,
    read_change,
    read_new,
    refusal,
)
from pms.simulators.qloapps.fields import Row, money, whole
from pms.simulators.qloapps.orders import FROM_API, recount, set_state
from pms.simulators.qloapps.races import Pause
from pms.simulators.qloapps.reading import read_booking
from pms.simulators.qloapps.seeding import add
from pms.simulators.qloapps.store import Store


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
        store = self._store
        data = read_booking(body)
        if not data:
            raise Crash
        if given(data.get("id")):
            raise refusal("id is forbidden when adding a new resource")
        request = read_new(store, data)
        chosen = choose_rooms(store, request)
        customer = guest_of(store, request)
        store.carts += 1
        id_cart = store.carts
        await self._pause("looked")
        if not customer["secure_key"]:
            # The order copies the customer's key and will not be saved without one.
            raise Crash
        rooms, lost = look_again(store, request, chosen)
        await self._pause("looked again")
        order = self._new_order(request, customer, id_cart)
        for stay, mine in rooms:
            for wish, room in zip(stay.rooms, mine, strict=True):
                add_line(store, order, stay, wish, room)
        recount(store, order)
        order["advance_paid_amount"] = order["total_paid"]
        wanted = begin(store, order, request)
        if any(lost):
            self._put_back(order, lost)
        self._tell(customer)
        charge_total(store, order, request)
        if order["current_state"] != wanted:
            # So a cancelled back order looks alive again, while its lines stay given up.
            set_state(store, order, wanted)
        if request.booked_at:
            order["date_add"] = request.booked_at
        return order

    def change(self, body: bytes) -> Row:
        """The id in the URL is not looked at: the one in the body decides."""
        store = self._store
        data = read_booking(body)
        if not data:
            raise Crash
        request = read_change(store, data)
        order = store.table("orders").rows[whole(data["id"])]
        guest_of(store, request)
        change_lines(store, order, request)
        self._note(order, request.remark)
        # Discounts are taken off by every change.
        store.discounts_of_order[order["id"]].clear()
        recount(store, order)
        charge_total(store, order, request)
        settle_changed(store, order, request)
        order["date_upd"] = store.now()
        return order

    def _new_order(self, request: BookingRequest, customer: Row, id_cart: int) -> Row:
        store = self._store
        order = add(
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
        )
        self._note(order, request.remark)
        return order

    def _note(self, order: Row, remark: str) -> None:
        """Each remark is a message of its own; the same one again is none (addCustomerMessage in the source of v1.6.1)."""
        remarks = self._store.remarks_of_order[order["id"]]
        if remark and remark not in remarks:
            remarks.append(remark)

    def _put_back(self, order: Row, lost: list[bool]) -> None:
        """The overbooking check: the whole order is cancelled, and with it all its lines."""
        set_state(self._store, order, self._store.states.cancelled)
        for line, is_lost in zip(self._store.lines_of_order(order["id"]), lost, strict=True):
            line["is_back_order"] = int(is_lost)

    def _tell(self, customer: Row) -> None:
        """Two mails to the guest, the first also when they have paid, and one each to shop and hotel."""
        guest = customer["email"]
        self._mails += [Mail(guest, "Awaiting payment"), Mail(guest, "Order confirmation")]
        self._mails += [Mail("shop", "New order"), Mail("hotel", "New order")]
