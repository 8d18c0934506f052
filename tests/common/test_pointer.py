"""What counts of a pointer's moves, when, and which moves make no sense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from common.pointer import (
    beginning,
    ends_first,
    holding,
    holds,
    may_be_cancelled,
    next_change,
    no_earlier,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Moved:
    id: int
    at: datetime
    from_at: datetime
    until_at: datetime | None = None


def moved(number: int, begins: int, ends: int | None = None, *, made: int | None = None) -> Moved:
    """Hours from now."""
    at = NOW + HOUR * (min(begins, 0) if made is None else made)
    return Moved(number, at, NOW + HOUR * begins, None if ends is None else NOW + HOUR * ends)


@pytest.mark.parametrize(
    ("from_at", "until_at", "is_senseless"),
    [
        (None, None, False),
        (1, None, False),
        (-2, None, False),
        (None, 1, False),
        (1, 2, False),
        (-2, 1, False),
        (None, 0, True),
        (1, 1, True),
        (2, 1, True),
        (-2, -1, True),
        (-2, 0, True),
    ],
)
def test_nothing_ends_before_it_begins_or_before_it_is_made(
    from_at: int | None, until_at: int | None, is_senseless: bool
) -> None:
    begins, ends = (None if one is None else NOW + HOUR * one for one in (from_at, until_at))
    assert ends_first(begins, ends, NOW) is is_senseless


def test_of_moves_that_hold_the_one_that_began_last_counts() -> None:
    lasting, short, later = moved(1, -3), moved(2, -2, 1), moved(3, 2, 3)
    moves = [later, short, lasting]
    assert holding(moves, NOW) is short
    assert holding(moves, NOW + HOUR) is lasting
    assert holding(moves, NOW + 2 * HOUR) is later
    assert holding(moves, NOW + 3 * HOUR) is lasting
    assert holding([later], NOW) is None
    again = moved(4, -2, 1)
    assert holding([again, short], NOW) is again
    assert (holds(short, NOW + HOUR), holds(short, NOW - 2 * HOUR)) == (False, True)


def test_what_is_seen_has_been_done() -> None:
    ahead = moved(1, 1, made=1)
    assert holding([ahead], NOW) is ahead
    assert no_earlier(NOW, [ahead, moved(2, -1)]) == NOW + HOUR
    assert no_earlier(NOW, []) == NOW


def test_a_new_move_does_not_lie_under_the_one_that_counts() -> None:
    assert beginning(None, NOW, None) == beginning(NOW - HOUR, NOW, None) == NOW
    assert beginning(NOW + HOUR, NOW, moved(1, 2, made=2)) == NOW + HOUR
    assert beginning(None, NOW, moved(1, -1)) == NOW
    assert beginning(None, NOW, moved(1, 1, made=1)) == NOW + HOUR


def test_what_is_to_come_or_to_end_is_called_off_and_nothing_else() -> None:
    assert [may_be_cancelled(one, NOW) for one in (moved(1, 1), moved(2, -1, 1), moved(3, 1, 2))] == [
        True
    ] * 3
    assert [may_be_cancelled(one, NOW) for one in (moved(1, -1), moved(2, -2, -1), moved(3, -1, 0))] == [False] * 3  # fmt: skip


def test_the_next_change_is_the_first_that_comes_by_itself() -> None:
    assert next_change([moved(1, -1, 3), moved(2, 2)], NOW) == NOW + 2 * HOUR
    assert next_change([moved(1, -1), moved(2, -3, 0)], NOW) is None
