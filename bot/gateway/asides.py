"""What a guest sends that the bot is not asked about: a picture, a place, a thumb up, a wish to be left alone.

It stands on the transcript as a turn that has ended, and is answered from the catalog, or not at all. The dialogue does
not hear of it, so that a question asked before it still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.gateway import metrics, outgoing
from bot.gateway.ending import Endings
from bot.gateway.handover_rows import DRAFT, call_for_person
from bot.gateway.inbox import AlreadyHere, Arrival, Inbox, Said, Talk
from bot.gateway.ledger import Ledger
from bot.gateway.metadata import reply_language
from bot.gateway.outgoing import Reply
from bot.gateway.tables import conversations, inbox, turns
from bot.gateway.tables import outgoing as said_by_us
from bot.gateway.words import keep
from common.clock import Clock
from common.ids import new_id
from common.properties import Properties
from common.secrets import Sealer

# An album comes as a message each; one answer is for all of it.
_ALBUM = timedelta(seconds=10)
# What was said last need not be said again, unless it is long ago.
_STILL_KNOWN = timedelta(hours=1)


@dataclass(frozen=True)
class Aside:
    """reply: of the catalog; None for what wants no answer. attention: why staff should look. conversation: columns of the
    conversation that it changes.
    """

    arrival: Arrival
    reply: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    attention: str | None = None
    conversation: Mapping[str, Any] = field(default_factory=dict)


class Asides:
    """on_said: called when an answer waits to be sent."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        inbox: Inbox,
        endings: Endings,
        *,
        on_said: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._properties = properties
        self._inbox = inbox
        self._endings = endings
        self._on_said = on_said

    async def keep(self, aside: Aside) -> bool:
        """False when it was here before. Raises NotAccepted."""
        reply = await self._worded(aside) if aside.reply else None
        try:
            is_answered = await self._ledger.write(lambda at: self._keep(at, aside, reply))
        except AlreadyHere:
            return False
        if is_answered:
            metrics.OUTGOING_DEPTH.inc()
            self._on_said()
        return True

    async def _worded(self, aside: Aside) -> Reply:
        arrival = aside.arrival
        talk = await self._ledger.read(lambda at: _talk(at, arrival.conversation))
        hotel = (
            self._properties.get(talk.property_id if talk else arrival.property_id)
            or self._properties.default
        )
        guest = talk.guest if talk else None
        await self._endings.prepare(guest)
        return self._endings.named(
            aside.reply or "",
            language=reply_language(talk, hotel) if talk else hotel.default_language,
            channel=arrival.channel,
            hotel=hotel,
            values={"address": hotel.address, "phone": hotel.phone, **aside.values},
            guest=guest,
        )

    def _keep(self, connection: Connection, aside: Aside, reply: Reply | None) -> bool:
        """Whether it was answered."""
        arrival = aside.arrival
        self._inbox.enter(connection, arrival, self._clock.now())
        now = self._clock.now()
        row = connection.execute(
            select(conversations).where(conversations.c.id == arrival.conversation)
        ).one()
        # Where a person speaks, the bot is silent.
        has_person = row.state == "human"
        is_answered = reply is not None and not has_person and self._is_due(connection, row, aside, now)
        turn = new_id("turn")
        connection.execute(
            insert(turns).values(
                id=turn,
                conversation=arrival.conversation,
                channel=arrival.channel,
                state="with_person" if has_person or (is_answered and row.is_draft_mode) else "answered",
                outcome="aside",
                may_join=False,
                received_at=now,
                finished_at=now,
            )
        )
        kept = keep(arrival.text or "")
        said = Said(kept.text, None, kept.length, kept.had_card)
        try:
            connection.execute(insert(inbox).values(self._inbox.row(arrival, said, turn=turn, at=now)))
        except IntegrityError as error:
            raise AlreadyHere from error
        changes = dict(aside.conversation)
        if aside.attention and not row.attention:
            changes["attention"] = aside.attention
        if changes:
            of_guest = conversations.c.id == arrival.conversation
            connection.execute(update(conversations).where(of_guest).values(**changes))
        if is_answered and reply is not None:
            outgoing.add(
                connection,
                self._sealer,
                [reply],
                conversation=arrival.conversation,
                turn=turn,
                at=now,
                is_awaited=False,
                is_proposed=row.is_draft_mode,
            )
            if row.is_draft_mode:
                call_for_person(connection, row, DRAFT, now, attention=aside.attention)
        return is_answered

    def _is_due(self, connection: Connection, row: Row[Any], aside: Aside, now: datetime) -> bool:
        """Whether the guest does not know it already."""
        last = connection.execute(
            select(said_by_us.c.template, said_by_us.c.created_at)
            .where(said_by_us.c.conversation == row.id, said_by_us.c.route == "chat")
            .order_by(said_by_us.c.seq.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and last.template == aside.reply and last.created_at > now - _STILL_KNOWN:
            return False
        if aside.arrival.kind is None:
            return True
        album = connection.scalar(
            select(inbox.c.seq)
            .where(
                inbox.c.conversation == row.id,
                inbox.c.kind == aside.arrival.kind,
                inbox.c.received_at > now - _ALBUM,
            )
            .limit(1)
        )
        return album is None


def _talk(connection: Connection, conversation: str) -> Talk | None:
    row = connection.execute(select(conversations).where(conversations.c.id == conversation)).one_or_none()
    return Talk.read(row) if row is not None else None
