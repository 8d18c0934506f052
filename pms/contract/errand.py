"""On whose behalf the hotel's system is asked."""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import Deadline


@dataclass(frozen=True)
class Errand:
    """conversation, turn: land on the audit and the call trace; turn is None outside a turn (worker, command line)."""

    property_id: str
    conversation: str
    turn: str | None
    deadline: Deadline
