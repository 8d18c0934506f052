"""A pretended WhatsApp beside a service that has no credentials for the real one, so that the channel can be tried.

Only where nobody from outside is served; its secret is made afresh with each start and lies nowhere.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from common.hotels import load_hotels
from common.settings import ROOT, Settings
from posada.supervisor import Program

_FIRST_NUMBER = 109876500000001
_FIRST_DISPLAY = 493023125000


@dataclass(frozen=True)
class Simulated:
    """environment: what the service is to be told; program: what runs beside it; address: where a person looks at it."""

    environment: Mapping[str, str]
    program: Program
    address: str


def is_wanted(settings: Settings) -> bool:
    has_credentials = any(
        secret.get_secret_value() for secret in (settings.whatsapp_access_token, settings.whatsapp_app_secret)
    )
    return bool(settings.whatsapp_simulator_port) and not has_credentials and not settings.public_url


def simulated(settings: Settings, environment: Mapping[str, str]) -> Simulated:
    """environment: of this process, to which the secrets are added. Each hotel has a number, in the file's order."""
    address = f"http://127.0.0.1:{settings.whatsapp_simulator_port}"
    numbers: dict[str, tuple[str, str]] = {}
    for place, hotel in enumerate(load_hotels(settings)):
        for number in hotel.whatsapp_numbers or (str(_FIRST_NUMBER + place),):
            numbers[number] = (hotel.id, str(_FIRST_DISPLAY + len(numbers)))
    own = {
        "WHATSAPP_ACCESS_TOKEN": secrets.token_urlsafe(24),
        "WHATSAPP_APP_SECRET": secrets.token_urlsafe(24),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_urlsafe(24),
        "WHATSAPP_GRAPH_URL": address,
        "WHATSAPP_NUMBERS": ",".join(f"{number}={hotel}" for number, (hotel, _) in numbers.items()),
    }
    command = [
        *(sys.executable, "-m", "bot.channels.whatsapp.simulator"),
        *("--port", str(settings.whatsapp_simulator_port)),
        *("--webhook", f"http://127.0.0.1:{settings.port}/webhooks/whatsapp"),
        *(part for number, (_, display) in numbers.items() for part in ("--number", f"{number}={display}")),
    ]
    program = Program(
        name="phone",
        command=command,
        environment={**environment, **own},
        ready_url=f"{address}/simulator/counts",
        folder=ROOT,
        ports=(settings.whatsapp_simulator_port,),
    )
    return Simulated(own, program, f"{address}/")
