"""Experiments for tests: a definition with what a test does not care about filled in, and words for its versions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.database import create_all, create_engine
from templates import exposures, outcomes
from templates.experiment_life import Experiments
from templates.experiments import Fault, Reader
from templates.exposures import Exposure
from templates.outcomes import Outcome
from templates.running import Running
from templates.sticky import KeptInDatabase
from templates.wording import Wording, read_wording

KEY = "smalltalk.greet"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def definition(**changed: Any) -> dict[str, Any]:
    """control and warm, half and half, on the greeting in Spanish and English."""
    return {
        "id": "greeting",
        "keys": [KEY],
        "arms": [
            {"name": "control", "weight": 50},
            {"name": "warm", "weight": 50, "versions": {KEY: {"es": 2, "en": 2}}},
        ],
        **changed,
    }


def arms(*weights: float) -> list[dict[str, Any]]:
    """control and as many others as there are weights, each with words of its own."""
    return [
        {
            "name": "control" if number == 0 else f"arm{number}",
            "weight": weight,
            "versions": {} if number == 0 else {KEY: {"es": number + 1, "en": number + 1}},
        }
        for number, weight in enumerate(weights)
    ]


def reader(key: str | None, **changed: Any) -> Reader:
    return Reader(key, **{"language": "es", "channel": "webchat", "property_id": "mirador", **changed})


async def read_words(key: str, language: str, number: int) -> Wording | None:
    """Versions up to 9 exist, in Spanish and English."""
    if number > 9 or language not in ("es", "en"):
        return None
    return read_wording(key, language, f"{language} {number}", version=str(number))


async def faults_of_words(key: str, language: str, number: int) -> list[Fault]:
    is_there = await read_words(key, language, number) is not None
    return [] if is_there else [Fault("no-version", key=key, number=number, language=language)]


class Published:
    """What a decision published."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, int, str]] = []

    async def __call__(self, key: str, language: str, number: int, by: str) -> None:
        self.said.append((key, language, number, by))


class Lab:
    """One process's worth: the door to experiments and what runs of them, on a database that outlives it."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, **more: Any) -> None:
        self.engine = engine
        self.clock = clock
        self.published = Published()
        self.running = Running(
            self._read_running,
            read_words,
            more.pop("assignments", None) or KeptInDatabase(engine, clock),
            clock,
            **more,
        )
        self.life = Experiments(
            engine, clock, faults_of_words, publish=self.published, on_change=self.running.refresh
        )

    async def start(self, **changed: Any) -> None:
        body = definition(**changed)
        await self.life.create(body, by="ana")
        await self.life.start(body["id"], by="ana")

    async def arm(self, guest_key: str, *, key: str = KEY, **changed: Any) -> str | None:
        """As a process asks before it words a reply."""
        await self.running.recall(guest_key)
        chosen = self.running.arm_for(key, reader(guest_key, **changed))
        return chosen.arm if chosen else None

    async def restarted(self) -> Lab:
        """Another process on the same database, which remembers nothing by itself."""
        await self.running.flush()
        fresh = Lab(self.engine, self.clock)
        await fresh.running.refresh()
        return fresh

    async def _read_running(self) -> Any:
        return await self.life.running()


@asynccontextmanager
async def open_lab(folder: Path, clock: FrozenClock | None = None, **more: Any) -> AsyncIterator[Lab]:
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'lab.db'}")
    await create_all(engine)
    try:
        yield Lab(engine, clock or FrozenClock(START), **more)
    finally:
        await engine.dispose()


def shown(guest: str, arm: str = "warm", at: datetime = START, **changed: Any) -> Exposure:
    return replace(Exposure("greeting", arm, guest, at, "es", "webchat", "mirador"), **changed)


async def do[T](lab: Lab, work: Callable[[Connection], T]) -> T:
    async with lab.engine.begin() as connection:
        return await connection.run_sync(work)


async def show(lab: Lab, *given: Exposure) -> list[bool]:
    return await do(lab, lambda at: [exposures.record(at, one) for one in given])


async def tell(lab: Lab, *told: Outcome) -> int:
    return await do(lab, lambda at: outcomes.record(at, told))


async def rows(lab: Lab, table: Any) -> list[Any]:
    return await do(lab, lambda at: list(at.execute(select(table))))
