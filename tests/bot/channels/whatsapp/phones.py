"""A running simulator of the Graph API with somebody who looks at its phones, and a place where its webhooks land."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from sanic import HTTPResponse, Request, Sanic

from bot.channels.whatsapp.simulator.app import Simulator
from bot.channels.whatsapp.simulator.hooks import Manners
from common.ids import new_id
from tests.shared import corpus, shared

NUMBER = "109876500000001"
OTHER_NUMBER = "109876500000002"
TOKEN = "graph-token"
SECRET = "app-secret"
PHONE = "493023125014"


@dataclass
class Phones:
    """client: shows the right token."""

    simulator: Simulator
    client: httpx2.AsyncClient

    async def send(self, **message: Any) -> httpx2.Response:
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": f"+{PHONE}", **message}
        return await self.client.post(f"/v25.0/{NUMBER}/messages", json=body)

    async def say(self, text: str, **more: Any) -> httpx2.Response:
        return await self.send(type="text", text={"body": text}, **more)

    async def hear(self, text: str = "Hola", *, phone: str = PHONE, **more: Any) -> str:
        answer = await self.client.post(f"/simulator/guests/{phone}/messages", json={"text": text, **more})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["message_id"])

    async def press(self, choice: str) -> httpx2.Response:
        return await self.client.post(f"/simulator/guests/{PHONE}/messages", json={"press": choice})

    async def screen(self, phone: str = PHONE) -> dict[str, Any]:
        return dict((await self.client.get(f"/simulator/guests/{phone}")).json())

    async def read(self, phone: str = PHONE) -> list[dict[str, Any]]:
        """What the hotel has written to this phone, in order."""
        return [one for one in (await self.screen(phone))["messages"] if one["from"] == "hotel"]

    async def fault(self, kind: str, **more: Any) -> None:
        answer = await self.client.post("/simulator/faults", json={"kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def template(self, **given: Any) -> None:
        answer = await self.client.post("/simulator/templates", json=given)
        assert answer.status_code == 200, answer.text


@dataclass
class Landing:
    """A webhook's address that checks signatures. status: what it answers; bodies: those whose signature was right."""

    url: str = ""
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refused: int = 0

    @property
    def values(self) -> list[dict[str, Any]]:
        return [one["value"] for body in self.bodies for entry in body["entry"] for one in entry["changes"]]

    @property
    def statuses(self) -> list[str]:
        return [status["status"] for value in self.values for status in value.get("statuses", ())]

    async def receive(self, request: Request) -> HTTPResponse:
        if self.status != 200:
            self.refused += 1
            return HTTPResponse(status=self.status)
        expected = "sha256=" + hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
        if request.headers.get("x-hub-signature-256") == expected:
            self.raw.append(request.body)
            self.bodies.append(request.json)
        return HTTPResponse(status=200)


@asynccontextmanager
async def open_landing() -> AsyncIterator[Landing]:
    landing = Landing()
    app: Sanic[Any, Any] = Sanic(new_id("landing"), configure_logging=False)
    app.config.MOTD = False
    app.config.TOUCHUP = False
    app.add_route(landing.receive, "/webhooks/whatsapp", methods=["POST"])
    listener = socket.create_server(("127.0.0.1", 0))
    landing.url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/whatsapp"
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    try:
        yield landing
    finally:
        server.close()
        for connection in list(server.connections):
            connection.abort()


@asynccontextmanager
async def open_phones(webhook: str = "", **manners: Any) -> AsyncIterator[Phones]:
    """Statuses follow at once unless told otherwise."""
    simulator = Simulator(
        webhook=webhook,
        secret=SECRET,
        token=TOKEN,
        numbers={NUMBER: "493023125000", OTHER_NUMBER: "493023125001"},
        manners=Manners(**{"status_seconds": 0.0, **manners}),
    )
    address = await simulator.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=5, trust_env=False) as client:
        try:
            yield Phones(simulator, client)
        finally:
            await simulator.stop()


def payload(name: str) -> Any:
    """One of the recorded shapes, by its file's name without the ending."""
    return json.loads((corpus("whatsapp", "payloads") / f"{name}.json").read_text(encoding="utf-8"))


def payloads(start: str) -> list[Path]:
    """Those whose names begin so; none where there is no corpus."""
    return sorted((shared() / "whatsapp" / "payloads").glob(f"{start}*.json"))
