"""Replies that staff insert while they speak with a guest: the hotel's own words of the category "canned", in the guest's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.gateway.handover import Chosen
from bot.gateway.transcripts import ConversationRow
from common.log import get_log
from common.properties import Properties
from templates.compiled import RenderError
from templates.renderer import Renderer
from templates.store import Catalog
from templates.twins import Twins
from templates.versions import Versions

CATEGORY = "canned."
_log = get_log("console")


@dataclass(frozen=True)
class CannedReply:
    """approved: what the channel's vendor lets be sent at any time; None when nothing of it is."""

    key: str
    text: str
    language: str
    values: Mapping[str, Any]
    approved: str | None = None

    @property
    def chosen(self) -> Chosen:
        return Chosen(self.key, None, self.language, self.values)


class Canned:
    def __init__(self, versions: Versions, twins: Twins, properties: Properties) -> None:
        self._versions = versions
        self._twins = twins
        self._properties = properties

    async def of(self, row: ConversationRow, *, with_twins: bool = False) -> list[CannedReply]:
        """As this conversation's hotel says them, in the guest's language or else the hotel's. with_twins: `approved` is looked up."""
        hotel = self._properties.get(row.property_id) or self._properties.default
        catalog: Catalog = (await self._versions.catalog()).of_property(hotel.id)
        values = {
            name: value
            for name, value in (
                ("hotel", hotel.name),
                ("phone", hotel.phone),
                ("address", hotel.address),
                ("check_in_from", hotel.check_in_from),
                ("check_out_until", hotel.check_out_until),
            )
            if value
        }
        renderer, found = Renderer(catalog), []
        for key in (key for key in catalog.keys if key.startswith(CATEGORY)):
            language = row.language or hotel.default_language
            wording = catalog.get(key, language) or catalog.get(key, hotel.default_language)
            if wording is None:
                continue
            try:
                text = renderer.render(wording, values).text
            except RenderError as error:
                # This hotel has no telephone number, say: there is nothing to insert.
                _log.info("not offered", reply=key, why=str(error))
                continue
            approved = None
            if with_twins:
                twin = await self._twins.approved_twin(key, wording.language, hotel.id)
                approved = twin.name if twin else None
            found.append(CannedReply(key, text, wording.language, values, approved))
        return found

    async def one(self, row: ConversationRow, key: str) -> CannedReply | None:
        return next((one for one in await self.of(row, with_twins=True) if one.key == key), None)
