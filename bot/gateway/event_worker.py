"""Turns stored events into work: a group's events in order, many groups at once, none served before another's turn comes.

What is worked on is leased, so that another gateway goes on where one has died. A handler may therefore see an event
twice and must not mind. Knows no channel: each has one handler.
"""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Row, and_, bindparam, func, or_, select, tuple_, update

from bot.gateway import metrics
from bot.gateway.background import Background
from bot.gateway.ledger import Ledger
from bot.gateway.tables import channel_events
from common.clock import Clock
from common.database import UtcDateTime
from common.log import get_log
from common.secrets import Sealer
from common.sql import bound, given

MOST_TRIES = 8
"""With the pauses between them more than a quarter of an hour, in which whatever was away may have come back."""
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_LEASE = timedelta(seconds=60)
# Well below the lease: a living gateway lets go of an event before another may take it.
_HANDLER_SECONDS = 30.0
# Events of this process are told; this finds what was left behind, and what waits for its next try.
_LOOK_SECONDS = 1.0

log = get_log("bot.gateway.events")


@dataclass(frozen=True)
class Received:
    """An event as it lies in the table. tries: how often it has failed before."""

    channel: str
    body: Mapping[str, Any]
    happened_at: datetime
    received_at: datetime
    tries: int = 0


Handler = Callable[[Received], Awaitable[None]]


def pause_after(tries: int) -> timedelta:
    """How long an event that has failed so often rests."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 4 ** (tries - 1))


class EventWorker:
    """owner: this gateway's name. at_once: events worked on at the same time."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        owner: str,
        at_once: int = 16,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._handlers = handlers
        self._owner = owner
        self._at_once = at_once
        self._tasks: set[asyncio.Task[None]] = set()
        # More waits than can be worked on at once.
        self.is_behind = False
        self._taking = _taking(handlers)
        self._background = Background("events", self.take, every_seconds=_LOOK_SECONDS)

    async def start(self) -> None:
        """Takes up what an earlier process of this name left behind."""
        await self._ledger.write(self._release)
        self._background.start()

    def call(self) -> None:
        """Events have been stored."""
        self._background.call()

    async def stop(self) -> None:
        """Lets go at once; what was begun is repeated by whoever comes next."""
        await self._background.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._ledger.write(self._release)

    async def take(self) -> None:
        """Begins as many events as there are places for."""
        if free := self._at_once - len(self._tasks):
            rows = await self._ledger.write(lambda connection: self._take(connection, free))
            self.is_behind = len(rows) == free
            for row in rows:
                task = asyncio.create_task(self._work(row))
                self._tasks.add(task)
                task.add_done_callback(self._ended)

    async def count(self) -> None:
        metrics.CHANNEL_EVENTS_WAITING.set(await self._ledger.read(_count_waiting))

    async def settle(self) -> None:
        """Works until nothing is left that can be worked on now; for tests."""
        while True:
            await self.take()
            if not self._tasks:
                return
            await asyncio.wait(set(self._tasks))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._background.call()

    async def _work(self, row: Row[Any] | None) -> None:
        """One event, and after it those of its group that have come to wait behind it."""
        try:
            while row is not None:
                fault = await self._handle(row)
                row = await self._ledger.write(functools.partial(self._settle, row=row, fault=fault))
        except Exception as error:
            # The lease ends, and somebody works on it again.
            log.error("event not settled", error=type(error).__name__)

    async def _handle(self, row: Row[Any]) -> str | None:
        """The name of what went wrong, None when nothing did."""
        try:
            body = json.loads(self._sealer.unseal(row.body))
            received = Received(row.channel, body, row.happened_at, row.received_at, row.tries)
            async with asyncio.timeout(_HANDLER_SECONDS):
                await self._handlers[row.channel](received)
        except Exception as error:
            # The type is enough to find it; the text may hold a guest's words.
            log.warning("event failed", channel=row.channel, seq=row.seq, error=type(error).__name__)
            return type(error).__name__[:64]
        return None

    def _take(self, connection: Connection, most: int) -> list[Row[Any]]:
        """The first event of each group that nobody works on, the oldest first; ours from here on."""
        now = self._clock.now()
        taken = connection.execute(
            self._taking,
            {"now": now, "most": most, "taker": self._owner, "until": now + _LEASE},
        ).all()
        return sorted(taken, key=lambda row: row.seq)

    def _settle(self, connection: Connection, row: Row[Any], fault: str | None) -> Row[Any] | None:
        """Done, to be tried again, or given up; then the group's next, which is ours too."""
        now = self._clock.now()
        tries = row.tries + (fault is not None)
        if fault is None:
            result, values = "done", {"state": "done", "done_at": now, "body": ""}
        elif tries >= MOST_TRIES:
            result, values = "bad", {"state": "bad", "done_at": now, "tries": tries, "fault": fault}
        else:
            until = now + pause_after(tries)
            values = {"tries": tries, "fault": fault, "owner": None, "lease_until": until}
            result = "retried"
        ours = {"event": row.seq, "by": self._owner, **given(values)}
        if connection.execute(_settling(tuple(values)), ours).rowcount == 0:
            # Another gateway has taken it over meanwhile, and the group with it.
            return None
        metrics.CHANNEL_EVENTS.labels(row.channel, result).inc()
        if result == "bad":
            log.error("event given up", channel=row.channel, seq=row.seq, tries=tries, fault=fault)
        return self._next(connection, row, now) if result != "retried" else None

    def _next(self, connection: Connection, row: Row[Any], now: datetime) -> Row[Any] | None:
        of_group = {"of": row.channel, "group": row.group}
        found = connection.execute(_FOLLOWING, of_group).one_or_none()
        if found is None or (found.lease_until is not None and found.lease_until > now):
            return None
        taken = self._lease(connection, [found.seq], now)
        return taken[0] if taken else None

    def _lease(self, connection: Connection, which: Any, now: datetime) -> Sequence[Row[Any]]:
        return connection.execute(
            update(channel_events)
            .where(channel_events.c.seq.in_(which), channel_events.c.state == "new")
            .values(owner=self._owner, lease_until=now + _LEASE)
            .returning(*channel_events.c)
        ).all()

    def _release(self, connection: Connection) -> None:
        is_mine = (channel_events.c.owner == self._owner) & (channel_events.c.state == "new")
        connection.execute(update(channel_events).where(is_mine).values(owner=None, lease_until=None))


