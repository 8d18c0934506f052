"""`posada run`: everything on one machine. Secrets, tables, model, then Rasa and the service, watched until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable

from common.settings import ROOT, Settings
from posada.installation import installed_settings
from posada.preparation import Prepared, prepare
from posada.rasa_process import rasa_command, rasa_environment, train_if_needed
from posada.supervisor import Program, Supervisor


def run(*, say: Callable[[str], None] | None = None) -> int:
    """Blocks until Ctrl-C or SIGTERM. 1 when a port is taken or training failed."""
    settings = installed_settings()
    taken = [port for port in (settings.port, settings.inner_port, settings.rasa_port) if _is_taken(port)]
    if taken:
        names = "POSADA_PORT, POSADA_INNER_PORT or POSADA_RASA_PORT"
        print(
            f"posada | port {', '.join(map(str, taken))} is in use; stop what holds it or set {names}",
            file=sys.stderr,
        )
        return 1
    if train_if_needed() != 0:
        print("posada | training failed; see the lines above", file=sys.stderr)
        return 1
    return asyncio.run(_run(settings, say))


async def _run(settings: Settings, say: Callable[[str], None] | None) -> int:
    prepared = await prepare(settings)
    supervisor = _supervisor(settings, say)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)

    async def announce() -> None:
        print(welcome(settings, prepared), flush=True)

    print("posada | starting Rasa and the service …", flush=True)
    await supervisor.run(announce)
    print("posada | stopped", flush=True)
    return 0


def welcome(settings: Settings, prepared: Prepared) -> str:
    """What the person who started it needs to know, once everything is ready."""
    url = settings.guest_url
    lines = [
        "",
        "  Posada is ready.",
        f"    guests' page   {url}/",
        f"    staff console  {url}/admin/conversations",
        f"    API token      {prepared.api_token}",
    ]
    if prepared.one_time_password:
        lines.append(
            f"    first login    {prepared.one_time_user}  {prepared.one_time_password}   (one time; asks for your own)"
        )
    lines += [
        f"    terminal chat  make chat     API  POST {url}/api/v1/conversations/me/messages",
        "    stop with Ctrl-C",
        "",
    ]
    return "\n".join(lines)


@contextlib.asynccontextmanager
async def running(settings: Settings, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Rasa and the service in the background, for a command that needs them; stopped on leaving."""
    await prepare(settings)
    supervisor = _supervisor(settings, say)
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    watching = asyncio.create_task(supervisor.run(on_ready))
    try:
        await asyncio.wait_for(ready.wait(), 120)
        yield
    finally:
        supervisor.stop()
        await watching


def _supervisor(settings: Settings, say: Callable[[str], None] | None) -> Supervisor:
    programs = (rasa_program(settings), service_program(settings))
    return Supervisor(programs, say) if say else Supervisor(programs)


def rasa_program(settings: Settings) -> Program:
    return Program(
        name="rasa",
        command=rasa_command("run", port=settings.rasa_port),
        environment=rasa_environment(settings),
        ready_url=f"http://127.0.0.1:{settings.rasa_port}/webhooks/desk/ready",
        folder=ROOT,
    )


def service_program(settings: Settings) -> Program:
    return Program(
        name="service",
        command=[sys.executable, "-m", "posada", "serve", "all"],
        # The secrets of this installation are in the environment already (installed_settings).
        environment=dict(os.environ),
        ready_url=f"http://127.0.0.1:{settings.port}/health/live",
        folder=ROOT,
    )


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
