"""What a channel reports of a message it has accepted: sent, delivered, read, failed. Later news never go down a rank.

A status may come before the send's own answer, twice, out of order, or a week late. It also settles what nobody knew:
a message that somebody's phone shows has been sent.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, Select, String, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.gateway import metrics, outgoing
from bot.gateway import sending_rows as rows
from bot.gateway.attention import IS_UNDECIDED, call_to_decide, delivery_changed, settle
from bot.gateway.handover_rows import hold, note, require_own
from bot.gateway.outgoing import Delivery
from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed
from bot.gateway.sending_rows import Key
from bot.gateway.tables import UNDECIDED, conversations, deliveries, handovers
from bot.gateway.tables import outgoing as table
from common.log import get_log
from common.sql import insert_or

log = get_log("bot.gateway.deliveries")

_RANKS = {"sent": 1, "delivered": 2, "read": 3}
_SAME_AS = {"played": "read"}
# What staff decided never to send may show up all the same: then it had been sent.
_NOT_YET = ("waiting", "sending", "unsure", "held", "dropped")
_PAUSE = timedelta(seconds=10)

# Built once: that takes longer than to run them, and there are three for each message that leaves.
_ROWS: Select[Any] = (
    select(
        table.c.id,
        table.c.conversation,
        table.c.delivery,
        table.c.external_id,
        table.c.tries,
        conversations.c.channel,
    )
    .join(conversations, conversations.c.id == table.c.conversation)
    .order_by(table.c.seq)
    .with_for_update(of=table)
)
_BY_EXTERNAL_ID = _ROWS.where(table.c.external_id == bindparam("name"))
_BY_ID = _ROWS.where(table.c.id == bindparam("name"))
# Asked once more as it is written: another gateway may have heard of a higher rank meanwhile.
_RAISE = {
    status: update(table)
    .where(
        table.c.id == bindparam("which"),
        table.c.delivery.in_([known for known, lower in _RANKS.items() if lower < rank]),
    )
    .values(delivery=status, external_id=func.coalesce(bindparam("given", type_=String), table.c.external_id))
    for status, rank in _RANKS.items()
}
_LET_GO = (
    update(table)
    .where(
        table.c.conversation == bindparam("which"),
        table.c.delivery == "waiting",
        table.c.fault.is_(None),
        table.c.next_try_at > bindparam("now"),
    )
    .values(next_try_at=bindparam("now"))
)

Decision = Literal["arrived", "again", "never"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)


class Decided(Exception):
    """by: who of staff was quicker; None when the message has settled itself, or was never undecided."""

    def __init__(self, by: str | None) -> None:
        super().__init__(by)
        self.by = by


def note_status(
    connection: Connection,
    *,
    external_id: str | None,
    callback: str | None,
    status: str,
    at: datetime,
    now: datetime,
    fault: SendFault | None = None,
    pricing: Mapping[str, Any] | None = None,
) -> bool:
    """False when it is of no message of ours, or of one whose send is still on its way without a key.

    callback: the key that the message was sent with; at: when it happened, as the channel says; fault: why it failed.
    Whoever calls may let the sender know.
    """
    found = _find(connection, external_id, callback)
    if not found:
        return False
    key = Key.read(callback) if callback else Key(found[0].id)
    status = _SAME_AS.get(status, status)
    metrics.DELIVERIES.labels(found[0].channel, status).inc()
    if status == "failed":
        if _is_current(found[0], external_id, callback):
            _keep(connection, found, status, at, fault, pricing)
            _on_failed(connection, found, fault or Gone("unknown"), at, now)
    elif status in _RANKS and key.part < key.parts:
        _on_part(connection, found[0], key, status, at)
    elif status in _RANKS:
        _keep(connection, found, status, at, None, pricing)
        for row in found:
            _raise_to(connection, row, status, external_id, at, now)
        if status != "sent" and found[0].delivery != "delivered":
            # Nothing can overtake it any more. What waits for another cause goes on waiting.
            connection.execute(_LET_GO, {"which": found[0].conversation, "now": at})
    delivery_changed(connection, [found[0].conversation], now)
    return True


def decide(connection: Connection, reply: str, decision: Decision, by: str, at: datetime) -> int:
    """Staff decide about a reply that is unsure, held or failed: it has arrived after all, it is to be sent again, or never.

    With it go those that were in one message with it; how many replies that is. Raises Decided when there is nothing to decide
    any more, HeldBy when somebody else has the conversation.
    """
    of_reply = select(table.c.conversation).where(table.c.id == reply).scalar_subquery()
    changed: dict[str, Any] = {
        "arrived": {"delivery": "sent", "fault": None},
        "again": {
            "delivery": "waiting",
            "next_try_at": outgoing.due_at(connection, of_reply, at),
            "tries": 0,
            "external_id": None,
            "fault": None,
        },
        "never": {"delivery": "dropped"},
    }[decision]
    # The reply's row before the conversation's, as whoever hears of deliveries has them; of two who decide, one goes first.
    message = select(table.c.external_id).where(table.c.id == reply).scalar_subquery()
    is_meant = or_(table.c.id == reply, table.c.external_id == message)
    settled = connection.execute(
        update(table)
        .where(is_meant, IS_UNDECIDED)
        .values(**changed)
        .returning(table.c.id, table.c.conversation)
    ).all()
    if not settled:
        raise Decided(_who_decided(connection, reply))
    conversation, replies = settled[0].conversation, [row.id for row in settled]
    talk = hold(connection, conversation, at)
    require_own(talk, by)
    if decision == "arrived":
        outgoing.note_sent(connection, replies, at)
    for one in replies:
        note(connection, conversation, decision, at=at, by=by, reason=one)
    delivery_changed(connection, [conversation], at)
    settle(connection, conversation, at)
    return len(replies)


async def of_conversation(connection: AsyncConnection, conversation: str) -> dict[str, tuple[Delivery, ...]]:
    """By reply, each in the order of time."""
    query = (
        select(deliveries)
        .join(table, table.c.id == deliveries.c.outgoing)
        .where(table.c.conversation == conversation)
        .order_by(deliveries.c.at, deliveries.c.seq)
    )
    told: dict[str, tuple[Delivery, ...]] = {}
    for row in await connection.execute(query):
        delivery = Delivery(row.outgoing, row.status, row.at, row.fault, row.pricing)
        told[row.outgoing] = (*told.get(row.outgoing, ()), delivery)
    return told


def _who_decided(connection: Connection, reply: str) -> str | None:
    decided = (
        select(handovers.c.by)
        .join(table, table.c.conversation == handovers.c.conversation)
        .where(table.c.id == reply, handovers.c.what.in_(DECISIONS), handovers.c.reason == reply)
        .order_by(handovers.c.seq.desc())
        .limit(1)
    )
    return connection.scalar(decided)


def _find(connection: Connection, external_id: str | None, callback: str | None) -> Sequence[Row[Any]]:
    """The replies that one message said; the first carries the key."""

    def of(query: Select[Any], name: str) -> Sequence[Row[Any]]:
        return connection.execute(query, {"name": name}).all()

    if external_id and (found := of(_BY_EXTERNAL_ID, external_id)):
        return found
    if callback is None:
        return []
    # The send's answer has not come, or came for another try.
    return of(_BY_EXTERNAL_ID, callback) or of(_BY_ID, Key.read(callback).reply)


def _is_current(row: Row[Any], external_id: str | None, callback: str | None) -> bool:
    """Whether this is about the latest try; an earlier one's failure was dealt with."""
    if row.external_id is None:
        return False
    return row.external_id in (external_id, callback) or Key.read(row.external_id).reply == row.id


