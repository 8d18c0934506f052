"""The moves of the pointer to the version of an entry that guests read (common/pointer.py). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from common.knowledge.entry import Subject
from common.pointer import holding, holds, no_earlier, order


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


def all_holding(moves: Iterable[Move], now: datetime) -> list[Move]:
    """Of every entry's moves those that count, by entry; at one instant for all, so that what was moved together is read together."""
    moves = list(moves)
    now = no_earlier(now, moves)
    held = (holding(own, now) for own in _by_entry(moves))
    return [one for one in held if one is not None]


def may_be_read(moves: Iterable[Move], now: datetime) -> Iterator[Move]:
    """Of every entry's moves those that guests read or will, if nobody publishes anything more.

    What lies under one that ends, or that is called off, comes back by itself; what lies under one for good never does.
    """
    for own in _by_entry(moves):
        lasting = [order(one) for one in own if one.until_at is None and holds(one, now)]
        floor = max(lasting, default=None)
        yield from (one for one in own if floor is None or order(one) >= floor)


def _by_entry(moves: Iterable[Move]) -> list[list[Move]]:
    found: dict[Subject, list[Move]] = defaultdict(list)
    for one in moves:
        found[one.subject].append(one)
    return [found[subject] for subject in sorted(found)]
