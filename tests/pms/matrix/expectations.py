"""What each fault must look like to the caller. Written by hand: this is the promise, not what happened to come out."""

from __future__ import annotations

from pms.contract.errors import (
    BadCredentials,
    Misconfigured,
    OutcomeUnknown,
    PmsError,
    Retriable,
    TooBusy,
    Unintelligible,
)
from pms.simulators.faults import Kind

READ: dict[Kind, type[PmsError]] = {
    Kind.REFUSED: Retriable,
    Kind.RESET_BEFORE: Retriable,
    Kind.RESET_AFTER: Retriable,
    Kind.TIMEOUT_BEFORE: Retriable,
    Kind.TIMEOUT_AFTER: Retriable,
    Kind.TOO_BUSY: TooBusy,
    Kind.ERROR_BEFORE: Retriable,
    Kind.ERROR_AFTER: Retriable,
    Kind.UNAVAILABLE: Retriable,
    Kind.GARBAGE: Unintelligible,
    Kind.TRUNCATED: Retriable,
    Kind.TRICKLE: Retriable,
    Kind.WRONG_TYPES: Unintelligible,
    Kind.WRONG_SHAPES: Unintelligible,
    Kind.REDIRECT: Misconfigured,
    Kind.UNAUTHORIZED: BadCredentials,
}
"""A fault that stays, met by a read."""

DOUBTFUL = frozenset(
    (
        Kind.RESET_BEFORE, Kind.RESET_AFTER, Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER, Kind.ERROR_BEFORE,
        Kind.ERROR_AFTER, Kind.UNAVAILABLE, Kind.GARBAGE, Kind.TRUNCATED, Kind.TRICKLE, Kind.WRONG_TYPES,
        Kind.WRONG_SHAPES,
    )
)  # fmt: skip
"""After these a write may have had its effect. The others say plainly that it had none."""

NO_HARM = frozenset((Kind.WRONG_TYPES, Kind.TRICKLE))
"""An answer may be right all the same: read tolerantly, or in time."""


def write(kind: Kind, *, was_sent: bool) -> tuple[type[PmsError], ...]:
    """A fault met by a write: as a read would, or unknown when it is doubtful or struck what comes after the sending."""
    return (READ[kind], OutcomeUnknown) if was_sent or kind in DOUBTFUL else (READ[kind],)
