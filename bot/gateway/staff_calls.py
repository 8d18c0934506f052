"""People are called because a guest waits: the small interface behind which any desk may stand.

Ours writes an alert in the transaction that makes the guest wait, so that each is sent once and none is lost; the hotel
layer's senders carry it (log, web hook, mail). A desk elsewhere implements `StaffCalls`, and speaks through `Takeover`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from bot.gateway.handover_rows import DRAFT, OUTAGES
from pms.alerts import Alert, note_alert

_OPEN_IT = "Open the conversation in the console and write; the bot is silent from then on."


@dataclass(frozen=True)
class Call:
    """reminder: 0 the first time. owner: who has the conversation and has not answered; since: when the guest began to wait."""

    conversation: str
    property_id: str
    channel: str
    reason: str
    since: datetime
    owner: str | None = None
    reminder: int = 0

    @classmethod
    def of(cls, talk: Row[Any], reason: str, since: datetime, *, reminder: int = 0) -> Call:
        owner = talk.owner if talk.state == "human" and reason != "released" else None
        return cls(talk.id, talk.property, talk.channel, reason, since, owner, reminder)


class StaffCalls(Protocol):
    def call(self, connection: Connection, call: Call, at: datetime) -> None:
        """Inside the transaction that makes it true; what takes time is done later."""
        ...


class AlertCalls:
    def call(self, connection: Connection, call: Call, at: datetime) -> None:
        note_alert(connection, alert_of(call), at=at)


def alert_of(call: Call) -> Alert:
    """Identifiers only: what the guest said is read in the console."""
    facts = {
        "reason": call.reason,
        "channel": call.channel,
        "since": call.since.isoformat(timespec="minutes"),
    }
    if call.reason in OUTAGES and call.owner is None:
        # One for all the guests of it: an outage makes many wait at once.
        return Alert(
            key=f"outage:{call.property_id}:{call.reason}",
            kind="outage",
            property_id=call.property_id,
            title=f"Guests are not answered ({call.reason})",
            facts=facts | {"conversation": call.conversation},
            manual_way="The conversations that wait are open to you in the console; answer there.",
        )
    title = "A guest waits for a person"
    if call.reason == DRAFT:
        title = "An answer waits to be sent"
    if call.owner:
        title = f"A guest waits for {call.owner}'s answer"
    if call.reminder:
        title = f"Still: {title[0].lower()}{title[1:]}"
    return Alert(
        key=f"waits:{call.conversation}:{call.since.timestamp():.0f}:{call.reason}:{call.reminder}",
        kind="guest_waits",
        property_id=call.property_id,
        title=title,
        facts=facts | {"conversation": call.conversation},
        manual_way=_OPEN_IT,
    )
