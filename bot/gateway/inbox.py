"""Guests' messages, stored before they are acknowledged: whoever was told "received" is answered, whatever dies.

Decides which turn a message belongs to; runs nothing and knows no channel's wire format.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.gateway import guests, metrics
from bot.gateway.guests import Guest
from bot.gateway.ledger import Ledger
from bot.gateway.outgoing import Button, find_button, find_titled
from bot.gateway.tables import OPEN, conversations, inbox, turns
from bot.gateway.words import keep
from common.clock import Clock
from common.guest_keys import GuestKeys
from common.ids import new_id
from common.properties import Properties
from common.secrets import Sealer
from common.sql import insert_or


class NotAccepted(Exception):
    """A message that is refused at the door, before anything is stored."""


class PayloadNotOffered(NotAccepted):
    """A button that this conversation was never shown."""


class OtherChannel(NotAccepted):
    """The conversation belongs to another channel; guests of one cannot speak in another's."""


@dataclass(frozen=True)
class Arrival:
    """One message as a channel read it. Exactly one of text and button is given.

    button: the id of an offered button. property_id: "" when the message names no hotel. may_join: may be answered together with other messages of the same guest.
    contact: where the channel itself reaches the guest, such as the number they write from. address, address_key, window_until,
    ad_source: as in the table of conversations. kind, extra: as in that of the inbox, for what came beside the words. is_test: it is no guest who
    writes, but somebody trying something out; the whole conversation counts as such from then on.
    """

    channel: str
    conversation: str
    message_id: str
    property_id: str
    text: str | None = None
    button: str | None = None
    locale: str | None = None
    may_join: bool = True
    contact: str | None = None
    address: Mapping[str, Any] | None = None
    address_key: str | None = None
    window_until: datetime | None = None
    ad_source: str | None = None
    kind: str | None = None
    extra: Mapping[str, Any] | None = None
    is_test: bool = False


@dataclass(frozen=True)
class Said:
    """What one message of a turn says. text: the words kept, or a button's title. had_file: they came with something unread."""

    text: str
    button: Button | None
    length: int
    had_card: bool
    had_file: bool = False


@dataclass(frozen=True)
class Talk:
    """What is known of a conversation when a turn of it starts. guest: None when it is a test. handed_back_at: by staff, the last time."""

    id: str
    channel: str
    property_id: str
    language: str | None
    prior: dict[str, float] | None
    locale: str | None
    asked: str | None
    guest: Guest | None = None
    handed_back_at: datetime | None = None

    @classmethod
    def read(cls, row: Any) -> Talk:
        guest = Guest(row.guest_key, row.guest_since) if row.guest_key and not row.is_test else None
        return cls(
            row.id,
            row.channel,
            row.property,
            row.language,
            row.prior,
            row.locale,
            row.asked,
            guest,
            row.handed_back_at,
        )

    @property
    def guest_key(self) -> str | None:
        """None for a conversation that takes part in no experiment."""
        return self.guest.key if self.guest else None


@dataclass(frozen=True)
class Job:
    """A turn that is ours to run now.

    due_at: from when the guest waits for an answer. is_overtaken: these words were written before our last reply could be
    read, so that they answer nothing it asks.
    """

    turn: str
    talk: Talk
    said: tuple[Said, ...]
    due_at: datetime
    is_overtaken: bool = False


@dataclass(frozen=True)
class Accepted:
    """is_new: False when this message id was here before. text: the words as kept.

    job: the turn to run at once; None when it must wait, was accepted before, or is a person's to answer. start_after: when the
    conversation's first turn is due, which waits for what else the guest is typing; None when none waits for that.
    """

    conversation: str
    turn: str
    is_new: bool
    text: str
    job: Job | None
    start_after: datetime | None = None


class AlreadyHere(Exception):
    """A message that was stored before."""


# A guest who types on and on is answered all the same: after so many times the short wait.
_MOST_WAITS = 4


