"""What staff are called for when something does not leave, and how their open pages hear of it.

`changed_at` moves where the list of conversations looks different from then on, `delivery_changed_at` where only the
conversation's own page does: most replies are sent, delivered and read, and nobody's list is drawn again for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, update

from bot.gateway.tables import UNDECIDED, conversations, outgoing


def _as_written(*values: str) -> list[ColumnElement[str]]:
    """In the very words of an index: SQLite recognises no condition of one whose values are bound later."""
    return [literal_column(f"'{one}'") for one in values]


IS_UNDECIDED: ColumnElement[bool] = outgoing.c.delivery.in_(_as_written(*UNDECIDED)) & (
    outgoing.c.route == _as_written("chat")[0]
)
"""Staff are to decide what becomes of the reply: it has arrived after all, it goes once more, or never."""
IS_WITH_STAFF: ColumnElement[bool] = conversations.c.state.in_(_as_written("waiting", "human"))
IS_WAITING: ColumnElement[bool] = IS_WITH_STAFF & (conversations.c.state == "waiting")
"""The guest waits for a person."""

CAUSES = ("unsure", "undelivered", "window", "opted_out")
"""What a conversation's `attention` is while a reply of it is undecided, when nothing else calls for staff."""


_DELIVERY_CHANGED = (
    update(conversations)
    .where(conversations.c.id.in_(bindparam("which", expanding=True)))
    .values(delivery_changed_at=bindparam("at"))
)


def delivery_changed(connection: Connection, which: Iterable[str], at: datetime) -> None:
    """which: conversations."""
    connection.execute(_DELIVERY_CHANGED, {"which": list(which), "at": at})


def call_staff(connection: Connection, conversation: str, attention: str, at: datetime) -> None:
    """Unless they are called for something else already."""
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.attention.is_(None))
        .values(attention=attention, changed_at=at)
    )


def call_to_decide(connection: Connection, conversation: str, attention: str, at: datetime) -> None:
    """About a reply that has not left. What else they are called for stands; the list marks it all the same."""
    called = func.coalesce(conversations.c.attention, attention)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation)
        .values(attention=called, changed_at=at, delivery_changed_at=at)
    )


def calm(connection: Connection, conversation: str, attention: str, at: datetime) -> None:
    """What they were called for is no more."""
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.attention == attention)
        .values(attention=None, changed_at=at)
    )


def settle(connection: Connection, conversation: str, at: datetime) -> None:
    """One reply is decided about, or has settled itself: staff stay called for what is left of the kind, and for nothing else."""
    called = connection.scalar(
        update(conversations)
        .where(conversations.c.id == conversation)
        .values(changed_at=at)
        .returning(conversations.c.attention)
    )
    if called not in CAUSES:
        return
    left = connection.execute(
        select(outgoing.c.delivery, outgoing.c.fault)
        .where(outgoing.c.conversation == conversation, IS_UNDECIDED)
        .order_by(outgoing.c.seq)
    )
    causes = [cause(row.delivery, row.fault) for row in left]
    if called not in causes:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation)
            .values(attention=causes[0] if causes else None)
        )


def cause(delivery: str, fault: str | None) -> str:
    """What a conversation's `attention` is for a reply that is undecided."""
    if delivery == "held":
        return "opted_out" if fault == "opted_out" else "window"
    return "unsure" if delivery == "unsure" else "undelivered"
