"""How each role's part is built and what it needs: the only place where the words, the hotel and the gateway meet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from typing import Any

import yaml
from sanic import Blueprint
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from actions import action_endpoint
from actions.app import executor
from actions.desk import Desk, HandoffBook, install
from bot.channels.whatsapp.media import MediaSource
from bot.gateway import app as gateway_app
from bot.gateway.approved import find_twin
from bot.gateway.handover import Takeover
from bot.gateway.ledger import Ledger
from bot.gateway.mail import MailedByTheHotel
from bot.gateway.search import Search
from bot.gateway.transcripts import Transcripts
from bot.gateway.unanswered import Unanswered
from common.chores import keep_doing
from common.clock import Clock, Deadline, SystemClock
from common.guest_keys import GuestKeys
from common.hotels import load_hotels
from common.knowledge.book import Book
from common.knowledge.follow import KnowledgeFollower
from common.knowledge.known import Holder
from common.properties import Properties
from common.secrets import Sealer
from common.settings import ROOT, Settings
from console import app as console_app
from console.api_tokens import ApiTokens
from console.guest_files import NotErased
from pms.alert_senders import AlertDelivery, senders_of
from pms.front_desk import Errand, FrontDesk, build_front_desk
from pms.outbox import figures
from posada.experiments import Lab, build_lab
from posada.guests import Guests, guests_of
from posada.health import Check, Held
from posada.outcomes import OutcomeFeed
from posada.retention import Retention
from templates import nlg_endpoint
from templates.metrics import ReplyMetrics
from templates.preview import Previews
from templates.replies import Replies, build_replies
from templates.store import Catalog, Store, read_catalog
from templates.twins import Twins
from templates.usage import Usage
from templates.versions import Versions
from templates.watch import Watcher

ROLES = ("gateway", "actions", "replies", "console", "sync")

ADDRESS_SECONDS = 10.0
ALERT_SECONDS = 2.0
FIGURES_SECONDS = 10.0
OUTCOMES_SECONDS = 5.0
RETENTION_SECONDS = 24 * 3600.0
BOOKED = ("booking.confirmed", "notice.book_done")
"""The replies that some hotel systems mail by themselves."""

Step = Callable[[], Awaitable[None]]


@dataclass
class Assembly:
    """What the roles put together. stopping: done in reverse; hotels: checks of the hotels' own systems."""

    outer: list[Blueprint] = field(default_factory=list)
    inner: list[Blueprint] = field(default_factory=list)
    starting: list[Step] = field(default_factory=list)
    stopping: list[Step] = field(default_factory=list)
    checks: dict[str, Check] = field(default_factory=dict)
    hotels: dict[str, Check] = field(default_factory=dict)


@dataclass(frozen=True)
class House:
    """What every part may need, made once a process."""

    settings: Settings
    engine: AsyncEngine
    sealer: Sealer
    clock: Clock
    properties: Properties
    tokens: ApiTokens
    packaged: Catalog
    lab: Lab


def assemble(settings: Settings, engine: AsyncEngine, roles: tuple[str, ...]) -> Assembly:
    """Each role adds its part. Raises BadProperties for a hotels' file that cannot be used."""
    house = build_house(settings, engine)
    assembly = Assembly()
    assembly.checks["database"] = lambda: _database_answers(engine)
    front_desk = build_front_desk(settings, house.properties, engine, house.clock)
    assembly.stopping += [front_desk.close, house.lab.close]

    @cache
    def guests() -> Guests:
        made = guests_of(settings, engine, house.clock)
        assembly.stopping.append(made.close)
        return made

    takeover: Takeover | None = None
    if {"gateway", "replies"} & set(roles):
        replies = _add_words(assembly, house)
        if "replies" in roles:
            assembly.inner.append(nlg_endpoint.blueprint(replies, settings.inner_token.get_secret_value()))
        if "gateway" in roles:
            takeover = _add_gateway(assembly, house, replies, front_desk, guests())
    if {"actions", "sync"} & set(roles):
        _add_hotel(assembly, house, front_desk, roles)
    if "sync" in roles:
        _add_retention(assembly, house, guests())
    if "console" in roles:
        _add_console(assembly, house, front_desk, takeover, guests())
    return assembly


