"""A QloApps 1.6.1 that answers as the recorded one did: in which form, and which part of it answers."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from urllib.parse import quote_plus

from common.clock import Clock, SystemClock
from pms.simulators.http import Request, Response
from pms.simulators.qloapps import answers, booking_view, qlo, schemas, search, seeding, writing
from pms.simulators.qloapps.admission import active_key, check_permission, given_key
from pms.simulators.qloapps.answers import Call, Crash, Missing, Refusal
from pms.simulators.qloapps.booking_guests import Mail
from pms.simulators.qloapps.bookings import Bookings
from pms.simulators.qloapps.house import House, Key, demo_house
from pms.simulators.qloapps.ordinary import Ordinary
from pms.simulators.qloapps.races import Pause, let_others_in
from pms.simulators.qloapps.reading import read_query
from pms.simulators.qloapps.resources import NAMES, WITHOUT_SCHEMA_LINK
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import no_xml


class QloApps:
    """host: the shop's own domain; any other is sent to the web shop. None: whatever it is called, it is that.

    pause: what happens in the gaps in which two guests can be sold one room.
    is_on: the webservice's switch in the back office. mails: what the shop has sent. store: for tests to look into.
    """

    def __init__(
        self,
        house: House | None = None,
        *,
        clock: Clock | None = None,
        host: str | None = None,
        ids_as_strings: bool = False,
        pause: Pause = let_others_in,
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
        self._ordinary = Ordinary(self.store, self.mails)

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
        if not f"{request.path}/".startswith("/api/"):
            return answers.crashed(Crash(404, "<html><body>The web shop knows no such page.</body></html>"))
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
            if not self.is_on:
                raise switched_off()
            key = active_key(given, self._keys)
            check_permission(key, call.method, resource)
            return await self._permitted(call, key)
        except Refusal as refusal:
            return answers.refused(refusal, is_json=is_json, is_ari=resource == "hotel_ari")
        except Crash as crash:
            return answers.crashed(crash)
        except Missing:
            return answers.nothing(404)

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
        return self._ordinary.answer(call, style)

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

    def _style(self, call: Call) -> writing.Style:
        asked = call.query.get("language")
        languages = self.house.language_ids
        if asked:
            languages = tuple(int(one) for one in asked.strip("[]").split("|") if one.isdigit()) or languages
        return writing.Style(call.base, languages, bool(asked), self._ids_as_strings)


def switched_off() -> Refusal:
    message = "The QloApps webservice is disabled. Please activate it in the QloApps Back Office"
    return Refusal(503, (22, message))


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
