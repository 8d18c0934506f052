"""Which live system is to be tested, and how: read from the environment, refused when it is not plainly said.

    POSADA_LIVE_PMS               the vendor, as PMS_TYPE takes it; must be the property's own
    POSADA_LIVE_PROPERTY          which hotel of the hotels' file; the first when not given
    POSADA_LIVE_DAYS_AHEAD        how far ahead the stays lie (40)
    POSADA_LIVE_PATIENCE_SECONDS  how long one test may wait for the system (60)

The rest (PMS_BASE_URL, PMS_API_KEY, PMS_HOTEL_ID, PMS_OPTIONS, POSADA_PROPERTIES_FILE) is what the program itself reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.hotels import load_hotels
from common.properties import BadProperties, Property
from common.settings import BadSettings, load_settings
from pms.contract import errors
from pms.factory import check_settings


class NotWanted(Exception):
    """The text says what is missing or wrong."""


@dataclass(frozen=True)
class Wanted:
    hotel: Property
    days_ahead: int
    patience_seconds: float


def read_wanted(environment: Mapping[str, str]) -> Wanted:
    """Raises NotWanted."""
    vendor = environment.get("POSADA_LIVE_PMS", "")
    if not vendor:
        raise NotWanted("say which system: POSADA_LIVE_PMS=<vendor> make test-live")
    try:
        hotels = load_hotels(load_settings({**environment, "PMS_TYPE": vendor}), environment)
        hotel = (
            hotels.get(environment["POSADA_LIVE_PROPERTY"])
            if environment.get("POSADA_LIVE_PROPERTY")
            else hotels.default
        )
        if hotel is None:
            raise NotWanted(f"POSADA_LIVE_PROPERTY: there is {', '.join(one.id for one in hotels)}")
        manifest = check_settings(hotel)
    except (BadSettings, BadProperties, errors.PmsError) as error:
        raise NotWanted(str(error)) from error
    if vendor not in (manifest.name, *manifest.also_called):
        raise NotWanted(f"POSADA_LIVE_PMS is {vendor}, but '{hotel.id}' runs on {manifest.name}")
    if not manifest.needs_address:
        raise NotWanted(f"{manifest.name} is no live system: `make test` tests it")
    if not hotel.pms.base_url:
        raise NotWanted("say where it is: PMS_BASE_URL, or the hotel's `base_url`")
    return Wanted(
        hotel,
        days_ahead=int(_number(environment, "POSADA_LIVE_DAYS_AHEAD", 40)),
        patience_seconds=_number(environment, "POSADA_LIVE_PATIENCE_SECONDS", 60),
    )


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(environment.get(name) or default)
    except ValueError as error:
        raise NotWanted(f"{name} is no number") from error
    if value < 1:
        raise NotWanted(f"{name} is at least 1")
    return value
