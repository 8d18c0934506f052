"""Short ways to ask a simulated QloApps, for tests that say one thing about it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from common.clock import FrozenClock
from pms.simulators.http import Request, Response
from pms.simulators.qloapps import DEMO_KEY, QloApps

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ARRIVAL, DEPARTURE = "2027-02-10", "2027-02-12"
GUEST = {"firstname": "Anna", "lastname": "Muster", "email": "anna@example.com", "phone": "+4915112345678"}


def qloapps(**options: Any) -> QloApps:
    return QloApps(**{"clock": FrozenClock(NOW), **options})


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


class Asking:
    """ask(…): the whole response. get(…): the JSON of a good answer."""

    def __init__(self, simulator: QloApps, key: str = DEMO_KEY.value) -> None:
        self.simulator = simulator
        self._key = key

    async def ask(
        self, method: str, path: str, body: Any = "", *, xml: bool = False, **headers: str
    ) -> Response:
        path, _, query = path.partition("?")
        if not xml:
            query = f"output_format=JSON&{query}"
        sent = body if isinstance(body, str) else json.dumps(body)
        told = {"host": "hotel.example", "authorization": basic(self._key), **headers}
        return await self.simulator.handle(Request(method, f"/api/{path}", query, told, sent.encode()))

    async def get(self, path: str) -> Any:
        response = await self.ask("GET", path)
        assert response.status == 200, response
        return json.loads(response.body)

    async def book(
        self, *stays: dict[str, Any], guest: dict[str, Any] | None = None, **head: Any
    ) -> Response:
        return await self.ask("POST", "bookings", {"booking": booking(*stays, guest=guest, **head)})

    async def booked(self, *stays: dict[str, Any], guest: dict[str, Any] | None = None, **head: Any) -> Any:
        response = await self.book(*stays, guest=guest, **head)
        assert response.status == 200, response
        return json.loads(response.body)["booking"]

    async def change(
        self, booking_id: int, *stays: dict[str, Any], url_id: int | None = None, **head: Any
    ) -> Response:
        wanted = {"booking": booking(*stays, id=booking_id, **head)}
        return await self.ask("PUT", f"bookings/{url_id or booking_id}", wanted)

    async def search(self, room_type: int = 1, **parameters: str) -> Any:
        wanted = {
            "id_hotel": "1",
            "id_room_type": str(room_type),
            "date_from": ARRIVAL,
            "date_to": DEPARTURE,
            **parameters,
        }
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in wanted.items())
        response = await self.ask("POST", "hotel_ari", f"<qloapps><hotel_ari>{inner}</hotel_ari></qloapps>")
        assert response.status == 200, response
        return json.loads(response.body)["hotel_ari"]

    async def lines(self, booking_id: int) -> list[dict[str, Any]]:
        found = await self.get(f"room_bookings?display=full&filter[id_order]=[{booking_id}]")
        return list(found["bookings"]) if found else []

    async def cancel(self, booking_id: int, state: int = 4) -> Response:
        body = f"<id_order>{booking_id}</id_order><id_order_state>{state}</id_order_state>"
        return await self.ask(
            "POST", "order_histories", f"<qloapps><order_history>{body}</order_history></qloapps>"
        )


def stay(
    room_type: int = 1, arrival: str = ARRIVAL, departure: str = DEPARTURE, rooms: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "id_room_type": room_type,
        "checkin_date": arrival,
        "checkout_date": departure,
        "number_of_rooms": rooms,
        **more,
    }


def booking(
    *stays: dict[str, Any],
    guest: dict[str, Any] | None = None,
    prices: dict[str, Any] | None = None,
    **head: Any,
) -> dict[str, Any]:
    nested: dict[str, Any] = {"customer_detail": GUEST | (guest or {}), "room_types": list(stays)}
    if prices is not None:
        nested["price_details"] = prices
    return {"id_property": 1, "currency": "EUR", "booking_status": 1, "associations": nested, **head}


def error(response: Response) -> tuple[int, str]:
    first = json.loads(response.body)["errors"][0]
    return first["code"], first["message"]
