"""Questions of guests that we could not answer: found by the replies that say so. What it returns is partly unsealed words,
so callers decide who may see them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.tables import conversations, inbox, outgoing, turns
from common.languages import LANGUAGES
from common.secrets import Sealer

SAID_INSTEAD = (
    "fallback.did_you_mean",
    "fallback.handoff",
    "fallback.menu",
    "fallback.offer_person",
    "fallback.rephrase",
    "question.unknown",
    "smalltalk.out_of_scope",
)
"""The replies a guest reads in place of an answer."""
MOST = 200


@dataclass(frozen=True)
class Missed:
    """One turn without an answer, not yet its words. language: the one it was written in, "" when that is not known."""

    turn: str
    conversation: str
    language: str
    at: datetime


class Unanswered:
    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    async def missed(self, property_id: str, *, since: datetime, turn: str | None = None) -> list[Missed]:
        """Newest first, MOST at most; trials by staff left out. turn: only that one, whenever it was."""
        wanted = [
            outgoing.c.template.in_(SAID_INSTEAD),
            # While a guest of several hotels has not said which, the question is everybody's.
            or_(conversations.c.property == property_id, conversations.c.property == ""),
            conversations.c.is_test.is_(False),
        ]
        wanted.append(turns.c.id == turn if turn is not None else turns.c.received_at >= since)
        query = (
            select(turns.c.id, turns.c.conversation, turns.c.language, turns.c.received_at, turns.c.seq)
            .select_from(
                turns.join(outgoing, outgoing.c.turn == turns.c.id).join(
                    conversations, conversations.c.id == turns.c.conversation
                )
            )
            .where(*wanted)
            .distinct()
            .order_by(turns.c.seq.desc())
            .limit(MOST)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Missed(
                row.id,
                row.conversation,
                row.language if row.language in LANGUAGES else "",
                row.received_at,
            )
            for row in rows
        ]

    async def words(self, turn_ids: Collection[str]) -> dict[str, str]:
        """What the guest wrote, by turn; pressed buttons are no words."""
        query = (
            select(inbox.c.turn, inbox.c.words)
            .where(inbox.c.turn.in_(turn_ids), inbox.c.button.is_(None))
            .order_by(inbox.c.seq)
        )
        said: dict[str, list[str]] = defaultdict(list)
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                said[row.turn].append(self._sealer.unseal(row.words))
        return {turn: " ".join(" ".join(parts).split()) for turn, parts in said.items()}
