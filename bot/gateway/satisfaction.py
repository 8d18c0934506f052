"""One question a conversation: how was it? Asked after a booking or when a person has gone; the answer is counted here.

A guest's press on one of its buttons is a turn like any other, but the bot is not asked what it means.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, update

from bot.gateway import told
from bot.gateway.handover_rows import say_unasked
from bot.gateway.outgoing import Button
from bot.gateway.tables import conversations
from bot.gateway.told import Told

ASK = "satisfaction.ask"
THANKS = "satisfaction.thanks"
RATE_STAY = "rate_stay"
"""What its buttons mean; no intent of the bot's."""

BOOKED = frozenset({"booking.confirmed", "notice.book_done"})
"""Replies after which a guest is asked."""

# Where a channel's window is about to close, the answer could no longer be thanked for.
_WINDOW_LEFT = timedelta(hours=1)


def mark_of(button: Button | None) -> int | None:
    """Out of five; None for a button that is none of ours."""
    if button is None or button.payload.get("intent") != RATE_STAY:
        return None
    given = str((button.payload.get("entities") or {}).get("score", ""))
    return int(given) if given in {"1", "2", "3", "4", "5"} else None


def is_asked_after(replies: Iterable[str]) -> bool:
    """replies: the names of what is said."""
    return not BOOKED.isdisjoint(replies)


def ask_once(connection: Connection, talk: Row[Any], property_id: str, at: datetime) -> None:
    """In the transaction that ends what is asked about. talk: a row that is held."""
    is_closing = talk.window_until is not None and talk.window_until < at + _WINDOW_LEFT
    if talk.satisfaction_asked_at is not None or talk.is_test or is_closing:
        return
    connection.execute(
        update(conversations).where(conversations.c.id == talk.id).values(satisfaction_asked_at=at)
    )
    # Behind what else is said at this instant, such as that the bot is back.
    say_unasked(connection, talk.id, property_id, ASK, {}, at + timedelta(milliseconds=1))


def note(connection: Connection, conversation: str, mark: int, at: datetime) -> None:
    """The first mark counts; it also counts for the experiments the guest takes part in."""
    first = connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation, conversations.c.satisfaction.is_(None))
        .values(satisfaction=mark, changed_at=at)
    )
    if first.rowcount:
        told.record(connection, Told(conversation, "satisfaction", score=mark), at)
