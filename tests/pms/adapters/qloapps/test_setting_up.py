"""What setting up a QloApps needs: its hotels before one is chosen, a booking's request without a booking."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, SystemClock
from pms.adapters.qloapps.adapter import QloApps
from pms.contract import errors
from pms.contract.models import Stay
from pms.contract.previews import Previews
from pms.contract_cases.given import draft_for
from pms.simulators import qloapps as simulated
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import next_month


def left() -> Deadline:
    return Deadline.after(20)


class Overheard(httpx2.AsyncBaseTransport):
    """Keeps what was sent."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner
        self.sent: list[tuple[str, str, bytes]] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append((request.method, request.url.path, request.content))
        return await self._inner.handle_async_request(request)


def connected(
    engine: AsyncEngine, house: simulated.House | None = None, **of: Any
) -> tuple[QloApps, Overheard]:
    heard = Overheard(as_transport(simulated.QloApps(house or simulated.demo_house())))
    return QloApps(hotel(**of), engine=engine, clock=SystemClock(), transport=heard), heard


async def test_hotels_are_listed_before_one_is_chosen(engine: AsyncEngine) -> None:
    adapter, _ = connected(engine, simulated.two_hotels(), hotel_id="")
    hotels = await adapter.get_hotels(deadline=left())
    assert [one.id for one in hotels] == ["1", "2"]
    assert {(one.currency, one.timezone) for one in hotels} == {("EUR", "Europe/Berlin")}


@pytest.mark.parametrize("hotel_id", ["", "99"])
async def test_without_a_hotel_of_ours_nothing_is_sold(engine: AsyncEngine, hotel_id: str) -> None:
    adapter, _ = connected(engine, hotel_id=hotel_id)
    assert await adapter.get_hotels(deadline=left())
    with pytest.raises(errors.Misconfigured):
        await adapter.get_room_types(deadline=left())


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/api"]
)
async def test_the_shops_address_and_the_apis_are_both_understood(engine: AsyncEngine, address: str) -> None:
    adapter, heard = connected(engine, base_url=address)
    assert (await adapter.health_check(deadline=left())).is_reachable
    assert [path for _, path, _ in heard.sent] == ["/api/"]


async def test_the_preview_is_what_a_booking_sends_and_sends_nothing(engine: AsyncEngine) -> None:
    adapter, heard = connected(engine)
    assert isinstance(adapter, Previews)
    stay: Stay = next_month()
    draft = await draft_for(adapter, left(), stay)
    preview = await adapter.preview_create(draft, deadline=left())
    assert {path for method, path, _ in heard.sent if method != "GET"} == {"/api/hotel_ari"}
    await adapter.create_reservation(draft, deadline=left())
    (body,) = [body for method, path, body in heard.sent if (method, path) == ("POST", "/api/bookings")]
    assert httpx2.Response(200, content=body).json() == preview["body"]


async def test_a_preview_refuses_what_a_booking_would(engine: AsyncEngine) -> None:
    adapter, _ = connected(engine)
    draft = await draft_for(adapter, left(), next_month())
    dearer = draft.model_copy(update={"agreed_total": draft.agreed_total + draft.agreed_total})
    with pytest.raises(errors.PriceChanged):
        await adapter.preview_create(dearer, deadline=left())
    nobody = draft.model_copy(update={"guest": draft.guest.model_copy(update={"email": None})})
    with pytest.raises(errors.Invalid):
        await adapter.preview_create(nobody, deadline=left())
