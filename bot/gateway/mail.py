"""Confirmations by e-mail: a reply that carries a stay's calendar file also goes to the address the booking is under.

Stored with the turn and sent afterwards, so that a mail server that is down delays a confirmation and loses none. The
address is asked of the hotel's own record when it is needed, and kept nowhere here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import metrics
from bot.gateway.addresses import is_address
from bot.gateway.calendar import event_file
from bot.gateway.outgoing import Reply, Stored, read
from bot.gateway.tables import conversations, outgoing
from common.clock import Clock
from common.ids import new_id
from common.log import get_log
from common.secrets import Sealer

_MOST_TRIES = 8

log = get_log("bot.gateway.mail")

Send = Callable[[EmailMessage], Awaitable[None]]
FindAddress = Callable[[str, str, str, str], Awaitable[str | None]]
"""conversation, property id, reference of the booking, name of the reply → the guest's e-mail address.

Raises MailedByTheHotel, and anything else when it cannot be told now.
"""


class MailedByTheHotel(Exception):
    """The hotel's own system mails this to the guest; a second one would only confuse."""


def mails_of(replies: tuple[Reply, ...]) -> list[Reply]:
    """The copies of these replies that go by mail."""
    return [
        replace(reply, id=new_id("o"), buttons=())
        for reply in replies
        if any(one.get("kind") == "calendar" for one in reply.attachments)
    ]


class Mail:
    """sender: the From address."""

    def __init__(
        self,
        engine: AsyncEngine,
        sealer: Sealer,
        clock: Clock,
        send: Send,
        find_address: FindAddress,
        *,
        sender: str,
    ) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._send = send
        self._find_address = find_address
        self._sender = sender

    async def deliver(self) -> None:
        """Sends what waits, oldest first; what a server refuses is tried again with the next rounds."""
        async with self._engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(outgoing, conversations.c.property)
                    .join(conversations, conversations.c.id == outgoing.c.conversation)
                    .where(outgoing.c.delivery == "waiting", outgoing.c.route == "mail")
                    .order_by(outgoing.c.seq)
                    .limit(50)
                )
            ).all()
        for row in rows:
            await self._deliver(read(row, self._sealer), row.conversation, row.property)

    async def _deliver(self, stored: Stored, conversation: str, property_id: str) -> None:
        try:
            reference = str(_calendar(stored)["uid"])
            address = await self._find_address(conversation, property_id, reference, stored.reply.template)
            if address:
                await self._send(message(stored, to=address, sender=self._sender))
            delivery = "sent" if address else "failed"
        except MailedByTheHotel:
            delivery = "skipped"
        except (ValueError, KeyError, StopIteration):
            # An address or a date that cannot be one; trying again would not help.
            delivery = "failed"
        except Exception as error:
            # The mail server or the hotel's system is away.
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


def message(stored: Stored, *, to: str, sender: str) -> EmailMessage:
    """Raises ValueError or KeyError where no mail can be made of it."""
    stay = _calendar(stored)
    if not is_address(to):
        raise ValueError("not one plain address")
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = str(stay["title"])
    mail["Date"] = format_datetime(stored.created_at)
    # The same for every try, so that a second copy can be told from a second message.
    mail["Message-ID"] = f"<{stored.reply.id}@posada>"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(stored.reply.text + "\n")
    mail.add_attachment(
        event_file(stay, made_at=stored.created_at), maintype="text", subtype="calendar", filename="stay.ics"
    )
    # Last: setting the content takes away what was said of an earlier one.
    if stored.reply.language:
        mail["Content-Language"] = stored.reply.language
    return mail


def _calendar(stored: Stored) -> Mapping[str, Any]:
    return next(one for one in stored.reply.attachments if one.get("kind") == "calendar")
