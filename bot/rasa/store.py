"""Where conversations live: in memory while they are spoken, sealed in the database after every turn.

Rasa's own SQL store re-reads, re-validates and replays the whole session for each message. This one keeps the tracker it
saved and hands it out again, as long as the database says that nobody else has written to the conversation since.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.events import EventLog
from common.secrets import Sealer

log = logging.getLogger(__name__)

MOST_LIVE_EVENTS = 10_000
"""Of all live trackers together; an event takes about 3 KB, so this is some 30 MB and a hundred guests in mid-booking."""


@dataclass(frozen=True)
class _Live:
    """A tracker whose first `saved` events are exactly the conversation's rows up to `last_id`."""

    tracker: DialogueStateTracker
    saved: int
    last_id: int


class LiveTrackerStore(TrackerStore):
    """Trackers by conversation, live and sealed.

    Settings in endpoints.yml: `url` (SQLAlchemy 1.4), `secret_keys` (comma separated Fernet keys, the first
    seals), `most_live_events`. Without the first two, POSADA_TRACKER_DB and POSADA_SECRET_KEYS are taken.
    Read and write errors are raised: see `without_fail_safe`.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        secret_keys: str | None = None,
        most_live_events: int = MOST_LIVE_EVENTS,
        **kwargs: Any,
    ) -> None:
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self._live_events = 0
        self._most_live_events = int(most_live_events)
        super().__init__(domain, event_broker, **kwargs)
        self._events = EventLog(
            host or os.environ["POSADA_TRACKER_DB"],
            Sealer.from_setting(secret_keys or os.environ["POSADA_SECRET_KEYS"]),
        )

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        # Another model may have other slots: every tracker is rebuilt from its rows.
        self._domain = domain or Domain.empty()
        self._live.clear()
        self._live_events = 0

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        live = self._live.get(sender_id)
        if live is not None and self._is_current(live):
            self._live.move_to_end(sender_id)
            return live.tracker
        self._drop(sender_id)
        rows, last_id = self._events.read(sender_id)
        if not rows:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, rows, self.domain.slots, self.max_event_history)
        self._keep(tracker, last_id)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        rows, _ = self._events.read(conversation_id, whole_history=True)
        return DialogueStateTracker.from_dict(conversation_id, rows, self.domain.slots) if rows else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        sender_id = tracker.sender_id
        # The count belongs to the tracker object, not to the conversation: an older tracker of a turn that ended late
        # must append its own events only.
        saved, known_id = getattr(tracker, "_posada_saved", (0, 0))
        new = list(itertools.islice(tracker.events, saved, None))
        self._drop(sender_id)  # Not live again before the rows are written.
        appended = self._events.append(sender_id, [event.as_dict() for event in new], after=known_id)
        tracker._posada_saved = (len(tracker.events), appended.last_id)  # type: ignore[attr-defined]
        if appended.were_alone:
            self._keep(self._since_session_start(tracker), appended.last_id)
        else:
            log.warning("conversation %s was also written elsewhere; it will be read again", sender_id)
        if self.event_broker:
            await self._stream_new_events(self.event_broker, new, sender_id)

    async def keys(self) -> Iterable[str]:
        return list(self._events.senders())

    def forget(self, sender_id: str) -> None:
        """Nothing of the conversation stays in memory; its rows are deleted by whoever asks for this."""
        self._drop(sender_id)

    def _is_current(self, live: _Live) -> bool:
        """Neither changed in memory by a turn that failed, nor in the database by another worker."""
        return (
            len(live.tracker.events) == live.saved
            and self._events.last_id(live.tracker.sender_id) == live.last_id
        )

    def _keep(self, tracker: DialogueStateTracker, last_id: int) -> None:
        tracker._posada_saved = (len(tracker.events), last_id)  # type: ignore[attr-defined]
        self._drop(tracker.sender_id)
        self._live[tracker.sender_id] = _Live(tracker, len(tracker.events), last_id)
        self._live_events += len(tracker.events)
        while self._live_events > self._most_live_events and len(self._live) > 1:
            self._drop(
                next(iter(self._live))
            )  # Whoever has been silent longest is read again when they speak.

    def _drop(self, sender_id: str) -> None:
        live = self._live.pop(sender_id, None)
        if live is not None:
            self._live_events -= live.saved

    def _since_session_start(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """The tracker as reading its rows would give it: from the latest session's start on."""
        events: list[Event] = list(tracker.events)
        starts = [index for index, event in enumerate(events) if isinstance(event, SessionStarted)]
        if not starts or starts[-1] == 0:
            return tracker
        return DialogueStateTracker.from_events(
            tracker.sender_id, events[starts[-1] :], self.domain.slots, self.max_event_history
        )


def without_fail_safe() -> None:
    """Let errors of this store reach the channel.

    Rasa wraps every store: a read error becomes a blank tracker (the guest starts over in the middle of a booking) and a
    write error a copy in memory that nobody reads again. Read: rasa/core/tracker_store.py 3.6.21, FailSafeTrackerStore.
    """
    from rasa.core.agent import Agent

    wrap = Agent._create_tracker_store

    def create(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if isinstance(store, LiveTrackerStore):
            store.domain = domain
            return store
        return wrap(store, domain)

    Agent._create_tracker_store = staticmethod(create)  # type: ignore[method-assign]
