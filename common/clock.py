"""Time is passed in: a clock that tells it, a frozen one for tests, and a deadline that says what is left."""

from __future__ import annotations

import asyncio
import heapq
import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow; for measuring, not for dates."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Returns when this clock has gone on by so much."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class FrozenClock:
    """Stands still until told to advance, or until those who sleep by it are the only ones left with something to do."""

    # How often everybody else may run before nobody is taken to have anything to do. Files and sockets are not waited for:
    # to this clock they take no time.
    _ROUNDS = 20

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._at = at.astimezone(UTC)
        self._elapsed = 0.0
        self._wakings: list[float] = []
        self._stirs = 0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, by: timedelta) -> None:
        self._at += by
        self._elapsed += by.total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Time goes on to the earliest waking, so that a test of an hour's waiting takes no time and keeps its order."""
        waking = self._elapsed + seconds
        heapq.heappush(self._wakings, waking)
        quiet_since = self._stirred()
        quiet = 0
        try:
            while self._elapsed < waking:
                await asyncio.sleep(0)
                quiet = quiet + 1 if quiet_since == self._stirs else 0
                quiet_since = self._stirs
                if quiet >= self._ROUNDS and self._wakings[0] == waking:
                    self.advance(timedelta(microseconds=math.ceil((waking - self._elapsed) * 1_000_000)))
        finally:
            self._wakings.remove(waking)
            heapq.heapify(self._wakings)
            self._stirred()

    def _stirred(self) -> int:
        """Somebody fell asleep or woke up: all the others get time to do what follows from it."""
        self._stirs += 1
        return self._stirs


@dataclass(frozen=True)
class Deadline:
    """The moment after which an answer is of no use; every outside call is given one and passes on what is left."""

    clock: Clock
    at_monotonic: float

    @classmethod
    def after(cls, seconds: float, clock: Clock | None = None) -> Deadline:
        clock = clock or SystemClock()
        return cls(clock, clock.monotonic() + seconds)

    @property
    def expired(self) -> bool:
        return self.remaining_seconds() <= 0

    def remaining_seconds(self) -> float:
        """Never negative."""
        return max(0.0, self.at_monotonic - self.clock.monotonic())
