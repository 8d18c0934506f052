"""Turns: one conversation in order, many at once; each posted to Rasa until it ends in replies or an apology.

A turn is `running` in the database before Rasa hears of it. Whoever finds it so after a crash posts it again under the
same id, which Rasa's channel knows if it had handled it. What is said, and in which words, is not decided here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.gateway import metrics, satisfaction
from bot.gateway.background import Background
from bot.gateway.ending import Ending, Endings
from bot.gateway.inbox import Job
from bot.gateway.live import Ended, Live
from bot.gateway.metadata import turn_request
from bot.gateway.rasa_client import RasaClient, RasaLate, RasaRefused
from bot.gateway.turn_rows import TurnRows
from common.clock import Clock, Deadline
from common.log import get_log
from common.properties import Properties

# Wake-ups inside the process are calls; this only finds what another gateway left behind, or we failed to store.
_SWEEP_SECONDS = 5.0

log = get_log("bot.gateway.turns")


class Turns:
    """patience_seconds: how long Rasa has for a turn. on_started, on_ended: called with each turn, and after it. at_once: turns posted to Rasa at the same time."""

    def __init__(
        self,
        rows: TurnRows,
        rasa: RasaClient,
        endings: Endings,
        live: Live,
        properties: Properties,
        clock: Clock,
        *,
        patience_seconds: float,
        on_ended: Callable[[], None],
        on_started: Callable[[Job], None] | None = None,
        at_once: int = 64,
    ) -> None:
        self._on_started = on_started
        self._on_ended = on_ended
        self._rows = rows
        self._rasa = rasa
        self._endings = endings
        self._live = live
        self._properties = properties
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._places = asyncio.Semaphore(at_once)
        self._running: dict[str, asyncio.Task[None]] = {}
        # All of them: one that began behind another stands in its place above.
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._sweeper = Background("turns", self.sweep, every_seconds=_SWEEP_SECONDS)

    async def start(self) -> None:
        """Takes up what an earlier process left open, before any new message."""
        await self.sweep()
        self._sweeper.start()

    async def stop(self) -> None:
        """Lets go at once: what runs stays `running` in the database and is taken up by the next start."""
        await self._sweeper.stop()
        for timer in self._waiting.values():
            timer.cancel()
        # What is cancelled may still have begun another.
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    def begin(self, job: Job) -> None:
        """Runs the turn, and after it every turn of this conversation that has come to wait behind it."""
        conversation = job.talk.id
        before = self._running.get(conversation)
        task = self._spawn(self._run(job, after=before))
        self._running[conversation] = task
        task.add_done_callback(lambda done: self._forget(conversation, done))

    def begin_when_due(self, conversation: str, start_after: datetime) -> None:
        """Runs the conversation's waiting turn once the guest has typed nothing more for a while."""
        if conversation in self._waiting:
            self._waiting.pop(conversation).cancel()
        seconds = max(0.0, (start_after - self._clock.now()).total_seconds())
        loop = asyncio.get_running_loop()
        self._waiting[conversation] = loop.call_later(seconds, self._wake, conversation)

    def _wake(self, conversation: str) -> None:
        self._waiting.pop(conversation, None)
        self._spawn(self._begin_due(conversation))

    async def _begin_due(self, conversation: str) -> None:
        try:
            job, due_at = await self._rows.take_due(conversation)
        except Exception as error:
            log.error("turn not begun", error=type(error).__name__)
            return
        if job is not None:
            self.begin(job)
        elif due_at is not None and conversation not in self._waiting:
            self.begin_when_due(conversation, due_at)

    async def sweep(self) -> None:
        """Takes every open turn that nobody runs."""
        await self._rows.set_depths()
        for job in await self._rows.take_abandoned(frozenset(self._running)):
            self.begin(job)

    async def _run(self, job: Job | None, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait([after])
        while job is not None:
            try:
                async with self._places:
                    self._live.tell_typing(job.talk.id)
                    if self._on_started is not None:
                        self._on_started(job)
                    ending = await self._answer(job)
                job = await self._finish(job, ending)
            except Exception as error:
                # Storing failed, so the turn is still open: the sweep brings it back, Rasa knows its id.
                log.error("turn not stored", turn=job.turn if job else None, error=type(error).__name__)
                return

    async def _answer(self, job: Job) -> Ending:
        hotel = self._properties.get(job.talk.property_id) or self._properties.default
        if not job.said:
            log.error("turn without readable words", turn=job.turn)
            return self._endings.without_answer(job, hotel, "failed")
        if satisfaction.mark_of(job.said[0].button) is not None:
            return self._endings.of_ours(job, hotel, satisfaction.THANKS)
        request = turn_request(job, hotel, self._clock.now())
        deadline = Deadline.after(self._patience_seconds, self._clock)
        await self._endings.prepare(job.talk.guest)
        try:
            answer = await self._rasa.turn(request, deadline)
            return self._endings.of_answer(job, hotel, answer)
        except RasaLate:
            log.warning("turn late", turn=job.turn)
            return self._endings.without_answer(job, hotel, "late")
        except RasaRefused:
            return self._endings.without_answer(job, hotel, "failed")
        except Exception as error:
            # Whatever it was, silence would be worse; the type is enough to find it, the text may hold words.
            log.error("turn failed", turn=job.turn, error=type(error).__name__)
            return self._endings.without_answer(job, hotel, "failed")

    async def _finish(self, job: Job, ending: Ending) -> Job | None:
        """The next turn of the conversation, if one waits."""
        is_awaited = self._live.is_awaited(turn=job.turn, conversation=job.talk.id)
        finished = await self._rows.finish(job, ending, is_awaited=is_awaited)
        if finished is None:
            return None
        seconds = (self._clock.now() - job.due_at) / timedelta(seconds=1)
        metrics.TURN_LATENCY.labels(job.talk.channel).observe(max(0.0, seconds))
        metrics.TURNS.labels(job.talk.channel, ending.language, finished.outcome).inc()
        if finished.has_called and ending.handoff:
            metrics.HANDOFFS.labels(ending.handoff).inc()
        said = ending.replies if finished.is_said else ()
        if said:
            self._live.tell_replies(job.talk.id, said)
        self._live.tell_ended(job.turn, Ended(finished.state, said))
        self._on_ended()
        return finished.following

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _forget(self, conversation: str, done: asyncio.Task[None]) -> None:
        if self._running.get(conversation) is done:
            del self._running[conversation]
        with contextlib.suppress(asyncio.CancelledError):
            done.exception()
