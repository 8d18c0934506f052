"""A real Rasa process on a free port, with the mini hotel's model, as the starter would run it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from common.secrets import new_key
from common.settings import ROOT, Settings
from posada.rasa_process import RASA_PYTHON, bare_environment, rasa_command, rasa_environment
from tests.bot.rasa.stand_in import INNER_TOKEN, StandIn

MINI = Path(__file__).parent / "mini"
TOKEN = "rasa-token-of-the-tests"
START_SECONDS = 60

TODAY = {"property": "mini", "timezone": "Europe/Madrid", "today": "2026-11-21", "day_first": True}


def train_mini(out: Path) -> Path:
    """A few seconds; through our own entry, so that training works without TensorFlow."""
    subprocess.run(
        [
            str(RASA_PYTHON), "-m", "bot.rasa.light", "train",
            "-c", str(MINI / "config.yml"), "-d", str(MINI / "domain.yml"), "--data", str(MINI / "data"),
            "--out", str(out), "--fixed-model-name", "mini",
        ],
        cwd=out,
        env={**bare_environment(out), "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )  # fmt: skip
    return out / "mini.tar.gz"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RasaUnderTest:
    """`ask` returns status and JSON. The database, keys and port stay the same over restarts."""

    def __init__(
        self, folder: Path, model: Path, stand_in: StandIn, *, secret_keys: str | None = None
    ) -> None:
        self.port = free_port()
        self.log = folder / f"rasa-{self.port}.log"
        self.database = folder / "rasa.db"
        self.settings = Settings(
            data_dir=folder,
            inner_token=SecretStr(INNER_TOKEN),
            rasa_token=SecretStr(TOKEN),
            secret_keys=SecretStr(secret_keys or new_key()),
            action_timeout_seconds=3,
            reply_timeout_seconds=1.5,
        )
        self._model = model
        self._stand_in = stand_in
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> RasaUnderTest:
        environment = rasa_environment(self.settings)
        environment |= {"POSADA_ACTIONS_URL": self._stand_in.url, "POSADA_REPLIES_URL": self._stand_in.url}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                rasa_command("run", port=self.port, model=self._model),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            if self._process.poll() is not None:
                raise RuntimeError(f"Rasa ended at start:\n{self.log.read_text()[-3000:]}")
            try:
                if self.ask("GET", "ready")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("Rasa did not become ready")

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)
            self._process.wait(20)
            self._process = None

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = TOKEN,
        raw: bytes | None = None,
        timeout: float = 30,
    ) -> tuple[int, Any]:
        """A JSON answer always: anything else is an error of the test."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = raw if raw is not None else (json.dumps(body).encode() if body is not None else None)
        try:
            link.request(method, path if path.startswith("/") else f"/webhooks/desk/{path}", data, headers)
            answer = link.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            link.close()

    def turn(self, conversation: str, turn: str, text: str | None = None, **more: Any) -> tuple[int, Any]:
        body: dict[str, Any] = {"conversation": conversation, "turn": turn, "channel": "webchat"}
        body["metadata"] = {**TODAY, "turn": turn, "locale": "es-ES"}
        if text is not None:
            body["text"] = text
        return self.ask("POST", "turn", {**body, **more})

    def rows(self, query: str = "SELECT * FROM events ORDER BY id") -> list[tuple[Any, ...]]:
        link = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return link.execute(query).fetchall()
        finally:
            link.close()
