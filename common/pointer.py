"""A pointer to the version that is read, and its moves: now or later, for good or until an instant. Pure.

Of one thing's moves that hold at an instant the one that began last counts; with none, what stands below. The machines'
clocks may differ by a little: what is seen has been done, and who moves last is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Timed(Protocol):
    """A move: made at `at`, in force from `from_at` until `until_at` (None: on and on)."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime | None: ...


def holds(move: Timed, now: datetime) -> bool:
    return move.from_at <= now and (move.until_at is None or move.until_at > now)


def holding[Move: Timed](moves: Iterable[Move], now: datetime) -> Move | None:
    """Of one thing's moves the one that counts."""
    moves = list(moves)
    now = no_earlier(now, moves)
    return max((one for one in moves if holds(one, now)), key=order, default=None)


def order(move: Timed) -> tuple[datetime, int]:
    """Of two moves that hold the greater counts."""
    return move.from_at, move.id


def no_earlier(now: datetime, moves: Iterable[Timed]) -> datetime:
    """Somebody's clock said so when these moves were made: it is at least that late, though ours was asked before or is slow."""
    return max((now, *(one.at for one in moves)))


def may_be_cancelled(move: Timed, now: datetime) -> bool:
    """One to come, or one that holds and has an end."""
    return move.from_at > now or (move.until_at is not None and move.until_at > now)


def next_change(moves: Iterable[Timed], now: datetime) -> datetime | None:
    """When something begins or ends next, without anybody doing anything."""
    instants = (at for one in moves for at in (one.from_at, one.until_at) if at is not None and at > now)
    return min(instants, default=None)


def beginning(wished: datetime | None, now: datetime, held: Timed | None) -> datetime:
    """From when a new move is to hold. wished: None for at once, as for an instant that has passed.

    held: the move that counts now; the new one is not to lie under it, though another clock made that later than ours says.
    """
    if wished is not None and wished > now:
        return wished
    return max(now, held.from_at) if held is not None else now


def ends_first(from_at: datetime | None, until_at: datetime | None, now: datetime) -> bool:
    """Whether it would be over before it began, or before it was made."""
    return until_at is not None and until_at <= max(from_at or now, now)