class Inbox:
    """owner: the gateway's name; lease: after how long another one may take a running turn over.

    burst: how long a turn waits for the rest of what is being typed, after each message of it.
    """

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        guest_keys: GuestKeys,
        *,
        owner: str,
        lease: timedelta,
        burst: timedelta = timedelta(0),
    ) -> None:
        self._burst = burst
        self._guest_keys = guest_keys
        self._properties = properties
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._owner = owner
        self._lease = lease

    async def store(self, arrival: Arrival) -> Accepted:
        """One transaction; when it returns, the message will be answered, or a person has it. Raises NotAccepted."""
        try:
            accepted, is_turn_new = await self._ledger.write(lambda at: self._store(at, arrival))
        except AlreadyHere:
            return await self._ledger.read(lambda at: self._stored_before(at, arrival))
        if is_turn_new:
            metrics.INBOX_DEPTH.inc()
        return accepted

    def enter(self, connection: Connection, arrival: Arrival, now: datetime) -> None:
        """The guest has sent something: their conversation is there, and nobody else writes to it until we commit."""
        self._enter(connection, arrival, now)

    def row(self, arrival: Arrival, said: Said, *, turn: str, at: datetime) -> dict[str, Any]:
        """Of the inbox."""
        extra = None if arrival.extra is None else json.dumps(arrival.extra, ensure_ascii=False)
        return {
            "channel": arrival.channel,
            "conversation": arrival.conversation,
            "message_id": arrival.message_id,
            "turn": turn,
            "words": self._sealer.seal(said.text),
            "button": arrival.button,
            "kind": arrival.kind,
            "extra": extra and self._sealer.seal(extra),
            "length": said.length,
            "received_at": at,
        }

    def _said(self, connection: Connection, arrival: Arrival) -> Said:
        if arrival.button is None:
            kept = keep(arrival.text or "")
            return Said(kept.text, None, kept.length, kept.had_card, had_file=arrival.kind is not None)
        button = find_button(connection, self._sealer, arrival.conversation, arrival.button)
        if button is None:
            raise PayloadNotOffered(arrival.conversation)
        return Said(button.title, button, len(button.title), had_card=False)

    def _store(self, connection: Connection, arrival: Arrival) -> tuple[Accepted, bool]:
        """And whether a turn was opened for the bot."""
        said = self._said(connection, arrival)
        now = self._clock.now()
        # First the conversation's row: writing it holds off every other message of the same guest until we commit.
        talk, has_person = self._enter(connection, arrival, now)
        # Told after the wait for that row, so that times grow as rows do.
        now = self._clock.now()
        turn = (
            self._turn_of_person(connection, arrival, now)
            if has_person
            else self._turn(connection, arrival, talk, now)
        )
        try:
            connection.execute(_MESSAGE, self.row(arrival, said, turn=turn.id, at=now))
        except IntegrityError as error:
            raise AlreadyHere from error
        if turn.starts and said.button is None:
            button = find_titled(connection, self._sealer, arrival.conversation, said.text)
            said = replace(said, button=button)
        job = Job(turn.id, talk, (said,), now) if turn.starts else None
        accepted = Accepted(arrival.conversation, turn.id, True, said.text, job, turn.start_after)
        return accepted, turn.is_new

    def _enter(self, connection: Connection, arrival: Arrival, now: datetime) -> tuple[Talk, bool]:
        """The conversation, and whether a person has it."""
        guest = guests.of_new_conversation(
            connection, self._guest_keys, arrival.conversation, arrival.contact, now
        )
        property_id = arrival.property_id or (
            self._properties.default.id if len(self._properties) == 1 else ""
        )
        given = {
            "id": arrival.conversation,
            "channel": arrival.channel,
            # Who has not said which of several hotels is asked; until then none stands here.
            "property": property_id,
            "state": "bot",
            "is_draft_mode": (self._properties.get(property_id) or self._properties.default).is_draft_mode,
            "locale": arrival.locale,
            "guest_key": guest.key,
            "guest_since": guest.since,
            "is_test": arrival.is_test,
            "address": arrival.address and self._sealer.seal(json.dumps(arrival.address)),
            "address_key": arrival.address_key,
            "window_until": arrival.window_until,
            "ad_source": arrival.ad_source,
            "created_at": now,
            "last_message_at": now,
            "last_guest_at": now,
            "changed_at": now,
        }
        row = connection.execute(_entering(connection.dialect.name), given).one()
        if row.channel != arrival.channel:
            raise OtherChannel(arrival.conversation)
        return Talk.read(row), row.state == "human"

    def _turn(self, connection: Connection, arrival: Arrival, talk: Talk, now: datetime) -> _ChosenTurn:
        """The waiting turn this message joins, else a new one."""
        waiting = connection.execute(_WAITING, {"of": arrival.conversation}).all()
        if arrival.may_join and waiting and waiting[-1].state == "queued" and waiting[-1].may_join:
            return self._joined(connection, waiting[-1], now)
        turn = new_id("turn")
        # Whoever was asked something answers it; nothing more is waited for.
        waits = not waiting and arrival.may_join and talk.asked is None and bool(self._burst)
        starts = not waiting and not waits
        start_after = now + self._burst if waits else None
        connection.execute(
            _TURN,
            {
                "id": turn,
                "conversation": arrival.conversation,
                "channel": arrival.channel,
                "state": "running" if starts else "queued",
                "may_join": arrival.may_join,
                "owner": self._owner if starts else None,
                "lease_until": now + self._lease if starts else None,
                "received_at": now,
                "start_after": start_after,
                "started_at": now if starts else None,
            },
        )
        if waiting and waiting[0].state == "queued" and waiting[0].start_after:
            # A button ends what was being typed before it: that is answered now, and the button after it.
            connection.execute(update(turns).where(turns.c.id == waiting[0].id).values(start_after=None))
            start_after = now
        return _ChosenTurn(turn, is_new=True, starts=starts, start_after=start_after)

    def _joined(self, connection: Connection, turn: Any, now: datetime) -> _ChosenTurn:
        start_after = turn.start_after
        if start_after is not None:
            start_after = min(now + self._burst, turn.received_at + _MOST_WAITS * self._burst)
            connection.execute(update(turns).where(turns.c.id == turn.id).values(start_after=start_after))
        return _ChosenTurn(turn.id, is_new=False, starts=False, start_after=start_after)

    def _turn_of_person(self, connection: Connection, arrival: Arrival, now: datetime) -> _ChosenTurn:
        """Ended as it begins: the bot is not asked."""
        turn = new_id("turn")
        connection.execute(
            insert(turns).values(
                id=turn,
                conversation=arrival.conversation,
                channel=arrival.channel,
                state="with_person",
                outcome="with_person",
                may_join=False,
                received_at=now,
                finished_at=now,
            )
        )
        return _ChosenTurn(turn, is_new=False, starts=False, start_after=None)

    def _stored_before(self, connection: Connection, arrival: Arrival) -> Accepted:
        row = connection.execute(
            select(inbox.c.turn, inbox.c.words).where(
                inbox.c.channel == arrival.channel,
                inbox.c.conversation == arrival.conversation,
                inbox.c.message_id == arrival.message_id,
            )
        ).one()
        words = self._sealer.unseal(row.words)
        return Accepted(arrival.conversation, row.turn, is_new=False, text=words, job=None)


