"""Events of channels that call us, stored as received before they are acknowledged; what they mean is worked out later.

One transaction takes all events of a call. A key that was here before is a repetition and changes nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from bot.gateway import metrics
from bot.gateway.ledger import Ledger
from bot.gateway.tables import channel_events
from common.clock import Clock
from common.log import get_log
from common.secrets import Sealer, mask_cards
from common.sql import insert_or

KEYS_KEPT = timedelta(days=9)
"""Meta repeats what was not acknowledged for seven days."""
BAD_KEPT = timedelta(days=30)
_DEEPEST = 32
_FEW = 16

log = get_log("bot.gateway.events")


class TooDeep(Exception):
    """JSON nested deeper than any event is."""


@dataclass(frozen=True)
class NewEvent:
    """key, group: as in the table. body: plain JSON that can be read by itself, its cards masked. is_small: nobody waits for it."""

    key: str
    group: str
    happened_at: datetime
    body: Mapping[str, Any]
    is_small: bool = False


def small(channel: str) -> str:
    """What a channel's small events are filed under, so that they never stand in the way of the others."""
    return f"{channel}.small"


class EventStore:
    def __init__(self, ledger: Ledger, sealer: Sealer, clock: Clock) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock

    async def store(self, channel: str, events: Sequence[NewEvent]) -> int:
        """How many were new. When it returns, each of them will be worked on; when it raises, none was stored."""
        if not events:
            return 0
        # Sealing a thousand takes a while, in which others are served; a few are sealed sooner than a thread is woken.
        is_long = len(events) > _FEW
        rows = (
            await asyncio.to_thread(self._rows, channel, events) if is_long else self._rows(channel, events)
        )
        new = await self._ledger.write(lambda connection: _insert(connection, rows), is_urgent=True)
        metrics.CHANNEL_EVENTS_WAITING.inc(new)
        metrics.CHANNEL_EVENTS.labels(channel, "stored").inc(new)
        metrics.CHANNEL_EVENTS.labels(channel, "repeated").inc(len(rows) - new)
        return new

    async def forget_old(self) -> None:
        """Deletes what is done and can no longer be repeated, and what nobody has looked at for a month."""
        now = self._clock.now()
        gone = await self._ledger.write(lambda connection: _delete_old(connection, now))
        if gone:
            log.info("old events deleted", events=gone)

    def _rows(self, channel: str, events: Sequence[NewEvent]) -> list[dict[str, Any]]:
        now = self._clock.now()
        return [
            {
                "channel": small(channel) if event.is_small else channel,
                "key": event.key,
                "group": event.group,
                "happened_at": event.happened_at,
                "body": self._sealer.seal(json.dumps(event.body)),
                "state": "new",
                "received_at": now,
            }
            # One guest's messages by their own clock; within a second, as they stood in the call.
            for event in sorted(events, key=lambda event: event.happened_at)
        ]


def masked(value: Any, *, plain: Collection[str], _depth: int = 0) -> Any:
    """JSON with every card number in it masked. plain: keys whose values are ids, which must stay as they are.

    Raises TooDeep.
    """
    if _depth > _DEEPEST:
        raise TooDeep
    if isinstance(value, dict):
        return {
            mask_cards(key): one
            if key in plain and not isinstance(one, dict | list)
            else masked(one, plain=plain, _depth=_depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [masked(one, plain=plain, _depth=_depth + 1) for one in value]
    if isinstance(value, str):
        return mask_cards(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = mask_cards(str(value))
        return value if text == str(value) else text
    return value


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> int:
    statement = insert_or(connection, channel_events).on_conflict_do_nothing()
    return len(connection.execute(statement.returning(channel_events.c.seq), rows).all())


def _delete_old(connection: Connection, now: datetime) -> int:
    table = channel_events.c
    done = delete(channel_events).where(table.state == "done", table.done_at < now - KEYS_KEPT)
    bad = delete(channel_events).where(table.state == "bad", table.done_at < now - BAD_KEPT)
    return int(connection.execute(done).rowcount + connection.execute(bad).rowcount)
