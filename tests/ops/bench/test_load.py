from __future__ import annotations

import math
from datetime import date
from unittest import mock

import pytest

from ops.bench import load
from ops.bench.load import Measured, by_length, closed, paced, percentile
from ops.bench.systems import System

TODAY = date(2026, 11, 21)
NEXT = {
    None: ["ask.stay"],
    "stay": ["ask.stay_ok"],
    "stay_ok": ["ask.room"],
    "room": ["ask.extras"],
    "extras": ["ask.guest_name"],
    "guest_name": ["ask.guest_email"],
    "guest_email": ["ask.booking_ok"],
    "booking_ok": ["booking.confirmed"],
}


@pytest.fixture
def bot() -> System:
    """A bot that answers at once; a turn costs it two milliseconds of its clock."""
    spent = {"rasa": 0.0}

    async def say(conversation: str, words: str, asked: str | None) -> list[str]:
        spent["rasa"] += 2.0
        return NEXT[asked]

    system = mock.Mock(spec=System)
    system.name, system.say, system.cpu = "pretend", say, lambda: dict(spent)
    return system


async def test_closed_load_counts_turns_bookings_and_cost(bot: System) -> None:
    measured = await closed(bot, TODAY, guests=5, dialogues=2, within_seconds=30)
    assert measured.turns == 5 * 2 * 8
    assert measured.booked == 10
    assert measured.cpu_ms_per_turn == {"rasa": pytest.approx(2.0)}
    assert not measured.failures


async def test_after_its_time_nobody_begins_another_turn(bot: System) -> None:
    measured = await closed(bot, TODAY, guests=5, dialogues=2, within_seconds=-1)
    assert measured.turns == 0
    assert measured.cpu_ms_per_turn == {}


async def test_windows_hold_the_turns_they_name(bot: System) -> None:
    found = await by_length(bot, TODAY, guests=2, windows=((1, 6), (27, 32)), within_seconds=30)
    assert {window: measured.turns for window, measured in found.items()} == {(1, 6): 12, (27, 32): 12}
    assert {window: measured.booked for window, measured in found.items()} == {(1, 6): 0, (27, 32): 2}


async def test_paced_guests_write_when_they_are_due(bot: System) -> None:
    measured = await paced(bot, TODAY, guests=4, every_seconds=0.1, seconds=0.29)
    assert measured.turns == 4 * 3
    assert measured.seconds >= 0.29


async def test_what_fails_is_counted_and_named(bot: System) -> None:
    async def broken(conversation: str, words: str, asked: str | None) -> list[str]:
        raise ConnectionError("gone")

    bot.say = broken  # type: ignore[misc]
    measured = await closed(bot, TODAY, guests=2, dialogues=3, within_seconds=30)
    assert measured.failures == {"ConnectionError: gone": 2}


def test_percentiles_are_nearest_rank() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.95) == 95
    assert percentile([7.0], 0.99) == 7.0
    assert math.isnan(percentile([], 0.5))
    assert Measured(1).turns_per_second == 0.0


def test_every_guest_of_a_run_has_a_number_of_its_own(bot: System) -> None:
    first, second = load.new_talk(bot, TODAY), load.new_talk(bot, TODAY)
    assert first.guest.number != second.guest.number
    assert first.conversation != second.conversation
