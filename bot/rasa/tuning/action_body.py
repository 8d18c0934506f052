"""What an action is told: the slots, the latest message, and the events of the last two user turns.

Rasa sends every event of the session with all its parse data, and the domain. Its size grew with the conversation, and
both sides paid for it on every call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rasa
import rasa.core.actions.action as actions
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

USER_TURNS = 2

KEPT_OF_A_MESSAGE = frozenset({"intent", "entities", "text", "message_id", "metadata", "understood"})


def install() -> None:
    actions.RemoteAction._action_call_format = _body  # type: ignore[method-assign]


def _body(self: actions.RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    return body(
        self.name(),
        tracker,
        # rasa-sdk 3.21 answers 449 when neither a domain nor its digest is given; an empty one is enough.
        domain.as_dict() if not self._is_selective_domain_enabled() else {},
    )


def body(action: str, tracker: DialogueStateTracker, domain: dict[str, Any]) -> dict[str, Any]:
    """The request for one action, in Rasa's own shape."""
    state = tracker.current_state(EventVerbosity.NONE)
    state["latest_message"] = lean_message(state["latest_message"])
    state["events"] = [_lean_event(event) for event in recent(tracker.events)]
    return {
        "next_action": action,
        "sender_id": tracker.sender_id,
        "tracker": state,
        "domain": domain,
        "version": rasa.__version__,
    }


def recent(events: Iterable[Event], user_turns: int = USER_TURNS) -> list[Event]:
    """Events from the last user turns on, oldest first."""
    kept: list[Event] = []
    seen = 0
    for event in reversed(events):  # type: ignore[call-overload]
        kept.append(event)
        if isinstance(event, UserUttered):
            seen += 1
            if seen == user_turns:
                break
    return kept[::-1]


def lean_message(message: dict[str, Any] | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {key: value for key, value in message.items() if key in KEPT_OF_A_MESSAGE}


def _lean_event(event: Event) -> dict[str, Any]:
    data = event.as_dict()
    if "parse_data" in data:
        data["parse_data"] = lean_message(data["parse_data"])
    return data
