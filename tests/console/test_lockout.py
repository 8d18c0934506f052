"""When wrong tries lock a name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from console.lockout import LOCK, WINDOW, locked_until

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def _tries(*minutes: float) -> list[datetime]:
    return [START + timedelta(minutes=minute) for minute in minutes]


def test_four_tries_lock_nothing() -> None:
    assert locked_until(_tries(0, 1, 2, 3), START + timedelta(minutes=4)) is None


def test_the_fifth_locks_for_the_whole_time_from_then() -> None:
    tries = _tries(0, 1, 2, 3, 14)
    assert locked_until(tries, START + timedelta(minutes=20)) == tries[-1] + LOCK
    assert locked_until(tries, tries[-1] + LOCK) is None


def test_tries_far_apart_do_not_add_up() -> None:
    step = WINDOW.total_seconds() / 60 / 4
    assert locked_until(_tries(*(step * number for number in range(20))), START + timedelta(days=1)) is None
    assert locked_until(_tries(0, 4, 8, 12, 16), START + timedelta(minutes=17)) is None


def test_after_a_lock_counting_starts_afresh() -> None:
    tries = _tries(0, 0, 0, 0, 0, 16, 17, 18, 19)
    assert locked_until(tries, START + timedelta(minutes=20)) is None
    assert locked_until([*tries, *_tries(20)], START + timedelta(minutes=21)) is not None
