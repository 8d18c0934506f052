"""What a guest is still to be told about a write that was settled after the conversation had moved on.

A notice names a reply and its values; the gateway says it in the conversation's language and marks it delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from common.ids import new_id
from pms.contract import errors
from pms.contract.models import Reservation
from pms.outbox.writes import Book, Write
from pms.tables import notices


@dataclass(frozen=True)
class Notice:
    """reply: `notice.<kind>_done` or `notice.<kind>_refused`; values: plain JSON."""

    conversation: str
    property_id: str
    reply: str
    values: dict[str, Any]


def done_notice(conversation: str, write: Write, reservation: Reservation) -> Notice:
    stay = reservation.stay
    return Notice(
        conversation,
        reservation.property_id,
        f"notice.{write.kind}_done",
        {
            "reference": reservation.reference,
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
        values |= {"was": refusal.was.to_json(), "now": refusal.now.to_json()}
    if isinstance(write, Book):
        # So that one press looks again for the same stay of the same people.
        values |= _wish(write)
    return Notice(conversation, property_id, f"notice.{write.kind}_refused", values)


def _wish(write: Book) -> dict[str, Any]:
    stay, parties = write.draft.stay, [room.party for room in write.draft.rooms]
    ages = [age for party in parties for age in party.children_ages]
    return {
        "stay": {"check_in": stay.arrival.isoformat(), "check_out": stay.departure.isoformat()},
        "party": {
            "adults": sum(party.adults for party in parties),
            "children": len(ages),
            "children_ages": ages,
        },
    }


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
