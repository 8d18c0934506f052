"""Builds the gateway: what channels, turns and tables need, handed down once. The one place that knows all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sanic import Blueprint
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.api.routes import WAIT_SECONDS, Api
from bot.channels.webchat import session as webchat_session
from bot.channels.webchat.door import Door
from bot.channels.webchat.origins import Origins
from bot.channels.webchat.pages import pages_blueprint
from bot.channels.webchat.routes import WebChat
from bot.channels.webchat.session import Session, Sessions
from bot.channels.webchat.wishes import Mailing, Wishes
from bot.gateway.approved import FindTwin
from bot.gateway.background import Background
from bot.gateway.calendar import Calendar
from bot.gateway.calendar_route import calendar_blueprint
from bot.gateway.desk import Desk
from bot.gateway.ending import Endings, RecallGuest, RenderReply
from bot.gateway.erasure import Erasure
from bot.gateway.handover import Takeover
from bot.gateway.inbox import Inbox
from bot.gateway.ledger import Ledger
from bot.gateway.limits import RateLimit
from bot.gateway.live import Live
from bot.gateway.mail import FindAddress, Mail
from bot.gateway.notices import Notices
from bot.gateway.outbound import Outbound, build_outbound
from bot.gateway.rasa_client import RasaClient
from bot.gateway.relay import Relay
from bot.gateway.transcripts import Transcripts
from bot.gateway.turn_rows import TurnRows
from bot.gateway.turns import Turns
from common.clock import Clock
from common.guest_keys import GuestKeys
from common.mail_server import MailServer
from common.properties import Properties
from common.secrets import Sealer
from common.settings import Settings

# A token is a program that speaks for many guests; this only stops one that has run wild.
TOKEN_MESSAGES_PER_MINUTE = 30_000
# Above the patience for Rasa: a living gateway always ends its turns before another may take them.
LEASE_MARGIN_SECONDS = 20
# Written by the hotel side, maybe in another process, which cannot call us.
NOTICES_SECONDS = 2.0
# Told by another process to guests whose page is open here.
RELAY_SECONDS = 1.0
# Between two tries at a mail server that is down.
MAIL_SECONDS = 60.0


@dataclass(frozen=True)
class Gateway:
    """blueprints: for the guests' listener. start before it listens, stop after it closed."""

    blueprints: tuple[Blueprint, ...]
    transcripts: Transcripts
    desk: Desk
    takeover: Takeover
    engine: AsyncEngine
    rasa: RasaClient
    turns: Turns
    background: tuple[Background, ...]
    outbound: Outbound | None

    async def start(self) -> None:
        await self.turns.start()
        for work in self.background:
            work.start()
        if self.outbound is not None:
            self.outbound.start()

    async def stop(self) -> None:
        for work in self.background:
            await work.stop()
        await self.turns.stop()
        if self.outbound is not None:
            await self.outbound.stop()
        await self.rasa.close()
        self.desk.ledger.close()

    async def ready(self) -> dict[str, bool]:
        """Each thing the gateway cannot answer without."""
        return {"database": await self._database_answers(), "rasa": await self.rasa.is_ready()}

    async def _database_answers(self) -> bool:
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True


