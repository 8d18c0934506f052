"""What the pages need to know of a conversation, in the console's own words; `console.reading` fills it.

Guests' words arrive here unsealed and leave only as escaped HTML or JSON to somebody signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

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
    """A conversation as a line of the list. state: "bot", "waiting" or "human"; flags: what staff should look at."""

    id: str
    property_id: str
    channel: str
    language: str | None
    state: str
    flags: tuple[str, ...]
    started_at: datetime
    last_at: datetime
    last_words: str
    last_from: str
    turns: int


@dataclass(frozen=True)
class Listing:
    rows: tuple[Summary, ...]
    has_more: bool
    total: int | None = None


@dataclass(frozen=True)
class Said:
    """One message of a guest as it arrived; is_button: chosen, not typed."""

    text: str
    at: datetime
    is_button: bool = False


@dataclass(frozen=True)
class Answer:
    """One reply of the bot and what became of it. failed: why no words could be found."""

    text: str
    template: str
    version: str
    arm: str
    language: str | None
    buttons: tuple[str, ...]
    state: str
    at: datetime | None
    sent_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True)
class Call:
    """One call to the hotel's system. offset_ms: after the turn began."""

    vendor: str
    operation: str
    status: str
    error_type: str | None
    started_at: datetime
    duration_ms: float
    reference: str | None = None


@dataclass(frozen=True)
class Turn:
    """parse: what Rasa's channel answered ("intent", "ranking", "understood"), {} while nothing was understood."""

    id: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    said: tuple[Said, ...]
    answers: tuple[Answer, ...]
    parse: dict[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[str, float], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    handling_ms: float | None = None


@dataclass(frozen=True)
class Transcript:
    summary: Summary
    turns: tuple[Turn, ...]


class TranscriptSource(Protocol):
    async def find(self, query: Query) -> Listing:
        """Newest first, PAGE_SIZE at a time."""
        ...

    async def transcript(self, conversation: str) -> Transcript | None: ...

    async def calls(self, turn_ids: Sequence[str]) -> dict[str, list[Call]]:
        """Calls to the hotel's system, by turn, in the order they were made."""
        ...
