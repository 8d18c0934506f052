"""Renders and assignments a second, ours beside the libraries': in turns, in one run, with ratios.

`make bench-words`. CPU time of this process, so that what else the machine does counts little; every speaker's words are
compared with ours before anything is measured. Under a minute.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from common.clock import SystemClock
from common.ids import new_id
from common.languages import SPOKEN
from ops.bench.rivals import (
    GREETING,
    Book,
    Fluent,
    GrowthBook,
    Ours,
    PlainJinja,
    PythonI18n,
    Said,
    Speaker,
    Values,
)
from templates import formats
from templates.experiments import Arm, Experiment, Reader, Split
from templates.running import Running
from templates.sticky import Assigned
from templates.store import read_catalog
from templates.wording import Wording

ROUNDS = 15
STAYS = 200
GUESTS = 2_000


@dataclass(frozen=True)
class Compared:
    """One kind of work. seconds: of one piece of it, by who did it, a figure a round; ours first."""

    work: str
    seconds: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def times_ours(self, name: str) -> float:
        """How often as long as ours it took: the median of the rounds' ratios, each measured side by side."""
        ours = next(iter(self.seconds.values()))
        return statistics.median(one / mine for one, mine in zip(self.seconds[name], ours, strict=True))


class SaysOtherwise(Exception):
    """A library does not say what we say: its work would not be the same."""


def main() -> None:
    speakers = (Ours(), PlainJinja(), PythonI18n(), Fluent())
    found = renders(speakers, rounds=ROUNDS, stays=STAYS)
    books = (GrowthBook(is_sticky=False), GrowthBook(is_sticky=True))
    found += asyncio.run(assignments(books, rounds=ROUNDS, guests=GUESTS))
    print(as_text(found))


def renders(speakers: Sequence[Speaker], *, rounds: int, stays: int) -> list[Compared]:
    """Each speaker in six languages. Raises SaysOtherwise."""
    given = [_quoted(number) for number in range(stays)]
    for speaker in speakers[1:]:
        _compare(speakers[0], speaker, given[:10])
    greeting: dict[str, list[float]] = {one.name: [] for one in speakers}
    new: dict[str, list[float]] = {one.name: [] for one in speakers}
    seen: dict[str, list[float]] = {one.name: [] for one in speakers}
    for number in range(rounds + 1):
        for one in _turned(speakers, number):
            said = _seconds(one.greeting, given), *_quotes(one, given)
            # The first round loads calendars and compiles.
            if number:
                for kept, seconds in zip((greeting, new, seen), said, strict=True):
                    kept[one.name].append(seconds)
    return [
        Compared("a greeting with three buttons", greeting),
        Compared("a quote, other days and prices each time", new),
        Compared("a quote, days and prices seen before", seen),
    ]


async def assignments(books: Sequence[Book], *, rounds: int, guests: int) -> list[Compared]:
    """50/50 on the greeting; each guest once as a stranger, and once more."""
    ours = await OurArms.running()
    everybody: dict[str, Callable[[Sequence[str]], Awaitable[list[str]]]] = {"ours": ours.arms}
    everybody.update({one.name: one.arms for one in books})
    first: dict[str, list[float]] = {name: [] for name in everybody}
    again: dict[str, list[float]] = {name: [] for name in everybody}
    for number in range(rounds + 1):
        keys = [new_id("guest") for _ in range(guests)]
        for name, arms in _turned(list(everybody.items()), number):
            gc.collect()
            began = time.process_time()
            given = await arms(keys)
            between = time.process_time()
            kept = await arms(keys)
            ended = time.process_time()
            if kept != given:
                raise SaysOtherwise(f"{name} gave a guest another arm the second time")
            if number:
                first[name].append((between - began) / guests)
                again[name].append((ended - between) / guests)
    return [
        Compared("the arm of a guest, the first time, and keeping it", first),
        Compared("the arm of a guest who has one", again),
    ]


class OurArms:
    """An experiment as it runs; what it gives is kept in memory, as GrowthBook's is here."""

    def __init__(self, running: Running) -> None:
        self._running = running

    @classmethod
    async def running(cls) -> OurArms:
        words = read_catalog()
        other = Arm("b", {GREETING: dict.fromkeys(SPOKEN, 2)})
        experiment = Experiment(
            "greeting", "greeting", (GREETING,), (Arm("a"), other), (Split((0.5, 0.5)),), salt=new_id("salt")
        )

        async def read_running() -> Iterable[Experiment]:
            return [experiment]

        async def read_words(key: str, language: str, number: int) -> Wording | None:
            return words.get(key, language)

        running = Running(read_running, read_words, _InMemory(), SystemClock())
        await running.refresh()
        return cls(running)

    async def arms(self, guests: Sequence[str]) -> list[str]:
        found = []
        for guest in guests:
            chosen = self._running.arm_for(GREETING, Reader(guest, "es", "api"))
            found.append(chosen.arm if chosen else "")
        await self._running.flush()
        return found


class _InMemory:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    async def keep(self, given: Assigned) -> Assigned:
        return {place: self._kept.setdefault(place, arm) for place, arm in given.items()}

    async def recall(self, guest_key: str, experiments: Sequence[str]) -> dict[str, str]:
        return {one: self._kept[one, guest_key] for one in experiments if (one, guest_key) in self._kept}

    async def forget_old(self) -> int:
        return 0


def as_text(found: Sequence[Compared]) -> str:
    lines = []
    for compared in found:
        lines += ["", f"  {compared.work}"]
        for name in compared.seconds:
            median = compared.median(name)
            lines.append(
                f"    {name:<20} {median * 1e6:8.1f} µs {1 / median:>11,.0f} a second"
                f"   {compared.times_ours(name):6.2f} × ours"
            )
    return "\n".join(lines)


def _quotes(speaker: Speaker, given: Sequence[Values]) -> tuple[float, float]:
    """Days and prices that nobody has formatted yet, then the same once more."""
    for cached in (formats.date, formats._date_range, formats.money):
        cached.cache_clear()
    return _seconds(speaker.quote, given), _seconds(speaker.quote, given)


def _seconds(say: Callable[[str, Values], Said], given: Sequence[Values]) -> float:
    gc.collect()
    began = time.process_time()
    for values in given:
        for language in SPOKEN:
            say(language, values)
    return (time.process_time() - began) / (len(given) * len(SPOKEN))


def _compare(ours: Speaker, other: Speaker, given: Sequence[Values]) -> None:
    for values in given:
        for language in SPOKEN:
            for say in ("greeting", "quote"):
                mine, theirs = (getattr(one, say)(language, values) for one in (ours, other))
                if mine != theirs:
                    raise SaysOtherwise(f"{other.name}, {say} in {language}: {theirs!r}, not {mine!r}")


def _turned[Item](items: Sequence[Item], number: int) -> list[Item]:
    """Who begins changes from round to round."""
    start = number % len(items)
    return [*items[start:], *items[:start]]


def _quoted(number: int) -> Values:
    first = date(2026, 11, 27) + timedelta(days=number)
    return {
        "hotel": "Posada del Mirador",
        "room": "Doble",
        "stay": {"check_in": first.isoformat(), "check_out": (first + timedelta(days=2)).isoformat()},
        "party": {"adults": 1 + number % 4, "children": 0, "children_ages": []},
        "total": {"minor": 10_000 + number, "currency": "EUR"},
    }


if __name__ == "__main__":
    main()
