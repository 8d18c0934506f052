"""Who comes in to `/webchat/…`, and how fast: the web sites that may carry the chat, signed sessions, one address's rate.

Every answer, errors too, says to the browser which page may read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request
from sanic_ext import openapi

from bot.channels.webchat.origins import Origins
from bot.channels.webchat.session import Session, Sessions
from bot.gateway.limits import RateLimit
from bot.gateway.problems import Problem, wrong_method

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


@dataclass(frozen=True)
class Route:
    """path: below /webchat."""

    path: str
    method: str
    handler: Handler


@dataclass(frozen=True)
class Door:
    """per_address: requests that cost something, of one network address, where a whole hotel may sit behind one."""

    sessions: Sessions
    origins: Origins
    per_address: RateLimit

    def guarded(self, route: Route) -> Handler:
        async def guarded(request: Request) -> HTTPResponse:
            self._require_admission(request)
            return await route.handler(request)

        return guarded

    def otherwise(self, route: Route) -> Handler:
        """For the methods that are not the route's: what a browser asks beforehand, and what nobody may."""

        @openapi.exclude(True)
        async def otherwise(request: Request) -> HTTPResponse:
            self._require_admission(request)
            if request.method == "OPTIONS":
                return HTTPResponse(status=204, headers=self._cors(request))
            raise wrong_method(request, route.method)

        return otherwise

    def admits(self, request: Request) -> bool:
        return self.origins.admits(request.headers.get("origin"), host=request.host)

    def session(self, request: Request) -> Session:
        """Raises Problem 401."""
        _, _, token = (request.headers.get("authorization") or "").partition(" ")
        session = self.sessions.read(token.strip())
        if session is None:
            raise Problem(401, "the session is unknown or has ended; begin a new one")
        return session

    def slow_down(self, request: Request) -> None:
        """Counts the request for its address. Raises Problem 429."""
        slow_down(self.per_address, address_of(request))

    def json(self, request: Request, body: dict[str, Any], status: int = 200) -> HTTPResponse:
        return HTTPResponse(
            json.dumps(body, ensure_ascii=False),
            status=status,
            headers={**self._cors(request), "Cache-Control": "no-store"},
            content_type="application/json",
        )

    def problem(self, request: Request, problem: Problem) -> HTTPResponse:
        answer = problem.answer()
        answer.headers.update(self._cors(request))
        return answer

    def _require_admission(self, request: Request) -> None:
        if not self.admits(request):
            raise Problem(403, "this web site may not carry the chat")

    def _cors(self, request: Request) -> dict[str, str]:
        return self.origins.cors(request.headers.get("origin"), host=request.host)


def slow_down(limit: RateLimit, key: str) -> None:
    """Raises Problem 429."""
    if wait := limit.wait_seconds(key):
        raise Problem.too_fast(wait)


def address_of(request: Request) -> str:
    return request.remote_addr or request.ip
