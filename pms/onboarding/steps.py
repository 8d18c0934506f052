"""One step of a checkup: what was tried, how it went, how long it took, what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

from common.clock import Clock, Deadline
from pms.contract import errors
from pms.onboarding.hints import hint_for, words_of
from pms.onboarding.reach import NotReached


@dataclass(frozen=True)
class Found:
    """words: the facts in one line; data: more of them, for those who ask for JSON or a dry run."""

    words: str
    data: Any = None


@dataclass
class Wrong(Exception):
    """Everything answered, and yet it is not as it must be."""

    found: str
    hint: str


@dataclass
class NotAsked(Exception):
    """The step has nothing to try here, for this reason."""

    reason: str


@dataclass(frozen=True)
class Step:
    name: str
    state: Literal["ok", "failed", "skipped"]
    seconds: float
    found: str = ""
    hint: str = ""
    data: Any = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"seconds": round(self.seconds, 3)}


type Work = Callable[[Deadline], Awaitable[Found]]


async def take_step(name: str, work: Work, *, vendor: str, clock: Clock, seconds: float) -> Step:
    """Never raises: whatever goes wrong is the step's outcome."""
    started = clock.monotonic()
    try:
        async with asyncio.timeout(seconds):
            found = await work(Deadline.after(seconds, clock))
    except NotAsked as skipped:
        return Step(name, "skipped", clock.monotonic() - started, skipped.reason)
    except Exception as error:
        words, hint = _explained(error, vendor, seconds)
        return Step(name, "failed", clock.monotonic() - started, words, hint)
    return Step(name, "ok", clock.monotonic() - started, found.words, data=found.data)


def _explained(error: Exception, vendor: str, seconds: float) -> tuple[str, str]:
    match error:
        case Wrong() | NotReached():
            return error.found, error.hint
        case errors.PmsError():
            return words_of(error), hint_for(error, vendor)
        case TimeoutError():
            return (
                f"no answer within {seconds:g} s",
                hint_for(errors.Unreachable(), vendor),
            )
        case SQLAlchemyError():
            return "our own database cannot be used", "has `posada db upgrade` been run, or `make run` once?"
        case _:
            # Its text is not shown: it may hold what the system sent, guests included.
            return (
                f"an unexpected {type(error).__name__}",
                "a fault of the adapter: please report it with this line",
            )
