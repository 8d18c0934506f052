"""The rows a sender works on. One transaction each, and each changes a row only as it was last seen.

A row is the sender's while `next_try_at` is set: from then it is due. `sending` is written before anything leaves, so
that a process that dies in the middle leaves a row that says: perhaps. `external_id` holds the key that comes back with
statuses until the channel's own id is known.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, String, bindparam, func, select, update

from bot.gateway import outgoing as replies
from bot.gateway.attention import call_staff, call_to_decide, calm, delivery_changed
from bot.gateway.events import small
from bot.gateway.outgoing import Reply
from bot.gateway.tables import channel_events, conversations, outgoing
from common.database import UtcDateTime
from common.secrets import Sealer, Unsealable

# More than any turn says.
_MOST_TOGETHER = 8
MOST_SENDS = 2
"""Once more than once, and only what may be said twice or certainly did not arrive."""

WINDOW = timedelta(hours=24)
"""For how long after a guest's words a channel with a window lets us write freely."""

UNKNOWN = "unknown"
"""The fault of a row whose process died over it."""


@dataclass(frozen=True)
class Key:
    """What statuses name a message by: the reply's id, and which of how many messages it is."""

    reply: str
    part: int = 1
    parts: int = 1

    def __str__(self) -> str:
        return self.reply if self.parts == 1 else f"{self.reply}/{self.part}/{self.parts}"

    @classmethod
    def read(cls, text: str) -> Key:
        reply, *more = text.split("/")
        try:
            part, parts = map(int, more)
        except ValueError:
            return cls(reply)
        return cls(reply, part, parts)


@dataclass(frozen=True)
class Pending:
    """One reply that is to leave. next_try_at, delivery: as read, so that a change is noticed."""

    reply: Reply
    turn: str | None
    delivery: str
    tries: int
    next_try_at: datetime
    external_id: str | None
    fault: str | None
    created_at: datetime
    is_notice: bool

    @property
    def part(self) -> int:
        """Which of its messages comes next; those before have left."""
        return Key.read(self.external_id).part if self.external_id else 1


@dataclass(frozen=True)
class Lane:
    """A conversation whose first pending reply is due. pending: in order.

    not_before: the message before may still be on its way. held: replies that wait for the guest to write again.
    """

    conversation: str
    channel: str
    property_id: str
    language: str | None
    address: Mapping[str, Any]
    window_until: datetime | None
    is_opted_out: bool
    pending: tuple[Pending, ...]
    not_before: datetime | None
    held: int

    @property
    def first(self) -> Pending:
        return self.pending[0]

    def is_open(self, now: datetime) -> bool:
        return self.window_until is None or self.window_until > now


def _is_held(conversation: Any, since: Any) -> Any:
    return (
        (outgoing.c.conversation == conversation)
        & (outgoing.c.delivery == "held")
        & (outgoing.c.fault == "window")
        & (outgoing.c.created_at > since)
    )


def _due() -> Select[Any]:
    earlier, now = outgoing.alias(), bindparam("now", type_=UtcDateTime())
    blocked = (
        select(earlier.c.seq)
        .where(
            earlier.c.conversation == outgoing.c.conversation,
            earlier.c.seq < outgoing.c.seq,
            earlier.c.next_try_at > now,
        )
        .exists()
    )
    return (
        select(outgoing.c.conversation)
        .join(conversations, conversations.c.id == outgoing.c.conversation)
        .where(
            outgoing.c.next_try_at <= now,
            conversations.c.channel.in_(bindparam("channels", expanding=True)),
            outgoing.c.conversation.not_in(bindparam("busy", expanding=True)),
            ~blocked,
        )
        .order_by(outgoing.c.next_try_at)
        .limit(bindparam("most", type_=Integer()))
    )


# Built once: that takes longer than to run them, and a sender asks them all the time.
_CONVERSATION, _SINCE = bindparam("conversation", type_=String()), bindparam("since", type_=UtcDateTime())
_DUE = _due()
_TALK = select(conversations).where(conversations.c.id == _CONVERSATION)
_PENDING = (
    select(outgoing)
    .where(outgoing.c.conversation == _CONVERSATION, outgoing.c.next_try_at.is_not(None))
    .order_by(outgoing.c.seq)
    .limit(_MOST_TOGETHER)
)
_SENT_BEFORE = select(func.max(outgoing.c.sent_at)).where(
    outgoing.c.conversation == _CONVERSATION,
    outgoing.c.route == "chat",
    outgoing.c.delivery == "sent",
    outgoing.c.sent_at > _SINCE,
)
_HELD = select(func.count()).select_from(outgoing).where(_is_held(_CONVERSATION, _SINCE))


