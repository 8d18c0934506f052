"""WhatsApp as the gateway's sender: who, what and how fast, in the Cloud API's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.whatsapp import format
from bot.channels.whatsapp.client import GraphClient
from bot.channels.whatsapp.format import Links
from bot.channels.whatsapp.limits import SendLimits
from bot.gateway.approved import Approved
from bot.gateway.outgoing import Reply
from bot.gateway.send_faults import Mistaken
from common.clock import Deadline

CHANNEL = "whatsapp"

type Address = Mapping[str, Any]


class WhatsAppSender:
    """An address is {"number": the hotel's phone_number_id, "user_id": business-scoped or None, "phone": digits or None}."""

    def __init__(self, client: GraphClient, limits: SendLimits, links: Links) -> None:
        self._client = client
        self._limits = limits
        self._links = links

    async def close(self) -> None:
        await self._client.close()

    def lane(self, address: Address) -> str:
        return str(address.get("number"))

    def wait_seconds(self, address: Address) -> float:
        return self._limits.wait_seconds(
            self.lane(address), str(address.get("user_id") or address.get("phone"))
        )

    def is_one(self, replies: Sequence[Reply]) -> bool:
        return format.is_one(replies, self._links)

    def messages(self, replies: Sequence[Reply]) -> Sequence[Mapping[str, Any]]:
        return format.messages(replies, self._links)

    def approved(self, twin: Approved, reply: Reply) -> Mapping[str, Any]:
        buttons = reply.buttons if twin.has_buttons else ()
        return format.template(twin.name, twin.language_code, twin.parameters, buttons)

    async def send(
        self, address: Address, message: Mapping[str, Any], *, key: str, deadline: Deadline
    ) -> str:
        if not address.get("number") or not (address.get("phone") or address.get("user_id")):
            raise Mistaken("no_address")
        return await self._client.send(self.lane(address), format.addressed(message, address, key), deadline)

    async def show_reading(self, address: Address, message_id: str, deadline: Deadline) -> None:
        await self._client.mark_read(self.lane(address), message_id, deadline, is_typing=True)
