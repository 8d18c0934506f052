"""`posada run`: everything on one machine. Secrets, tables, model, then Rasa and the service, watched until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from common.settings import ROOT, Settings
from posada.installation import installed_settings
from posada.preparation import Prepared, check, prepare
from posada.rasa_process import rasa_command, rasa_environment, train_if_needed
from posada.supervisor import Program, Supervisor
from posada.whatsapp_simulator import is_wanted, simulated

_PORT_SETTINGS = "POSADA_PORT, POSADA_INNER_PORT or POSADA_RASA_PORT"
_READY_SECONDS = 100.0


def run() -> int:
    """Blocks until Ctrl-C or SIGTERM. 1 when a port is taken or training failed."""
    settings = installed_settings()
    taken = [port for port in (settings.port, settings.inner_port, settings.rasa_port) if is_taken(port)]
    if taken:
        print(
            f"posada | port {', '.join(map(str, taken))} is in use; stop what holds it or set {_PORT_SETTINGS}",
            file=sys.stderr,
        )
        return 1
    asyncio.run(check(settings))
    if train_if_needed() != 0:
        print("posada | training failed; see the lines above", file=sys.stderr)
        return 1
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    prepared = await prepare(settings)
    phone = None
    if is_wanted(settings):
        if is_taken(settings.whatsapp_simulator_port):
            print("posada | no WhatsApp simulator: its port is in use (POSADA_WHATSAPP_SIMULATOR_PORT)")
        else:
            phone = simulated(settings, os.environ)
    service = service_program(settings)
    if phone is not None:
        service = replace(service, environment={**service.environment, **phone.environment})
    programs = (rasa_program(settings), service, *((phone.program,) if phone else ()))
    supervisor = Supervisor(programs)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)

    async def announce() -> None:
        print(welcome(settings, prepared, phone.address if phone else None), flush=True)

    print("posada | starting Rasa and the service …", flush=True)
    await supervisor.run(announce)
    print("posada | stopped", flush=True)
    return 0


def welcome(settings: Settings, prepared: Prepared, whatsapp: str | None = None) -> str:
    """What the person who started it needs to know, once everything is ready. whatsapp: where the pretended one is."""
    url = settings.guest_url
    lines = [
        "",
        "  Posada is ready.",
        f"    guests' page   {url}/",
        f"    staff console  {url}/admin/conversations",
        f"    API token      {prepared.api_token}",
    ]
    if whatsapp:
        lines.append(f"    WhatsApp       {whatsapp}   (simulated)")
    if prepared.one_time_password:
        lines.append(first_login(prepared))
    lines += [
        f"    terminal chat  make chat     API  POST {url}/api/v1/conversations/me/messages",
        "    stop with Ctrl-C",
        "",
    ]
    return "\n".join(lines)


def first_login(prepared: Prepared) -> str:
    """Shown once, by whatever was started first; nothing else ever shows it again."""
    return f"    first login    {prepared.one_time_user}  {prepared.one_time_password}   (one time; asks for your own)"


class NotReady(Exception):
    """What should run in the background did not come up; the text says why, with the last lines of its log."""


@contextlib.contextmanager
def in_background(settings: Settings, programs: Sequence[Program]) -> Iterator[Prepared]:
    """The programs beside a command that talks with a person, ready; ended on leaving, however that comes about.

    They have a thread and a loop of their own, so that the command may wait for a line that is being typed, and a
    Ctrl-C still ends it. Raises NotReady.
    """
    taken = [port for port in _ports(programs) if is_taken(port)]
    if taken:
        raise NotReady(
            f"port {', '.join(map(str, taken))} is in use; stop what holds it or set {_PORT_SETTINGS}"
        )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    lines: deque[str] = deque(maxlen=20)
    supervisor = Supervisor(programs, lines.append)
    ready = threading.Event()

    async def on_ready() -> None:
        ready.set()

    watching = None
    try:
        asyncio.run_coroutine_threadsafe(check(settings), loop).result()
        prepared = asyncio.run_coroutine_threadsafe(prepare(settings), loop).result()
        watching = asyncio.run_coroutine_threadsafe(supervisor.run(on_ready), loop)
        if not ready.wait(_READY_SECONDS):
            raise NotReady("\n".join(["not ready in time:", *lines]))
        yield prepared
    finally:
        loop.call_soon_threadsafe(supervisor.stop)
        if watching is not None:
            watching.result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _ports(programs: Sequence[Program]) -> list[int]:
    return [port for program in programs for port in program.ports]


def rasa_program(settings: Settings) -> Program:
    return Program(
        name="rasa",
        command=rasa_command("run", port=settings.rasa_port),
        environment=rasa_environment(settings),
        ready_url=f"http://127.0.0.1:{settings.rasa_port}/webhooks/desk/ready",
        folder=ROOT,
        ports=(settings.rasa_port,),
    )


def service_program(settings: Settings) -> Program:
    return Program(
        name="service",
        command=[sys.executable, "-m", "posada", "serve", "all"],
        # The secrets of this installation are in the environment already (installed_settings).
        environment=dict(os.environ),
        ready_url=f"http://127.0.0.1:{settings.port}/health/live",
        folder=ROOT,
        ports=(settings.port, settings.inner_port),
    )


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
