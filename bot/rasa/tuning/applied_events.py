"""Which events count (not undone) is remembered and carried on, not found out anew from the whole session.

`DialogueStateTracker.applied_events` is a fold over the events; its result for the first n is the start for the rest.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class _Folded:
    """The fold's state after `count` events. first and last prove that the tracker's events are still those."""

    count: int
    first: Event
    last: Event
    loop_names: set[str]
    applied: list[Event]


def install() -> None:
    DialogueStateTracker.applied_events = applied_events  # type: ignore[method-assign]


def applied_events(tracker: DialogueStateTracker) -> list[Event]:
    """Events that were not reverted, oldest first; a fresh list each time."""
    events = tracker.events
    if not events:
        return []
    folded: _Folded | None = getattr(tracker, "_posada_folded", None)
    if folded is None or not _is_start_of(folded, tracker):
        folded = None
    new = list(itertools.islice(events, folded.count if folded else 0, None))
    loop_names = {event.name for event in new if isinstance(event, ActiveLoop) and event.name}
    if folded is not None and not loop_names <= folded.loop_names:
        # A form's first execution comes before the event that tells it is a form, so the past must be judged again.
        new, loop_names, folded = list(events), loop_names | folded.loop_names, None
    if folded is None:
        folded = _Folded(0, events[0], events[-1], loop_names, [])
    for event in new:
        _apply(tracker, event, folded)
    folded.count, folded.last = len(events), events[-1]
    tracker._posada_folded = folded  # type: ignore[attr-defined]
    return list(folded.applied)


def _is_start_of(folded: _Folded, tracker: DialogueStateTracker) -> bool:
    events = tracker.events
    return (
        folded.count <= len(events)
        and events[0] is folded.first
        and events[folded.count - 1 - len(events)] is folded.last
    )


def _apply(tracker: DialogueStateTracker, event: Event, folded: _Folded) -> None:
    """One step, as Rasa takes it."""
    applied = folded.applied
    if isinstance(event, (Restarted, SessionStarted)):
        folded.applied = []
    elif isinstance(event, ActionReverted):
        tracker._undo_till_previous(ActionExecuted, applied)
    elif isinstance(event, UserUtteranceReverted):
        # A user's message always follows an action_listen, which goes with it.
        tracker._undo_till_previous(UserUttered, applied)
        tracker._undo_till_previous(ActionExecuted, applied)
    elif (
        isinstance(event, ActionExecuted)
        and event.action_name in folded.loop_names
        and not tracker._first_loop_execution_or_unhappy_path(event.action_name, applied)
    ):
        tracker._undo_till_previous_loop_execution(event.action_name, applied)
    else:
        applied.append(event)
