"""Builds what channels that call us need: the table of their events, the worker over it, and each channel's own part."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr
from sanic import Blueprint
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.whatsapp.arrive import Arrivals
from bot.channels.whatsapp.identity import Identities
from bot.channels.whatsapp.numbers import Numbers
from bot.channels.whatsapp.routes import Webhook
from bot.channels.whatsapp.sender import CHANNEL
from bot.channels.whatsapp.statuses import Statuses
from bot.gateway.background import Background
from bot.gateway.desk import Desk
from bot.gateway.event_batches import EventBatches
from bot.gateway.event_worker import EventWorker, Handler
from bot.gateway.events import EventStore
from bot.gateway.outbound import Outbound
from common.guest_keys import GuestKeys
from common.properties import Properties
from common.settings import Settings
from templates.twins import Twins

# Once an hour what is too old is deleted, and now and then what waits is counted.
_HOUSEKEEPING_SECONDS = 3600.0
_COUNTING_SECONDS = 10.0


@dataclass(frozen=True)
class Inbound:
    """start after the turns, stop before them: what is stored waits, and what was begun is begun again."""

    blueprints: tuple[Blueprint, ...]
    worker: EventWorker
    batches: EventBatches
    background: tuple[Background, ...]

    async def start(self) -> None:
        await self.worker.start()
        self.batches.start()
        for work in self.background:
            work.start()

    async def stop(self) -> None:
        for work in self.background:
            await work.stop()
        await self.batches.stop()
        await self.worker.stop()

    async def settle(self) -> None:
        """Works until nothing is left that can be worked on now; for tests."""
        await self.worker.settle()
        await self.batches.take()


def build_inbound(
    settings: Settings,
    desk: Desk,
    engine: AsyncEngine,
    properties: Properties,
    guest_keys: GuestKeys,
    outbound: Outbound | None,
    *,
    owner: str,
) -> Inbound:
    """A channel without its secret is shut. Raises BadSettings, BadProperties for numbers that no hotel can have."""
    store = EventStore(desk.ledger, desk.sealer, desk.clock)
    identities = Identities(guest_keys, desk.sealer)
    numbers = Numbers.of(settings.whatsapp_numbers, properties)
    app_secrets = _several(settings.whatsapp_app_secret)
    handlers: dict[str, Handler] = {}
    if app_secrets:
        handlers[CHANNEL] = Arrivals(
            desk,
            identities,
            numbers,
            desk.clock,
            note_template=Twins(engine, desk.clock).note_state,
        ).work
    worker = EventWorker(desk.ledger, desk.sealer, desk.clock, handlers, owner=owner)
    batches = EventBatches(
        desk.ledger,
        desk.sealer,
        desk.clock,
        CHANNEL,
        Statuses(numbers, desk.clock).note,
        is_behind=lambda: worker.is_behind,
        on_noted=outbound.sending.call if outbound else lambda: None,
    )

    def call_both() -> None:
        worker.call()
        batches.call()

    blueprints: tuple[Blueprint, ...] = ()
    if app_secrets:
        webhook = Webhook(
            store,
            identities,
            guest_keys,
            numbers,
            app_secrets=app_secrets,
            verify_token=settings.whatsapp_verify_token.get_secret_value(),
            on_stored=call_both,
        )
        blueprints = (webhook.blueprint(),)
    background = (
        Background("old events", store.forget_old, every_seconds=_HOUSEKEEPING_SECONDS),
        Background("waiting events", worker.count, every_seconds=_COUNTING_SECONDS),
    )
    return Inbound(blueprints, worker, batches, background)


def _several(secret: SecretStr) -> tuple[str, ...]:
    return tuple(one.strip() for one in secret.get_secret_value().split(",") if one.strip())