def build(
    settings: Settings,
    *,
    engine: AsyncEngine,
    sealer: Sealer,
    clock: Clock,
    properties: Properties,
    render_reply: RenderReply,
    verify_token: Callable[[str], Awaitable[bool]],
    find_address: FindAddress | None = None,
    recall_guest: RecallGuest | None = None,
    find_twin: FindTwin | None = None,
    owner: str = "gateway",
    tracker_url: str = "",
    wait_seconds: float = WAIT_SECONDS,
) -> Gateway:
    """find_address: as in mail.py; without it, or without a mail server, no mail goes out.

    find_twin: as in approved.py; without it nothing is said to guests who have been silent for a day.
    owner: this gateway's name, the same after a restart, unlike any other gateway's on the same database. tracker_url: as
    in erasure.py.
    """
    lease = timedelta(seconds=settings.turn_timeout_seconds + LEASE_MARGIN_SECONDS)
    live = Live()
    ledger = Ledger(engine)
    rasa = RasaClient(settings.rasa_workers, settings.rasa_token.get_secret_value())
    endings = Endings(render_reply, recall_guest)
    guest_keys = GuestKeys(settings.guest_salt.get_secret_value())
    burst = timedelta(seconds=settings.burst_wait_seconds)
    inbox = Inbox(ledger, sealer, clock, properties, guest_keys, owner=owner, lease=lease, burst=burst)
    smtp_url = settings.smtp_url.get_secret_value()
    sends_mail = bool(smtp_url and find_address)
    notices = Notices(ledger, sealer, clock, properties, endings, live, sends_mail=sends_mail)
    saying = Background("notices", notices.deliver, every_seconds=NOTICES_SECONDS)
    background = [saying]
    takeover = Takeover(ledger, sealer, clock, properties, live=live, on_notice=saying.call)
    if smtp_url and find_address:
        sender = settings.mail_from or properties.default.email
        server = MailServer.from_url(smtp_url)
        mail = Mail(engine, sealer, clock, server.send, find_address, sender=sender)
        background.append(Background("mail", mail.deliver, every_seconds=MAIL_SECONDS))
    # The oldest first, as itsdangerous wants them: the newest signs, all are recognised.
    signing_keys = settings.secret_keys.get_secret_value().split(",")[::-1]
    calendar = Calendar(engine, sealer, keys=signing_keys, public_url=settings.guest_url)
    outbound = build_outbound(
        settings, ledger, sealer, clock, properties, find_twin=find_twin, links=calendar.attachments
    )
    called = [background[-1].call] if sends_mail else []
    if outbound:
        called.append(outbound.sending.call)

    def on_ended() -> None:
        for call in called:
            call()

    turns = Turns(
        TurnRows(ledger, sealer, clock, owner=owner, lease=lease, sends_mail=sends_mail),
        rasa,
        endings,
        live,
        properties,
        clock,
        patience_seconds=settings.turn_timeout_seconds,
        on_started=outbound.courtesy.on_started if outbound else None,
        on_ended=on_ended,
    )
    relay = Relay(ledger, sealer, clock, live)
    background.append(Background("relay", relay.look, every_seconds=RELAY_SECONDS))
    desk = Desk(ledger, sealer, clock, properties, inbox, turns, live)
    transcripts = Transcripts(engine, sealer)
    per_conversation = RateLimit(clock, per_minute=settings.messages_per_minute)
    api = Api(
        desk,
        transcripts,
        calendar,
        verify_token,
        wait_seconds=wait_seconds,
        per_conversation=per_conversation,
        per_token=RateLimit(
            clock, per_minute=TOKEN_MESSAGES_PER_MINUTE, burst=TOKEN_MESSAGES_PER_MINUTE / 30
        ),
    )

    def say_instead(name: str, session: Session) -> str:
        hotel, language = desk.hotel(session.property_id), session.language
        return endings.named(
            name,
            language=language or hotel.default_language,
            channel=webchat_session.CHANNEL,
            hotel=hotel,
            values={},
            guest=None,
        ).text

    door = Door(
        Sessions(signing_keys),
        Origins([*settings.webchat_origins.split(","), settings.guest_url]),
        per_address=RateLimit(clock, per_minute=20 * settings.messages_per_minute),
    )
    mailing = _mailing(settings, clock, properties)
    webchat = WebChat(
        door,
        desk,
        transcripts,
        calendar,
        say_instead,
        per_conversation=per_conversation,
        can_mail=mailing is not None,
    )
    erasure = Erasure(ledger, tracker_url=tracker_url)
    wishes = Wishes(door, desk, transcripts, erasure, mailing)
    return Gateway(
        blueprints=(
            api.blueprint(),
            webchat.blueprint(wishes.routes()),
            pages_blueprint(properties),
            calendar_blueprint(calendar),
        ),
        transcripts=transcripts,
        desk=desk,
        takeover=takeover,
        engine=engine,
        rasa=rasa,
        turns=turns,
        background=tuple(background),
        outbound=outbound,
    )


def _mailing(settings: Settings, clock: Clock, properties: Properties) -> Mailing | None:
    """For guests who wish to have their conversation by mail."""
    smtp_url = settings.smtp_url.get_secret_value()
    if not smtp_url:
        return None
    return Mailing(
        MailServer.from_url(smtp_url).send,
        settings.mail_from or properties.default.email,
        per_conversation=RateLimit(clock, per_minute=1 / 20, burst=3),
        per_address=RateLimit(clock, per_minute=1 / 6, burst=10),
    )