def _keep(
    connection: Connection,
    found: Sequence[Row[Any]],
    status: str,
    at: datetime,
    fault: SendFault | None,
    pricing: Mapping[str, Any] | None,
) -> None:
    """One message costs once, however many replies it says."""
    for place, row in enumerate(found):
        given = {
            "outgoing": row.id,
            "status": status,
            "at": at,
            "fault": fault.fault if fault else None,
            "pricing": dict(pricing) if pricing and place == 0 else None,
        }
        connection.execute(_keeping(connection.dialect.name), given)


@functools.cache
def _keeping(dialect: str) -> Any:
    statement = insert_or(dialect, deliveries)
    return statement.on_conflict_do_update(
        index_elements=[deliveries.c.outgoing, deliveries.c.status],
        set_={"fault": statement.excluded.fault},
    )


def _raise_to(
    connection: Connection, row: Row[Any], status: str, external_id: str | None, at: datetime, now: datetime
) -> None:
    if row.delivery in _NOT_YET:
        changed = {"delivery": status, **({"external_id": external_id} if external_id else {})}
        # So it has been sent after all: nobody needs to send it again.
        outgoing.note_sent(connection, [row.id], at, **changed, next_try_at=None, fault=None)
        if row.delivery in UNDECIDED:
            settle(connection, row.conversation, now)
        return
    connection.execute(_RAISE[status], {"which": row.id, "given": external_id})


def _on_part(connection: Connection, row: Row[Any], key: Key, status: str, at: datetime) -> None:
    """A message of several that one reply takes: the next may go, once this one is certain to come first."""
    following = Key(key.reply, key.part + 1, key.parts)
    if row.delivery == "sending" and row.external_id == str(key):
        connection.execute(
            update(table)
            .where(table.c.id == row.id)
            .values(delivery="waiting", external_id=str(following), tries=0, fault=None, next_try_at=at)
        )
    elif status != "sent" and row.delivery == "waiting" and row.external_id == str(following):
        connection.execute(update(table).where(table.c.id == row.id).values(next_try_at=at))


def _on_failed(
    connection: Connection, found: Sequence[Row[Any]], fault: SendFault, at: datetime, now: datetime
) -> None:
    ids = [row.id for row in found]
    first = found[0]
    # A message that failed certainly is not on the phone, so that once more is no repetition.
    may_go_again = (
        isinstance(fault, Retry | Unsure | WindowClosed | StopAll) and first.tries < rows.MOST_SENDS
    )
    if may_go_again:
        if isinstance(fault, WindowClosed):
            rows.close_window(connection, first.conversation, at)
        due = at if isinstance(fault, WindowClosed) else at + _PAUSE
        connection.execute(
            update(table)
            .where(table.c.id.in_(ids))
            .values(delivery="waiting", external_id=None, next_try_at=due, fault=fault.fault, sent_at=None)
        )
        return
    connection.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(delivery="failed", next_try_at=None, fault=fault.fault)
    )
    call_to_decide(connection, first.conversation, getattr(fault, "attention", "undelivered"), now)
    if isinstance(fault, Gone) and fault.opts_out:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == first.conversation, conversations.c.opted_out_at.is_(None))
            .values(opted_out_at=at)
        )
    level = log.error if isinstance(fault, Mistaken | StopAll) else log.warning
    level("not delivered", reply=first.id, fault=fault.fault)