def build_house(settings: Settings, engine: AsyncEngine) -> House:
    clock, packaged = SystemClock(), read_catalog()
    return House(
        settings=settings,
        engine=engine,
        sealer=Sealer.from_setting(settings.secret_keys.get_secret_value()),
        clock=clock,
        properties=load_hotels(settings),
        tokens=ApiTokens(engine, clock),
        packaged=packaged,
        lab=build_lab(settings, engine, clock, packaged),
    )


def _add_words(assembly: Assembly, house: House) -> Replies:
    """What is published, followed as it changes; how often it is said, counted."""
    packaged, metrics, usage = house.packaged, ReplyMetrics(), Usage()
    store = Store(packaged)
    running = house.lab.running
    # Before the first reply; where the database is away just now, the task below looks again.
    assembly.starting.append(running.start)
    _in_background(assembly, running.run)
    watcher = Watcher(
        store,
        house.engine,
        packaged=packaged,
        clock=house.clock,
        metrics=metrics,
        folder=house.settings.data_dir,
    )
    assembly.starting.append(watcher.start)
    _in_background(assembly, watcher.run)
    assembly.stopping.append(lambda: usage.flush(house.engine, house.clock.now().date()))
    _in_background(assembly, lambda: usage.keep_flushing(house.engine, house.clock))
    return build_replies(
        store=store,
        packaged=packaged,
        metrics=metrics,
        usage=usage,
        property_languages={hotel.id: hotel.default_language for hotel in house.properties},
        experiments=running,
    )


def _add_gateway(
    assembly: Assembly, house: House, replies: Replies, front_desk: FrontDesk, guests: Guests
) -> Takeover:
    async def find_address(conversation: str, property_id: str, reference: str, reply: str) -> str | None:
        if reply in BOOKED and front_desk.system_mails(property_id).create:
            raise MailedByTheHotel
        # Where a confirmation is mailed to is read from the hotel's record; replies carry no guest's address.
        errand = Errand(property_id, conversation, None, Deadline.after(ADDRESS_SECONDS, house.clock))
        for one in await front_desk.own_reservations(errand):
            if reference in (one.reference, one.our_reference):
                return one.guest.email
        return None

    async def forget(conversation: str) -> bool:
        try:
            await guests.forget_conversation(conversation)
        except NotErased:
            return False
        return True

    gateway = gateway_app.build(
        house.settings,
        engine=house.engine,
        sealer=house.sealer,
        clock=house.clock,
        properties=house.properties,
        render_reply=replies.render,
        verify_token=house.tokens.verify,
        find_address=find_address,
        recall_guest=replies.recall,
        find_twin=find_twin(Twins(house.engine, house.clock), lambda: replies.catalog),
        owner=house.settings.gateway_name,
        forget=forget,
    )
    assembly.outer += gateway.blueprints
    assembly.starting.append(gateway.start)
    assembly.stopping.append(gateway.stop)
    assembly.checks["rasa"] = gateway.rasa.is_ready
    return gateway.takeover


def _add_hotel(assembly: Assembly, house: House, front_desk: FrontDesk, roles: tuple[str, ...]) -> None:
    if "actions" in roles:
        knowledge = Holder()
        follower = KnowledgeFollower(knowledge, house.engine, house.properties, house.clock)
        assembly.starting.append(follower.start)
        _in_background(assembly, follower.run)
        install(
            Desk(
                front_desk,
                HandoffBook(house.engine),
                house.clock,
                patience_seconds=house.settings.guest_patience_seconds,
                knowledge=knowledge,
            )
        )
        token = house.settings.inner_token.get_secret_value()
        assembly.inner.append(action_endpoint.blueprint(executor(), token))
    if "sync" in roles:
        _add_outbox(assembly, house, front_desk)
        keys = GuestKeys(house.settings.guest_salt.get_secret_value())
        feed = OutcomeFeed(house.engine, house.sealer, keys, house.clock)
        _add_chore(assembly, house, "outcomes", feed.collect, OUTCOMES_SECONDS)
    if house.settings.check_pms_in_readiness:
        for hotel in front_desk.properties():
            check = Held(partial(front_desk.is_reachable, hotel.id))
            assembly.hotels[f"pms:{hotel.id}"] = check
            assembly.stopping.append(check.close)


