"""On whose behalf the hotel's system is asked."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from common.clock import Deadline


@dataclass(frozen=True)
class Errand:
    """conversation, turn: land on the audit, the call trace and the logs; turn is None outside a turn (worker, command line).

    actor: "guest", or "staff:<id>" when a member of staff asks.
    """

    property_id: str
    conversation: str
    turn: str | None
    deadline: Deadline
    actor: str = "guest"

    @property
    def is_background(self) -> bool:
        """Nobody waits at the desk for it."""
        return self.turn is None and self.actor == "guest"

    @property
    def correlation_id(self) -> str:
        return self.turn or self.conversation


CURRENT: ContextVar[Errand | None] = ContextVar("errand", default=None)
"""The errand under which a call is made: connectors are shared, so what belongs to one call travels here, not in them."""
