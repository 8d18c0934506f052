"""Where answers are kept, with the changes that may have overtaken them: in this process, bounded, least used first out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pms.contract.models import Event
from pms.resilience.changes import Change, Changes, Moment, outlasts
from pms.resilience.rules import Rule

type Key = tuple[Any, ...]
"""The operation's name, then its arguments."""

MOST_ENTRIES = 5000


@dataclass(frozen=True)
class Entry:
    """read_at, moment: when its question was sent, by the clock and in the order of changes."""

    answer: Any
    read_at: datetime
    moment: Moment


@dataclass(frozen=True)
class Look:
    """entry: None when nothing is kept that may still be said; moment: for an answer that is asked for now."""

    entry: Entry | None
    moment: Moment


class Shelf:
    """One property's. Asynchronous only because the shared one has to ask Redis."""

    def __init__(self, *, most: int = MOST_ENTRIES) -> None:
        self._most = most
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self.changes = Changes()

    async def look(self, key: Key, rule: Rule) -> Look:
        return Look(self._own(key, rule), self.changes.latest)

    async def put(self, key: Key, rule: Rule, entry: Entry) -> None:
        """A question that was sent before the one whose answer is kept does not replace it."""
        known = self._entries.get(key)
        if known is not None and known.moment >= entry.moment and known.read_at > entry.read_at:
            return
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)

    async def knows(self, event: Event) -> bool:
        """Whether the event only tells of a change that stands here already."""
        return self.changes.knows(event)

    async def change(self, change: Change) -> Moment:
        """From now on nothing that the change touched is told. Answers the moment from which a question sees it."""
        first, second = self.changes.latest
        moment = (first, second + 1)
        self.changes.add(moment, change)
        return moment

    def _own(self, key: Key, rule: Rule) -> Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.moment != self.changes.latest:
            entry = brought_up(entry, key, rule, self.changes)
            if entry is None:
                del self._entries[key]
                return None
            self._entries[key] = entry
        self._entries.move_to_end(key)
        return entry


def brought_up(entry: Entry, key: Key, rule: Rule, changes: Changes) -> Entry | None:
    """The entry as it may be told after all changes so far; None when one of them, or forgetting, has undone it."""
    since = changes.since(entry.moment)
    if since is None:
        return None
    answer = outlasts(entry.answer, key[1:], rule, since)
    return None if answer is None else replace(entry, answer=answer, moment=changes.latest)
