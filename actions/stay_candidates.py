"""Days that could be two: which of the readings a later message names, and where those lie that leave their month unsaid. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from actions.stay_moves import Days, Window, placed


def candidate_named(candidates: Sequence[Days], said: Mapping[str, Any]) -> Days | None:
    """ "The 6th, then" after "the 5th or the 6th of May?": the candidate that it names, when it names one."""
    arrival, departure = _day(said.get("check_in")), _day(said.get("check_out"))
    if not candidates or not said.get("unsaid") or said.get("ambiguous") or said.get("unit"):
        return None

    def is_named(day: date | None, named: date) -> bool:
        if day is None:
            return False
        return day.day == named.day if said["unsaid"] == "month" else day.weekday() == named.weekday()

    if arrival and departure:
        return _only([two for two in candidates if is_named(two[0], arrival) and is_named(two[1], departure)])
    named, end = arrival or departure, _differing(candidates)
    return _only([pair for pair in candidates if named and is_named(pair[end], named)])


def candidate_numbered(candidates: Sequence[Days], numbers: Sequence[int]) -> Days | None:
    """A bare "10" after "the 9th or the 10th?"."""
    if not candidates or len(numbers) != 1:
        return None
    end = _differing(candidates)
    return _only([pair for pair in candidates if (day := pair[end]) is not None and day.day == numbers[0]])


def placed_candidates(
    ambiguous: Sequence[Mapping[str, Any]], unsaid: str | None, *, known: Days, window: Window | None
) -> Sequence[Mapping[str, Any]]:
    """ "The 9th or the 10th", said of a stay in May: days of May."""
    if not unsaid or (known == (None, None) and window is None):
        return ambiguous
    found: list[Mapping[str, Any]] = []
    for item in ambiguous:
        days = [day for one in item.get("candidates") or () if (day := _day(one))]
        if not days:
            found.append(item)
            continue
        end = 1 if item.get("field") == "check_out" else 0
        pairs = [
            pair
            for day in days
            for pair in placed((None, day) if end else (day, None), unsaid, known=known, window=window)
        ]
        found.append({**item, "candidates": [day.isoformat() for pair in pairs if (day := pair[end])]})
    return found


def _differing(candidates: Sequence[Days]) -> int:
    """Which end of the stay is in doubt: 0 the arrival, 1 the departure."""
    return 1 if len({first for first, _ in candidates}) == 1 else 0


def _only(found: Sequence[Days]) -> Days | None:
    return found[0] if len(found) == 1 else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
