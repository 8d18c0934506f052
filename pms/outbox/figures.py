"""The outbox in figures: counted once when a write settles, and a cheap look at what waits."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from pms import metrics
from pms.outbox.intent import OPEN, Intent
from pms.outbox.letters import waiting_by_operation
from pms.outbox.writes import Book
from pms.tables import intents

_BECAME = {"book": "confirmed", "change": "changed", "cancel": "cancelled"}
_SHOWN = (*OPEN, "dead")


def count_settled(intent: Intent) -> None:
    """Called by whoever settled it, after its transaction: never twice, and missed only by a process that dies just then."""
    write, status = intent.write, _BECAME.get(intent.write.kind)
    if status is None:
        return
    if intent.state != "done":
        if isinstance(write, Book) and intent.state == "refused":
            metrics.RESERVATIONS.labels("refused").inc()
        return
    metrics.RESERVATIONS.labels(status).inc()
    if isinstance(write, Book):
        total = intent.result.total if intent.result else write.draft.agreed_total
        metrics.REVENUE.labels(total.currency).inc(float(total.major))
        lead = (write.draft.stay.arrival - intent.created_at.date()).days
        metrics.LEAD_TIME.observe(max(0, lead))


async def refresh(engine: AsyncEngine, clock: Clock) -> None:
    """Two small counts over what is open; settled writes are not looked at, so the cost does not grow with the years."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(intents.c.state, func.count()).where(intents.c.state.in_(_SHOWN)).group_by(intents.c.state)
        )
        found: dict[str, int] = {row[0]: row[1] for row in rows}
    for state in _SHOWN:
        metrics.OUTBOX_DEPTH.labels(state).set(found.get(state, 0))
    letters, since = await waiting_by_operation(engine)
    metrics.DEAD_LETTERS.clear()
    for operation, count in letters.items():
        metrics.DEAD_LETTERS.labels(operation).set(count)
    metrics.OLDEST_DEAD_LETTER.set((clock.now() - since).total_seconds() if since else 0)
