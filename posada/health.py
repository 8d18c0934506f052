"""Whether this process lives, whether it can serve, and its figures for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint, HTTPResponse, Request, json, raw

CHECK_SECONDS = 3.0


def health_blueprint(checks: Mapping[str, Callable[[], Awaitable[bool]]]) -> Blueprint:
    """`checks`: a name and an async question each; one that raises or takes longer than three seconds is down."""
    blueprint = Blueprint("health")

    @blueprint.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @blueprint.get("/health/ready")
    async def ready(_: Request) -> HTTPResponse:
        states = dict(zip(checks, await asyncio.gather(*map(_answer, checks.values())), strict=True))
        is_ready = all(states.values())
        body = {
            "status": "ready" if is_ready else "not ready",
            "dependencies": {name: "up" if is_up else "down" for name, is_up in states.items()},
        }
        return json(body, status=200 if is_ready else 503)

    @blueprint.get("/metrics")
    async def metrics(_: Request) -> HTTPResponse:
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


async def _answer(check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:  # Whatever went wrong, the dependency cannot be used.
        return False