# Built once, like what follows: that takes longer than to run it.
_FOLLOWING = (
    select(channel_events.c.seq, channel_events.c.lease_until)
    .where(
        channel_events.c.state == "new",
        channel_events.c.channel == bindparam("of"),
        channel_events.c.group == bindparam("group"),
    )
    .order_by(channel_events.c.happened_at, channel_events.c.seq)
    .limit(1)
)


@functools.cache
def _settling(names: tuple[str, ...]) -> Any:
    table = channel_events.c
    is_ours = and_(table.seq == bindparam("event"), table.state == "new", table.owner == bindparam("by"))
    return update(channel_events).where(is_ours).values(bound(channel_events, names))


def _taking(channels: Iterable[str]) -> Any:
    """Wants now, most, taker and until."""
    table, other = channel_events.c, channel_events.alias("other")
    now = bindparam("now", type_=UtcDateTime())
    of_group = select(other.c.seq).where(
        other.c.channel == table.channel, other.c.group == table.group, other.c.state == "new"
    )
    is_earlier = tuple_(other.c.happened_at, other.c.seq) < tuple_(table.happened_at, table.seq)
    # What comes late and belongs before one that is being worked on still waits for that one's end.
    is_worked_on = and_(other.c.owner.is_not(None), other.c.lease_until > now)
    heads = (
        select(table.seq)
        .where(
            table.state == "new",
            table.channel.in_(list(channels)),
            or_(table.lease_until.is_(None), table.lease_until <= now),
            ~of_group.where(is_earlier).exists(),
            ~of_group.where(is_worked_on).exists(),
        )
        .order_by(table.seq)
        .limit(bindparam("most", type_=Integer()))
        # Another gateway's are passed over, not waited for. SQLite has one writer and needs no such words.
        .with_for_update(skip_locked=True, of=channel_events)
        .cte("heads")
    )
    return (
        update(channel_events)
        .where(table.seq.in_(select(heads.c.seq)))
        .values(owner=bindparam("taker"), lease_until=bindparam("until", type_=UtcDateTime()))
        .returning(*table)
    )


def _count_waiting(connection: Connection) -> int:
    waiting = select(func.count()).select_from(channel_events).where(channel_events.c.state == "new")
    return int(connection.scalar(waiting) or 0)
