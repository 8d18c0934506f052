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
from bot.channels.webchat.wishes import Forget, Mailing, Wishes
from bot.gateway.approved import FindTwin
from bot.gateway.asides import Asides
from bot.gateway.background import Background
from bot.gateway.calendar import Calendar
from bot.gateway.calendar_route import calendar_blueprint
from bot.gateway.desk import Desk
from bot.gateway.ending import Endings, RecallGuest, RenderReply
from bot.gateway.handover import Takeover
from bot.gateway.inbound import Inbound, build_inbound
from bot.gateway.inbox import Inbox
from bot.gateway.ledger import Ledger
from bot.gateway.limits import RateLimit
from bot.gateway.live import Live
from bot.gateway.mail import FindAddress, Mail
from bot.gateway.notices import Notices
from bot.gateway.outbound import Outbound, build_outbound
from bot.gateway.rasa_client import RasaClient
from bot.gateway.relay import Relay
from bot.gateway.reminders import Patience, Reminders
from bot.gateway.staff_calls import AlertCalls, StaffCalls
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
REMINDERS_SECONDS = 15.0
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
    inbound: Inbound
    outbound: Outbound | None

    async def start(self) -> None:
        await self.turns.start()
        await self.inbound.start()
        for work in self.background:
            work.start()
        if self.outbound is not None:
            self.outbound.start()

    async def stop(self) -> None:
        await self.inbound.stop()
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
    calls: StaffCalls | None = None,
    find_twin: FindTwin | None = None,
    owner: str = "gateway",
    forget: Forget | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> Gateway:
    """find_address: as in mail.py; without it, or without a mail server, no mail goes out. calls: how staff are called; by alerts
    when none is given.

    find_twin: as in approved.py; without it nothing is said to guests who have been silent for a day.
    owner: this gateway's name, the same after a restart, unlike any other gateway's on the same database. forget: as
    in the web chat's wishes.py.
    """
    lease = timedelta(seconds=settings.turn_timeout_seconds + LEASE_MARGIN_SECONDS)
    live = Live()
    ledger = Ledger(engine)
    rasa = RasaClient(settings.rasa_workers, settings.rasa_token.get_secret_value())
    endings = Endings(render_reply, clock, recall_guest)
    calls = calls or AlertCalls()
    guest_keys = GuestKeys(settings.guest_salt.get_secret_value())
    burst = timedelta(seconds=settings.burst_wait_seconds)
    inbox = Inbox(ledger, sealer, clock, properties, guest_keys, owner=owner, lease=lease, burst=burst)
    smtp_url = settings.smtp_url.get_secret_value()
    sends_mail = bool(smtp_url and find_address)
    notices = Notices(
        ledger,
        sealer,
        clock,
        properties,
        endings,
        live,
        asks_satisfaction=settings.ask_satisfaction,
        sends_mail=sends_mail,
    )
    saying = Background("notices", notices.deliver, every_seconds=NOTICES_SECONDS)
    background = [saying]
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
        TurnRows(
            ledger,
            sealer,
            clock,
            guest_keys,
            owner=owner,
            lease=lease,
            calls=calls,
            asks_satisfaction=settings.ask_satisfaction,
            sends_mail=sends_mail,
        ),
        rasa,
        endings,
        live,
        properties,
        clock,
        patience_seconds=settings.turn_timeout_seconds,
        on_started=outbound.courtesy.on_started if outbound else None,
        on_ended=on_ended,
    )
    takeover = Takeover(
        ledger,
        sealer,
        clock,
        properties,
        calls=calls,
        asks_satisfaction=settings.ask_satisfaction,
        live=live,
        on_notice=saying.call,
        on_said=outbound.sending.call if outbound else lambda: None,
    )
    reminders = Reminders(
        ledger, clock, properties, calls, _patience(settings), live=live, on_notice=saying.call
    )
    relay = Relay(ledger, sealer, clock, live)
    background += [
        Background("reminders", reminders.look, every_seconds=REMINDERS_SECONDS),
        Background("relay", relay.look, every_seconds=RELAY_SECONDS),
    ]
    asides = Asides(ledger, sealer, clock, properties, inbox, endings, on_said=on_ended)
    desk = Desk(ledger, sealer, clock, properties, inbox, turns, asides, live)
    inbound = build_inbound(settings, desk, engine, properties, guest_keys, outbound, owner=owner)
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
    wishes = Wishes(door, desk, transcripts, forget, mailing)
    return Gateway(
        blueprints=(
            *inbound.blueprints,
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
        inbound=inbound,
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


def _patience(settings: Settings) -> Patience:
    return Patience(
        remind=timedelta(minutes=settings.staff_reminder_minutes),
        nobody=timedelta(minutes=settings.staff_missing_minutes),
        away=timedelta(minutes=settings.staff_away_minutes),
    )
