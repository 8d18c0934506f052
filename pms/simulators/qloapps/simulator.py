"""A QloApps 1.6.1 that answers as the recorded one did: who may ask, in which form, and which part answers."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import Counter
from datetime import date, timedelta
from urllib.parse import quote_plus

from common.clock import Clock, SystemClock
from pms.simulators.http import Request, Response
from pms.simulators.qloapps import (
    answers,
    booking_view,
    lists,
    orders,
    qlo,
    room_types,
    schemas,
    search,
    seeding,
    writing,
)
from pms.simulators.qloapps.answers import Call, Crash, Missing, Refusal
from pms.simulators.qloapps.booking_guests import Mail
from pms.simulators.qloapps.bookings import Bookings, Moment, Pause
from pms.simulators.qloapps.fields import Resource, Row
from pms.simulators.qloapps.house import House, Key, demo_house
from pms.simulators.qloapps.reading import Query, read_query
from pms.simulators.qloapps.resources import NAMES, RESOURCES, WITHOUT_SCHEMA_LINK
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import create, no_xml, update

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE"})
KEY_LENGTH = 32


async def let_others_in_once(moment: Moment) -> None:
    """The usual race: requests that arrive together all see the last room, and all but the first become back orders."""
    if moment == "looked":
        await asyncio.sleep(0)


class QloApps:
    """host: the shop's own domain; any other is sent to the web shop. None: whatever it is called, it is that.

    is_on: the webservice's switch in the back office. mails: what the shop has sent. store: for tests to look into.
    """

    def __init__(
        self,
        house: House | None = None,
        *,
        clock: Clock | None = None,
        host: str | None = None,
        ids_as_strings: bool = False,
        pause: Pause = let_others_in_once,
    ) -> None:
        self.house = house or demo_house()
        self.is_on = True
        self.mails: list[Mail] = []
        self.store = Store(self.house, clock or SystemClock())
        self._host = host
        self._ids_as_strings = ids_as_strings
        self._keys = {key.value: key for key in self.house.keys}
        seeding.seed(self.store)
        self._bookings = Bookings(self.store, pause, self.mails)

    def held_nights(self) -> Counter[tuple[int, date]]:
        """How many live lines hold each room on each night: more than one is a night sold twice."""
        held: Counter[tuple[int, date]] = Counter()
        for line in self.store.table("room_bookings"):
            if not line["is_refunded"]:
                first, last = (date.fromisoformat(line[name][:10]) for name in ("date_from", "date_to"))
                held.update(
                    (line["id_room"], first + timedelta(days=day)) for day in range((last - first).days)
                )
        return held

    async def handle(self, request: Request) -> Response:
        response = await self._handle(request)
        # Every answer carries the server's own time.
        return Response(
            response.status, {**response.headers, "Access-Time": str(self.store.unix_time())}, response.body
        )

    async def _handle(self, request: Request) -> Response:
        host = request.headers.get("host", self._host or "localhost")
        query = read_query(request.query)
        path = request.path.removeprefix("/api").strip("/")
        if self._host is not None and host != self._host:
            asked = "&".join(part for part in (request.query, f"url={quote_plus(path)}") if part)
            return answers.redirect(f"http://{self._host}/index.php?{asked}")
        is_json = "JSON" in (
            query.get("output_format"),
            query.get("io_format"),
            request.headers.get("output-format"),
            request.headers.get("io-format"),
        )
        given = given_key(request, query)
        if given is None:
            return answers.without_key()
        resource, *rest = path.split("/")
        call = Call(request.method, resource, tuple(rest), query, request.body, is_json, f"http://{host}/api")
        try:
            return await self._permitted(call, self._admitted(given, call))
        except Refusal as refusal:
            return answers.refused(refusal, is_json=is_json, is_ari=resource == "hotel_ari")
        except Crash as crash:
            return answers.crashed(crash)
        except Missing:
            return answers.nothing(404)

    # --- who may ---

    def _admitted(self, given: str, call: Call) -> Key:
        if not self.is_on:
            message = "The QloApps webservice is disabled. Please activate it in the QloApps Back Office"
            raise Refusal(503, (22, message))
        if len(given) != KEY_LENGTH:
            raise Refusal(401, (18, "Invalid authentication key format"))
        key = self._keys.get(given)
        if key is None or not key.is_active:
            raise Refusal(
                401,
                (20, "Authentification key is not active"),
                (21, "No permission for this authentication key"),
            )
        if call.method not in METHODS:
            raise Refusal(405, (23, f"Method {call.method} is not valid"))
        if call.resource and call.resource not in NAMES:
            names = ", ".join(f'"{name}"' for name in NAMES)
            near = lists.closest(call.resource, NAMES)
            message = f'Resource of type "{call.resource}" does not exists. Did you mean: "{near}"? The full list is: {names}'
            raise Refusal(400, (27, message))
        if call.resource and not key.knows(call.resource):
            message = f'Resource of type "{call.resource}" is not allowed with this authentication key'
            raise Refusal(401, (26, message))
        if call.resource and not key.permits(call.resource, call.method):
            message = f"Method {call.method} is not allowed for the resource {call.resource} with this authentication key"
            raise Refusal(405, (25, message))
        return key

    # --- which part answers ---

    async def _permitted(self, call: Call, key: Key) -> Response:
        style = self._style(call)
        if not call.resource:
            return self._root(call, key)
        if call.resource == "extra_services":
            raise Crash
        if call.query.get("schema") and call.method == "GET":
            return answers.answer(call, schemas.schema(call, style))
        if call.resource == "hotel_ari":
            if call.method != "POST":
                raise Refusal(405, (23, f"Method {call.method} is not valid"))
            return answers.answer(call, search.search(self.store, call, style))
        if call.resource == "qlo":
            return answers.answer(call, qlo.qlo(self.store, call))
        if call.resource == "bookings":
            return await self._booking(call)
        return self._ordinary(call, style)

    def _root(self, call: Call, key: Key) -> Response:
        if call.method not in ("GET", "HEAD"):
            raise no_xml(call.body)
        names = [name for name in NAMES if key.knows(name)]
        if call.is_json:
            return answers.answer(call, writing.to_json(names))
        return answers.answer(call, root_xml(names, key, call.base))

    async def _booking(self, call: Call) -> Response:
        if call.method == "DELETE":
            raise Refusal(405, (101, "Method DELETE is not allowed for the resource bookings"))
        if call.method == "POST":
            order = await self._bookings.create(call.body)
        elif call.method == "PUT":
            order = self._bookings.change(call.body)
        elif call.rest:
            order = self._bookings.find(call.row_id)
        else:
            return answers.answer(call, self._booking_ids(call))
        view = booking_view.booking_view(self.store, order)
        return answers.answer(call, booking_view.written(view, is_json=call.is_json))

    def _booking_ids(self, call: Call) -> str:
        return writing.many_rows(
            schemas.BOOKING,
            ({"id": one} for one in self._bookings.ids()),
            writing.Style(call.base, ()),
            None,
            is_full=False,
            is_json=call.is_json,
        )

    def _ordinary(self, call: Call, style: writing.Style) -> Response:
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

    # --- ordinary resources ---

    def _read(self, resource: Resource, call: Call, style: writing.Style) -> str:
        display = call.query.get("display")
        if call.rest:
            row = self.store.table(resource.name).get(call.row_id)
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
            return [cart_booking(self.store, line) for line in self.store.table("room_bookings")]
        rows = self.store.table(resource.name)
        if resource.name == "orders":
            return [row for row in rows if orders.is_listed(row)]
        return list(rows)

    def _completed(self, resource: Resource, row: Row) -> Row:
        if resource.name != "orders":
            return row
        # Line ids, although the node is called bookings.
        lines = [{"id": line["id"]} for line in self.store.lines_of_order(row["id"])]
        return {**row, "associations": {"bookings": lines}}

    def _write(self, resource: Resource, call: Call) -> Row:
        if resource.name == "order_histories" and call.method == "POST":
            written = orders.add_history(self.store, call.body)
            if call.query.get("sendemail") == "1":
                self._mail_state(written.stored)
            return written.echo
        if call.method == "POST":
            return create(self.store, resource, call.body).echo
        if resource.name == "orders":
            return self._completed(resource, orders.update_order(self.store, call.row_id, call.body).echo)
        if resource.name == "room_types":
            return room_types.update_room_type(self.store, call.row_id, call.body)
        return update(self.store, resource, call.row_id, call.body).echo

    def _delete(self, resource: Resource, call: Call) -> Response:
        """An order goes alone: its room lines stay, and go on blocking their rooms."""
        rows = self.store.table(resource.name).rows
        row = rows.get(call.row_id)
        if row is None:
            raise Refusal(404, (87, f"Id(s) not exists: {call.rest[0] if call.rest else ''}"))
        if resource.name == "room_bookings":
            self.store.delete_line(row)
        else:
            del rows[call.row_id]
        return answers.nothing()

    def _mail_state(self, history: Row) -> None:
        order = self.store.table("orders").rows[history["id_order"]]
        state = self.store.table("order_states").rows[history["id_order_state"]]
        customer = self.store.table("customers").rows[order["id_customer"]]
        self.mails.append(Mail.to_guest(customer, state["name"][self.house.language_ids[0]]))

    def _style(self, call: Call) -> writing.Style:
        asked = call.query.get("language")
        languages = self.house.language_ids
        if asked:
            languages = tuple(int(one) for one in asked.strip("[]").split("|") if one.isdigit()) or languages
        return writing.Style(call.base, languages, bool(asked), self._ids_as_strings)


def given_key(request: Request, query: Query) -> str | None:
    """The user of Basic auth, or `ws_key`; None when neither was sent."""
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(coded, validate=True).decode().partition(":")[0] or query.get("ws_key")
        except (binascii.Error, UnicodeDecodeError):
            return query.get("ws_key")
    return query.get("ws_key")


def root_xml(names: list[str], key: Key, base: str) -> str:
    parts = []
    for name in names:
        methods = "".join(
            f' {one}="true"'
            for one in ("get", "put", "post", "delete", "head")
            if key.permits(name, one.upper())
        )
        marks = f'xlink:href="{base}/{name}"{methods}'
        parts.append(f"<{name} {marks}>\n<description {marks}>\n{name}</description>\n")
        if name not in WITHOUT_SCHEMA_LINK:
            parts += [
                f'<schema xlink:href="{base}/{name}?schema={kind}" type="{kind}"/>\n'
                for kind in ("blank", "synopsis")
            ]
        parts.append(f"</{name}>\n")
    return f'{writing.XML_HEAD}<api shopName="QloApps">\n{"".join(parts)}</api>\n</qloapps>\n'


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
