"""The hotel that the simulator's demo house is for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from common.properties import PmsSettings, Property
from pms.simulators.qloapps import DEMO_KEY
from tests.pms import house


def hotel(
    *, base_url: str = "http://127.0.0.1:8080", hotel_id: str = "1", key: str = DEMO_KEY.value, **options: Any
) -> Property:
    return replace(
        house.hotel(),
        pms=PmsSettings(
            "qloapps", base_url=base_url, hotel_id=hotel_id, api_key=SecretStr(key), options=options
        ),
    )