def _add_retention(assembly: Assembly, house: House, guests: Guests) -> None:
    retention = Retention(
        house.engine,
        guests,
        house.clock,
        keep_words=_days(house.settings.keep_words_days),
        keep_records=_days(house.settings.keep_records_days),
    )
    _add_chore(assembly, house, "retention", retention.tidy, RETENTION_SECONDS)


def _days(number: int) -> timedelta | None:
    return timedelta(days=number) if number else None


def _add_outbox(assembly: Assembly, house: House, front_desk: FrontDesk) -> None:
    """Writes that wait, people who are to be called about them, and how many there are."""
    settings = house.settings
    senders = senders_of(settings, mail_from=house.properties.default.email)
    delivery = AlertDelivery(house.engine, house.clock, senders, public_url=settings.public_url)

    async def count() -> None:
        await figures.refresh(house.engine, house.clock)

    _in_background(assembly, front_desk.outbox_worker().run)
    _add_chore(assembly, house, "alerts", delivery.deliver, ALERT_SECONDS)
    _add_chore(assembly, house, "figures", count, FIGURES_SECONDS)


def _add_console(
    assembly: Assembly, house: House, front_desk: FrontDesk, takeover: Takeover | None, guests: Guests
) -> None:
    """takeover: the gateway's own, where it runs in this process."""
    if takeover is None:
        ledger = Ledger(house.engine)
        assembly.stopping.append(lambda: asyncio.to_thread(ledger.close))
        takeover = Takeover(
            ledger,
            house.sealer,
            house.clock,
            house.properties,
            asks_satisfaction=house.settings.ask_satisfaction,
        )
    media = _media_source(house.settings)
    if media is not None:
        assembly.stopping.append(media.close)
    previews = Previews()
    assembly.stopping.append(previews.close)
    deps = console_app.Deps(
        engine=house.engine,
        clock=house.clock,
        properties=house.properties,
        transcripts=Transcripts(house.engine, house.sealer),
        search=Search(house.engine, house.sealer),
        takeover=takeover,
        unanswered=Unanswered(house.engine, house.sealer),
        tokens=house.tokens,
        versions=Versions(house.engine, house.clock, packaged=house.packaged),
        experiments=house.lab.experiments,
        book=Book(house.engine, house.clock, house.properties),
        previews=previews,
        desk=front_desk.staff_desk(),
        guests=guests,
        secret_keys=house.settings.secret_keys.get_secret_value(),
        public_url=house.settings.public_url,
        hold_out=house.settings.experiment_hold_out,
        wishes=_wishes(),
        media=media,
    )
    assembly.outer += console_app.blueprints(deps)


def _media_source(settings: Settings) -> MediaSource | None:
    token = settings.whatsapp_access_token.get_secret_value()
    if not token:
        return None
    return MediaSource(
        token=token, graph_url=settings.whatsapp_graph_url, version=settings.whatsapp_graph_version
    )


def _wishes() -> tuple[str, ...]:
    """The bot's intents by name, for staff to say which one a guest had."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return tuple(sorted(name for intent in domain["intents"] for name in intent))


def _add_chore(
    assembly: Assembly,
    house: House,
    name: str,
    work: Callable[[], Coroutine[Any, Any, object]],
    every_seconds: float,
) -> None:
    _in_background(assembly, lambda: keep_doing(name, work, every_seconds=every_seconds, clock=house.clock))


def _in_background(assembly: Assembly, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """`work` runs from start to stop; it ends by being cancelled."""
    tasks: list[asyncio.Task[None]] = []

    async def start() -> None:
        tasks.append(asyncio.create_task(work()))

    async def stop() -> None:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    assembly.starting.append(start)
    assembly.stopping.append(stop)


async def _database_answers(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return True
