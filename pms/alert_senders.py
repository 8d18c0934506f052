"""How alerts reach people: the log, a web hook (Slack's JSON, which many speak), mail. What fails is tried again, each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import quote

import httpx2
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.log import get_log
from common.mail_server import MailServer
from common.settings import Settings
from pms.alerts import Alert
from pms.tables import alerts

_LOG = get_log("pms.alerts")
_AT_ONCE = 20
_SEND_SECONDS = 25.0
_HELD = timedelta(seconds=2 * _SEND_SECONDS)
_FIRST_WAIT_SECONDS = 15.0
_LONGEST_WAIT_SECONDS = 1800.0
_GIVEN_UP_AFTER = timedelta(hours=24)


class Sender(Protocol):
    @property
    def name(self) -> str: ...

    async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
        """Raises whatever goes wrong; it is tried again. The same alert may come twice."""
        ...


def senders_of(settings: Settings, *, mail_from: str) -> tuple[Sender, ...]:
    """The log always; the others as they are set. Raises ValueError for an address that cannot be one."""
    found: list[Sender] = [LogSender()]
    url = settings.alert_webhook_url.get_secret_value()
    if url:
        found.append(WebhookSender(url))
    smtp_url = settings.smtp_url.get_secret_value()
    if settings.alert_email and smtp_url:
        server = MailServer.from_url(smtp_url)
        found.append(MailSender(server.send, to=settings.alert_email, sender=settings.mail_from or mail_from))
    return tuple(found)


def text_of(alert: Alert, *, public_url: str) -> str:
    """Plain text: what, where, which, what to do; the write and the conversation as links where the console has an address."""
    facts = dict(alert.facts)
    conversation = facts.pop("conversation", None)
    lines = [f"[{alert.property_id}] {alert.title}"]
    lines.append(" · ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))
    lines.append(f"What to do: {alert.manual_way}")
    console = f"{public_url.rstrip('/')}/admin"
    if public_url and "write" in facts:
        lines.append(f"{console}/dead-letters/{quote(str(facts['write']), safe='')}")
    if conversation and public_url:
        lines.append(f"{console}/conversations/{quote(str(conversation), safe='')}")
    elif conversation:
        lines.append(f"conversation: {conversation}")
    return "\n".join(line for line in lines if line)


class LogSender:
    name = "log"

    async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
        _LOG.error(
            "alert",
            alert=alert_id,
            kind=alert.kind,
            property=alert.property_id,
            title=alert.title,
            manual_way=alert.manual_way,
            **{f"about_{name}": value for name, value in alert.facts.items()},
        )


class WebhookSender:
    """url: a secret; whoever has it may write to the hotel's channel, so it is never logged."""

    name = "webhook"

    def __init__(self, url: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        if not url.startswith("https://") and not url.startswith(("http://127.0.0.1", "http://localhost")):
            raise ValueError("POSADA_ALERT_WEBHOOK_URL is https://…")
        self._url = url
        self._transport = transport

    async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
        # Slack reads these three as markup.
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        async with httpx2.AsyncClient(transport=self._transport, timeout=10.0) as client:
            answer = await client.post(self._url, json={"text": escaped})
        if not answer.is_success:
            raise OSError(f"the web hook answered {answer.status_code}")


class MailSender:
    """to: one address or several, separated by commas."""

    name = "mail"

    def __init__(self, send: Callable[[EmailMessage], Awaitable[None]], *, to: str, sender: str) -> None:
        self._send = send
        self._to = to
        self._sender = sender

    async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = self._to
        mail["Subject"] = f"[{alert.property_id}] {alert.title}"
        # The same for every try, so that a second copy can be told from a second alert.
        mail["Message-ID"] = f"<{alert_id}@posada>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text + "\n")
        await self._send(mail)


class AlertDelivery:
    """Any number may run on one database. `deliver` never raises for what a sender does."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, senders: Sequence[Sender], *, public_url: str = ""
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._senders = senders
        self._public_url = public_url

    async def deliver(self) -> None:
        """Everything that is due now."""
        due = (
            select(alerts)
            .where(alerts.c.closed_at.is_(None), alerts.c.next_try_at <= self._clock.now())
            .order_by(alerts.c.created_at)
            .limit(_AT_ONCE)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(due)).mappings().all()
        for row in rows:
            if await self._take(row):
                await self._deliver(row)

    async def _take(self, row: RowMapping) -> bool:
        """False when another process was quicker. One that dies with it leaves it for the others after a moment."""
        async with self._engine.begin() as connection:
            taken = await connection.execute(
                update(alerts)
                .where(alerts.c.id == row["id"], alerts.c.tries == row["tries"], alerts.c.closed_at.is_(None))
                .values(tries=row["tries"] + 1, next_try_at=self._clock.now() + _HELD)
            )
        return taken.rowcount == 1

    async def _deliver(self, row: RowMapping) -> None:
        alert = Alert(**{name: row[name] for name in Alert.__dataclass_fields__})
        text = text_of(alert, public_url=self._public_url)
        sent_by = list(row["sent_by"])
        for sender in self._senders:
            if sender.name in sent_by:
                continue
            try:
                async with asyncio.timeout(_SEND_SECONDS):
                    await sender.send(alert, text, alert_id=row["id"])
                sent_by.append(sender.name)
            except Exception as error:
                # Their texts may hold the web hook's address or the mail server's password.
                _LOG.warning(
                    "alert_not_sent", alert=row["id"], sender=sender.name, error=type(error).__name__
                )
        now = self._clock.now()
        is_sent = len(sent_by) >= len(self._senders)
        is_given_up = not is_sent and now >= row["created_at"] + _GIVEN_UP_AFTER
        if is_given_up:
            _LOG.error("alert_given_up", alert=row["id"])
        wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(row["tries"], 10))
        async with self._engine.begin() as connection:
            await connection.execute(
                update(alerts)
                .where(alerts.c.id == row["id"])
                .values(
                    sent_by=sent_by,
                    next_try_at=now + timedelta(seconds=wait),
                    closed_at=now if is_sent or is_given_up else None,
                )
            )
