"""Which hotel a number belongs to. Meta names numbers by ids of its own, and so do the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from common.properties import BadProperties, Properties
from common.settings import BadSettings

_ROW = re.compile(r"\s*([0-9]{1,32})\s*(?:=\s*([^,\s]+)\s*)?")


class Numbers(Mapping[str, str]):
    """Meta's id of each number → the hotel's id; "" for a number that several hotels share."""

    def __init__(self, hotels: Mapping[str, str]) -> None:
        self._hotels = dict(hotels)

    @classmethod
    def of(cls, setting: str, properties: Properties) -> Numbers:
        """setting: WHATSAPP_NUMBERS; what a hotel's own block says stands over it. Raises BadSettings, BadProperties."""
        found: dict[str, str] = {}
        for row in filter(str.strip, setting.split(",")):
            parsed = _ROW.fullmatch(row)
            hotel = parsed.group(2) if parsed else None
            if parsed is None or (hotel and properties.get(hotel) is None):
                raise BadSettings(
                    "WHATSAPP_NUMBERS: expected ID=HOTEL, …, each hotel one of the properties file"
                )
            # A number nobody is named for belongs to the only hotel there is, or to all of them.
            found[parsed.group(1)] = hotel or (properties.default.id if len(properties) == 1 else "")
        own: dict[str, str] = {}
        for one in properties:
            for number in one.whatsapp_numbers:
                if own.setdefault(number, one.id) != one.id:
                    raise BadProperties(f"{own[number]} and {one.id} name the same WhatsApp number")
        return cls(found | own)

    def __getitem__(self, number: str) -> str:
        return self._hotels[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._hotels)

    def __len__(self) -> int:
        return len(self._hotels)
