"""Webhooks to the service under test: signed as Meta signs, retried as Meta retries, batched when many wait.

Doubled, shuffled and late on demand: everything that Meta does not promise.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import random
from collections import deque
from dataclasses import dataclass
from typing import Any

import httpx2

FIRST_GAP_SECONDS = 0.2
LONGEST_GAP_SECONDS = 15.0
_AT_ONCE = 8
_PATIENCE_SECONDS = 20.0

type Value = dict[str, Any]


@dataclass
class Manners:
    """How the network behaves; changed while it runs.

    statuses: which ones follow a message, each status_seconds after the one before. doubled: the share of updates sent
    twice; shuffled_seconds: each update is held back for up to so long; batch: most updates in one webhook.
    transit_seconds: a message takes up to so long to a phone, so that two may change places. throughput: messages a
    second of one number, both ways. is_open_to_all: guests who never wrote here have an open window (they wrote by
    another way, such as a load test). refuses_late: what depends on the guest is refused by a status, not at once.
    """

    statuses: tuple[str, ...] = ("sent", "delivered", "read")
    status_seconds: float = 0.05
    doubled: float = 0.0
    shuffled_seconds: float = 0.0
    batch: int = 50
    transit_seconds: float = 0.0
    throughput: int = 80
    is_open_to_all: bool = False
    refuses_late: bool = False
    free_messages: int = 1000


class Hooks:
    """Posts updates to one address until it answers 200. With an empty address they only count as made."""

    def __init__(self, url: str, secret: str, manners: Manners, *, business: str = "104993100000001") -> None:
        self.url = url
        self._secret = secret.encode()
        self._manners = manners
        self._business = business
        self._waiting: deque[tuple[str, Value]] = deque()
        self._called = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._client: httpx2.AsyncClient | None = None
        self._chance = random.Random(7)  # noqa: S311 - a pretended network needs no cryptographic chance
        self.posted = 0
        self.refused = 0

    async def start(self) -> None:
        self._client = httpx2.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False)
        self._spawn(self._run())

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    @property
    def waiting(self) -> int:
        """Updates that the service has not taken yet."""
        return len(self._waiting) + max(0, len(self._tasks) - 1)

    def put(self, field: str, value: Value) -> None:
        copies = 2 if self._chance.random() < self._manners.doubled else 1
        for _ in range(copies):
            if self._manners.shuffled_seconds:
                self._spawn(
                    self._later(self._chance.uniform(0, self._manners.shuffled_seconds), field, value)
                )
            else:
                self._queue(field, value)

    def _queue(self, field: str, value: Value) -> None:
        self._waiting.append((field, value))
        self._called.set()

    async def _later(self, seconds: float, field: str, value: Value) -> None:
        await asyncio.sleep(seconds)
        self._queue(field, value)

    async def _run(self) -> None:
        while True:
            await self._called.wait()
            self._called.clear()
            while self._waiting:
                await self._places.acquire()
                most = min(len(self._waiting), max(1, self._manners.batch))
                batch = [self._waiting.popleft() for _ in range(most)]
                self._spawn(self._deliver(signed_body(self._business, batch)))

    async def _deliver(self, body: bytes) -> None:
        gap, has_place = FIRST_GAP_SECONDS, True
        try:
            while not await self._post(body):
                # Whoever waits for a better time takes nobody's place.
                self._places.release()
                has_place = False
                await asyncio.sleep(gap)
                gap = min(gap * 2, LONGEST_GAP_SECONDS)
                await self._places.acquire()
                has_place = True
        finally:
            if has_place:
                self._places.release()

    async def _post(self, body: bytes) -> bool:
        if not self.url or self._client is None:
            return True
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        status = 0
        with contextlib.suppress(httpx2.HTTPError):
            status = (await self._client.post(self.url, content=body, headers=headers)).status_code
        self.posted += 1
        self.refused += status != 200
        return status == 200

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def signed_body(business: str, updates: list[tuple[str, Value]]) -> bytes:
    """One webhook of these updates, in the escaped form that Meta signs."""
    changes = [{"value": value, "field": field} for field, value in updates]
    whole = {"object": "whatsapp_business_account", "entry": [{"id": business, "changes": changes}]}
    return json.dumps(whole, separators=(",", ":")).replace("/", "\\/").encode()
