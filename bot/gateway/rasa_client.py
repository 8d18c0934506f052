"""Posting turns to Rasa: kept connections, one worker per conversation, patience while a worker comes back.

A turn may be posted several times under its one id; Rasa's channel remembers what it has handled.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx2

from common.clock import Deadline
from common.log import get_log

log = get_log("bot.gateway.rasa")

_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 1.0
_FORGET_SECONDS = 5.0
_NOT_READY = frozenset({429, 502, 503, 504})


class RasaLate(Exception):
    """No answer within the deadline; the turn may still be running there."""


class RasaRefused(Exception):
    """Rasa takes no such request; a person must mend it (a wrong token, an unknown intent)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Rasa answered {status}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What Rasa's channel answers to a turn. handled: False when something failed underway.

    property_id: the hotel the guest has chosen, None where nothing was chosen.
    """

    handled: bool
    replies: list[dict[str, Any]]
    parse: dict[str, Any]
    action_trace: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    asked: str | None = None
    property_id: str | None = None
    milliseconds: float | None = None

    @classmethod
    def from_wire(cls, body: Any) -> Answer | None:
        """None when the body is not an answer of our channel."""
        if not isinstance(body, dict) or not isinstance(body.get("handled"), bool):
            return None
        return cls(
            handled=body["handled"],
            replies=[one for one in body.get("replies") or () if isinstance(one, dict)],
            parse=body.get("parse") or {},
            action_trace=list(body.get("action_trace") or ()),
            faults=list(body.get("faults") or ()),
            asked=body.get("asked"),
            property_id=body.get("property"),
            milliseconds=body.get("ms"),
        )


class RasaClient:
    """urls: base URLs of the workers, without a trailing slash."""

    def __init__(
        self,
        urls: Sequence[str],
        token: str,
        *,
        client: httpx2.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._urls = tuple(urls)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._sleep = sleep
        self._client = client or httpx2.AsyncClient(
            limits=httpx2.Limits(max_connections=256, max_keepalive_connections=8, keepalive_expiry=60),
            trust_env=False,
        )

    async def turn(self, body: dict[str, Any], deadline: Deadline) -> Answer:
        """Posts until Rasa answers or the deadline is over. Raises RasaLate, RasaRefused."""
        url = worker(self._urls, str(body["conversation"])) + "/webhooks/desk/turn"
        pause = _FIRST_PAUSE_SECONDS
        while not deadline.expired:
            answer = await self._post(url, body, deadline)
            if answer is not None:
                return answer
            await self._sleep(min(pause, deadline.remaining_seconds()))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        raise RasaLate

    async def forget(self, conversation: str) -> bool:
        """Whether every worker holds nothing of it in memory any more; one that does not run holds nothing."""
        answers = await asyncio.gather(*(self._forget(url, conversation) for url in self._urls))
        return all(answers)

    async def is_ready(self) -> bool:
        """Whether every worker has its model loaded."""
        answers = await asyncio.gather(*(self._is_ready(url) for url in self._urls))
        return all(answers)

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(self, url: str, body: dict[str, Any], deadline: Deadline) -> Answer | None:
        """None: not ready, or the connection broke, so the turn's fate is unknown: ask again."""
        timeout = httpx2.Timeout(deadline.remaining_seconds(), connect=2.0)
        try:
            # The timeout above is per step of the exchange; a trickling answer must not outlive the turn.
            async with asyncio.timeout(deadline.remaining_seconds()):
                response = await self._client.post(url, json=body, headers=self._headers, timeout=timeout)
        except TimeoutError as error:
            raise RasaLate from error
        except httpx2.TransportError as error:
            log.warning("rasa unreachable", turn=body["turn"], error=type(error).__name__)
            return None
        try:
            answer = Answer.from_wire(response.json())
        except ValueError:
            answer = None
        if answer is not None:
            return answer
        if response.status_code in _NOT_READY:
            return None
        log.error("rasa refused a turn", turn=body["turn"], status=response.status_code)
        raise RasaRefused(response.status_code)

    async def _forget(self, url: str, conversation: str) -> bool:
        try:
            answer = await self._client.post(
                url + "/webhooks/desk/forget",
                json={"conversation": conversation},
                headers=self._headers,
                timeout=_FORGET_SECONDS,
            )
        except httpx2.ConnectError:
            return True
        except httpx2.TransportError:
            return False
        return answer.status_code == 200

    async def _is_ready(self, url: str) -> bool:
        try:
            answer = await self._client.get(url + "/webhooks/desk/ready", timeout=2.0)
        except httpx2.TransportError:
            return False
        return answer.status_code == 200


@lru_cache(maxsize=4096)
def worker(urls: tuple[str, ...], conversation: str) -> str:
    """Rendezvous hashing: a conversation keeps its worker unless that worker goes; others stay where they are."""
    if len(urls) == 1:
        return urls[0]
    return max(urls, key=lambda url: hashlib.blake2b(f"{url} {conversation}".encode()).digest())
