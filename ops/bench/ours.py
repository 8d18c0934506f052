"""Ours, started as `make run` starts it: on free ports, with a data folder of its own, durability and all."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from common.settings import ROOT
from ops.bench.processes import DidNotStart, age_seconds, children, free_ports, ready, started
from ops.bench.systems import System
from posada.installation import kept_secret

# A benchmark guest writes faster than any limit for real ones.
_MESSAGES_PER_MINUTE = "1000000"
_START_WITHIN_SECONDS = 90.0


@contextlib.asynccontextmanager
async def running_ours(folder: Path) -> AsyncIterator[System]:
    """The model must be up to date already. Raises DidNotStart."""
    port, inner_port, rasa_port = free_ports(3)
    data_dir = folder / "data"
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("POSADA_", "PMS_", "DATABASE_"))
        },
        "POSADA_DATA_DIR": str(data_dir),
        "POSADA_PORT": str(port),
        "POSADA_INNER_PORT": str(inner_port),
        "POSADA_RASA_PORT": str(rasa_port),
        "POSADA_MESSAGES_PER_MINUTE": _MESSAGES_PER_MINUTE,
        # Stock Rasa brings none along either.
        "POSADA_WHATSAPP_SIMULATOR_PORT": "0",
    }
    folder.mkdir(parents=True)
    log = folder / "posada.log"
    command = [sys.executable, "-m", "posada", "run"]
    async with started(command, environment=environment, folder=ROOT, log=log) as process:
        rasa_ready = f"http://127.0.0.1:{rasa_port}/webhooks/desk/ready"
        await ready(rasa_ready, process, log=log, within_seconds=_START_WITHIN_SECONDS)
        pids = _pids(process.pid)
        startup = age_seconds(pids["rasa"])
        base = f"http://127.0.0.1:{port}"
        await ready(f"{base}/health/ready", process, log=log, within_seconds=_START_WITHIN_SECONDS)
        async with httpx2.AsyncClient(
            base_url=base,
            headers={"Authorization": f"Bearer {await _token(data_dir)}"},
            timeout=60.0,
            trust_env=False,
            limits=httpx2.Limits(max_connections=128, max_keepalive_connections=128),
        ) as client:

            async def say(conversation: str, words: str, asked: str | None) -> list[str]:
                answer = await client.post(
                    f"/api/v1/conversations/{conversation}/messages", json={"text": words, "test": True}
                )
                answer.raise_for_status()
                return [reply["template"] for reply in answer.json()["replies"]]

            yield System("ours", say, _pids(process.pid), startup)


def _pids(starter: int) -> dict[str, int]:
    """Rasa and the service, among the starter's children."""
    found = {}
    for pid, command in children(starter).items():
        if "bot.rasa.light run" in command:
            found["rasa"] = pid
        elif "posada serve" in command:
            found["service"] = pid
    if set(found) != {"rasa", "service"}:
        raise DidNotStart(f"the starter runs {sorted(found) or 'nothing'}")
    return found


async def _token(data_dir: Path) -> str:
    """The demo's API token, which the starter makes on its first run."""
    for _ in range(100):
        token = kept_secret(data_dir, "demo_api_token")
        if token:
            return token
        await asyncio.sleep(0.05)
    raise DidNotStart("no API token was made")
