"""What a guest is still to be told about a write that was settled after the conversation had moved on.

A notice names a reply and its values; the gateway says it in the conversation's language and marks it delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.ids import new_id
from pms.contract import errors
from pms.contract.models import Reservation
from pms.outbox.writes import Write
from pms.tables import notices


@dataclass(frozen=True)
class Notice:
    """reply: `notice.<kind>_done` or `notice.<kind>_refused`; values: plain JSON."""

    conversation: str
    property_id: str
    reply: str
    values: dict[str, Any]


def done_notice(conversation: str, our_reference: str, write: Write, reservation: Reservation) -> Notice:
    stay = reservation.stay
    return Notice(
        conversation,
        reservation.property_id,
        f"notice.{write.kind}_done",
        {
            "reference": reservation.reference,
            "our_reference": our_reference,
            "stay": {"check_in": stay.arrival.isoformat(), "check_out": stay.departure.isoformat()},
            "total": reservation.total.to_json(),
        },
    )


def refused_notice(
    conversation: str, property_id: str, reference: str, write: Write, refusal: errors.Refused
) -> Notice:
    """reason: the refusal's name; a changed price comes with both amounts, so that it can be asked about."""
    values: dict[str, Any] = {"reference": reference, "reason": refusal.kind}
    if isinstance(refusal, errors.PriceChanged):
        values |= {"old_total": refusal.was.to_json(), "new_total": refusal.now.to_json()}
    return Notice(conversation, property_id, f"notice.{write.kind}_refused", values)


class Notices:
    """What waits to be said. A notice stays until it is marked delivered, so a gateway that dies says it after all."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def waiting(self, *, limit: int = 50) -> dict[str, Notice]:
        """By id, oldest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(notices)
                .where(notices.c.delivered_at.is_(None))
                .order_by(notices.c.created_at, notices.c.id)
                .limit(limit)
            )
            return {
                row["id"]: Notice(row["conversation"], row["property_id"], row["reply"], row["values"])
                for row in rows.mappings()
            }

    async def mark_delivered(self, notice_id: str) -> bool:
        """False when somebody else had marked it."""
        async with self._engine.begin() as connection:
            marked = await connection.execute(
                update(notices)
                .where(notices.c.id == notice_id, notices.c.delivered_at.is_(None))
                .values(delivered_at=self._clock.now())
            )
        return marked.rowcount == 1


async def add_notice(connection: AsyncConnection, notice: Notice, *, at: datetime) -> None:
    await connection.execute(
        insert(notices).values(
            id=new_id("ntc"),
            conversation=notice.conversation,
            property_id=notice.property_id,
            reply=notice.reply,
            values=notice.values,
            created_at=at,
        )
    )
