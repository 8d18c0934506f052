"""Tells the experiments what guests did: read from the rows that the hotel layer, the actions and the gateway keep anyway.

None of them knows of experiments. Every round looks back over the last one's edge, for telling twice changes nothing; a
round after a restart looks back to the first exposure that may still count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from bot.gateway import guests
from bot.gateway.tables import conversations, turns
from common.clock import Clock
from common.guest_keys import GuestKeys
from common.money import Money
from common.secrets import Sealer, Unsealable
from pms.contract.models import GuestProfile
from pms.outbox.writes import WRITE, Book
from pms.tables import intents
from templates import outcomes
from templates.experiment_tables import exposures
from templates.experiments import STICKY
from templates.outcomes import Outcome

# Rows are stamped before their transaction is committed, and machines' clocks differ by a little.
_OVERLAP = timedelta(minutes=5)
_APOLOGIES = ("late", "failed", "empty")


class OutcomeFeed:
    def __init__(self, engine: AsyncEngine, sealer: Sealer, keys: GuestKeys, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._keys = keys
        self._clock = clock
        self._seen_until: datetime | None = None

    async def collect(self) -> int:
        """One round; how many outcomes were new. After one that failed the next looks back as far as it would have."""
        now = self._clock.now()
        async with self._engine.connect() as connection:
            shown_since = await connection.scalar(
                select(func.min(exposures.c.at)).where(exposures.c.at >= now - STICKY)
            )
        if shown_since is None:
            return 0
        since = max(shown_since, self._seen_until - _OVERLAP) if self._seen_until else shown_since
        async with self._engine.begin() as connection:
            counted = await connection.run_sync(self._collect, since)
        self._seen_until = now
        return counted

    def _collect(self, connection: Connection, since: datetime) -> int:
        writes = _settled_writes(connection, since)
        for write in writes:
            # First who they are: what a known guest did counts for what they were shown on another channel.
            if write.kind == "book":
                guests.learn_contacts(connection, self._keys, write.conversation, self._contacts(write))
        told = [
            *_of_writes(writes),
            *(
                (row.conversation, "handoff", row.created_at, None, row.id)
                for row in _handoffs(connection, since)
            ),
            *(
                (row.conversation, "error", row.finished_at, None, row.id)
                for row in _errors(connection, since)
            ),
        ]
        keys = _guest_keys(connection, {conversation for conversation, *_ in told})
        return outcomes.record(
            connection,
            [
                Outcome(keys[conversation], kind, at, amount=amount, source=source)
                for conversation, kind, at, amount, source in told
                if conversation in keys
            ],
        )

    def _contacts(self, write: Any) -> tuple[str | None, ...]:
        try:
            meant = WRITE.validate_json(self._sealer.unseal(write.payload))
        except (Unsealable, ValueError):
            return ()
        guest: GuestProfile | None = meant.draft.guest if isinstance(meant, Book) else None
        return (guest.email, guest.phone) if guest else ()


Told = tuple[str, str, datetime, Money | None, str]
"""conversation, kind, when, amount, source."""


def _of_writes(writes: Iterable[Any]) -> Iterable[Told]:
    for write in writes:
        amount = Money.from_json(write.agreed) if write.agreed else None
        if write.kind == "book" and write.asked_by == "guest":
            # Whoever confirms what was read back to them has accepted the quote, whatever the hotel's system says then.
            yield write.conversation, "quote_accepted", write.created_at, amount, write.id
        if write.state == "done" and write.settled_at is not None:
            kind = {"book": "booking", "cancel": "cancelled"}[write.kind]
            yield write.conversation, kind, write.settled_at, amount if kind == "booking" else None, write.id


def _settled_writes(connection: Connection, since: datetime) -> list[Any]:
    """Bookings and cancellations that moved since, those that a person made by hand among them."""
    is_new = or_(intents.c.updated_at >= since, intents.c.created_at >= since)
    return list(
        connection.execute(
            select(
                intents.c.id,
                intents.c.kind,
                intents.c.conversation,
                intents.c.asked_by,
                intents.c.state,
                intents.c.agreed,
                intents.c.payload,
                intents.c.created_at,
                intents.c.settled_at,
            )
            .where(and_(intents.c.kind.in_(("book", "cancel")), is_new))
            .order_by(intents.c.created_at)
        )
    )


def _handoffs(connection: Connection, since: datetime) -> list[Any]:
    wanted = select(handoffs.c.id, handoffs.c.conversation, handoffs.c.created_at)
    return list(connection.execute(wanted.where(handoffs.c.created_at >= since)))


def _errors(connection: Connection, since: datetime) -> list[Any]:
    wanted = select(turns.c.id, turns.c.conversation, turns.c.finished_at)
    return list(
        connection.execute(wanted.where(turns.c.finished_at >= since, turns.c.outcome.in_(_APOLOGIES)))
    )


def _guest_keys(connection: Connection, names: set[str]) -> dict[str, str]:
    """Of conversations that are with a guest."""
    keys: dict[str, str] = {}
    ordered = sorted(names)
    for start in range(0, len(ordered), 500):
        rows = connection.execute(
            select(conversations.c.id, conversations.c.guest_key).where(
                conversations.c.id.in_(ordered[start : start + 500]),
                conversations.c.guest_key.is_not(None),
                conversations.c.is_test.is_(False),
            )
        )
        keys.update((row.id, row.guest_key) for row in rows)
    return keys
