"""Whether this process lives, whether it can serve, and its figures for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint, HTTPResponse, Request, json, raw

from common.clock import Clock, SystemClock

type Check = Callable[[], Awaitable[bool]]
"""An async question; one that raises or takes longer than three seconds is answered no."""

CHECK_SECONDS = 3.0
HELD_SECONDS = 10.0


def health_blueprint(required: Mapping[str, Check], hotels: Mapping[str, Check] | None = None) -> Blueprint:
    """required: each must be up. hotels: their own systems, of which one must be up, where any is asked at all."""
    blueprint = Blueprint("health")
    hotels = hotels or {}

    @blueprint.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @blueprint.get("/health/ready")
    async def ready(_: Request) -> HTTPResponse:
        checks = {**required, **hotels}
        states = dict(zip(checks, await asyncio.gather(*map(_answer, checks.values())), strict=True))
        status = status_of([states[name] for name in required], [states[name] for name in hotels])
        body = {
            "status": status,
            "dependencies": {name: "up" if is_up else "down" for name, is_up in states.items()},
        }
        return json(body, status=503 if status == "not ready" else 200)

    @blueprint.get("/metrics")
    async def metrics(_: Request) -> HTTPResponse:
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def status_of(required: list[bool], hotels: list[bool]) -> str:
    """ "ready", "degraded" or "not ready".

    One hotel's system that is away closes no desk of the others: where several share a process, it is degraded. It is
    not ready when none of them answers, which for a process of one hotel is the same thing.
    """
    if not all(required) or (hotels and not any(hotels)):
        return "not ready"
    return "ready" if all(hotels) else "degraded"


class Held:
    """A question that is put at most once in a while, however often it is asked and by how many at once.

    An orchestrator asks every few seconds, from several machines; a hotel system counts every call.
    """

    def __init__(self, check: Check, *, seconds: float = HELD_SECONDS, clock: Clock | None = None) -> None:
        self._check = check
        self._seconds = seconds
        self._clock = clock or SystemClock()
        self._asking: asyncio.Task[bool] | None = None
        self._asked_at = 0.0

    async def __call__(self) -> bool:
        now = self._clock.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at >= self._seconds):
            self._asked_at = now
            self._asking = asyncio.create_task(_answer(self._check))
        # Whoever asks may give up; the answer still comes, and the next one has it.
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)


async def _answer(check: Check) -> bool:
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:  # Whatever went wrong, the dependency cannot be used.
        return False
