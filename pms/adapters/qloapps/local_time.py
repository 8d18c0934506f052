"""The shop writes its own clock's time without an offset; here it becomes instants, and back again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(minutes=15)
_LONGEST_REPEAT = timedelta(hours=3)


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """In the hour that repeats in autumn the earlier instant: taken as a mark it loses nothing."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def from_instant(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def earliest_since(since: datetime, zone: ZoneInfo) -> datetime:
    """The smallest reading the shop's clock shows at or after that instant.

    Just before the clock is put back, what changes a little later is written with an earlier time: asking for "after
    02:50" would never see the second 02:10.
    """
    earliest = from_instant(since, zone)
    ahead = _STEP
    while ahead <= _LONGEST_REPEAT:
        earliest = min(earliest, from_instant(since + ahead, zone))
        ahead += _STEP
    # Whole steps see that the clock was put back; the repeated hour itself begins at the shift.
    if earliest < from_instant(since, zone):
        earliest = earliest.replace(minute=0, second=0, microsecond=0)
    return earliest