# Built once: that takes longer than to run them.
_MESSAGE = insert(inbox)
_TURN = insert(turns)
_WAITING = (
    select(turns.c.id, turns.c.state, turns.c.may_join, turns.c.received_at, turns.c.start_after)
    .where(turns.c.conversation == bindparam("of"), turns.c.state.in_(OPEN))
    .order_by(turns.c.seq)
)


@functools.cache
def _entering(dialect: str) -> Any:
    """The conversation is there, and its row as it stands then."""
    statement = insert_or(dialect, conversations)
    given, known = statement.excluded, conversations.c
    return statement.on_conflict_do_update(
        index_elements=[known.id],
        set_={
            "last_message_at": given.last_message_at,
            "last_guest_at": given.last_guest_at,
            "changed_at": given.changed_at,
            # A message that names no hotel stays with the conversation's.
            "property": func.coalesce(func.nullif(given.property, ""), known.property),
            "locale": func.coalesce(given.locale, known.locale),
            "guest_key": func.coalesce(known.guest_key, given.guest_key),
            "guest_since": func.coalesce(known.guest_since, known.created_at),
            "is_test": or_(known.is_test, given.is_test),
            "address": func.coalesce(given.address, known.address),
            # A message that comes late never shortens it.
            "window_until": case(
                (
                    or_(known.window_until.is_(None), given.window_until > known.window_until),
                    given.window_until,
                ),
                else_=known.window_until,
            ),
            "ad_source": func.coalesce(given.ad_source, known.ad_source),
        },
    ).returning(conversations)


@dataclass(frozen=True)
class _ChosenTurn:
    """is_new: opened for this message, and the bot owes it an answer."""

    id: str
    is_new: bool
    starts: bool
    start_after: datetime | None
