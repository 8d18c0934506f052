"""What the front desk answers: frozen results that name a fact, never a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pms.contract import errors
from pms.contract.models import Reservation


@dataclass(frozen=True)
class Done[Value]:
    """The hotel's system has it."""

    value: Value


@dataclass(frozen=True)
class Queued:
    """Received and kept, not confirmed. reference: ours; reason: what stood in the way, None when simply not its turn."""

    reference: str
    reason: errors.PmsError | None = None


@dataclass(frozen=True)
class Refused:
    """Nothing was done. reason: the contract error that says why."""

    reason: errors.Refused


@dataclass(frozen=True)
class Noted:
    """The system could not do it itself; the wish stands as a note for the desk. is_queued: the note itself still waits."""

    reference: str
    is_queued: bool = False


@dataclass(frozen=True)
class Found:
    """is_own: made in this conversation, so no proof was asked."""

    reservation: Reservation
    is_own: bool


@dataclass(frozen=True)
class NotFound:
    """No reservation answers to what was given. Says the same for a wrong proof and for a reference that does not exist."""


@dataclass(frozen=True)
class NeedsProof:
    """missing: what must still be given, of "reference" and "contact"."""

    missing: tuple[str, ...]


@dataclass(frozen=True)
class Locked:
    """Too many wrong tries."""

    until: datetime
