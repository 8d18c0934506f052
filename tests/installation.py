"""A whole installation for tests: `posada run` as a user starts it, on free ports, with a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from common.ids import new_id

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 150.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """Start it, talk to it, kill parts of it, look into its database. Always stop() it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    _starter: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None
    _guests: list[Guest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port, self.inner_port, self.rasa_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> Installation:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("POSADA_", "PMS_"))
        }
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "posada", "run"],
            cwd=ROOT,
            env={
                **inherited,
                "PYTHONUNBUFFERED": "1",
                "POSADA_DATA_DIR": str(self.folder),
                "POSADA_PORT": str(self.port),
                "POSADA_INNER_PORT": str(self.inner_port),
                "POSADA_RASA_PORT": str(self.rasa_port),
                "POSADA_MESSAGES_PER_MINUTE": "100000",
                # A process more for every installation, which only its own tests look at.
                "POSADA_WHATSAPP_SIMULATOR_PORT": "0",
                **self.environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_until_ready()
        return self

    def stop(self) -> None:
        if self._starter and self._starter.poll() is None:
            self._starter.send_signal(signal.SIGINT)
            try:
                self._starter.wait(20)
            except subprocess.TimeoutExpired:
                self._starter.kill()
                self._starter.wait(5)
        if self._reader:
            self._reader.join(5)
        for guest in self._guests:
            guest.close()

    def guest(self, conversation: str | None = None, **fields: Any) -> Guest:
        """A guest in a conversation of their own; gone with the installation."""
        guest = Guest(self, conversation or new_id("journey"), **fields)
        self._guests.append(guest)
        return guest

    def wait_until_ready(self) -> None:
        waited_from = time.monotonic()
        while time.monotonic() - waited_from < READY_SECONDS:
            if self._starter and self._starter.poll() is not None:
                raise RuntimeError("posada run ended:\n" + "\n".join(self.lines[-40:]))
            try:
                if httpx2.get(f"{self.url}/health/ready", timeout=2).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)
        raise RuntimeError("posada run was not ready in time:\n" + "\n".join(self.lines[-40:]))

    def kill(self, program: str) -> None:
        """SIGKILL one of the starter's children: "rasa" or "service"."""
        os.kill(self.pid_of(program), signal.SIGKILL)

    def pid_of(self, program: str) -> int:
        assert self._starter is not None
        needle = {"rasa": "bot.rasa", "service": "serve"}[program]
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                parent = int(re.search(r"^PPid:\s+(\d+)", (entry / "status").read_text(), re.M).group(1))  # type: ignore[union-attr]
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except (OSError, AttributeError):
                continue
            if parent == self._starter.pid and needle in command:
                return int(entry.name)
        raise RuntimeError(f"{program} is not running")

    @property
    def token(self) -> str:
        return (self.folder / "secrets" / "demo_api_token").read_text().strip()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, read beside the running service."""
        connection = sqlite3.connect(f"file:{self.folder / 'posada.db'}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def _read(self) -> None:
        assert self._starter is not None
        assert self._starter.stdout is not None
        with self._starter.stdout as output:
            for line in output:
                self.lines.append(line.rstrip())


class Guest:
    """One guest over the API: says and presses, and remembers which buttons were offered last."""

    def __init__(self, installation: Installation, conversation: str, **fields: Any) -> None:
        self.url = f"{installation.url}/api/v1/conversations/{conversation}"
        self.conversation = conversation
        self.fields = fields
        self.buttons: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self._client = httpx2.Client(headers={"Authorization": f"Bearer {installation.token}"}, timeout=60)

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        return self._post({"text": text, **self.fields, **more})

    def press(self, title: str, **more: Any) -> list[dict[str, Any]]:
        """title: the button's, or the start of it."""
        fitting = [button for button in self.buttons if button["title"].startswith(title)]
        if not fitting:
            raise AssertionError(f"no button '{title}' among {[button['title'] for button in self.buttons]}")
        return self._post({"payload": fitting[0]["payload"], **self.fields, **more})

    def close(self) -> None:
        self._client.close()

    def transcript(self) -> dict[str, Any]:
        answer = self._client.get(self.url)
        answer.raise_for_status()
        return dict(answer.json())

    def _post(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._client.post(f"{self.url}/messages", json=body)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        self.replies = answer.json()["replies"]
        offered = [button for reply in self.replies for button in reply.get("buttons") or ()]
        self.buttons = offered or self.buttons
        return self.replies
