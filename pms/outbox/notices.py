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
from pms.contract.models import Reservation, Stay
from pms.outbox.intent import Intent
from pms.outbox.writes import Book
from pms.tables import notices


@dataclass(frozen=True)
class Notice:
    """reply: `notice.<kind>_done`, `notice.<kind>_refused`, `notice.with_staff` or one of the abandoned; values: plain JSON."""

    conversation: str
    property_id: str
    reply: str
    values: dict[str, Any]


def done_notice(intent: Intent, result: Reservation | None, *, reference: str | None = None) -> Notice:
    """reference: the hotel's, where a person made the booking; without a result the facts are those that were agreed."""
    values: dict[str, Any] = {"reference": reference or intent.told_reference}
    if result is not None:
        values = {
            "reference": result.reference,
            "stay": _stay(result.stay),
            "total": result.total.to_json(),
        }
    elif isinstance(intent.write, Book):
        draft = intent.write.draft
        values |= {"stay": _stay(draft.stay), "total": draft.agreed_total.to_json()}
    return Notice(intent.conversation, intent.property_id, f"notice.{intent.write.kind}_done", values)


def with_staff_notice(intent: Intent) -> Notice:
    """It is in doubt, and a person looks at it: neither a yes nor a no."""
    values = {"reference": intent.told_reference}
    return Notice(intent.conversation, intent.property_id, "notice.with_staff", values)


def abandoned_notice(intent: Intent) -> Notice:
    values: dict[str, Any] = {"reference": intent.told_reference}
    reply = "notice.request_abandoned"
    if isinstance(intent.write, Book):
        reply, values = "notice.book_abandoned", values | _wish(intent.write)
    return Notice(intent.conversation, intent.property_id, reply, values)


def refused_notice(intent: Intent, refusal: errors.Refused) -> Notice:
    """reason: the refusal's name; a changed price comes with both amounts, so that it can be asked about."""
    values: dict[str, Any] = {"reference": intent.told_reference, "reason": refusal.kind}
    if isinstance(refusal, errors.PriceChanged):
        values |= {"was": refusal.was.to_json(), "now": refusal.now.to_json()}
    if isinstance(intent.write, Book):
        # So that one press looks again for the same stay of the same people.
        values |= _wish(intent.write)
    return Notice(intent.conversation, intent.property_id, f"notice.{intent.write.kind}_refused", values)


def _wish(write: Book) -> dict[str, Any]:
    stay, parties = write.draft.stay, [room.party for room in write.draft.rooms]
    ages = [age for party in parties for age in party.children_ages]
    return {
        "stay": _stay(stay),
        "party": {
            "adults": sum(party.adults for party in parties),
            "children": len(ages),
            "children_ages": ages,
        },
    }


def _stay(stay: Stay) -> dict[str, str]:
    return {"check_in": stay.arrival.isoformat(), "check_out": stay.departure.isoformat()}


async def add_notice(connection: AsyncConnection, notice: Notice, *, intent: str, at: datetime) -> None:
    await connection.execute(
        insert(notices).values(
            id=new_id("ntc"),
            conversation=notice.conversation,
            property_id=notice.property_id,
            intent=intent,
            reply=notice.reply,
            values=notice.values,
            created_at=at,
        )
    )
