"""`posada shell`: Rasa's own shell. Starts the actions and replies it needs when they are not running yet."""

from __future__ import annotations

import asyncio
import subprocess

from common.settings import ROOT, Settings
from posada.installation import installed_settings
from posada.preparation import prepare
from posada.rasa_process import rasa_command, rasa_environment, train_if_needed
from posada.starter import service_program
from posada.supervisor import Supervisor


def shell() -> int:
    settings = installed_settings()
    if train_if_needed() != 0:
        return 1
    return asyncio.run(_shell(settings))


async def _shell(settings: Settings) -> int:
    if await asyncio.to_thread(_is_listening, settings.inner_port):
        return await asyncio.to_thread(_open, settings)
    await prepare(settings)
    lines: list[str] = []
    supervisor = Supervisor((service_program(settings),), lines.append)
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    watching = asyncio.create_task(supervisor.run(on_ready))
    try:
        await asyncio.wait_for(ready.wait(), 60)
        return await asyncio.to_thread(_open, settings)
    except TimeoutError:
        print("\n".join(lines[-20:]))
        return 1
    finally:
        supervisor.stop()
        await watching


def _open(settings: Settings) -> int:
    command = rasa_command("shell", port=settings.rasa_port + 1)
    return subprocess.run(command, env=rasa_environment(settings), cwd=ROOT, check=False).returncode


def _is_listening(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
