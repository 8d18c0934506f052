"""The hotels of this installation, with the hotel system that the settings name for those that name none."""

from __future__ import annotations

from common.properties import PmsSettings, Properties, load_properties
from common.settings import Settings


def load_hotels(settings: Settings) -> Properties:
    return load_properties(
        settings.properties_file,
        PmsSettings(
            type=settings.pms_type,
            base_url=settings.pms_base_url,
            hotel_id=settings.pms_hotel_id,
            api_key=settings.pms_api_key,
            timeout_seconds=settings.pms_timeout,
            options=settings.pms_options,
        ),
    )
