"""What the pages need to know of a conversation, in the console's own words; `console.reading` fills it.

Guests' words arrive here unsealed and leave only as escaped HTML or JSON to somebody signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from pms.audit import PmsCall

PAGE_SIZE = 25


@dataclass(frozen=True)
class Query:
    """Which conversations; None or empty asks nothing. Days are the hotel's; page counts from 1."""

    language: str | None = None
    channel: str | None = None
    state: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    conversation: str = ""
    page: int = 1


@dataclass(frozen=True)
class Summary:
    """A conversation as a line of the list.

    state: "bot", "waiting" (a person is asked for) or "human"; attention: why staff should look ("handoff", "late",
    "failed", "empty"), None when nothing asks for it; last_from: "guest" or "bot".
    """

    id: str
    property_id: str
    channel: str
    language: str | None
    state: str
    attention: str | None
    started_at: datetime
    last_at: datetime
    last_words: str
    last_from: str
    turns: int


@dataclass(frozen=True)
class Listing:
    """total: how many conversations the question finds, beyond this page."""

    rows: tuple[Summary, ...]
    total: int


@dataclass(frozen=True)
class Said:
    """One message of a guest; is_button: chosen, not typed; length: characters as received, before anything was cut."""

    text: str
    at: datetime
    is_button: bool = False
    length: int | None = None


@dataclass(frozen=True)
class Answer:
    """One message to the guest and what became of it. delivery: waiting, sent, failed; route: chat or mail."""

    text: str
    template: str
    version: str | None
    arm: str | None
    language: str | None
    buttons: tuple[str, ...]
    attachments: tuple[str, ...]
    delivery: str
    tries: int
    route: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Turn:
    """What one turn understood, did and said.

    state: queued, running, answered, apologised; outcome: answered, late, failed, empty, None while open;
    understood: the JSON of `bot.nlu`; ranking: (intent, score), best first, the chosen one included;
    actions: (name, milliseconds).
    """

    id: str
    state: str
    outcome: str | None
    received_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    said: tuple[Said, ...]
    answers: tuple[Answer, ...]
    language: str | None = None
    intent: str | None = None
    score: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    understood: dict[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, float], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    rasa_ms: float | None = None


@dataclass(frozen=True)
class Transcript:
    """notices: what was said to the guest without being asked, outside any turn."""

    summary: Summary
    turns: tuple[Turn, ...]
    notices: tuple[Answer, ...] = ()


class TranscriptSource(Protocol):
    async def find(self, query: Query) -> Listing:
        """Newest first, PAGE_SIZE at a time."""
        ...

    async def transcript(self, conversation: str) -> Transcript | None: ...

    async def calls(self, turn_ids: Sequence[str]) -> dict[str, list[PmsCall]]:
        """Calls to the hotel's system, by turn, in the order they were made."""
        ...
