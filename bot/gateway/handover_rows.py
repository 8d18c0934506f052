"""Who answers in a conversation, as rows: bot → waiting → human → bot. Functions over one connection, for others' transactions.

The conversation's row is written first by whoever decides anything of it, so that two never decide at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from bot.gateway import outgoing
from bot.gateway.tables import conversations, handovers, turns
from common.ids import new_id
from pms.tables import notices

OUTAGES = ("late", "failed", "empty", "hotel_system")
"""The bot or the hotel's system is away: a person is called, though the guest was not promised one."""
DRAFT = "draft"
"""The bot proposed an answer, and staff are to send it."""

BACK = "handoff.back"
"""Said when a person has given the conversation back."""
NOBODY_YET = "handoff.nobody_yet"
"""Said when nobody came."""
PERSON_AWAY = "handoff.person_away"
"""Said when a person had it and wrote no more."""
CLOSED = "handoff.closed"
"""Said with the promise of a person, while none is there."""
SAID_IN_ANY_CASE = (BACK, NOBODY_YET, PERSON_AWAY)
"""Proposed to nobody: they are said because staff went, or did not come."""


class NoSuchConversation(Exception):
    pass


class HeldBy(Exception):
    """Somebody else has the conversation."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


def hold(connection: Connection, conversation: str, at: datetime) -> Row[Any]:
    """The conversation's row, ours until the transaction ends. Raises NoSuchConversation."""
    row = connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation)
        .values(changed_at=at)
        .returning(conversations)
    ).one_or_none()
    if row is None:
        raise NoSuchConversation(conversation)
    return row


def require_own(talk: Row[Any], by: str) -> None:
    """Raises HeldBy."""
    if talk.state == "human" and talk.owner != by:
        raise HeldBy(str(talk.owner))


def move(
    connection: Connection,
    talk: Row[Any],
    state: str,
    *,
    what: str,
    at: datetime,
    owner: str | None = None,
    by: str | None = None,
    reason: str | None = None,
    **more: Any,
) -> None:
    """From one state to the next, noted in the conversation's story. talk: a row that is held; more: further columns of it."""
    since = at if state != talk.state else talk.state_since or at
    connection.execute(
        update(conversations)
        .where(conversations.c.id == talk.id)
        .values(state=state, owner=owner, state_since=since, changed_at=at, **more)
    )
    note(connection, talk.id, what, at=at, by=by, reason=reason)


def note(
    connection: Connection,
    conversation: str,
    what: str,
    *,
    at: datetime,
    by: str | None = None,
    reason: str | None = None,
) -> None:
    connection.execute(
        insert(handovers).values(conversation=conversation, at=at, what=what, by=by, reason=reason)
    )


def call_for_person(
    connection: Connection, talk: Row[Any], reason: str, at: datetime, *, attention: str | None
) -> bool:
    """The conversation waits for a person from now on; False when it did before, or one has it."""
    if talk.state == "human":
        return False
    kept = {"attention": attention or talk.attention}
    # What the guest was promised is not made less by what happens meanwhile.
    is_promised = talk.state == "waiting" and talk.handoff_reason not in (*OUTAGES, DRAFT)
    if is_promised or (talk.state == "waiting" and talk.handoff_reason == reason):
        connection.execute(update(conversations).where(conversations.c.id == talk.id).values(**kept))
        return False
    move(connection, talk, "waiting", what="asked", at=at, reason=reason, handoff_reason=reason, **kept)
    return True


def give_to_bot(
    connection: Connection,
    talk: Row[Any],
    at: datetime,
    *,
    what: str,
    property_id: str,
    reply: str | None,
    values: Mapping[str, Any],
    by: str | None = None,
    attention: str | None = None,
) -> None:
    """The bot answers again, and begins with this reply where the channel lets it."""
    # A person may have said anything: what the bot had quoted before they came is void.
    void: dict[str, Any] = {"handed_back_at": at} if talk.state == "human" else {}
    move(connection, talk, "bot", what=what, at=at, by=by, attention=attention, **void)
    # What the hotel's system had to tell meanwhile is told now at the latest.
    outgoing.release_notices(connection, talk.id, at)
    if reply is not None and not is_closed(talk, at):
        say_unasked(connection, talk.id, property_id, reply, values, at)


def is_closed(talk: Row[Any], at: datetime) -> bool:
    """Whether the channel takes no free words to this guest."""
    return talk.window_until is not None and talk.window_until <= at


def say_unasked(
    connection: Connection,
    conversation: str,
    property_id: str,
    reply: str,
    values: Mapping[str, Any],
    at: datetime,
) -> None:
    """To be said as soon as the guest is not being answered, in their language; `notices.py` says it. values: plain JSON."""
    connection.execute(
        insert(notices).values(
            id=new_id("not"),
            conversation=conversation,
            property_id=property_id,
            reply=reply,
            values=dict(values),
            created_at=at,
        )
    )


def end_queued(connection: Connection, conversation: str, at: datetime) -> None:
    """A person answers what the bot had not begun with."""
    end_for_person(connection, (turns.c.conversation == conversation) & (turns.c.state == "queued"), at)


def end_for_person(connection: Connection, which: ColumnElement[bool], at: datetime) -> None:
    connection.execute(
        update(turns).where(which).values(state="with_person", outcome="with_person", finished_at=at)
    )


def story(connection: Connection, conversation: str) -> list[Row[Any]]:
    """Everything that was noted, oldest first."""
    rows = connection.execute(
        select(handovers).where(handovers.c.conversation == conversation).order_by(handovers.c.seq)
    )
    return list(rows)
