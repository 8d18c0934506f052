"""Posada's roles as processes of their own, as a hotel group runs them; each can be killed and is started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from common.settings import Settings
from posada.installation import installed_settings
from posada.preparation import Prepared, prepare
from posada.rasa_process import rasa_command, rasa_environment, train_if_needed
from posada.supervisor import Program, Supervisor
from tests.installation import ROOT, free_port

READY_SECONDS = 150.0
SERVING = ("actions", "replies", "sync", "console", "gateway")


@dataclass
class Roles:
    """gateways, rasas: how many of each. settings: for every process. Start it, kill(name), always stop() it.

    Processes are called rasa, rasa-2, gateway, gateway-2, actions, replies, sync, console, and whatever beside names.
    beside: programs of others that run along, such as a simulator.
    """

    folder: Path
    gateways: int = 1
    rasas: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    beside: tuple[Program, ...] = ()
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=4000))

    def __post_init__(self) -> None:
        self._rasa_ports = [free_port() for _ in range(self.rasas)]
        self.network_port = free_port()
        self._ports = {name: (free_port(), free_port()) for name in self._serving()}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._supervisor: Supervisor | None = None
        self._watching: Any = None
        self.prepared: Prepared | None = None

    @property
    def urls(self) -> list[str]:
        """Of the gateways: where guests write."""
        return [self._url(name) for name in self._serving() if name.startswith("gateway")]

    @property
    def network(self) -> str:
        """Where a test's WhatsApp may listen."""
        return f"http://127.0.0.1:{self.network_port}"

    @property
    def token(self) -> str:
        assert self.prepared is not None
        return self.prepared.api_token

    def start(self) -> Roles:
        assert train_if_needed() == 0
        settings = self._installed()
        self._thread.start()
        self.prepared = self._do(prepare(settings))
        rasa = [
            Program(
                name=_numbered("rasa", number),
                command=rasa_command("run", port=port),
                environment=rasa_environment(settings),
                ready_url=f"http://127.0.0.1:{port}/webhooks/desk/ready",
                folder=ROOT,
            )
            for number, port in enumerate(self._rasa_ports, 1)
        ]
        service = [
            Program(
                name=name,
                command=[sys.executable, "-m", "posada", "serve", name.partition("-")[0]],
                environment=self._environment(name),
                ready_url=f"{self._url(name)}/health/live",
                folder=ROOT,
            )
            for name in self._serving()
        ]
        self._supervisor = Supervisor((*self.beside, *rasa, *service), self.lines.append)
        self._watching = asyncio.run_coroutine_threadsafe(self._supervisor.run(), self._loop)
        self.wait_until_ready()
        return self

    def stop(self) -> None:
        if self._supervisor is not None:
            self._loop.call_soon_threadsafe(self._supervisor.stop)
            self._watching.result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def kill(self, name: str) -> bool:
        """SIGKILL; False while it is not running, being started again after an earlier one."""
        assert self._supervisor is not None
        process = self._supervisor.pid_of(name)
        if process is None:
            return False
        os.kill(process, signal.SIGKILL)
        return True

    def wait_until_ready(self) -> None:
        waited_from = time.monotonic()
        waiting = [f"{url}/health/ready" for url in self.urls]
        while waiting and time.monotonic() - waited_from < READY_SECONDS:
            waiting = [url for url in waiting if not _answers(url)]
            time.sleep(0.1)
        if waiting:
            raise RuntimeError("not ready in time:\n" + "\n".join(list(self.lines)[-60:]))

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, read beside the running processes."""
        if server := self.settings.get("DATABASE_URL"):
            with psycopg.connect(server.replace("+psycopg", "")) as link:
                return link.execute(query.replace("?", "%s"), values).fetchall()
        connection = sqlite3.connect(f"file:{self.folder / 'posada.db'}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def _serving(self) -> list[str]:
        more = [_numbered("gateway", number) for number in range(2, self.gateways + 1)]
        return [*SERVING, *more]

    def _url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._ports[name][0]}"

    def _inner(self, name: str) -> str:
        return f"http://127.0.0.1:{self._ports[name][1]}"

    def _shared(self) -> dict[str, str]:
        machine = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("POSADA_", "PMS_", "WHATSAPP_"))
        }
        return {
            **machine,
            "PYTHONUNBUFFERED": "1",
            "POSADA_DATA_DIR": str(self.folder),
            "POSADA_ACTIONS_URL": self._inner("actions"),
            "POSADA_REPLIES_URL": self._inner("replies"),
            "POSADA_RASA_URLS": ",".join(f"http://127.0.0.1:{port}" for port in self._rasa_ports),
            "POSADA_MESSAGES_PER_MINUTE": "100000",
            "WHATSAPP_GRAPH_URL": self.network,
            **self.settings,
        }

    def _installed(self) -> Settings:
        return installed_settings(self._shared())

    def _environment(self, name: str) -> dict[str, str]:
        outer, inner = self._ports[name]
        made = self._installed()
        return {
            **self._shared(),
            "POSADA_INNER_TOKEN": made.inner_token.get_secret_value(),
            "POSADA_RASA_TOKEN": made.rasa_token.get_secret_value(),
            "POSADA_SECRET_KEYS": made.secret_keys.get_secret_value(),
            "POSADA_GUEST_SALT": made.guest_salt.get_secret_value(),
            "POSADA_PORT": str(outer),
            "POSADA_INNER_PORT": str(inner),
            "POSADA_GATEWAY_NAME": name,
        }

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False
