"""The shelf of several processes: answers and the order of changes lie in Redis, answers about guests in each process.

Changes are a Redis stream, which gives each its place; every process follows it and brings what it looks up to the latest.
Values are JSON read back by the contract's own types, so what lies in Redis can be wrong but never runs. Without its Redis a
process keeps to itself, and what changed meanwhile is told to the others when Redis is back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from pms.contract.models import Event
from pms.contract.protocol import Connector
from pms.resilience.backing import Backing
from pms.resilience.changes import EVERYTHING, MOST_CHANGES, START, Change, Moment
from pms.resilience.rules import Rule
from pms.resilience.shelf import Entry, Key, Look, Shelf, brought_up

_FOLLOW = """
local answer = false
if KEYS[2] then answer = redis.call('GET', KEYS[2]) end
return {answer, redis.call('XRANGE', KEYS[1], '(' .. ARGV[2], '+')}
"""
_PUT = "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1"
_CHANGE = "return redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', 'change', ARGV[3])"
# More than so many changes while Redis was away are told as one: everything may be different.
_MOST_UNSENT = 100


class SharedShelf(Shelf):
    def __init__(self, backing: Backing, *, vendor: str, property_id: str) -> None:
        super().__init__()
        self._backing = backing
        # The braces keep a property's keys on one node of a cluster. Another vendor's answers are not this one's.
        self._prefix = f"posada:pms:{{{vendor}:{property_id}}}"
        self._stream = f"{self._prefix}:changes"
        self._alone: Shelf | None = None
        self._unsent: list[Change] = []

    async def look(self, key: Key, rule: Rule) -> Look:
        name = None if rule.is_private else self._name(key)
        answer = await self._follow(name)
        if self._alone is not None:
            return await self._alone.look(key, rule)
        if rule.is_private:
            return await super().look(key, rule)
        entry = _read(key, answer) if answer else None
        if entry is not None:
            entry = brought_up(entry, key, rule, self.changes)
        return Look(entry, self.changes.latest)

    async def put(self, key: Key, rule: Rule, entry: Entry) -> None:
        if self._alone is not None:
            # A question from before Redis went away has no place in the order of changes kept since.
            if entry.moment[0] == START[0]:
                await self._alone.put(key, rule, entry)
        elif rule.is_private:
            await super().put(key, rule, entry)
        else:
            words = _adapter(key[0]).dump_json((entry.answer, entry.read_at, entry.moment))
            kept_ms = int(rule.kept.total_seconds() * 1000)
            await self._backing.run(_PUT, [self._name(key)], words.decode(), kept_ms)

    async def knows(self, event: Event) -> bool:
        await self._follow(None)
        return (self._alone or self).changes.knows(event)

    async def change(self, change: Change) -> Moment:
        place = await self._send(change) if self._alone is None else None
        if place is not None:
            return place
        self._unsent = [EVERYTHING] if len(self._unsent) >= _MOST_UNSENT else [*self._unsent, change]
        if self._alone is None:
            self._alone = Shelf()
        return await self._alone.change(change)

    async def _follow(self, name: str | None) -> bytes | None:
        """Brings the changes up to date, and answers what lies under the name. Sets `_alone` while Redis is away."""
        while self._unsent:
            oldest = self._unsent[0]
            if await self._send(oldest) is None:
                self._alone = self._alone or Shelf()
                return None
            # Another look may have told it as well, and begun with the next.
            self._unsent = [one for one in self._unsent if one is not oldest]
        latest = self.changes.latest
        keys = [self._stream] if name is None else [self._stream, name]
        found = await self._backing.run(_FOLLOW, keys, f"{latest[0]}-{latest[1]}")
        if found is None:
            self._alone = self._alone or Shelf()
            return None
        self._alone = None
        answer, changes = found
        if len(changes) >= MOST_CHANGES:
            # The stream was cut at its beginning; what was cut off is not known here.
            self.changes.forget_before(_moment(changes[0][0]))
        for place, fields in changes:
            # Another look may have followed the stream while this one was under way.
            if _moment(place) > self.changes.latest:
                self.changes.add(_moment(place), Change.model_validate_json(fields[1]))
        return answer or None

    async def _send(self, change: Change) -> Moment | None:
        place = await self._backing.run(_CHANGE, [self._stream], MOST_CHANGES, change.model_dump_json())
        return None if place is None else _moment(place)

    def _name(self, key: Key) -> str:
        digest = hashlib.blake2b(to_json(key[1:]), digest_size=16).hexdigest()
        return f"{self._prefix}:{key[0]}:{digest}"


def shelf_for(backing: Backing, *, vendor: str, property_id: str) -> Shelf:
    if backing.redis is None:
        return Shelf()
    return SharedShelf(backing, vendor=vendor, property_id=property_id)


@cache
def _adapter(operation: str) -> TypeAdapter[tuple[Any, datetime, Moment]]:
    """Of an answer with its time and place, by what the contract says the operation answers."""
    answer: Any = get_type_hints(getattr(Connector, operation))["return"]
    return TypeAdapter(tuple[answer, datetime, tuple[int, int]])


def _read(key: Key, words: bytes) -> Entry | None:
    try:
        return Entry(*_adapter(key[0]).validate_json(words))
    except ValidationError:
        # Written by another version of this program: asked for again.
        return None


def _moment(place: bytes) -> Moment:
    first, _, second = place.decode().partition("-")
    return int(first), int(second)
