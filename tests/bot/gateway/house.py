"""A whole gateway on a real SQLite file and a stand-in Rasa, reachable over HTTP on a free port."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from pydantic import SecretStr
from sanic import Sanic
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import erasure
from bot.gateway.app import Gateway, build
from bot.gateway.approved import find_twin
from common.clock import Clock, SystemClock
from common.database import create_all, create_engine
from common.ids import new_id
from common.properties import Properties, load_properties
from common.secrets import Sealer, new_key
from common.settings import Settings
from templates.replies import Reply
from templates.store import read_catalog
from templates.twins import Twins
from tests.bot.gateway.stand_in_rasa import TOKEN, StandInRasa

API_TOKEN = "api-token"
KEY = new_key()


class PlainReplies:
    """Stands where `templates.replies.Replies` does: the name and the values are the words."""

    def render(
        self,
        name: str,
        *,
        language: str,
        channel: str,
        values: Any,
        guest_key: str | None = None,
        guest_since: datetime | None = None,
        property_id: str | None = None,
    ) -> Reply:
        text = " ".join([name, *(f"{key}={value}" for key, value in values.items())])
        return Reply(name, "1", None, language, text, [], [])


async def verify_token(token: str) -> bool:
    return token == API_TOKEN


async def find_address(conversation: str, property_id: str, reference: str, reply: str) -> str | None:
    return "ana@example.com" if reference == "R1" else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """client: an integrator with a valid token."""

    gateway: Gateway
    engine: AsyncEngine
    sealer: Sealer
    rasa: StandInRasa
    client: httpx2.AsyncClient
    url: str

    async def say(self, conversation: str, text: str, **more: Any) -> dict[str, Any]:
        answer = await self.client.post(
            f"/api/v1/conversations/{conversation}/messages", json={"text": text, **more}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def transcript(self, conversation: str) -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/conversations/{conversation}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def demo_properties() -> Properties:
    return load_properties(Settings().properties_file)


def two_hotels() -> Properties:
    """The demo hotel and a sister of it, "faro", in Lisbon's time."""
    (mirador,) = demo_properties()
    return Properties((mirador, replace(mirador, id="faro", name="Casa do Faro", timezone="Europe/Lisbon")))


@asynccontextmanager
async def open_house(
    folder: Path,
    rasa: StandInRasa,
    *,
    clock: Clock | None = None,
    port: int = 0,
    wait_seconds: float = 30.0,
    owner: str = "gateway",
    properties: Properties | None = None,
    **settings: Any,
) -> AsyncIterator[House]:
    """A gateway process's worth: opened again on the same folder, it is the process after a restart."""
    port = port or free_port()
    given = Settings(
        port=port,
        rasa_urls=rasa.url,
        rasa_token=SecretStr(TOKEN),
        secret_keys=SecretStr(KEY),
        guest_salt=SecretStr("a-salt"),
        **{
            "database_url": f"sqlite+aiosqlite:///{folder / 'gateway.db'}",
            "turn_timeout_seconds": 10.0,
            "messages_per_minute": 6000,
            "burst_wait_seconds": 0.0,
            **settings,
        },
    )
    engine = create_engine(given.database)
    await create_all(engine)
    sealer = Sealer([KEY])

    async def forget(conversation: str) -> bool:
        """What the service does for a guest, as far as the gateway's own tables go."""

        def work(connection: Connection) -> None:
            if erasure.is_known(connection, conversation):
                erasure.forget_conversation(connection, sealer, conversation)

        try:
            await gateway.desk.ledger.write(work)
        except erasure.StillTalking:
            return False
        return True

    gateway = build(
        given,
        engine=engine,
        sealer=sealer,
        clock=clock or SystemClock(),
        properties=properties or demo_properties(),
        render_reply=PlainReplies().render,
        verify_token=verify_token,
        find_address=find_address,
        forget=forget,
        # The words are read only where somebody has linked a twin.
        find_twin=find_twin(Twins(engine, clock or SystemClock()), read_catalog),
        owner=owner,
        wait_seconds=wait_seconds,
    )
    app: Sanic[Any, Any] = Sanic(new_id("gateway"), configure_logging=False)
    app.config.MOTD = False
    # Sanic rewrites its own methods at start, and cannot do so twice in one process.
    app.config.TOUCHUP = False
    for blueprint in gateway.blueprints:
        app.blueprint(blueprint)
    await gateway.start()
    server = await app.create_server(
        host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    client = httpx2.AsyncClient(
        base_url=given.guest_url,
        headers={"Authorization": f"Bearer {API_TOKEN}"},
        timeout=20,
        trust_env=False,
    )
    try:
        yield House(gateway, engine, sealer, rasa, client, given.guest_url)
    finally:
        await client.aclose()
        server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.wait_closed()
        await gateway.stop()
        await engine.dispose()
