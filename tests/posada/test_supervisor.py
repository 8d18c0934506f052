"""The supervisor with real child processes: small Python servers that die when told to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import httpx2

from posada.supervisor import Program, Supervisor
from tests.installation import free_port

SERVER = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(3)
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *args): pass
print("started", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def program(folder: Path, port: int) -> Program:
    return Program(
        "server",
        [sys.executable, "-c", SERVER, str(port)],
        dict(os.environ),
        f"http://127.0.0.1:{port}/",
        folder,
    )


async def test_a_child_that_dies_is_started_again_and_all_stop_together(tmp_path: Path) -> None:
    port = free_port()
    lines: list[str] = []
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    supervisor = Supervisor((program(tmp_path, port),), lines.append)
    running = asyncio.create_task(supervisor.run(on_ready))
    async with httpx2.AsyncClient() as client:
        await asyncio.wait_for(ready.wait(), 20)
        first = (await client.get(f"http://127.0.0.1:{port}/")).text
        with contextlib.suppress(httpx2.HTTPError):
            await client.get(f"http://127.0.0.1:{port}/die")
        second = await asyncio.wait_for(_answer(client, port), 20)
    assert second != first
    supervisor.stop()
    await asyncio.wait_for(running, 15)
    assert not Path(f"/proc/{second}").exists()
    assert any("ended with status 3" in line for line in lines)
    assert sum("started" in line for line in lines) == 2


async def _answer(client: httpx2.AsyncClient, port: int) -> str:
    while True:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/")).text
        except httpx2.HTTPError:
            await asyncio.sleep(0.05)


async def test_output_reaches_one_stream_with_the_name_in_front(tmp_path: Path) -> None:
    lines: list[str] = []
    talker = Program(
        "talker",
        [sys.executable, "-c", "print('hello'); import time; time.sleep(60)"],
        {**os.environ, "PYTHONUNBUFFERED": "1"},
        "http://127.0.0.1:9/",
        tmp_path,
        ready_within_seconds=0.1,
    )
    supervisor = Supervisor((talker,), lines.append)
    running = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(20):
        while not (any("hello" in line for line in lines) and any("not ready" in line for line in lines)):
            await asyncio.sleep(0.02)
    supervisor.stop()
    await asyncio.wait_for(running, 15)
    assert "talker | hello" in lines
    assert any("not ready in time: talker" in line for line in lines)
