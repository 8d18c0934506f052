"""Nobody waits for ever: staff are reminded of a guest who waits, and after a while the guest is told honestly and has the bot again.

A guest who was promised a person waits from the promise on, counted while somebody is at the desk; one who speaks with a
person waits from the first message that was not answered, at any hour.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.gateway.handover_rows import (
    NOBODY_YET,
    OUTAGES,
    PERSON_AWAY,
    give_to_bot,
    hold,
    note,
)
from bot.gateway.ledger import Ledger
from bot.gateway.live import Live
from bot.gateway.staff_calls import Call, StaffCalls
from bot.gateway.tables import conversations, handovers, inbox
from bot.gateway.tables import outgoing as rows
from common.clock import Clock
from common.log import get_log
from common.office_hours import local_moment
from common.properties import Properties, Property

log = get_log("bot.gateway.reminders")


@dataclass(frozen=True)
class Patience:
    """remind: how often staff are reminded. nobody: how long a guest waits for somebody to come; away: for somebody who has it."""

    remind: timedelta
    nobody: timedelta
    away: timedelta


@dataclass(frozen=True)
class _Wait:
    """is_over: the guest is told. reminder: the number of the reminder that is due, 0 for none."""

    since: datetime
    is_over: bool
    reminder: int


class Reminders:
    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        properties: Properties,
        calls: StaffCalls,
        patience: Patience,
        *,
        live: Live | None = None,
        on_notice: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._properties = properties
        self._calls = calls
        self._patience = patience
        self._live = live
        self._on_notice = on_notice

    async def look(self) -> None:
        """Does what is due now. Any number may run on one database."""
        for conversation in await self._ledger.read(self._due):
            is_over = await self._ledger.write(functools.partial(self._act, conversation=conversation))
            if is_over:
                log.info("guest given back to the bot", conversation=conversation)
                if self._live is not None:
                    self._live.tell_state(conversation, "bot")
                self._on_notice()

    def _due(self, connection: Connection) -> list[str]:
        with_staff = connection.execute(
            select(conversations)
            .where(conversations.c.state.in_(("waiting", "human")))
            .order_by(conversations.c.state_since)
        ).all()
        return [talk.id for talk in with_staff if self._wait(connection, talk) is not None]

    def _act(self, connection: Connection, conversation: str) -> bool:
        """True when the bot has it again."""
        now = self._clock.now()
        talk = hold(connection, conversation, now)
        wait = self._wait(connection, talk)
        if wait is None:
            return False
        if wait.is_over:
            self._give_up(connection, talk, now)
            return True
        note(connection, talk.id, "reminded", at=now, reason=talk.handoff_reason)
        reason = talk.handoff_reason or "asked"
        self._calls.call(connection, Call.of(talk, reason, wait.since, reminder=wait.reminder), now)
        return False

    def _give_up(self, connection: Connection, talk: Row[Any], now: datetime) -> None:
        hotel = self._hotel(talk)
        values = {"phone": hotel.phone}
        opens = hotel.office_hours and hotel.office_hours.next_opening(now.astimezone(hotel.zone))
        if opens:
            values["opens"] = local_moment(opens)
        reply: str | None = PERSON_AWAY if talk.state == "human" else NOBODY_YET
        if talk.state == "waiting" and talk.handoff_reason in OUTAGES and talk.handoff_reason != "late":
            # The apology named the telephone and promised nobody.
            reply = None
        give_to_bot(
            connection,
            talk,
            now,
            what="timed_out" if talk.state == "human" else "missed",
            reply=reply,
            property_id=hotel.id,
            values=values,
            attention="missed",
        )

    def _wait(self, connection: Connection, talk: Row[Any]) -> _Wait | None:
        """What is due; None where nothing is, or nobody waits."""
        now = self._clock.now()
        since = self._unanswered_since(connection, talk) if talk.state == "human" else self._alone_since(talk)
        if talk.state not in ("waiting", "human") or since is None:
            return None
        waited = now - since
        if waited >= (self._patience.away if talk.state == "human" else self._patience.nobody):
            return _Wait(since, is_over=True, reminder=0)
        reminded = connection.scalar(
            select(func.count())
            .select_from(handovers)
            .where(
                handovers.c.conversation == talk.id,
                handovers.c.what == "reminded",
                handovers.c.at >= since,
            )
        )
        number = int(waited / self._patience.remind)
        return _Wait(since, is_over=False, reminder=number) if number > (reminded or 0) else None

    def _alone_since(self, talk: Row[Any]) -> datetime | None:
        """From when a guest waits for somebody who could come; None while nobody could."""
        hotel = self._hotel(talk)
        since: datetime = talk.state_since or talk.last_message_at
        if hotel.office_hours is None:
            return since
        opened = hotel.office_hours.open_since(self._clock.now().astimezone(hotel.zone))
        return None if opened is None else max(since, opened)

    def _unanswered_since(self, connection: Connection, talk: Row[Any]) -> datetime | None:
        """The guest's first message that the person who has the conversation left unanswered."""
        taken_at: datetime = talk.state_since
        written_at = connection.scalar(
            select(func.max(rows.c.created_at)).where(
                rows.c.conversation == talk.id, rows.c.by.is_not(None), rows.c.created_at >= taken_at
            )
        )
        approved_at = connection.scalar(
            select(func.max(handovers.c.at)).where(
                handovers.c.conversation == talk.id,
                handovers.c.what == "approved",
                handovers.c.at >= taken_at,
            )
        )
        answers = [at for at in (written_at, approved_at) if at is not None]
        if not answers:
            # Whoever takes a conversation means to answer what stands in it.
            return taken_at
        unanswered: datetime | None = connection.scalar(
            select(func.min(inbox.c.received_at)).where(
                inbox.c.conversation == talk.id, inbox.c.received_at > max(answers)
            )
        )
        return unanswered

    def _hotel(self, talk: Row[Any]) -> Property:
        return self._properties.get(talk.property) or self._properties.default
