"""What may be said when a guest has been silent for a day: the approved twin of a reply, filled with the reply's own values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.gateway.outgoing import Reply
from common.log import get_log
from templates.compiled import RenderError
from templates.place import EVERYWHERE
from templates.store import Catalog
from templates.twins import Twins

log = get_log("bot.gateway.sending")


@dataclass(frozen=True)
class Approved:
    """name and language_code as the channel's vendor has them; parameters in order."""

    name: str
    language_code: str
    parameters: tuple[str, ...]
    has_buttons: bool


FindTwin = Callable[[Reply, str, Sequence[str]], Awaitable[Approved | None]]
"""reply, property id ("" for none), languages by preference → its approved twin; None when there is none to be sent."""


def find_twin(twins: Twins, catalog: Callable[[], Catalog]) -> FindTwin:
    """catalog: the words in use."""

    async def find(reply: Reply, property_id: str, languages: Sequence[str]) -> Approved | None:
        for language in dict.fromkeys(languages):
            twin = await twins.approved_twin(reply.template, language, property_id or EVERYWHERE)
            if twin is None:
                continue
            try:
                parameters = twin.values(catalog(), reply.values)
            except RenderError as error:
                log.error("twin broken", template=reply.template, language=language, why=str(error))
                continue
            return Approved(twin.name, twin.language_code, tuple(parameters), twin.has_buttons)
        return None

    return find
