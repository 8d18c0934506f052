"""What a draft would say, and what is wrong with it, found out in a process that may be killed.

Staff's words are checked before they are rendered and the sandbox stops what gets past that; this is for what nobody
thought of. A worker has no settings, no database and no secrets, a bounded memory, and a tenth of a second of CPU a
draft, after which the kernel ends it and another takes its place. Requests of others are not held up.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.log import get_log
from common.settings import ROOT
from templates.lint import Problem
from templates.place import Place
from templates.store import Catalog
from templates.wording import LAST_LANGUAGE, body_of

MAX_REQUEST = 256 * 1024
READY_SECONDS = 20.0
PATIENCE_SECONDS = 1.0
WORKER = (sys.executable, "-m", "templates.preview_worker")

_log = get_log("templates")


class PreviewStopped(Exception):
    """The draft took too long or too much, and was stopped."""


@dataclass(frozen=True)
class Preview:
    """problems: as lint finds them; error: why nothing could be rendered, and then the rest is empty."""

    text: str
    buttons: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    problems: list[Problem]
    error: str | None


class Previews:
    """A few workers, started when the first preview is asked for. command: what to run, for tests.

    patience_seconds: of the clock on the wall, for a worker that does not even use CPU.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        patience_seconds: float = PATIENCE_SECONDS,
        command: Sequence[str] = WORKER,
    ) -> None:
        self._count = workers
        self._patience_seconds = patience_seconds
        self._command = tuple(command)
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        self._all: set[Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._is_closed = False

    async def preview(
        self,
        place: Place,
        body: Any,
        *,
        catalog: Catalog,
        packaged: Catalog,
        values: Mapping[str, Any] | None = None,
        channel: str = "webchat",
    ) -> Preview:
        """catalog: what the draft would stand in; values: in place of the samples. Raises PreviewStopped."""
        request = json.dumps(
            {
                "key": place.key,
                "language": place.language,
                "body": body,
                "words": _beside(place, catalog.of_property(place.property_id), packaged),
                "values": values,
                "channel": channel,
            },
            default=str,
        ).encode()
        if len(request) > MAX_REQUEST:
            raise PreviewStopped(f"a draft and its values have at most {MAX_REQUEST} bytes")
        # A worker may have died while nobody looked: then the next one is asked.
        answer = await self._ask(request) or await self._ask(request)
        if answer is None:
            raise PreviewStopped("these words take too long, or too much")
        return Preview(
            answer["text"],
            answer["buttons"],
            answer["attachments"],
            [Problem(**problem) for problem in answer["problems"]],
            answer["error"],
        )

    async def close(self) -> None:
        self._is_closed = True
        await asyncio.gather(*(self._end(worker) for worker in list(self._all)))
        # Those that were being started see that it is over; cancelled, they might leave a process behind.
        await asyncio.gather(*self._starting, return_exceptions=True)

    async def _ask(self, request: bytes) -> dict[str, Any] | None:
        """The answer, or None when the worker died of it. Raises PreviewStopped when there is none in time."""
        worker = await self._take()
        answer: dict[str, Any] | None = None
        try:
            async with asyncio.timeout(self._patience_seconds):
                assert worker.stdin is not None
                assert worker.stdout is not None
                worker.stdin.write(request + b"\n")
                await worker.stdin.drain()
                line = await worker.stdout.readline()
            answer = json.loads(line) if line.endswith(b"\n") else None
        except TimeoutError as error:
            raise PreviewStopped("these words take too long") from error
        except (OSError, ValueError):
            pass
        finally:
            # Cancelled in between, a worker would give this answer to the next who asks.
            if answer is None:
                await self._end(worker)
                _log.warning("preview worker stopped", code=worker.returncode)
                self._fill()
            else:
                self._idle.put_nowait(worker)
        if answer is None and worker.returncode == -signal.SIGPROF:
            raise PreviewStopped("these words take too long")
        return answer

    async def _take(self) -> Process:
        self._fill()
        try:
            async with asyncio.timeout(READY_SECONDS):
                return await self._idle.get()
        except TimeoutError as error:
            raise PreviewStopped("no preview can be made at the moment") from error

    def _fill(self) -> None:
        """A worker in the place of each that died."""
        while len(self._all) + len(self._starting) < self._count and not self._is_closed:
            task = asyncio.create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        # An empty environment: what runs staff's words finds no secret in it.
        worker = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, cwd=ROOT, env={"LANG": "C.UTF-8"}, limit=4 * MAX_REQUEST
        )
        if self._is_closed:
            await self._end(worker)
            return
        self._all.add(worker)
        assert worker.stdout is not None
        try:
            async with asyncio.timeout(READY_SECONDS):
                is_ready = await worker.stdout.readline() == b"ready\n"
        except BaseException:
            await self._end(worker)
            raise
        if is_ready and not self._is_closed:
            self._idle.put_nowait(worker)
        else:
            await self._end(worker)

    async def _end(self, worker: Process) -> None:
        self._all.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        if worker.stdin is not None:
            worker.stdin.close()
        await worker.wait()


def _beside(place: Place, catalog: Catalog, packaged: Catalog) -> list[dict[str, Any]]:
    """The published words that rendering and lint look at beside the draft: its phrases, and its source."""
    return [
        {"key": wording.key, "language": wording.language, "body": body_of(wording)}
        for wording in catalog
        if packaged.get(wording.key, wording.language) is not wording
        and (
            (wording.category == "phrase" and wording.language == place.language)
            or (wording.key == place.key and wording.language == LAST_LANGUAGE)
        )
    ]
