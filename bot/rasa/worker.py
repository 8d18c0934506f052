"""A warm parser: keeps the model loaded and answers on a unix socket, so that understanding a message takes milliseconds.

    python -m bot.rasa.worker --socket PATH --model PATH [--idle-seconds 600]

One JSON object a line: `{"text", "metadata"}` → the shape of the desk channel's /parse, or `{"error"}`. It ends by itself
when nobody asks for a while, and at once when the model's file changes (`{"stale": true}`: ask a fresh one).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bot.rasa import left_out, quiet
from bot.rasa.wire import BadRequest, parse_answer, read_parse

LONGEST_LINE_BYTES = 256 * 1024


class Worker:
    """One model, one socket. `serve` returns when it is time to end."""

    def __init__(self, model: Path, idle_seconds: float) -> None:
        self._model = model
        self._mark = mark_of(model)
        self._idle_seconds = idle_seconds
        self._busy_until = 0.0
        self._ending = asyncio.Event()
        self._processor = _load(model)

    async def serve(self, socket: str) -> None:
        self._touch()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        server = await asyncio.start_unix_server(self._on_client, socket, limit=LONGEST_LINE_BYTES)
        while not self._ending.is_set() and loop.time() < self._busy_until:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._ending.wait(), self._busy_until - loop.time())
        server.close()

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self._touch()
                answer = await self._answer(line)
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # The caller went away, or sent a line longer than any message.
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        if mark_of(self._model) != self._mark:
            self._ending.set()
            return {"stale": True}
        from rasa.core.channels.channel import UserMessage

        try:
            asked = read_parse(json.loads(line))
            parse = await self._processor.parse_message(UserMessage(asked.text, metadata=asked.metadata))
        except (BadRequest, json.JSONDecodeError) as error:
            return {"error": str(error)}
        except Exception as error:
            return {"error": type(error).__name__}
        return parse_answer(parse) or {"error": "nothing was understood"}

    def _touch(self) -> None:
        self._busy_until = asyncio.get_running_loop().time() + self._idle_seconds


def mark_of(model: Path) -> tuple[int, int] | None:
    """Changes whenever the file does."""
    try:
        found = model.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _load(model: Path) -> Any:
    from rasa.core.agent import Agent

    return Agent.load(str(model)).processor


def main() -> int:
    """0 when it served or another worker already does; 1 when the model cannot be loaded."""
    parser = argparse.ArgumentParser(description="keeps Posada's model warm for `posada understand`")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--idle-seconds", type=float, default=600)
    options = parser.parse_args()
    options.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with options.socket.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0  # Another one is loading or serving already.
        left_out.install(left_out.NEVER_USED | left_out.spared_by(options.model))
        quiet.install()
        quiet.log_warnings_only()
        from bot.rasa import tune

        tune.install()
        options.socket.unlink(missing_ok=True)
        os.umask(0o077)  # Only the person who started it may ask.
        try:
            return asyncio.run(_run(str(options.socket), options.model, options.idle_seconds))
        finally:
            options.socket.unlink(missing_ok=True)


async def _run(socket: str, model: Path, idle_seconds: float) -> int:
    try:
        worker = Worker(model, idle_seconds)
    except Exception as error:
        print(f"the model cannot be loaded: {type(error).__name__}", file=sys.stderr)
        return 1
    await worker.serve(socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
