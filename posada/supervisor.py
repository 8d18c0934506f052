"""Keeps child processes alive: waits for their health, restarts what dies with back-off, one log stream, stops all."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_SECONDS = 10.0

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """One child: its name in the log, how it is started, and the address that answers 200 once it is ready.

    ports: what it will listen on.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_url: str
    folder: Path
    ready_within_seconds: float = 90.0
    ports: tuple[int, ...] = ()


@dataclass
class Supervisor:
    """Runs programs until stopped. `say` receives one finished log line at a time."""

    programs: Sequence[Program]
    say: Callable[[str], None] = field(default=lambda line: print(line, file=sys.stderr, flush=True))
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _children: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def run(self, on_ready: Callable[[], Awaitable[None]] | None = None) -> None:
        """Start all, call `on_ready` once when all are healthy, return after stop()."""
        keepers = [asyncio.create_task(self._keep(program)) for program in self.programs]
        announcer = asyncio.create_task(self._announce(on_ready))
        await self._stopping.wait()
        announcer.cancel()
        await asyncio.gather(*keepers, announcer, return_exceptions=True)

    def stop(self) -> None:
        self._stopping.set()

    def pid_of(self, name: str) -> int | None:
        """The process of the program of this name; None while it does not run."""
        child = self._children.get(name)
        return child.pid if child is not None and child.returncode is None else None

    async def _announce(self, on_ready: Callable[[], Awaitable[None]] | None) -> None:
        ready = await asyncio.gather(*(self._wait_until_ready(program) for program in self.programs))
        if all(ready) and on_ready is not None:
            await on_ready()
        elif not all(ready):
            late = ", ".join(p.name for p, is_ready in zip(self.programs, ready, strict=True) if not is_ready)
            self.say(f"posada | not ready in time: {late}; see the lines above")

    async def _wait_until_ready(self, program: Program) -> bool:
        waited_from = time.monotonic()
        async with httpx2.AsyncClient(timeout=2.0) as client:
            while time.monotonic() - waited_from < program.ready_within_seconds:
                try:
                    if (await client.get(program.ready_url)).status_code == 200:
                        return True
                except httpx2.HTTPError:
                    pass  # Not listening yet.
                await asyncio.sleep(0.15)
        return False

    async def _keep(self, program: Program) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            started = time.monotonic()
            status = await self._run_once(program)
            if self._stopping.is_set():
                return
            if time.monotonic() - started > STEADY_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self.say(f"posada | {program.name} ended with status {status}; starting it again in {pause:g} s")
            try:
                await asyncio.wait_for(self._stopping.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _run_once(self, program: Program) -> int:
        child = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Its own session: Ctrl-C reaches the starter alone, which then stops its children in order.
            start_new_session=True,
            preexec_fn=DIE_WITH_PARENT,
            limit=1 << 20,
        )
        self._children[program.name] = child
        reading = asyncio.create_task(self._relay(program.name, child))
        ended = asyncio.create_task(child.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            child.terminate()
            try:
                await asyncio.wait_for(asyncio.shield(ended), STOP_SECONDS)
            except TimeoutError:
                child.kill()
        status = await ended
        stopping.cancel()
        await reading
        return status

    async def _relay(self, name: str, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None
        while True:
            try:
                line = await child.stdout.readline()
            except ValueError:
                continue  # A line longer than the limit was dropped by the reader.
            if not line:
                return
            self.say(f"{name:<7}| {line.decode(errors='replace').rstrip()}")


def _die_with_parent() -> None:
    # A starter that is killed must not leave a Rasa behind that holds the port.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


DIE_WITH_PARENT = _die_with_parent if sys.platform == "linux" else None
"""For a child's `preexec_fn`."""
