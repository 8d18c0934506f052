"""One write that is meant: what was agreed, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.money import Money
from pms.contract.models import Reservation
from pms.outbox.writes import Write

OPEN = ("pending", "sending", "queued", "unknown")
SETTLED = ("done", "refused", "dead")


@dataclass(frozen=True)
class Intent:
    """may_have_been_sent: an earlier attempt could have reached the vendor, so it is looked up first; in_doubt_since: when.

    reference: the hotel system's, as soon as it is known; result: the reservation after the write, where it could be read.
    asked_by: "guest" or "staff:<id>"; is_critical: it cannot wait for somebody to look into a list.
    """

    id: str
    property_id: str
    conversation: str
    turn: str | None
    key: str
    subject: str
    our_reference: str
    reference: str | None
    asked_by: str
    is_critical: bool
    agreed: Money | None
    write: Write
    state: str
    attempts: int
    expires_at: datetime
    error: dict[str, Any] | None
    result: Reservation | None
    created_at: datetime
    updated_at: datetime
    lease_until: datetime | None
    next_attempt_at: datetime | None
    in_doubt_since: datetime | None
    may_have_been_sent: bool = False

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def told_reference(self) -> str:
        """The number the guest knows: the hotel's where there is one, ours while the booking itself waits."""
        return self.reference or self.our_reference
