"""Hotels of several systems in one process, each with its own key, connection and bookings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, SystemClock
from common.hotels import load_hotels
from common.settings import load_settings
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import ReservationQuery
from pms.contract.protocol import Connector
from pms.contract_cases.given import draft_for
from pms.factory import Connectors
from pms.simulators.qloapps import Key, QloApps, demo_house
from pms.simulators.server import serve
from tests.pms.house import next_month

SEAVIEW_KEY, MIRADOR_KEY = "SEAVIEWKEYSEAVIEWKEYSEAVIEWKEY12", "MIRADORKEYMIRADORKEYMIRADORKEY12"

HOTELS = """properties:
  - &hotel
    id: seaview
    name: Seaview
    timezone: Europe/Berlin
    currency: EUR
    country: DE
    privacy_url: https://hotels.example/privacy
    pms: {{type: qloapps, base_url: {seaview}, hotel_id: 1, api_key_env: SEAVIEW_KEY}}
  - <<: *hotel
    id: mirador
    pms: {{type: qloapps, base_url: {mirador}, hotel_id: 1, api_key_file: mirador.key}}
  - <<: *hotel
    id: posada
    pms: {{type: demo}}
"""


def simulator(key: str) -> QloApps:
    return QloApps(replace(demo_house(), keys=(Key(key),)))


def hotels_file(folder: Path, seaview: str, mirador: str) -> Path:
    (folder / "mirador.key").write_text(f"{MIRADOR_KEY}\n")
    path = folder / "hotels.yml"
    path.write_text(HOTELS.format(seaview=seaview, mirador=mirador))
    return path


def errand(property_id: str) -> Errand:
    return Errand(property_id, "conversation-1", "turn-1", Deadline.after(30))


async def booked(connector: Connector) -> list[str | None]:
    found = await connector.find_reservations(
        ReservationQuery(arrival=next_month().arrival), deadline=Deadline.after(30)
    )
    return [one.our_reference for one in found]


async def test_each_hotel_books_in_its_own_system_with_its_own_key(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with serve(simulator(SEAVIEW_KEY)) as seaview, serve(simulator(MIRADOR_KEY)) as mirador:
        path = hotels_file(tmp_path, seaview, mirador)
        settings = load_settings({"POSADA_PROPERTIES_FILE": str(path)})
        hotels = load_hotels(settings, {"SEAVIEW_KEY": SEAVIEW_KEY})
        connectors = Connectors(hotels, engine=engine, clock=SystemClock())
        made: dict[str, str] = {}
        for one in hotels:
            connector = await connectors.get(errand(one.id))
            draft = await draft_for(connector, errand(one.id).deadline, next_month())
            reservation = await connector.create_reservation(draft, deadline=errand(one.id).deadline)
            assert reservation.property_id == one.id
            made[one.id] = draft.our_reference
        for property_id, reference in made.items():
            assert await booked(await connectors.get(errand(property_id))) == [reference]
        await connectors.close()


async def test_one_hotels_wrong_key_is_its_own_trouble(engine: AsyncEngine, tmp_path: Path) -> None:
    async with serve(simulator(SEAVIEW_KEY)) as seaview, serve(simulator(MIRADOR_KEY)) as mirador:
        path = hotels_file(tmp_path, seaview, mirador)
        settings = load_settings({"POSADA_PROPERTIES_FILE": str(path)})
        hotels = load_hotels(settings, {"SEAVIEW_KEY": MIRADOR_KEY})
        connectors = Connectors(hotels, engine=engine, clock=SystemClock())
        wrong = await connectors.get(errand("seaview"))
        with pytest.raises(errors.BadCredentials) as refused:
            await wrong.get_room_types(deadline=Deadline.after(30))
        assert MIRADOR_KEY not in str(refused.value)
        right = await connectors.get(errand("mirador"))
        assert len(await right.get_room_types(deadline=Deadline.after(30))) == 4
        await connectors.close()
