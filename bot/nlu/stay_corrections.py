"""What a guest takes back within one message: "the 12th, no sorry the 13th", and dates that are moved, not stayed.

Works on the parts of a stay in the order they were said; knows nothing of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .reading import Item, Reading
from .said import LONGEST_COUNT, SaidDay, SaidLength
from .said_parts import Part

_LONGEST_EXCUSE = 9
_MOST_FILLERS = 3
_SMALL = ("the", "on", "of", "from", "to", "until", "for", "not", "weare", "and", "me", "or")


def is_correction(gap: Sequence[Item]) -> bool:
    """Whether the words between two days take the first one back: ", no sorry, the", ", äh eher vom"."""
    if not 0 < len(gap) <= _LONGEST_EXCUSE:
        return False
    refusals = fillers = 0
    for place, item in enumerate(gap):
        if item.has("correct"):
            refusals += 1
        elif item.has("arrive", "depart", "wish") or item.kind in ("number", "date", "hidden"):
            return False
        elif item.has("no", "not") and _stands_alone(gap, place):
            refusals += 1
        elif item.kind != "mark" and not item.has(*_SMALL):
            fillers += 1
    return refusals > 0 and fillers <= _MOST_FILLERS


def _stands_alone(gap: Sequence[Item], place: int) -> bool:
    """ "the 12th, no, the 13th": a no between marks; "el 12, no el 13" only refuses what follows."""
    is_set_off = any(item.kind == "mark" for item in gap[:place])
    return is_set_off and place < len(gap) - 1 and gap[place + 1].kind == "mark"


def corrected_days(reading: Reading, found: list[Part]) -> list[Part]:
    """A day said after an excuse stands in the place of the one before it, and borrows what it does not say."""
    kept: list[Part] = []
    for place, part in enumerate(found):
        if part.joint != "correct" or not isinstance(part.said, SaidDay) or not kept:
            kept.append(part)
            continue
        old = kept[-1]
        if not isinstance(old.said, SaidDay):
            kept.append(part)
            continue
        is_range_again = place + 1 < len(found) and found[place + 1].joint == "to"
        was_range = old.joint == "to" and len(kept) > 1
        if was_range and not is_range_again and _opens(reading, part.said):
            begun, ended = kept[-2], kept[-1]
            kept[-2:] = [_instead(begun, part), ended]
        elif was_range and is_range_again:
            begun, ended = kept[-2:]
            kept[-2:] = [_instead(begun if _has_month(begun) else ended, part)]
        else:
            kept[-1] = _instead(old, part)
    return kept


def _has_month(part: Part) -> bool:
    return not isinstance(part.said, SaidDay) or part.said.month is not None


def _opens(reading: Reading, said: SaidDay) -> bool:
    before = reading.at(said.start - 1)
    return before.has("from") and not before.has("to", "until")


def _instead(old: Part, new: Part) -> Part:
    said, taken_back = new.said, old.said
    if not isinstance(said, SaidDay) or not isinstance(taken_back, SaidDay):
        return new
    if said.day is not None and said.month is None and said.month_shift is None:
        said = replace(said, month=taken_back.month, year=taken_back.year, month_shift=taken_back.month_shift)
    elif said.weekday is not None and said.day is None and said.week is None and said.modifier is None:
        said = replace(said, week=taken_back.week)
    return replace(new, said=said, role=new.role or old.role, joint=old.joint, is_negated=False)


def corrected_lengths(reading: Reading, found: list[Part]) -> list[Part]:
    """ "não são 4 noites, são 2", "3 nights, sorry 4": the bare number counts the same unit."""
    for place, part in enumerate(found):
        length = part.said
        if not isinstance(length, SaidLength) or any(
            isinstance(one.said, SaidLength) for one in found[place + 1 :]
        ):
            continue
        size = length.nights[0] // max(1, length.counted)
        is_taken_back = part.is_negated
        for at in range(length.end, min(length.end + 6, len(reading.items))):
            item = reading.at(at)
            is_taken_back = is_taken_back or item.has("correct")
            if not item.is_count or item.is_article or item.value > LONGEST_COUNT:
                if item.kind == "number" or item.text in (".", "\n"):
                    break
                continue
            counts_else = reading.at(at + 1).has(
                "person",
                "adult",
                "child",
                "infant",
                "room",
                "type",
                "month",
                "years",
                "thing",
                "money",
                "hour",
            )
            if not is_taken_back or counts_else:
                break
            again = SaidLength(length.start, at + 1, (item.value * size,), length.unit, counted=item.value)
            return [*found[:place], replace(part, said=again, is_negated=False), *found[place + 1 :]]
    return found


def moved_days(reading: Reading, found: list[Part]) -> tuple[Part, Part] | None:
    """ "move it from Friday to Saturday", "vom 3. auf den 5. verschieben": one day becomes the other; no stay is said."""
    days = [part for part in found if isinstance(part.said, SaidDay)]
    if len(days) != 2 or not reading.has("change") or days[1].joint != "to":
        return None
    first, second = days
    if any(part.role in ("arrive", "depart") for part in days):
        return first, second
    if any(isinstance(part.said, SaidLength) and not part.said.is_more for part in found):
        return None
    start = first.said.start
    led = reading.at(start - 1).has("from") or reading.at(start - 2).has("from")
    to_change = any(reading.at(at).has("change") for at in range(max(0, start - 7), start))
    changed_last = any(reading.at(at).has("change") for at in range(second.said.end, second.said.end + 3))
    lands = reading.at(second.said.start - 1)
    between = [reading.at(at) for at in range(first.said.end, second.said.start)]
    is_span = any(item.has("until") for item in between) and reading.vocabulary.language == "de"
    return (first, second) if led and (to_change or changed_last) and not is_span and lands else None
