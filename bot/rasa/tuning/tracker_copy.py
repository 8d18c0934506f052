"""A tracker is copied by copying its state, not by replaying every event of the session.

Rasa copies the tracker before each action, and a form builds another from scratch to validate an answer.
"""

from __future__ import annotations

import collections
import copy

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


def install() -> None:
    DialogueStateTracker.copy = copy_of  # type: ignore[method-assign]
    FormAction._temporary_tracker = _temporary_tracker  # type: ignore[method-assign]


def copy_of(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """An independent tracker in the same state. Events and messages are shared: Rasa never changes them in a copy."""
    twin = tracker.init_copy()
    # A new tracker resets its slots, so the values come afterwards.
    for name, slot in tracker.slots.items():
        twin.slots[name].__dict__.update(slot.__dict__)
    twin.events = collections.deque(tracker.events, maxlen=tracker.events.maxlen)
    for name in ("_paused", "followup_action", "latest_action", "latest_message", "latest_bot_utterance"):
        setattr(twin, name, getattr(tracker, name))
    # The one part of the state that is changed in place.
    twin.active_loop = copy.copy(tracker.active_loop)
    return twin


def _temporary_tracker(
    self: FormAction, current_tracker: DialogueStateTracker, additional_events: list[Event], domain: Domain
) -> DialogueStateTracker:
    """The tracker a form's validation action sees: asked for its own slot, the form just executed, then the candidates."""
    temporary = copy_of(current_tracker)
    for event in (
        SlotSet(REQUESTED_SLOT, self.get_slot_to_fill(current_tracker)),
        ActionExecuted(self.name()),
        *additional_events,
    ):
        temporary.update(event)
    return temporary
