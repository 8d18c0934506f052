"""A pretend Rasa: our `desk` channel's wire, spoken by a small server that does as the test tells it.

Written from the joint's description, not from `bot/rasa`, so that the two can disagree.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from common.ids import new_id

TOKEN = "rasa-token"

Talk = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


def reply(text: str, **more: Any) -> dict[str, Any]:
    return {
        "template": "test.echo",
        "version": "1",
        "arm": None,
        "language": "en",
        "text": text,
        "buttons": [],
        "attachments": [],
        **more,
    }


def answer(*replies: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the channel answers to a handled turn."""
    return {
        "handled": True,
        "replies": list(replies),
        "parse": {
            "intent": {"name": "inform", "confidence": 0.9},
            "ranking": [{"name": "inform", "confidence": 0.9}],
            "understood": {"language": {"code": "en", "reply": "en", "prior": {"en": 0.9}}},
        },
        "action_trace": [{"action": "action_echo", "ms": 1.0}],
        "faults": [],
        "ms": 2.0,
        **more,
    }


async def echo(turn: dict[str, Any]) -> dict[str, Any]:
    words = turn["text"] if "text" in turn else f"<{turn['payload']['intent']}>"
    return answer(reply(f"You said: {words}"))


@dataclass
class StandInRasa:
    """seen: every turn posted, in order. handled: turn ids that ran, in order; a repeated id is answered, not run."""

    talk: Talk = echo
    status: int = 200
    seen: list[dict[str, Any]] = field(default_factory=list)
    handled: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    port: int = 0
    _answers: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _server: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [turn.get("text", "") for turn in self.seen]

    async def start(self, port: int) -> StandInRasa:
        self.port = port
        app: Sanic[Any, Any] = Sanic(new_id("rasa"), configure_logging=False)
        app.config.MOTD = False
        app.config.TOUCHUP = False
        app.add_route(self._turn, "/webhooks/desk/turn", methods=["POST"])
        app.add_route(self._ready, "/webhooks/desk/ready", methods=["GET"])
        self._server = await app.create_server(
            host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
        )
        await self._server.startup()
        await self._server.before_start()
        await self._server.start_serving()
        return self

    async def stop(self, *, forget: bool = False) -> None:
        """forget: as a killed process does: what was running is lost."""
        if forget:
            for running in self._answers.values():
                running.cancel()
            self._answers = {key: done for key, done in self._answers.items() if done.done()}
        if self._server is not None:
            self._server.close()
            for connection in list(self._server.connections):
                connection.abort()
            await self._server.wait_closed()
            self._server = None

    async def _ready(self, _request: Request) -> HTTPResponse:
        return json({"ready": True, "model": "m"})

    async def _turn(self, request: Request) -> HTTPResponse:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return json({"error": "token"}, status=401)
        turn = request.json
        self.seen.append(turn)
        if self.status != 200:
            return json({"error": "not ready"}, status=self.status)
        if turn["turn"] not in self._answers:
            self._answers[turn["turn"]] = asyncio.ensure_future(self._handle(turn))
        # A broken connection ends this handler, never the turn.
        said = await asyncio.shield(self._answers[turn["turn"]])
        return json({"turn": turn["turn"], **said}, status=200 if said["handled"] else 500)

    async def _handle(self, turn: dict[str, Any]) -> dict[str, Any]:
        self.handled.append(turn["turn"])
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.talk(turn)
        finally:
            self.at_once -= 1


class Gate:
    """A talk that holds its answers until the test opens it."""

    def __init__(self, then: Talk = echo) -> None:
        self.entered = asyncio.Event()
        self.opened = asyncio.Event()
        self._then = then

    async def __call__(self, turn: dict[str, Any]) -> dict[str, Any]:
        self.entered.set()
        await self.opened.wait()
        return await self._then(turn)
