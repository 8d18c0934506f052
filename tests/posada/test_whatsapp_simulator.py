"""A pretended WhatsApp is started where nobody could be reached by the real one, and nowhere else."""

from __future__ import annotations

import asyncio
import os

import httpx2
import pytest
from pydantic import SecretStr

from common.settings import Settings, load_settings
from posada.preparation import Prepared
from posada.starter import welcome
from posada.supervisor import Supervisor
from posada.whatsapp_simulator import is_wanted, simulated
from tests.bot.gateway.house import free_port


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, True),
        ({"whatsapp_access_token": SecretStr("t")}, False),
        ({"whatsapp_app_secret": SecretStr("s")}, False),
        ({"public_url": "https://chat.hotel.example"}, False),
        ({"whatsapp_simulator_port": 0}, False),
    ],
)
def test_it_is_wanted_without_credentials_and_without_guests_from_outside(
    given: dict[str, object], wanted: bool
) -> None:
    assert is_wanted(Settings(**given)) is wanted


async def test_the_service_and_the_simulator_know_each_other() -> None:
    settings = Settings(whatsapp_simulator_port=free_port(), port=free_port())
    phone = simulated(settings, os.environ)
    told = load_settings(dict(phone.environment))
    assert told.whatsapp_graph_url == phone.address.rstrip("/")
    assert told.whatsapp_numbers == "109876500000001=mirador"
    assert phone.environment["WHATSAPP_APP_SECRET"] not in " ".join(phone.program.command)
    assert (
        simulated(settings, {}).environment["WHATSAPP_APP_SECRET"] != phone.environment["WHATSAPP_APP_SECRET"]
    )
    assert phone.address in welcome(settings, Prepared("token"), phone.address)

    lines: list[str] = []
    supervisor = Supervisor((phone.program,), lines.append)

    async def look() -> None:
        async with httpx2.AsyncClient(base_url=phone.address, trust_env=False) as client:
            assert (await client.get("/")).status_code == 200
            found = (await client.get("/simulator/guests")).json()
            assert found["numbers"] == {"109876500000001": "493023125000"}
            message = {
                "messaging_product": "whatsapp",
                "to": "+34600111222",
                "type": "text",
                "text": {"body": "x"},
            }
            path = "/v25.0/109876500000001/messages"
            assert (await client.post(path, json=message)).status_code == 401
            right = {"Authorization": f"Bearer {phone.environment['WHATSAPP_ACCESS_TOKEN']}"}
            assert (await client.post(path, json=message, headers=right)).json()["error"]["code"] == 131047
        supervisor.stop()

    await asyncio.wait_for(supervisor.run(look), 60)
    assert any("WhatsApp simulator at" in line for line in lines)