_CLAIM = (
    update(outgoing)
    .where(
        outgoing.c.id == bindparam("which"),
        outgoing.c.delivery == bindparam("was"),
        outgoing.c.next_try_at == bindparam("due"),
    )
    .values(
        delivery="sending",
        next_try_at=bindparam("until"),
        external_id=bindparam("key"),
        tries=bindparam("tried"),
        fault=None,
    )
)
_ACCEPT = (
    update(outgoing)
    .where(outgoing.c.id.in_(bindparam("which", expanding=True)), outgoing.c.external_id == bindparam("key"))
    .values(external_id=bindparam("name"))
    .returning(outgoing.c.id, outgoing.c.delivery, outgoing.c.conversation)
)


def find_lanes(
    connection: Connection,
    sealer: Sealer,
    channels: Collection[str],
    busy: Collection[str],
    now: datetime,
    *,
    order: timedelta,
    held_for: timedelta,
    most: int,
) -> tuple[list[Lane], list[str]]:
    """Those that are due, and the conversations that none of our keys opens.

    order: for how long a message that was accepted may still be overtaken by the next. held_for: what was held longer stays so.
    """
    asked = {"now": now, "channels": list(channels), "busy": list(busy), "most": most * _MOST_TOGETHER}
    due = connection.execute(_DUE, asked)
    # Grouped here and not there: a database that groups reads every reply there ever was.
    conversations_due = list(dict.fromkeys(due.scalars()))[:most]
    lanes, unreadable = [], []
    for conversation in conversations_due:
        try:
            lane = _lane(connection, sealer, conversation, order, now=now, held_since=now - held_for)
        except (Unsealable, ValueError, KeyError):
            unreadable.append(conversation)
        else:
            lanes.append(lane)
    return [lane for lane in lanes if lane.pending], unreadable


def claim(
    connection: Connection, group: Iterable[Pending], key: Key, *, until: datetime, tries: int
) -> list[Pending]:
    """Those that are ours to send now, in order; none when another was quicker with the first."""
    ours: list[Pending] = []
    for pending in group:
        seen = {"which": pending.reply.id, "was": pending.delivery, "due": pending.next_try_at}
        taken = connection.execute(_CLAIM, {**seen, "until": until, "key": str(key), "tried": tries})
        if taken.rowcount != 1:
            break
        ours.append(pending)
    return ours


def accepted(
    connection: Connection,
    group: Collection[Pending],
    key: Key,
    external_id: str,
    at: datetime,
    order: timedelta,
) -> None:
    """The channel has taken it. A status that was quicker stands."""
    ids = [one.reply.id for one in group]
    is_there = outgoing.c.id.in_(ids) & (outgoing.c.external_id == str(key))
    if key.part < key.parts:
        following = Key(key.reply, key.part + 1, key.parts)
        connection.execute(
            update(outgoing)
            .where(is_there, outgoing.c.delivery == "sending")
            .values(
                delivery="waiting",
                external_id=str(following),
                next_try_at=at + order,
                tries=0,
                fault=None,
            )
        )
        return
    told = connection.execute(_ACCEPT, {"which": ids, "key": str(key), "name": external_id}).all()
    if still := [row.id for row in told if row.delivery == "sending"]:
        replies.note_sent(connection, still, at, next_try_at=None, fault=None)
    if any(pending.fault is not None for pending in group):
        for conversation in {row.conversation for row in told}:
            calm(connection, conversation, "unsent", at)


def put_back(
    connection: Connection,
    group: Collection[Pending],
    key: Key,
    *,
    due: datetime,
    fault: str,
    tries: int,
    at: datetime,
) -> None:
    """Certainly not sent, to be tried again."""
    external_id = str(key) if key.parts > 1 else None
    changed = {"delivery": "waiting", "next_try_at": due, "tries": tries, "external_id": external_id}
    _note_fault(connection, group, key, fault, at, **changed)


def wait_for_status(
    connection: Connection,
    group: Collection[Pending],
    key: Key,
    *,
    until: datetime,
    fault: str,
    at: datetime,
) -> None:
    _note_fault(connection, group, key, fault, at, next_try_at=until)


