"""The hotels of this installation, with the hotel system that the settings name for those that name none."""

from __future__ import annotations

from collections.abc import Mapping

from common.properties import PmsSettings, Properties, load_properties
from common.settings import Settings, read_environment


def load_hotels(settings: Settings, environment: Mapping[str, str] | None = None) -> Properties:
    """environment: where the keys that hotels name are looked up; the process's own, over `.env`, when not given.

    Raises BadProperties.
    """
    return load_properties(
        settings.properties_file,
        pms_of(settings),
        environment=read_environment() if environment is None else environment,
        desk_url=settings.guest_url,
    )


def pms_of(settings: Settings) -> PmsSettings:
    """The system that PMS_TYPE and its neighbours name."""
    return PmsSettings(
        type=settings.pms_type,
        base_url=settings.pms_base_url,
        hotel_id=settings.pms_hotel_id,
        api_key=settings.pms_api_key,
        timeout_seconds=settings.pms_timeout,
        options=settings.pms_options,
    )
