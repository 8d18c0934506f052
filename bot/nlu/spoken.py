"""A time a message speaks of without wishing for days in it: "are you open in November?", "for a weekend". For the days that follow."""

from __future__ import annotations

import datetime as dt

from .reading import Reading

_TOLD = ("past", "bygone", "booked", "occasion", "expiry", "parting")
WEEKEND = "weekend"


def spoken_of(reading: Reading, today: dt.date) -> str | None:
    """ "2026-11", the next such month, or "weekend"; None where several are named, or where the message tells of one long ago."""
    if reading.has(*_TOLD):
        return None
    if any(item.tags.get("unit") == "weekend" for item in reading.items):
        return WEEKEND
    months = {item.tags["month"] for item in reading.items if item.has("month") and not item.is_weak}
    if len(months) != 1:
        return None
    month = months.pop()
    year = today.year + (1 if month < today.month else 0)
    return f"{year}-{month:02d}"