def end(
    connection: Connection,
    group: Collection[Pending],
    delivery: str,
    *,
    fault: str | None,
    attention: str,
    at: datetime,
    key: Key | None = None,
) -> bool:
    """failed, unsure or held. key: what they were claimed with, None when they were not. attention: why staff should look.

    False when somebody else had changed the first.
    """
    for pending in group:
        ended = connection.execute(
            update(outgoing)
            .where(_in_flight([pending], key) if key else _as_seen(pending))
            .values(delivery=delivery, next_try_at=None, fault=fault)
            .returning(outgoing.c.conversation)
        ).one_or_none()
        if ended is None:
            return False
        call_to_decide(connection, ended.conversation, attention, at)
    return True


def postpone(
    connection: Connection,
    pending: Pending,
    due: datetime,
    at: datetime,
    *,
    fault: str | None = None,
    attention: str | None = None,
) -> None:
    moved = connection.execute(
        update(outgoing)
        .where(_as_seen(pending))
        .values(next_try_at=due, fault=fault or pending.fault)
        .returning(outgoing.c.conversation)
    ).one_or_none()
    if moved is not None and attention:
        call_staff(connection, moved.conversation, attention, at)


def has_unread(connection: Connection, channel: str, before: datetime) -> bool:
    """Whether something the channel told us before then was never looked at; what failed once is no news to wait for."""
    table = channel_events.c
    unread = select(table.seq).where(
        table.state == "new",
        table.channel.in_((channel, small(channel))),
        table.tries == 0,
        table.received_at < before,
    )
    return connection.execute(unread.limit(1)).first() is not None


def release_held(connection: Connection, conversation: str, since: datetime, now: datetime) -> None:
    """The guest has written again: what was held since then may be said."""
    connection.execute(
        update(outgoing)
        .where(_is_held(conversation, since))
        .values(delivery="waiting", next_try_at=now, tries=0, external_id=None)
    )
    delivery_changed(connection, [conversation], now)
    calm(connection, conversation, "window", now)


def close_window(connection: Connection, conversation: str, at: datetime) -> None:
    """It was closed then; a guest who has written since has opened it again."""
    until = conversations.c.window_until
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation, until.is_(None) | (until <= at + WINDOW))
        .values(window_until=at)
    )


def give_up(connection: Connection, conversation: str, now: datetime) -> None:
    """What is due there cannot be read, and so cannot be said."""
    connection.execute(
        update(outgoing)
        .where(outgoing.c.conversation == conversation, outgoing.c.next_try_at <= now)
        .values(delivery="failed", next_try_at=None, fault="unreadable")
    )
    call_to_decide(connection, conversation, "undelivered", now)


def _note_fault(
    connection: Connection, group: Collection[Pending], key: Key, fault: str, at: datetime, **changed: Any
) -> None:
    noted = connection.execute(
        update(outgoing)
        .where(_in_flight(group, key))
        .values(fault=fault, **changed)
        .returning(outgoing.c.conversation)
    )
    delivery_changed(connection, set(noted.scalars()), at)


def _lane(
    connection: Connection,
    sealer: Sealer,
    conversation: str,
    order: timedelta,
    *,
    now: datetime,
    held_since: datetime,
) -> Lane:
    which = {"conversation": conversation}
    talk = connection.execute(_TALK, which).one()
    rows = connection.execute(_PENDING, which).all()
    before = connection.scalar(_SENT_BEFORE, {**which, "since": now - order})
    held = connection.scalar(_HELD, {**which, "since": held_since})
    return Lane(
        conversation=conversation,
        channel=talk.channel,
        property_id=talk.property,
        language=talk.language,
        address=json.loads(sealer.unseal(talk.address)) if talk.address else {},
        window_until=talk.window_until,
        is_opted_out=talk.opted_out_at is not None,
        pending=tuple(_pending(row, sealer) for row in rows),
        not_before=before + order if before is not None else None,
        held=held or 0,
    )


def _pending(row: Row[Any], sealer: Sealer) -> Pending:
    return Pending(
        reply=replies.read(row, sealer).reply,
        turn=row.turn,
        delivery=row.delivery,
        tries=row.tries,
        next_try_at=row.next_try_at,
        external_id=row.external_id,
        fault=row.fault,
        created_at=row.created_at,
        is_notice=row.turn is None and row.by is None,
    )


def _as_seen(pending: Pending) -> Any:
    return (
        (outgoing.c.id == pending.reply.id)
        & (outgoing.c.delivery == pending.delivery)
        & (outgoing.c.next_try_at == pending.next_try_at)
    )


def _in_flight(group: Collection[Pending], key: Key) -> Any:
    return (
        outgoing.c.id.in_([one.reply.id for one in group])
        & (outgoing.c.delivery == "sending")
        & (outgoing.c.external_id == str(key))
    )
