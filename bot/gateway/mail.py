"""Confirmations by e-mail: a reply with an attachment of kind `mail` also goes to that address, with its calendar file.

Stored with the turn and sent afterwards, so that a mail server that is down delays a confirmation and loses none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import metrics
from bot.gateway.calendar import event_file
from bot.gateway.outgoing import Reply, Stored, read
from bot.gateway.tables import outgoing
from common.clock import Clock
from common.ids import new_id
from common.log import get_log
from common.secrets import Sealer

_MOST_TRIES = 8
_TIMEOUT_SECONDS = 20.0

log = get_log("bot.gateway.mail")

Send = Callable[[EmailMessage], Awaitable[None]]


@dataclass(frozen=True)
class MailServer:
    """From `smtp://user:password@host:587` or `smtps://…`; smtp takes up TLS when the server offers it."""

    host: str
    port: int
    username: str | None
    password: str | None
    is_tls: bool

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Raises ValueError for another scheme or no host."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("POSADA_SMTP_URL is smtp://… or smtps://… with a host")
        is_tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if is_tls else 587),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            is_tls,
        )

    async def send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.is_tls,
            timeout=_TIMEOUT_SECONDS,
        )


def mails_of(replies: tuple[Reply, ...]) -> list[Reply]:
    """The copies of these replies that go by mail."""
    return [
        replace(reply, id=new_id("o"), buttons=())
        for reply in replies
        if any(one.get("kind") == "mail" for one in reply.attachments)
    ]


class Mail:
    """sender: the From address."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer, clock: Clock, send: Send, *, sender: str) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._send = send
        self._sender = sender

    async def deliver(self) -> None:
        """Sends what waits, oldest first; what a server refuses is tried again with the next rounds."""
        async with self._engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(outgoing)
                    .where(outgoing.c.delivery == "waiting", outgoing.c.route == "mail")
                    .order_by(outgoing.c.seq)
                    .limit(50)
                )
            ).all()
        for row in rows:
            await self._deliver(read(row, self._sealer))

    async def _deliver(self, stored: Stored) -> None:
        try:
            await self._send(message(stored, sender=self._sender))
            delivery = "sent"
        except (ValueError, KeyError):
            # An address or a date that cannot be one; trying again would not help.
            delivery = "failed"
        except (aiosmtplib.SMTPException, OSError) as error:
            delivery = "waiting" if stored.tries + 1 < _MOST_TRIES else "failed"
            log.warning("mail not sent", reply=stored.reply.id, error=type(error).__name__)
        if delivery == "failed":
            log.error("mail given up", reply=stored.reply.id)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(outgoing)
                .where(outgoing.c.id == stored.reply.id)
                .values(
                    delivery=delivery,
                    tries=stored.tries + 1,
                    sent_at=self._clock.now() if delivery == "sent" else None,
                )
            )
        if delivery != "waiting":
            metrics.OUTGOING_DEPTH.dec()


def message(stored: Stored, *, sender: str) -> EmailMessage:
    """Raises ValueError or KeyError for an attachment no mail can be made of."""
    attachments = {str(one["kind"]): one for one in stored.reply.attachments}
    envelope = attachments["mail"]
    address = str(envelope["to"]).strip()
    if address.count("@") != 1 or any(character in address for character in " ,;<>\"'"):
        raise ValueError("not one plain address")
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = address
    mail["Subject"] = str(envelope["subject"])
    mail["Date"] = format_datetime(stored.created_at)
    # The same for every try, so that a second copy can be told from a second message.
    mail["Message-ID"] = f"<{stored.reply.id}@posada>"
    mail["Auto-Submitted"] = "auto-replied"
    if stored.reply.language:
        mail["Content-Language"] = stored.reply.language
    mail.set_content(stored.reply.text + "\n")
    if "calendar" in attachments:
        mail.add_attachment(
            event_file(attachments["calendar"], made_at=stored.created_at),
            maintype="text",
            subtype="calendar",
            filename="stay.ics",
        )
    return mail
