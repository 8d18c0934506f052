"""The resources that are tables: lists, single rows, writes and deletes, with what a few of them do besides."""

from __future__ import annotations

from datetime import date

from pms.simulators.http import Response
from pms.simulators.qloapps import answers, lists, orders, room_types, writing
from pms.simulators.qloapps.answers import Call, Missing, Refusal
from pms.simulators.qloapps.booking_guests import Mail
from pms.simulators.qloapps.fields import Resource, Row
from pms.simulators.qloapps.resources import RESOURCES
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import create, update


class Ordinary:
    def __init__(self, store: Store, mails: list[Mail]) -> None:
        self._store = store
        self._mails = mails

    def answer(self, call: Call, style: writing.Style) -> Response:
        resource = RESOURCES.get(call.resource)
        if resource is None:
            # Named by the root and never looked into here.
            return answers.answer(
                call, "[]" if call.is_json else f"{writing.XML_HEAD}<{call.resource}/>\n</qloapps>\n"
            )
        if call.method in ("GET", "HEAD"):
            return answers.answer(call, self._read(resource, call, style))
        if call.method == "DELETE":
            return self._delete(resource, call)
        written = self._write(resource, call)
        shown = lists.shown_fields(resource, "full") or ()
        body = writing.one_row(resource, written, style, shown, is_json=call.is_json)
        return answers.answer(call, body, status=201 if call.method == "POST" else 200)

    def _read(self, resource: Resource, call: Call, style: writing.Style) -> str:
        display = call.query.get("display")
        if call.rest:
            row = self._store.table(resource.name).get(call.row_id)
            if row is None:
                raise Missing
            row = self._completed(resource, row)
            if display is None or display == "full":
                shown = lists.shown_fields(resource, "full") or ()
                return writing.one_row(resource, row, style, shown, is_json=call.is_json)
            # Asked for some fields of one row, the server answers a list of ids.
            return writing.many_rows(resource, [row], style, None, is_full=False, is_json=call.is_json)
        shown_fields = lists.shown_fields(resource, display)
        rows = lists.chosen(resource, self._rows(resource), call.query)
        is_full = display == "full"
        if is_full:
            rows = [self._completed(resource, row) for row in rows]
        return writing.many_rows(resource, rows, style, shown_fields, is_full=is_full, is_json=call.is_json)

    def _rows(self, resource: Resource) -> list[Row]:
        if resource.name == "cart_bookings":
            return [cart_booking(self._store, line) for line in self._store.table("room_bookings")]
        rows = self._store.table(resource.name)
        if resource.name == "orders":
            return [row for row in rows if orders.is_listed(row)]
        return list(rows)

    def _completed(self, resource: Resource, row: Row) -> Row:
        if resource.name != "orders":
            return row
        # Line ids, although the node is called bookings.
        lines = [{"id": line["id"]} for line in self._store.lines_of_order(row["id"])]
        return {**row, "associations": {"bookings": lines}}

    def _write(self, resource: Resource, call: Call) -> Row:
        if resource.name == "order_histories" and call.method == "POST":
            written = orders.add_history(self._store, call.body)
            if call.query.get("sendemail") == "1":
                self._mail_state(written.stored)
            return written.echo
        if call.method == "POST":
            return create(self._store, resource, call.body).echo
        if resource.name == "orders":
            return self._completed(resource, orders.update_order(self._store, call.row_id, call.body).echo)
        if resource.name == "room_types":
            return room_types.update_room_type(self._store, call.row_id, call.body)
        return update(self._store, resource, call.row_id, call.body).echo

    def _delete(self, resource: Resource, call: Call) -> Response:
        """An order goes alone: its room lines stay, and go on blocking their rooms."""
        rows = self._store.table(resource.name).rows
        row = rows.get(call.row_id)
        if row is None:
            raise Refusal(404, (87, f"Id(s) not exists: {call.rest[0] if call.rest else ''}"))
        if resource.name == "room_bookings":
            self._store.delete_line(row)
        else:
            del rows[call.row_id]
        return answers.nothing()

    def _mail_state(self, history: Row) -> None:
        order = self._store.table("orders").rows[history["id_order"]]
        state = self._store.table("order_states").rows[history["id_order_state"]]
        customer = self._store.table("customers").get(order["id_customer"])
        if customer is None:
            return
        self._mails.append(Mail(customer["email"], state["name"][self._store.house.language_ids[0]]))


def cart_booking(store: Store, line: Row) -> Row:
    """The cart's half of a room line."""
    first, last = (date.fromisoformat(line[name][:10]) for name in ("date_from", "date_to"))
    same = (
        "id",
        "id_hotel",
        "id_product",
        "id_room",
        "id_cart",
        "id_order",
        "id_customer",
        "booking_type",
        "comment",
    )
    stay = ("is_refunded", "is_back_order", "date_from", "date_to", "adults", "children", "child_ages")
    return {
        **{name: line[name] for name in (*same, *stay)},
        "id_guest": line["id_cart"] + 1,
        "id_currency": 1,
        "quantity": (last - first).days,
        "extra_demands": "[]",
        "date_add": line["date_add"],
        "date_upd": line["date_add"],
    }
