"""Builds what channels that deliver by themselves need: their senders, the worker over them, and the courtesies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.whatsapp.client import GraphClient
from bot.channels.whatsapp.format import Links
from bot.channels.whatsapp.limits import SendLimits
from bot.channels.whatsapp.sender import CHANNEL, WhatsAppSender
from bot.gateway.approved import Approved, FindTwin
from bot.gateway.courtesy import Courtesy
from bot.gateway.ledger import Ledger
from bot.gateway.outgoing import Reply
from bot.gateway.sending import Sending
from common.clock import Clock
from common.properties import Properties
from common.secrets import Sealer
from common.settings import Settings


@dataclass(frozen=True)
class Outbound:
    """start after the turns, stop after them too: what they still end with leaves as well."""

    sending: Sending
    courtesy: Courtesy
    sender: WhatsAppSender

    def start(self) -> None:
        self.sending.start()

    async def stop(self) -> None:
        await self.courtesy.stop()
        await self.sending.stop()
        await self.sender.close()


async def no_twin(_reply: Reply, _property_id: str, _languages: Sequence[str]) -> Approved | None:
    """For an installation without approved templates."""
    return None


def build_outbound(
    settings: Settings,
    ledger: Ledger,
    sealer: Sealer,
    clock: Clock,
    properties: Properties,
    *,
    find_twin: FindTwin | None,
    links: Links,
) -> Outbound | None:
    """None where no such channel has what it needs; what waits for one then stays."""
    token = settings.whatsapp_access_token.get_secret_value()
    if not token:
        return None
    client = GraphClient(settings.whatsapp_graph_url, settings.whatsapp_graph_version, token)
    sender = WhatsAppSender(
        client, SendLimits(clock, per_second=settings.whatsapp_messages_per_second), links
    )
    sending = Sending(ledger, sealer, clock, properties, {CHANNEL: sender}, find_twin or no_twin)
    return Outbound(sending, Courtesy(ledger, sealer, clock, {CHANNEL: sender}), sender)
