"""An order's state, money and history, and the room lines that follow its state."""

from __future__ import annotations

from decimal import Decimal

from pms.simulators.qloapps.answers import Crash
from pms.simulators.qloapps.fields import Resource, Row, money
from pms.simulators.qloapps.resources import RESOURCES
from pms.simulators.qloapps.seeding import add
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import Written, create, echo_of_new, update

FROM_API = "Order from API"


def set_state(store: Store, order: Row, state: int) -> Row:
    """A new history row and its effects. The lines' own date_upd does not move, and nothing ever brings a line back."""
    kind = store.table("order_states").rows[state]
    order.update(current_state=state, valid=kind["logable"], date_upd=store.now())
    if kind["invoice"] and not order["invoice_number"]:
        store.invoices += 1
        order.update(invoice_number=store.invoices, invoice_date=store.now())
    rest = Decimal(order["total_paid"]) - Decimal(order["total_paid_real"])
    if kind["paid"] and rest > 0:
        # To call it paid is to pay what is owed; by which means is not asked.
        pay(store, order, rest)
    if state in (store.states.cancelled, store.states.refunded):
        for line in store.lines_of_order(order["id"]):
            line["is_refunded"] = 1
            if state == store.states.cancelled:
                line["is_cancelled"] = 1
    return add(store, "order_histories", id_order=order["id"], id_order_state=state)


def pay(store: Store, order: Row, amount: Decimal, *, method: str = FROM_API, transaction: str = "") -> None:
    """Only ever adds money; no refund is made by any state."""
    order["total_paid_real"] = money(Decimal(order["total_paid_real"]) + amount)
    add(
        store,
        "order_payments",
        order_reference=order["reference"],
        id_currency=order["id_currency"],
        amount=f"{amount:.2f}",
        payment_method=method,
        payment_type=order["payment_type"],
        conversion_rate=money(1),
        transaction_id=transaction,
    )


def recount(store: Store, order: Row) -> None:
    """Totals anew from the lines, their extras and the discounts."""
    rooms = sum(
        (Decimal(line["total_price_tax_excl"]) for line in store.lines_of_order(order["id"])), Decimal(0)
    )
    extras = sum(
        (
            service["total"]
            for line in store.lines_of_order(order["id"])
            for service in store.services_of_line[line["id"]]
        ),
        Decimal(0),
    )
    factor = store.house.tax_factor
    discount = sum((one["value"] for one in store.discounts_of_order[order["id"]]), Decimal(0))
    # The lines keep six decimals, an order's totals are cents.
    gross = round((rooms + extras) * factor - discount, 2)
    order.update(
        total_products=money(rooms + extras),
        total_products_wt=money((rooms + extras) * factor),
        total_discounts=money(discount),
        total_discounts_tax_incl=money(discount),
        total_discounts_tax_excl=money(discount / factor),
        total_paid=money(gross),
        total_paid_tax_incl=money(gross),
        total_paid_tax_excl=money(round(gross / factor, 2)),
    )


def add_history(store: Store, body: bytes) -> Written:
    """`POST /order_histories`: the light way to change a state; says 200 and a text when it cannot."""
    resource = RESOURCES["order_histories"]
    draft = create(store, resource, body)
    del store.table("order_histories").rows[draft.stored["id"]]
    store.table("order_histories").last_id -= 1
    order = store.table("orders").get(draft.stored["id_order"])
    state = draft.stored["id_order_state"]
    if order is None or store.table("order_states").get(state) is None:
        raise Crash(200, "Invalid new order status")
    row = set_state(store, order, state)
    given = {field.name: None for field in resource.fields}
    echo = echo_of_new(resource, {**row, "associations": {}}, given)
    return Written(row, echo | {"id_order_state": state, "id_order": str(order["id"])})


def update_order(store: Store, row_id: int, body: bytes) -> Written:
    """`PUT /orders`: the state is obeyed; a body without the shop's id, which no GET shows, hides the order for good."""
    resource: Resource = RESOURCES["orders"]
    order = store.table("orders").get(row_id)
    before = order["current_state"] if order else 0
    written = update(store, resource, row_id, body)
    written.stored["id_shop"] = 1 if b"<id_shop>1</id_shop>" in body else 0
    state = written.stored["current_state"]
    if state != before and store.table("order_states").get(state):
        set_state(store, written.stored, state)
    return written


def is_listed(order: Row) -> bool:
    return bool(order["id_shop"])
