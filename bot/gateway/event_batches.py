"""Small events, such as what became of a message: many in one transaction, and none before what guests wait for.

Each changes a row or two of our own and may come twice and in any order, so that the transaction is lease enough: of whoever
dies in it nothing has happened, and of two gateways at the same event each finds what the other left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from bot.gateway import metrics
from bot.gateway.background import Background
from bot.gateway.event_worker import MOST_TRIES, Received, pause_after
from bot.gateway.events import small
from bot.gateway.ledger import Ledger
from bot.gateway.tables import channel_events
from common.clock import Clock
from common.log import get_log
from common.secrets import Sealer

_LOOK_SECONDS = 1.0
# What a guest has just written is stored between two of these.
_MOST = 16

log = get_log("bot.gateway.events")

Note = Callable[[Connection, Received], bool]
"""Works on one event; False when what it is about is not there yet."""


class EventBatches:
    """channel: whose small events. is_behind: guests wait for what they wrote to be read. on_noted: called when some were worked on."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        channel: str,
        note: Note,
        *,
        is_behind: Callable[[], bool] = lambda: False,
        on_noted: Callable[[], None] = lambda: None,
        most: int = _MOST,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        # As it is counted and told; filed under another name.
        self._channel = channel
        self._filed = small(channel)
        self._note = note
        self._is_behind = is_behind
        self._on_noted = on_noted
        self._most = most
        self._background = Background("small events", self.take, every_seconds=_LOOK_SECONDS)

    def start(self) -> None:
        self._background.start()

    def call(self) -> None:
        """Events have been stored."""
        self._background.call()

    async def stop(self) -> None:
        await self._background.stop()

    async def take(self) -> None:
        """Works until none is due."""
        while await self._batch() == self._most and not self._is_behind():
            pass

    async def _batch(self) -> int:
        """How many were looked at."""
        try:
            looked_at = await self._ledger.write(lambda at: self._work(at, self._due(at)))
        except Exception as error:
            log.warning("events failed together", error=type(error).__name__)
            looked_at = await self._one_by_one()
        if looked_at:
            self._on_noted()
        return looked_at

    async def _one_by_one(self) -> int:
        """So that the one that cannot be worked on holds up none of the others."""
        rows = await self._ledger.read(self._due)
        for row in rows:
            try:
                await self._ledger.write(lambda at, row=row: self._work(at, [row]))
            except Exception as error:
                # The type is enough to find it; the text may hold a guest's number.
                fault = type(error).__name__[:64]
                log.warning("event failed", channel=self._channel, seq=row.seq, error=fault)
                await self._ledger.write(lambda at, row=row, fault=fault: self._put_off(at, row, fault))
        return len(rows)

    def _due(self, connection: Connection) -> Sequence[Row[Any]]:
        table = channel_events.c
        due = or_(table.lease_until.is_(None), table.lease_until <= self._clock.now())
        query = (
            select(table.seq, table.body, table.happened_at, table.received_at, table.tries)
            .where(table.state == "new", table.channel == self._filed, due)
            .order_by(table.seq)
            .limit(self._most)
            # Another gateway's are passed over, not waited for.
            .with_for_update(skip_locked=True)
        )
        return connection.execute(query).all()

    def _work(self, connection: Connection, rows: Sequence[Row[Any]]) -> int:
        done = []
        for row in rows:
            body = json.loads(self._sealer.unseal(row.body))
            received = Received(self._channel, body, row.happened_at, row.received_at, row.tries)
            if self._note(connection, received):
                done.append(row.seq)
            else:
                self._put_off(connection, row, "NotYet")
        if done:
            connection.execute(
                update(channel_events)
                .where(channel_events.c.seq.in_(done))
                .values(state="done", done_at=self._clock.now(), body="")
            )
            metrics.CHANNEL_EVENTS.labels(self._channel, "done").inc(len(done))
        return len(rows)

    def _put_off(self, connection: Connection, row: Row[Any], fault: str) -> None:
        now: datetime = self._clock.now()
        tries = row.tries + 1
        values: dict[str, Any] = {"tries": tries, "fault": fault}
        result = "bad" if tries >= MOST_TRIES else "retried"
        if result == "bad":
            values |= {"state": "bad", "done_at": now}
            log.error("event given up", channel=self._channel, seq=row.seq, tries=tries, fault=fault)
        else:
            pause: timedelta = pause_after(tries)
            values["lease_until"] = now + pause
        connection.execute(
            update(channel_events)
            .where(channel_events.c.seq == row.seq, channel_events.c.state == "new")
            .values(**values)
        )
        metrics.CHANNEL_EVENTS.labels(self._channel, result).inc()
