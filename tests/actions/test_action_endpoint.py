"""The HTTP face of the actions: who may call, what it takes, and that nothing a guest wrote comes back in an error."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sanic import Sanic

from actions import app, desk
from actions.action_endpoint import blueprint
from actions.context import DeskAction, Turn
from common.ids import new_id

TOKEN = "inner-token"
HEADERS = {"authorization": f"Bearer {TOKEN}"}


class Breaks(DeskAction):
    action = "action_breaks"

    async def serve(self, turn: Any) -> list[dict[str, Any]]:
        turn.say("greeting.hello")
        turn.set("guest_name", "half done")
        raise ValueError("the guest wrote this")


class BreaksBadly(DeskAction):
    action = "action_breaks_badly"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ValueError("the guest wrote this")

    async def serve(self, turn: Turn) -> list[dict[str, Any]]:
        return []


@pytest.fixture
async def client(installed: desk.Desk) -> AsyncIterator[httpx2.AsyncClient]:
    executor = app.executor()
    executor.register_action(Breaks())
    executor.register_action(BreaksBadly())
    server_app: Sanic[Any, Any] = Sanic(new_id("test").replace("_", "-"), configure_logging=False)
    # Sanic rewrites its own methods for speed, which works once a process; tests start it often.
    server_app.config.TOUCHUP = False
    server_app.blueprint(blueprint(executor, TOKEN))
    listening = socket.create_server(("127.0.0.1", 0))
    server = await server_app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    host, port = listening.getsockname()
    async with httpx2.AsyncClient(base_url=f"http://{host}:{port}", trust_env=False) as running:
        yield running
    server.close()
    await server.wait_closed()
    Sanic.unregister_app(server_app)


def call(action: str | None, text: str = "hello", intent: str = "greet") -> dict[str, Any]:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [],
        "metadata": {"turn": "t1"},
    }
    return {
        "next_action": action,
        "sender_id": "c1",
        "tracker": {"sender_id": "c1", "slots": {}, "latest_message": message, "events": []},
        "version": "3.6.21",
    }


async def test_an_action_answers_with_events_and_replies(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_greet"), headers=HEADERS)
    assert answer.status_code == 200
    assert [reply["response"] for reply in answer.json()["responses"]] == ["greeting.welcome"]
    assert {"event": "slot", "timestamp": None, "name": "disclosed", "value": True} in answer.json()["events"]


async def test_a_deflated_call_is_read(client: httpx2.AsyncClient) -> None:
    body = zlib.compress(json.dumps(call("action_greet")).encode())
    headers = {**HEADERS, "content-encoding": "deflate", "content-type": "application/json"}
    answer = await client.post("/webhook", content=body, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}]
)
async def test_nobody_calls_without_the_token(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/webhook", json=call("action_greet"), headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"tracker": 1}', b"\xff"])
async def test_what_is_no_call_is_refused(client: httpx2.AsyncClient, body: bytes) -> None:
    answer = await client.post("/webhook", content=body, headers=HEADERS)
    assert answer.status_code == 400


async def test_a_bomb_is_not_unpacked(client: httpx2.AsyncClient) -> None:
    body = zlib.compress(b" " * 50_000_000)
    answer = await client.post("/webhook", content=body, headers={**HEADERS, "content-encoding": "deflate"})
    assert answer.status_code == 400


async def test_an_unknown_action_is_not_found(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_nowhere"), headers=HEADERS)
    assert answer.status_code == 404


async def test_an_action_that_fails_apologises_and_sets_nothing(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_breaks", "my secret"), headers=HEADERS)
    assert answer.status_code == 200
    assert [reply["response"] for reply in answer.json()["responses"]] == ["error.trouble"]
    assert answer.json()["events"] == []


async def test_an_error_never_echoes_what_the_guest_wrote(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_breaks_badly", "my secret"), headers=HEADERS)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "guest wrote" not in answer.text
