"""What a process costs, read from /proc, and processes that are ended by whoever started them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import httpx2

_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 15.0


class DidNotStart(Exception):
    """A process ended, or was not ready in time; its log's last lines are in the text."""


def cpu_milliseconds(pid: int) -> float:
    """User and system time of all its threads so far."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * 1000 / _TICKS


def age_seconds(pid: int) -> float:
    """How long ago it was started."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(_stat(pid)[19]) / _TICKS


def memory_megabytes(pid: int) -> tuple[float, float]:
    """Resident now, and at its highest."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    kilobytes = {
        line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("VmRSS", "VmHWM"))
    }
    return kilobytes["VmRSS"] / 1024, kilobytes["VmHWM"] / 1024


def children(pid: int) -> dict[int, str]:
    """Its direct children and their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if int(_stat(int(entry.name))[1]) == pid:
                found[int(entry.name)] = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
    return found


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, which may itself hold blanks and brackets."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, on this machine's own address."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.asynccontextmanager
async def started(
    command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, its output in `log`; ended on leaving, gently at first."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environment),
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


async def ready(url: str, process: asyncio.subprocess.Process, *, log: Path, within_seconds: float) -> None:
    """Returns at the first 200. Raises DidNotStart."""
    deadline = time.monotonic() + within_seconds
    async with httpx2.AsyncClient(timeout=2.0, trust_env=False) as client:
        while time.monotonic() < deadline and process.returncode is None:
            with contextlib.suppress(httpx2.HTTPError):
                if (await client.get(url)).status_code == 200:
                    return
            await asyncio.sleep(0.05)
    last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
    raise DidNotStart(f"{url} did not answer; the end of {log.name}:\n{last}")
