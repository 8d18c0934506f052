"""What a hotel's own program tells of a guest: a mark out of five, a booking taken by telephone, whatever it counts itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.gateway.ledger import Ledger
from bot.gateway.tables import conversations
from common.money import Money
from templates import outcomes
from templates.outcomes import Outcome


@dataclass(frozen=True)
class Told:
    """kind: a name such as "satisfaction"."""

    conversation: str
    kind: str
    amount: Money | None = None
    score: float | None = None


async def tell(ledger: Ledger, told: Told, at: datetime) -> int | None:
    """In how many experiments it counts for the first time; None when there is no such conversation."""
    return await ledger.write(lambda connection: record(connection, told, at))


def record(connection: Connection, told: Told, at: datetime) -> int | None:
    """As tell, inside the caller's transaction."""
    row = connection.execute(
        select(conversations.c.guest_key, conversations.c.is_test).where(
            conversations.c.id == told.conversation
        )
    ).one_or_none()
    if row is None:
        return None
    if row.guest_key is None or row.is_test:
        return 0
    outcome = Outcome(row.guest_key, told.kind, at, amount=told.amount, score=told.score, source="api")
    return outcomes.record(connection, [outcome])
