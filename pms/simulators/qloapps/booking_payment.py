"""A booking's money and the state that follows from it: what is said to be paid, and a total other than the computed one."""

from __future__ import annotations

from decimal import Decimal

from pms.simulators.qloapps.answers import Crash
from pms.simulators.qloapps.booking_lines import reprice
from pms.simulators.qloapps.booking_request import BookingRequest
from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.orders import FROM_API, pay, recount, set_state
from pms.simulators.qloapps.store import Store


def begin(store: Store, order: Row, request: BookingRequest) -> int:
    """The order's first state and payment; returns the state it is to end in.

    What is paid in full begins unpaid and is called paid afterwards, so its method and transaction are lost.
    """
    wanted = state_of_new(store, request, Decimal(order["total_paid"]))
    first = store.states.awaiting if wanted == store.states.paid else wanted
    set_state(store, order, first)
    if request.total_paid and store.table("order_states").rows[first]["logable"]:
        method = request.payment_method or FROM_API
        pay(store, order, request.total_paid, method=method, transaction=request.transaction)
    return wanted


def state_of_new(store: Store, request: BookingRequest, total: Decimal) -> int:
    """The money said to be paid decides, and the payment status only where none was."""
    states = store.states
    of_status = {3: states.cancelled, 4: states.refunded}
    if request.status in of_status:
        return of_status[request.status]
    if request.total_paid:
        return states.paid if request.total_paid >= total else states.part_paid
    return states.paid if request.status == 2 else state_of_payment(store, request)


def state_of_payment(store: Store, request: BookingRequest) -> int:
    states = store.states
    return {1: states.paid, 2: states.part_paid}.get(request.payment_status, states.awaiting)


def settle_changed(store: Store, order: Row, request: BookingRequest) -> None:
    """No status, no change of state; the payment status decides here, not the money. Then a difference is booked."""
    states = store.states
    of_status = {2: states.paid, 3: states.cancelled, 4: states.refunded}
    if request.status is not None:
        state = of_status.get(request.status) or state_of_payment(store, request)
        if state != order["current_state"]:
            set_state(store, order, state)
    owed = request.total_paid - Decimal(order["total_paid_real"])
    if request.total_paid and request.has_payment_detail and owed:
        pay(store, order, owed)


def charge_total(store: Store, order: Row, request: BookingRequest) -> None:
    """A higher total raises the prices of the rooms that have none agreed. A lower one becomes a discount divided among the
    order's invoices; without an invoice that kills the request, when everything is booked already."""
    total = Decimal(order["total_paid"])
    if int(request.total) == 0 or round(request.total, 2) == total:
        return
    if request.total < total:
        if not order["invoice_number"]:
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
