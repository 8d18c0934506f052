"""A booking's money and the state that follows from it: what is said to be paid, and a total other than the computed one."""

from __future__ import annotations

from decimal import Decimal

from pms.simulators.qloapps.answers import Crash
from pms.simulators.qloapps.booking_lines import reprice
from pms.simulators.qloapps.booking_request import BookingRequest
from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.orders import FROM_API, pay, recount, set_state
from pms.simulators.qloapps.store import Store


def settle_new(store: Store, order: Row, request: BookingRequest) -> None:
    total = Decimal(order["total_paid"])
    paid = paid_of(request, total)
    state = state_of(store, request, paid, total)
    if state == store.states.paid:
        # Paid in full while the order is made: the guest's own method and transaction are lost.
        set_state(store, order, state)
        pay(store, order, paid or total)
        return
    set_state(store, order, store.states.awaiting)
    if paid:
        pay(store, order, paid, method=request.payment_method or FROM_API, transaction=request.transaction)
    if state != store.states.awaiting:
        set_state(store, order, state)


def settle_changed(store: Store, order: Row, request: BookingRequest) -> None:
    """No status, no change of state. What was paid stays paid."""
    if request.status is None:
        return
    total = Decimal(order["total_paid"])
    paid = paid_of(request, total)
    owed = paid - Decimal(order["total_paid_real"])
    if owed > 0:
        pay(store, order, owed, method=request.payment_method or FROM_API, transaction=request.transaction)
    state = state_of(store, request, paid, total)
    if state != order["current_state"]:
        set_state(store, order, state)


def paid_of(request: BookingRequest, total: Decimal) -> Decimal:
    if request.total_paid:
        return request.total_paid
    says_paid = request.status == 2 or (request.status in (None, 1) and request.payment_status == 1)
    return total if says_paid else Decimal(0)


def state_of(store: Store, request: BookingRequest, paid: Decimal, total: Decimal) -> int:
    states = store.states
    of_status = {2: states.paid, 3: states.cancelled, 4: states.refunded}
    if request.status in of_status:
        return of_status[request.status]
    if paid:
        return states.paid if paid >= total else states.part_paid
    return states.part_paid if request.payment_status == 2 else states.awaiting


def charge_total(store: Store, order: Row, request: BookingRequest) -> None:
    """A higher total raises the rooms' prices. A lower one becomes a discount if something was paid, else it kills the
    request, when everything is booked already."""
    total = Decimal(order["total_paid"])
    if request.total is None or round(request.total, 2) == total:
        return
    if request.total < total:
        if not Decimal(order["total_paid_real"]):
            raise Crash
        discount = {
            "code": store.capitals(8),
            "value": total - request.total,
            "id_order_invoice": order["invoice_number"],
        }
        store.discounts_of_order[order["id"]].append(discount)
    else:
        lines = store.lines_of_order(order["id"])
        rooms = sum((Decimal(line["total_price_tax_excl"]) for line in lines), Decimal(0))
        raised = rooms + (request.total - total) / store.house.tax_factor
        for line in lines:
            reprice(store, line, Decimal(line["total_price_tax_excl"]) * raised / rooms)
    recount(store, order)
