"""Which conversations a page or a tool asks for: read from an address, written into one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from common.languages import LANGUAGES
from console.words import Saying, marked

PAGE_SIZE = 25
MAX_PAGE = 10_000

CHANNELS = {
    "webchat": marked("Web chat"),
    "whatsapp": "WhatsApp",
    "api": "API",
    "cmdline": marked("Terminal"),
}
STATES = {
    "bot": marked("Bot answers"),
    "waiting": marked("Waiting for a person"),
    "human": marked("A person answers"),
}

BOXES = {
    "mine": marked("Mine"),
    "waiting": marked("Waiting"),
    "unread": marked("Unread"),
    "undelivered": marked("Not delivered"),
}
OUTCOMES = {
    "booked": marked("Booked"),
    "cancelled": marked("Cancelled"),
    "person": marked("With a person"),
    "failed": marked("Something failed"),
    "talked": marked("Only talked"),
}
LONGEST_WORDS = 200
LONGEST_TAG = 40

UNKNOWN_CHOICE = marked("The filter “%(name)s” knows no “%(given)s”, so it was left out.")


@dataclass(frozen=True)
class Query:
    """None or empty asks nothing. Days are the hotel's, of the last message; page counts from 1.

    box: of BOXES; arm: "experiment/arm"; words: looked for in what was said.
    """

    language: str | None = None
    channel: str | None = None
    state: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    conversation: str = ""
    page: int = 1
    box: str | None = None
    property_id: str = ""
    intent: str = ""
    outcome: str | None = None
    arm: str = ""
    words: str = ""
    tag: str = ""

    @property
    def is_filtered(self) -> bool:
        return replace(self, page=1) != Query()

    def days(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """From when, and before when, the last message was said."""
        after = self.last_day + timedelta(days=1) if self.last_day else None
        return _midnight(self.first_day, zone), _midnight(after, zone)

    def address(self, page: int, *, below: str = "") -> str:
        """The list's address with the same filters, at another page; or, below it, what is made of the same list."""
        asked = {
            "box": self.box,
            "language": self.language,
            "channel": self.channel,
            "state": self.state,
            "from": self.first_day,
            "to": self.last_day,
            "id": self.conversation,
            "property": self.property_id,
            "intent": self.intent,
            "outcome": self.outcome,
            "arm": self.arm,
            "words": self.words,
            "tag": self.tag,
            "page": page if page > 1 else None,
        }
        words = urlencode({name: str(value) for name, value in asked.items() if value})
        return f"/admin/conversations{below}" + (f"?{words}" if words else "")


def query_of(arguments: Mapping[str, Any], hotels: Collection[str] = ()) -> tuple[Query, list[Saying]]:
    """What the address asks for, and what in it could not be used, as sentences. hotels: by id."""
    faults: list[Saying] = []

    def day(name: str) -> date | None:
        text = arguments.get(name)
        if not text:
            return None
        try:
            given = date.fromisoformat(text)
        except ValueError:
            given = None
        # Years at the very ends have no midnight in every time zone.
        if given is None or not 1970 <= given.year <= 9000:
            said = marked("“%(given)s” is not a date (2026-11-21 is one), so it was left out.")
            faults.append(Saying(said, {"given": text[:20]}))
            return None
        return given

    def choice(name: str, known: Collection[str]) -> str | None:
        text = arguments.get(name)
        if text and text not in known:
            faults.append(Saying(UNKNOWN_CHOICE, {"name": name, "given": text[:20]}))
            return None
        return text or None

    def said(name: str, most: int) -> str:
        return (arguments.get(name) or "").strip()[:most]

    page = arguments.get("page", "1")
    query = Query(
        language=choice("language", LANGUAGES),
        channel=choice("channel", CHANNELS),
        state=choice("state", STATES),
        first_day=day("from"),
        last_day=day("to"),
        conversation=said("id", 128),
        page=page_of(page),
        box=choice("box", BOXES),
        property_id=choice("property", hotels) or "",
        intent=said("intent", 64),
        outcome=choice("outcome", OUTCOMES),
        arm=said("arm", 97),
        words=said("words", LONGEST_WORDS),
        tag=said("tag", LONGEST_TAG),
    )
    return query, faults


def page_of(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 9
    return min(max(1, int(text)), MAX_PAGE) if is_number else 1


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, tzinfo=zone)
