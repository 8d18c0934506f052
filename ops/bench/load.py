"""Guests at work, and what their turns took: closed (each writes when it has read), paced, and in long sessions."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from ops.bench.dialogue import CONFIRMED, Guest, OutOfStep
from ops.bench.systems import System

_numbers = count(1)
"""Every guest of a run has a number of its own, so that stays are spread over the whole year."""

DIALOGUE_TURNS = 8


@dataclass
class Measured:
    """cpu_ms_per_turn: by process. failures: what went wrong, by text."""

    guests: int
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    cpu_ms_per_turn: dict[str, float] = field(default_factory=dict)
    booked: int = 0
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def turns(self) -> int:
        return len(self.latencies)

    @property
    def turns_per_second(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds under which this share of the turns stayed; nearest rank."""
        return percentile(self.latencies, share) * 1000

    def failed(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"[:160]
        self.failures[text] = self.failures.get(text, 0) + 1


def percentile(values: Sequence[float], share: float) -> float:
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass
class Talk:
    """One guest's conversation with a system, turn by turn."""

    system: System
    guest: Guest
    conversation: str
    replies: list[str] = field(default_factory=list)

    async def turn(self) -> bool:
        """Says the next thing. True when that ended a booking. Raises what the system or the script raises."""
        words = self.guest.next_words(self.replies)
        self.replies = await self.system.say(self.conversation, words, self.guest.asked)
        return CONFIRMED in self.replies


def new_talk(system: System, today: date) -> Talk:
    number = next(_numbers)
    return Talk(system, Guest(number, today), f"bench-{system.name}-{number}")


async def closed(
    system: System, today: date, *, guests: int, dialogues: int, within_seconds: float
) -> Measured:
    """Each guest books `dialogues` times, in a new conversation each, writing as soon as the reply is there.

    After `within_seconds` nobody begins another turn, so a slow system is measured on fewer turns.
    """
    measured = Measured(guests)
    until = time.monotonic() + within_seconds

    async def guest() -> None:
        for _ in range(dialogues):
            talk = new_talk(system, today)
            for _ in range(DIALOGUE_TURNS):
                if time.monotonic() > until:
                    return
                begun = time.monotonic()
                try:
                    has_booked = await talk.turn()
                except Exception as error:
                    measured.failed(error)
                    return
                measured.latencies.append(time.monotonic() - begun)
                measured.booked += has_booked

    await _measure(system, measured, [guest() for _ in range(guests)])
    return measured


async def paced(
    system: System, today: date, *, guests: int, every_seconds: float, seconds: float
) -> Measured:
    """Each guest writes every `every_seconds`, spread evenly; time counts from when the message was due."""
    measured = Measured(guests)
    begin = time.monotonic() + 0.5

    async def guest(place: int) -> None:
        talk = new_talk(system, today)
        due = begin + every_seconds * place / guests
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                if await talk.turn():
                    measured.booked += 1
                    talk = new_talk(system, today)
            except Exception as error:
                measured.failed(error)
                talk = new_talk(system, today)
            else:
                measured.latencies.append(time.monotonic() - due)
            due += every_seconds

    await _measure(system, measured, [guest(place) for place in range(guests)])
    return measured


async def by_length(
    system: System, today: date, *, guests: int, windows: Sequence[tuple[int, int]], within_seconds: float
) -> dict[tuple[int, int], Measured]:
    """CPU per turn while the sessions are between these turns, first and last included. All guests go in step."""
    talks = [new_talk(system, today) for _ in range(guests)]
    found: dict[tuple[int, int], Measured] = {}
    until = time.monotonic() + within_seconds
    done = 0
    for first, last in windows:
        await _measure(system, Measured(guests), [_turns(talk, first - 1 - done) for talk in talks])
        measured = found[first, last] = Measured(guests)
        await _measure(system, measured, [_turns(talk, last - first + 1, measured) for talk in talks])
        done = last
        if time.monotonic() > until:
            break
    return found


async def _turns(talk: Talk, number: int, measured: Measured | None = None) -> None:
    for _ in range(number):
        begun = time.monotonic()
        try:
            has_booked = await talk.turn()
        except OutOfStep as error:
            if measured is not None:
                measured.failed(error)
            talk.replies = []  # Begin a new booking; the session goes on.
            continue
        if measured is not None:
            measured.latencies.append(time.monotonic() - begun)
            measured.booked += has_booked


async def _measure(system: System, measured: Measured, work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Runs the guests together; what it cost goes into `measured`."""
    before, begun = system.cpu(), time.monotonic()
    await asyncio.gather(*work)
    measured.seconds = time.monotonic() - begun
    if measured.turns:
        measured.cpu_ms_per_turn = {
            name: (spent - before[name]) / measured.turns for name, spent in system.cpu().items()
        }
