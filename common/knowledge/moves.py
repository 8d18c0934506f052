"""The moves of the pointer to the version that guests read: now or later, for good or until an instant. Pure.

Of one entry's moves that hold at an instant the one that began last counts; with none, what stands below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from common.knowledge.entry import Subject


@dataclass(frozen=True)
class Move:
    """at: when it was made; guests read this version from `from_at` until `until_at` (None: on and on)."""

    id: int
    subject: Subject
    number: int
    by: str
    at: datetime
    from_at: datetime
    until_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.from_at <= now and (self.until_at is None or self.until_at > now)

    def may_be_cancelled(self, now: datetime) -> bool:
        """One to come, or one that holds and has an end."""
        return self.from_at > now or (self.holds(now) and self.until_at is not None)


def holding(moves: Sequence[Move], now: datetime) -> Move | None:
    """Of one entry's moves the one that counts."""
    return max((one for one in moves if one.holds(now)), key=_began, default=None)


def all_holding(moves: Iterable[Move], now: datetime) -> list[Move]:
    """Of every entry's moves those that count, by entry."""
    found: dict[Subject, Move] = {}
    for one in sorted((move for move in moves if move.holds(now)), key=_began):
        found[one.subject] = one
    return [found[subject] for subject in sorted(found)]


def next_change(moves: Iterable[Move], now: datetime) -> datetime | None:
    """When something begins or ends next, without anybody doing anything."""
    instants = (at for one in moves for at in (one.from_at, one.until_at) if at is not None and at > now)
    return min(instants, default=None)


def _began(move: Move) -> tuple[datetime, int]:
    return move.from_at, move.id
