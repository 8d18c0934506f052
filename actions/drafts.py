"""What is known of a stay and of a party so far: values that are kept as JSON between messages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions.stay_moves import Window


@dataclass(frozen=True)
class StayDraft:
    """A stay as far as it is known. nights: a length the guest named while a day of the two was missing or may move.

    candidates: readings of a day that could be two; (arrival, departure), either may be None. window: a time named without
    days ("in April"), for the days that follow. unsaid: what the days left open, "month" or "week". last: "departure" when
    only that was said last, which a bare day then corrects. counted: the unit of a length, where that was the last count said.
    spoken: a time only spoken of, "2026-11" ("are you open in November?") or "weekend" ("for a weekend").
    """

    arrival: date | None = None
    departure: date | None = None
    nights: int | None = None
    candidates: tuple[tuple[date | None, date | None], ...] = ()
    window: Window | None = None
    unsaid: str | None = None
    last: str | None = None
    counted: str | None = field(default=None, compare=False)
    spoken: str | None = field(default=None, compare=False)

    @property
    def is_complete(self) -> bool:
        return self.arrival is not None and self.departure is not None and not self.candidates

    @property
    def length(self) -> int | None:
        if self.arrival and self.departure:
            return (self.departure - self.arrival).days
        return self.nights

    def to_json(self) -> dict[str, Any] | None:
        if self == StayDraft() and self.spoken is None:
            return None
        return {
            "check_in": self.arrival.isoformat() if self.arrival else None,
            "check_out": self.departure.isoformat() if self.departure else None,
            "nights": self.nights,
            "candidates": [[text_of(first), text_of(last)] for first, last in self.candidates],
            "window": [text_of(day) for day in self.window] if self.window else None,
            "unsaid": self.unsaid,
            "last": self.last,
            "counted": self.counted,
            "spoken": self.spoken,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> StayDraft:
        if not kept:
            return cls()
        return cls(
            day_of(kept.get("check_in")),
            day_of(kept.get("check_out")),
            kept.get("nights"),
            tuple((day_of(first), day_of(last)) for first, last in kept.get("candidates") or ()),
            window_of(*(kept.get("window") or (None, None))),
            kept.get("unsaid"),
            kept.get("last"),
            kept.get("counted"),
            kept.get("spoken"),
        )


@dataclass(frozen=True)
class PartyDraft:
    """Who comes, as far as it is known. children: None while nobody spoke of any; ages: of as many as were given.

    counted: what the last message that counted anything counted ("adults", "people", "family", "children", "rooms", "more" for several).
    one_room: whether a room was spoken of without a number ("a twin"); how many rooms they sleep in stays open.
    """

    adults: int | None = None
    children: int | None = None
    ages: tuple[int, ...] = ()
    rooms: int | None = None
    pets: int | None = None
    counted: str | None = field(default=None, compare=False)
    one_room: bool = field(default=False, compare=False)

    @property
    def is_complete(self) -> bool:
        return self.adults is not None and len(self.ages) == (self.children or 0)

    @property
    def people(self) -> int:
        return (self.adults or 0) + (self.children or 0)

    def to_json(self) -> dict[str, Any] | None:
        if self == PartyDraft() and not self.one_room:
            return None
        return {
            "adults": self.adults,
            "children": self.children,
            "children_ages": list(self.ages),
            "rooms": self.rooms,
            "pets": self.pets,
            "counted": self.counted,
            **({"one_room": True} if self.one_room else {}),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> PartyDraft:
        if not kept:
            return cls()
        return cls(
            kept.get("adults"),
            kept.get("children"),
            tuple(kept.get("children_ages") or ()),
            kept.get("rooms"),
            kept.get("pets"),
            kept.get("counted"),
            bool(kept.get("one_room")),
        )


def window_of(first: Any, last: Any) -> Window | None:
    begin, end = day_of(first), day_of(last)
    return (begin, end) if begin and end and begin <= end else None


def day_of(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text_of(day: date | None) -> str | None:
    return day.isoformat() if day else None
