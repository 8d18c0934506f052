"""What Rasa's reply client reads over HTTP, and what everyone else does."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from prometheus_client import CollectorRegistry
from sanic import Sanic

from common.ids import new_id
from templates.metrics import ReplyMetrics
from templates.nlg_endpoint import MAX_BODY, blueprint
from templates.replies import build_replies

# One server for all of them: they only ask.
pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = "inner-token"
STAY = {"check_in": "2026-11-27", "check_out": "2026-11-29"}


@asynccontextmanager
async def served(token: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The endpoint on a free loopback port, and a client for it."""
    app: Sanic[Any, Any] = Sanic(new_id("test").replace("_", "-"), configure_logging=False)
    # Sanic rewrites its own methods for speed, which works once a process; tests start it often.
    app.config.TOUCHUP = False
    replies = build_replies(metrics=ReplyMetrics(CollectorRegistry()), property_languages={"mirador": "es"})
    app.blueprint(blueprint(replies, token))
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    host, port = listening.getsockname()
    async with httpx2.AsyncClient(base_url=f"http://{host}:{port}", trust_env=False) as client:
        yield client
    server.close()
    await server.wait_closed()
    Sanic.unregister_app(app)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with served(TOKEN) as running:
        yield running


async def ask(client: httpx2.AsyncClient, body: Any) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body)
    return await client.post("/nlg", content=content, headers={"authorization": f"Bearer {TOKEN}"})


async def test_a_reply_travels_whole_in_custom(client: httpx2.AsyncClient) -> None:
    body = {"response": "ask.stay_ok", "values": {"stay": STAY}, "language": "es", "channel": "webchat", "conversation": "c1", "turn": "t1"}  # fmt: skip
    answer = await ask(client, body)
    assert answer.status_code == 200
    assert list(answer.json()) == ["custom"]
    reply = answer.json()["custom"]
    assert {name: reply[name] for name in ("template", "version", "arm", "language")} == {
        "template": "ask.stay_ok",
        "version": "1",
        "arm": None,
        "language": "es",
    }
    assert "vie 27 – dom 29 nov" in reply["text"]
    assert reply["buttons"][0]["payload"] == {"intent": "affirm", "entities": {}}
    assert reply["attachments"] == []


async def test_rasas_own_shell_reads_text_and_commands(client: httpx2.AsyncClient) -> None:
    total = {"minor": 1, "currency": "EUR"}
    values = {
        "offers": [{"id": "doble", "name": "Doble", "total": total}],
        "stay": STAY,
        "party": {"adults": 2},
    }
    answer = await ask(
        client, {"response": "ask.room", "values": values, "language": "en", "channel": "cmdline"}
    )
    assert sorted(answer.json()) == ["buttons", "text"]
    assert answer.json()["buttons"] == [{"title": "Doble", "payload": '/inform{"room_type": "doble"}'}]
    plain = await ask(client, {"response": "ask.stay_ok", "values": {"stay": STAY}, "channel": "cmdline"})
    assert plain.json()["buttons"][0]["payload"] == "/affirm"


@pytest.mark.parametrize("body", [{"response": "no.such"}, {"response": "ask.room", "values": None}, {"response": "utter_x", "language": None}])  # fmt: skip
async def test_what_cannot_be_said_is_the_general_error(
    client: httpx2.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await ask(client, body)
    assert answer.status_code == 200
    assert answer.json()["custom"]["template"] == "error.generic"


async def test_a_language_we_lack_is_the_propertys(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, {"response": "ask.stay", "language": "fi", "property": "mirador"})
    assert answer.json()["custom"]["language"] == "es"


@pytest.mark.parametrize("token", [None, "wrong", "inner", "inner-token2", "ïnner"])
async def test_without_the_token_nothing_is_said(client: httpx2.AsyncClient, token: str | None) -> None:
    headers = {} if token is None else {"authorization": f"Bearer {token}".encode()}
    answer = await client.post("/nlg", content=b"{", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_another_scheme_is_no_token(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/nlg", content=b"{}", headers={"authorization": f"Basic {TOKEN}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"[" * 50_000,
        b"{}",
        b'{"response": 5}',
        b'{"response": ""}',
        b'{"response": "ask.stay", "values": []}',
        b'{"response": "ask.stay", "language": 5}',
        b'{"response": "ask.stay", "channel": {}}',
        b'{"response": "ask.stay", "property": []}',
    ],
)
async def test_a_malformed_request_is_told_what_is_wrong_and_nothing_else(
    client: httpx2.AsyncClient, body: bytes
) -> None:
    answer = await ask(client, body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert sorted(answer.json()) == ["detail", "status", "title", "type"]
    assert "Traceback" not in answer.text


async def test_a_body_without_end_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await ask(client, b" " * (MAX_BODY + 1))
    assert answer.status_code == 413


async def test_without_a_token_of_its_own_the_door_stays_shut() -> None:
    async with served("") as shut:
        answer = await shut.post("/nlg", content=b"{}", headers={"authorization": "Bearer"})
    assert answer.status_code == 401
