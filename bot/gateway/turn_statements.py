"""What is asked of the tables for every turn. Built once: that takes longer than to run it."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import Select, Update, and_, bindparam, func, or_, select, update

from bot.gateway.outgoing import UNSAID
from bot.gateway.tables import conversations, inbox, outgoing, turns
from common.sql import bound

_TURN, _CONVERSATION = bindparam("turn"), bindparam("conversation")

# Whoever stores a message holds this row, so that none joins the turn after its words have been read.
HOLD: Select[Any] = (
    select(conversations.c.id)
    .where(conversations.c.id == select(turns.c.conversation).where(turns.c.id == _TURN).scalar_subquery())
    .with_for_update()
)
CONVERSATION: Select[Any] = select(conversations).where(conversations.c.id == _CONVERSATION)
FIRST_QUEUED: Select[Any] = (
    select(turns.c.id, turns.c.start_after)
    .where(turns.c.conversation == _CONVERSATION, turns.c.state == "queued")
    .order_by(turns.c.seq)
    .limit(1)
)
WORDS: Select[Any] = select(inbox).where(inbox.c.turn == _TURN).order_by(inbox.c.seq)
LAST_TYPED: Select[Any] = select(func.max(inbox.c.received_at)).where(
    inbox.c.turn == _TURN, inbox.c.button.is_(None)
)
LAST_REPLY: Select[Any] = select(func.max(outgoing.c.created_at)).where(
    outgoing.c.conversation == _CONVERSATION,
    outgoing.c.route == "chat",
    outgoing.c.delivery.not_in(UNSAID),
)


def _take() -> Any:
    other = turns.alias()
    runs_already = (
        select(other.c.id)
        .where(
            other.c.conversation == turns.c.conversation,
            other.c.state == "running",
            other.c.id != turns.c.id,
        )
        .exists()
    )
    owner, now = bindparam("by", type_=turns.c.owner.type), bindparam("now", type_=turns.c.received_at.type)
    is_free = or_(
        and_(turns.c.state == "queued", ~runs_already),
        and_(turns.c.state == "running", or_(turns.c.owner == owner, turns.c.lease_until <= now)),
    )
    return (
        update(turns)
        .where(turns.c.id == _TURN, is_free)
        .values(
            state="running",
            owner=owner,
            lease_until=bindparam("until"),
            started_at=func.coalesce(turns.c.started_at, now),
        )
        .returning(turns.c.conversation, turns.c.received_at, turns.c.start_after)
    )


TAKE = _take()


@functools.cache
def end(names: tuple[str, ...]) -> Update:
    """Of a turn that `by` runs still."""
    is_ours = and_(
        turns.c.id == _TURN,
        turns.c.state == "running",
        turns.c.owner == bindparam("by", type_=turns.c.owner.type),
    )
    return update(turns).where(is_ours).values(bound(turns, names))


@functools.cache
def learn(names: tuple[str, ...]) -> Any:
    """Of the conversation, whose row is returned."""
    learnt = update(conversations).where(conversations.c.id == _CONVERSATION)
    return learnt.values(bound(conversations, names)).returning(conversations)
