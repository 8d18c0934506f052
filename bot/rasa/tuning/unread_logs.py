"""Nothing is copied or formatted for log entries that are not written.

Rasa deep-copies events, slots and states for every debug entry, and prints all states of the conversation as text, also
when debug is off; that grows with the session.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

import rasa.core.actions.forms as forms
import rasa.core.policies.rule_policy as rule_policy
import rasa.core.processor as processor
from rasa.core.policies.policy import Policy


class _NoCopies:
    """Stands in for the module `copy` where Rasa 3.6.21 uses it for debug entries only."""

    def __getattr__(self, name: str) -> Any:
        return getattr(copy, name)

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return value


def install() -> None:
    if logging.getLogger("rasa").isEnabledFor(logging.DEBUG):
        return
    for module in (processor, rule_policy, forms):
        module.copy = _NoCopies()  # type: ignore[attr-defined]
    Policy.format_tracker_states = staticmethod(lambda states: "")  # type: ignore[method-assign]
    processor.MessageProcessor._log_slots = staticmethod(lambda tracker: None)  # type: ignore[method-assign]
