"""What a benchmark guest says: a booking in eight turns, the next answer chosen by the reply that was read.

Choosing by the reply's name keeps guest and bot in step where a later booking of the same guest needs fewer questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OPENING = "I'd like to book a room"
CONFIRMED = "booking.confirmed"
_ASK = "ask."

# Two nights each, so that a hotel with five doubles takes a thousand bookings before a date comes round again.
_FIRST_ARRIVAL_DAYS = 20
_NIGHTS = 2
_STAYS = 220


class OutOfStep(Exception):
    """The bot said something that the script has no answer to; the replies' names are in the text."""


@dataclass
class Guest:
    """One guest in one conversation. number: makes stay and address its own."""

    number: int
    today: date
    booked: int = 0
    asked: str | None = None

    def next_words(self, replies: Sequence[str]) -> str:
        """The answer to these replies' names (none at the start). Raises OutOfStep."""
        self.asked = None
        for name in reversed(replies):
            if name == CONFIRMED:
                self.booked += 1
                return OPENING
            if name.startswith(_ASK):
                self.asked = name.removeprefix(_ASK)
                return self._answer()
        if not replies:
            return OPENING
        raise OutOfStep(", ".join(replies))

    def _answer(self) -> str:
        answers = {
            "stay": self._stay_and_party(),
            "party": "2 adults",
            "stay_ok": "yes",
            "room": "the double please",
            "extras": "no",
            "guest_name": "Maria Example",
            "guest_email": f"guest{self.number}@example.com",
            "booking_ok": "yes",
        }
        if self.asked is None or self.asked not in answers:
            raise OutOfStep(f"{_ASK}{self.asked}")
        return answers[self.asked]

    def _stay_and_party(self) -> str:
        place = (self.number * 7 + self.booked * 31) % _STAYS
        arrival = self.today + timedelta(days=_FIRST_ARRIVAL_DAYS + place * _NIGHTS)
        departure = arrival + timedelta(days=_NIGHTS)
        return f"from {arrival.isoformat()} to {departure.isoformat()}, 2 adults"
