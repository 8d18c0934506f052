"""On whose behalf the hotel's system is asked."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from common.clock import Deadline


@dataclass(frozen=True)
class Errand:
    """conversation, turn: land on the audit, the call trace and the logs; turn is None outside a turn (worker, command line).

    actor: "guest", or "staff:<id>" when a member of staff asks.
    takes_stale: an old answer that says how old it is will do when the hotel's system is down. False for whoever acts on
    the answer: what is quoted, booked, changed, cancelled or looked up after a doubt is never read from a cache gone stale.
    """

    property_id: str
    conversation: str
    turn: str | None
    deadline: Deadline
    actor: str = "guest"
    takes_stale: bool = False

    @property
    def is_background(self) -> bool:
        """Nobody waits at the desk for it."""
        return self.turn is None and self.actor == "guest"

    @property
    def correlation_id(self) -> str:
        return self.turn or self.conversation


CURRENT: ContextVar[Errand | None] = ContextVar("errand", default=None)
"""The errand under which a call is made: connectors are shared, so what belongs to one call travels here, not in them."""


@dataclass
class CallNote:
    """What the layers noted about one call, for its trace. error: why the hotel's system was not heard, of a stale answer."""

    source: Literal["live", "cached", "stale"] = "live"
    error: str | None = None


NOTE: ContextVar[CallNote | None] = ContextVar("call_note", default=None)


def guest_waits() -> bool:
    """Somebody at the desk waits for the call that runs now. Work without an errand, or without a turn, can wait its turn."""
    errand = CURRENT.get()
    return errand is not None and not errand.is_background


@dataclass
class Requests:
    """What one operation has sent over the wire so far."""

    sent: int = 0


REQUESTS: ContextVar[Requests | None] = ContextVar("requests", default=None)


def count_request() -> None:
    """An adapter says so for each HTTP request it sends: vendors count those, not our operations."""
    requests = REQUESTS.get()
    if requests is not None:
        requests.sent += 1
