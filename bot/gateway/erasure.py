"""Forgetting a conversation whole: ours, and what Rasa keeps of it. The one way anything of a conversation is deleted.

The hotel's own record, a booking above all, is not ours to delete and stays as it is. Counts and shares that hold nobody's
words or address stay too.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, create_engine, delete, inspect, select, text

from bot.gateway.ledger import Ledger
from bot.gateway.tables import OPEN, conversations, guest_contacts, turns
from pms.tables import notices


class StillAnswering(Exception):
    """A turn of it runs: what it stores at its end would outlive the conversation. Try again in a moment."""


class Erasure:
    """tracker_url: the database of Rasa's events, as SQLAlchemy names it; empty where there is none to reach."""

    def __init__(self, ledger: Ledger, *, tracker_url: str = "") -> None:
        self._ledger = ledger
        self._tracker_url = tracker_url

    async def forget_conversation(self, conversation: str) -> bool:
        """False when there was none. Raises StillAnswering; on any other error call again: what is gone is gone."""
        await self._ledger.read(lambda at: _require_silence(at, conversation))
        # Rasa's part first: while our row stands, an attempt that failed half-way can be seen and made again.
        if self._tracker_url:
            await asyncio.to_thread(_forget_tracker, self._tracker_url, conversation)
        return await self._ledger.write(lambda at: _forget(at, conversation))


def _require_silence(connection: Connection, conversation: str) -> None:
    is_open = (turns.c.conversation == conversation) & turns.c.state.in_(OPEN)
    if connection.scalar(select(turns.c.id).where(is_open).limit(1)):
        raise StillAnswering(conversation)


def _forget(connection: Connection, conversation: str) -> bool:
    # Whoever stores a message holds this row first, so that no turn opens behind our back.
    row = connection.execute(
        select(conversations.c.guest_key).where(conversations.c.id == conversation).with_for_update()
    ).one_or_none()
    if row is None:
        return False
    _require_silence(connection, conversation)
    connection.execute(delete(notices).where(notices.c.conversation == conversation))
    # Turns, messages, replies, the story and the guest's contact go with it.
    connection.execute(delete(conversations).where(conversations.c.id == conversation))
    is_known_elsewhere = select(conversations.c.id).where(conversations.c.guest_key == row.guest_key).limit(1)
    if connection.scalar(is_known_elsewhere) is None:
        connection.execute(delete(guest_contacts).where(guest_contacts.c.guest_key == row.guest_key))
    return True


def _forget_tracker(url: str, conversation: str) -> None:
    """Rasa itself notices that the rows are gone and lets go of its live copy at the next message."""
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            if inspect(connection).has_table("events"):
                connection.execute(text("DELETE FROM events WHERE sender_id = :it"), {"it": conversation})
    finally:
        engine.dispose()
