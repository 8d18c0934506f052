"""Which of the days said is the arrival, which the departure, and which were taken back."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from .reading import Item, Reading
from .said import Said, SaidDay, SaidLength, SaidWeekend, SaidWindow
from .said_days import Finder
from .said_parts import Part, Parts
from .stay_anchors import settle
from .stay_beside import says_the_one_after
from .stay_corrections import corrected_days, corrected_lengths, is_correction, moved_days
from .stay_history import without_history

_SENTENCE_ENDS = frozenset(".?!;\n")
_GAP_LIMIT = 12
_VAGUE = re.compile(
    r"\b(?:periodo|period|periode|around|about|alrededor|autour|intorno|por volta|cerca|epoca|epoque|rund um|zeit um|osterzeit|pfingstzeit)\b"
)
_PROPOSING = frozenset(
    (
        "about",
        "maybe",
        "perhaps",
        "try",
        "then",
        "or",
        "quizas",
        "talvez",
        "forse",
        "vielleicht",
        "oder",
        "ou",
        "o",
        "oppure",
        "peut etre",
    )
)
_NOON = 12
_FEW = 12
"""Up to here a number before a date may count people or nights."""
_NEAR = 5
_PAID_REACH = 6
"""Items from "I paid 214 €" to the day it was paid on."""
_SEPARABLE = {"an": "arrive", "ab": "depart"}
"""German verbs leave their first half behind the day: "wir reisen am 20. ab"."""


def parts(reading: Reading, *, day_first: bool, asked: str | None) -> Parts:
    """Everything said about the stay, bare numbers kept only where they are days."""
    said = Finder(reading, day_first=day_first).all()
    found = [_part(reading, said, place) for place in range(len(said))]
    found = [part for place, part in enumerate(found) if _is_day(reading, found, place, asked)]
    _rejoin(reading, found)
    found, occasion = without_history(reading, found)
    found = corrected_days(reading, corrected_lengths(reading, found))
    if says_the_one_after(reading):
        for part in found:
            part.is_negated = part.is_negated and not isinstance(part.said, SaidWeekend)
    refused = [part.said for part in found if part.is_negated and isinstance(part.said, SaidDay)]
    found = _without_taken_back(found)
    result = Parts(
        refused=refused[0] if len(refused) == 1 else None,
        is_change=reading.has("change", "booked"),
        is_taken_back=reading.has("not", "correct"),
        is_vague=bool(_VAGUE.search(reading.folded)),
        is_one_night=reading.has("thatnight"),
        is_between=any(
            reading.at(at).has("between")
            for part in found
            if isinstance(part.said, SaidDay)
            for at in range(part.said.start - 3, part.said.start)
        ),
        moved=moved_days(reading, found),
    )
    if result.moved:
        return result
    for part in found:
        if isinstance(part.said, SaidDay):
            result.days.append(part)
        elif isinstance(part.said, SaidLength):
            result.lengths.append(part)
        elif isinstance(part.said, SaidWeekend):
            result.weekends.append(part.said)
        else:
            result.windows.append(part.said)
    result.days = _without_occasion(reading, result.days)
    _postfix_roles(reading, result.days)
    settle(reading, result, occasion=occasion)
    return result


def free_days_of_people(reading: Reading) -> None:
    """ "salida es 12 de mayo": what stands between a role and a date counts nobody. To be called before people are counted."""
    for place, item in enumerate(reading.items):
        if not (item.has("weare") and reading.at(place - 1).has("arrive", "depart")):
            continue
        at = place + 2 if reading.at(place + 1).has("the") else place + 1
        behind = reading.at(at + 2) if reading.at(at + 1).has("of") else reading.at(at + 1)
        if reading.at(at).kind == "number" and behind.has("month"):
            item.tags = {name: value for name, value in item.tags.items() if name != "weare"}


def _part(reading: Reading, said: list[Said], place: int) -> Part:
    start = said[place].start
    floor = said[place - 1].end if place else 0
    return Part(said[place], *_gap(reading, floor, start, place > 0))


def _is_refused_behind(reading: Reading, end: int) -> bool:
    """ "el lunes no, el martes": the no stands behind, and a mark closes it."""
    return reading.at(end).has("not") and reading.at(end + 1).text in (",", ".", ";")


def _rejoin(reading: Reading, found: list[Part]) -> None:
    """Joints again, now between the parts that remained."""
    for place, part in enumerate(found):
        floor = found[place - 1].said.end if place else 0
        part.role, part.joint, part.is_negated, part.follows_night = _gap(
            reading, floor, part.said.start, place > 0
        )
        part.is_negated = part.is_negated or _is_refused_behind(reading, part.said.end)


def _gap(
    reading: Reading, floor: int, start: int, has_before: bool
) -> tuple[str | None, str | None, bool, bool]:
    gap = reading.items[floor:start]
    clause: list[Item] = []
    for item in reversed(gap[-_GAP_LIMIT:]):
        if item.text in _SENTENCE_ENDS and not (item.text == "." and item is not gap[-1]):
            break
        clause.append(item)
    role = next((name for item in clause for name in _roles(item)), None)
    near = [item for item in clause[:4] if item.text != "~"][:3]  # "fino all'8"
    closest = next((item for item in near if item.has("until") or not item.has("the", "on")), None)
    if role is None and closest is not None and closest.has("until"):
        role = "until"
    follows_night = any(item.tags.get("unit") == "night" or item.has("at_night") for item in near)
    follows_night = follows_night and not any(item.has("between") for item in near)
    if has_before and is_correction(gap):
        return role, "correct", False, follows_night
    return role, _joint(gap) if has_before else None, _is_negated(clause), follows_night


def _roles(item: Item) -> list[str]:
    return [name for name in ("arrive", "depart") if item.has(name) and not item.has("from")][:1]


def _joint(gap: list[Item]) -> str | None:
    if not gap:
        return "next"
    plain = [item for item in gap if not item.has("the", "on", "for") or item.has("to", "until")]
    core = plain or gap
    if len(core) > 3:
        return "or" if any(item.has("or") for item in core) and len(core) <= 5 else None
    if any(item.has("or") for item in core):
        return "or"
    if any(item.text in "-~" or item.has("until") for item in core if item.text):
        return "to"
    if any(item.has("to") and not item.has("and") for item in core):
        return "to"
    if any(item.has("to") for item in gap):
        return "to"
    if any(item.has("and") or item.text in ("+", "&", "/") for item in core):
        return "and"
    if all(item.text == "," for item in core):
        return "next"
    return None


def _is_negated(clause: list[Item]) -> bool:
    for place, item in enumerate(clause[:4]):
        if item.text in (",", "(", "\n"):
            return False
        if item.has("instead") and place < 3:
            return True
        if item.has("not") and place < 4:
            return True
    return False


def _is_day(reading: Reading, found: list[Part], place: int, asked: str | None) -> bool:
    said = found[place].said
    if not isinstance(said, SaidDay) or said.is_firm:
        return True
    if not said.is_bare:  # A weak numeric date ("27.11") beside a role, a connector or another day.
        before = reading.at(said.start - 1)
        return (
            before.has("on", "from", "to", "until", "the", "for", "arrive", "depart")
            or len(reading.items) <= 4
            or len(found) > 1
        )
    listed = found[place + 1 : place + 3]  # "12, 13 and 14 July"
    if len(listed) == 2 and listed[0].joint == "next" and listed[1].joint in ("and", "to"):
        return all(isinstance(part.said, SaidDay) for part in listed)
    if found[place].joint == "correct" and isinstance(found[place - 1].said, SaidDay):
        return True
    after = found[place + 1] if place + 1 < len(found) else None
    before_part = found[place - 1] if place else None
    joined_after = (
        after is not None and after.joint in ("to", "and", "or") and isinstance(after.said, SaidDay)
    )
    joined_before = (
        before_part is not None
        and found[place].joint in ("to", "and", "or")
        and isinstance(before_part.said, SaidDay)
    )
    if joined_after and _is_anchored(after.said):  # "3 to 5 May"
        return True
    begins = reading.at(said.start).is_ordinal or (said.day or 0) > _FEW
    if (
        after is not None and after.joint == "next" and begins
    ):  # "5th 6th July", "ventuno ventiquattro luglio"
        return isinstance(after.said, SaidDay) and after.said.is_calendar
    if joined_before and _are_people(reading, before_part.said, said):
        return False
    if joined_before and _is_anchored(before_part.said):  # "5 May to 8", "Friday to 29"
        if found[place].joint != "and" or before_part.said.month is not None:
            return True
        after_it = reading.at(said.end)  # "los días 5 y 6"
        return reading.at(said.start - 1).has("and") and after_it.kind in ("nothing", "mark")
    if found[place].role in ("arrive", "depart") and len(found) > 1:
        return True
    if (
        found[place].role == "until"
        and before_part is not None
        and _ends_what_began(reading, before_part.said, said)
    ):
        return True
    if found[place].role == "until" and len(found) == 1:
        return _closes(reading, said, asked)
    if joined_after:
        in_month = isinstance(found[place - 1].said, SaidWindow) if place else False
        return _is_bare_pair(reading, said, after.said, after.joint, asked) or in_month
    if joined_before:
        in_month = isinstance(found[place - 2].said, SaidWindow) if place > 1 else False
        return _is_bare_pair(reading, before_part.said, said, found[place].joint, asked) or in_month
    return False


def _are_people(reading: Reading, before: SaidDay, said: SaidDay) -> bool:
    """French "vendredi à 2": two people come."""
    is_french = reading.vocabulary.language == "fr" and reading.at(said.start - 1).text == "a"
    return is_french and before.weekday is not None and before.day is None


def _ends_what_began(reading: Reading, before: Said, said: SaidDay) -> bool:
    """ "chego dia 15 de maio de manhã e fico até 18": a later number of the same month, straight behind "until"."""
    is_begun = isinstance(before, SaidDay) and before.is_calendar and (before.day or 0) < (said.day or 0)
    return is_begun and reading.at(said.start - 1).has("until") and not reading.has("hours")


def _closes(reading: Reading, said: SaidDay, asked: str | None) -> bool:
    """ "afinal é até 16": the last word, and no hour of the day that somebody asks about."""
    # "até 25, três pessoas": who comes may be said behind.
    is_last = all(
        reading.at(place).kind in ("nothing", "mark") or reading.at(place).is_taken
        for place in range(said.end, len(reading.items))
    )
    is_asked = "?" in reading.text or reading.has("hours")
    lead = reading.at(said.start - (2 if reading.at(said.start - 1).text == "~" else 1)).text
    if reading.vocabulary.language == "it" and lead.endswith((" al", " all")):
        return is_last and not reading.has("hours")  # An hour would be "fino alle 8".
    return is_last and not is_asked and ((said.day or 0) > _NOON or asked == "stay")


def _is_anchored(said: SaidDay) -> bool:
    return not said.is_bare or said.is_firm


def _is_bare_pair(
    reading: Reading, first: SaidDay, second: SaidDay, joint: str | None, asked: str | None
) -> bool:
    """ "10 to 12", "18 y 19": days when led by "from" or when nothing else is said; never opening hours, people or prices."""
    if asked == "party" or reading.has("hours") or ((first.day or 0) == (second.day or 0) and joint != "to"):
        return False
    after = reading.at(second.end)
    if after.kind in ("money", "time") or (
        after.kind == "word" and not after.tags and second.end < len(reading.items)
    ):
        return False
    before = reading.at(first.start - (2 if reading.at(first.start - 1).text == "~" else 1))
    if joint == "to":
        led = (
            before.has("from", "between", "for", "on", "wish")
            or before.kind == "nothing"
            or before.text in (",", "\n", ":", "?", "!", ".", "say")
            or before.text in _PROPOSING
            or (before.has("correct") and ((second.day or 0) > _NOON or _is_all_said(reading, first, second)))
        )
        return led and not (
            before.kind == "nothing" and (second.day or 0) <= 6 and reading.at(second.end).kind != "nothing"
        )
    if joint == "and":
        return (
            before.has("between")
            or (before.kind == "nothing" and after.kind == "nothing")
            or asked == "stay"
            or before.has("the", "on")
        )
    return asked == "stay"


def _is_all_said(reading: Reading, first: SaidDay, second: SaidDay) -> bool:
    """ "no sorry, 6 to 9": hours would be said as such."""
    outside = (*reading.items[: first.start], *reading.items[second.end :])
    return first.start <= _NEAR and all(
        item.kind == "mark" or item.has("correct", "no", "not", "from", "the") for item in outside
    )


def _without_taken_back(found: list[Part]) -> list[Part]:
    for before, after in itertools.pairwise(found):
        # "instead of 3 to 5 July" refuses both ends.
        after.is_negated = after.is_negated or (before.is_negated and after.joint == "to")
    kept = [part for part in found if not part.is_negated]

    def kind(part: Part) -> type:
        return SaidLength if isinstance(part.said, SaidLength) else SaidDay

    kinds = {kind(part) for part in kept}
    return [part for part in found if not part.is_negated or kind(part) not in kinds]


def _without_occasion(reading: Reading, days: list[Part]) -> list[Part]:
    """ "over Christmas, 24th to 27th": the feast lends its month to the days; "I booked on 3 November" is history."""
    if len(days) == 1 and isinstance(days[0].said, SaidDay):
        start = days[0].said.start
        booked = (reading.at(at) for at in range(max(0, start - 3), start))
        # "reserve" orders, "reservé" tells.
        told = any(
            item.has("booked") and reading.text[item.start : item.end].lower() != "reserve" for item in booked
        )
        before = [reading.at(at) for at in range(max(0, start - _PAID_REACH), start)]
        paid = any(item.has("booked") for item in before) and any(item.kind == "money" for item in before)
        return [] if told or paid or _is_since(reading, days[0].said) else days
    days = _without_feast(days)
    feasts = [part for part in days if isinstance(part.said, SaidDay) and part.said.month_day]
    bare = [part for part in days if isinstance(part.said, SaidDay) and part.said.is_bare]
    is_range = len(bare) == 2 and bare[1].joint == "to"
    if (
        not feasts
        or (len(feasts) > 1 and not is_range)
        or len(bare) < 2
        or len(days) != len(bare) + len(feasts)
        or (days[1].joint == "to" and days[0] is feasts[0] and len(feasts) == 1)
    ):
        return days
    month = int(str(feasts[0].said.month_day).split("-")[0])  # type: ignore[union-attr]
    if is_range and (bare[0].said.day or 0) > (bare[1].said.day or 0):  # type: ignore[union-attr]
        bare = bare[:1]  # "from the 28th to the 2nd": the second finds its own month.
    for part in bare:
        part.said = replace(part.said, month=month, is_bare=False)  # type: ignore[type-var]
    return [part for part in days if part not in feasts]


def _is_since(reading: Reading, said: SaidDay) -> bool:
    """ "the shower has been cold since yesterday" asks for no stay."""
    return said.offset is not None and said.offset < 0 and not reading.at(said.start - 1).has("for")


def _without_feast(days: list[Part]) -> list[Part]:
    """ "for St Ambrose, four nights from 4 December": the feast is why, the date is when."""
    feasts = [
        part
        for part in days
        if isinstance(part.said, SaidDay) and (part.said.month_day or part.said.after_easter is not None)
    ]
    dated = [part for part in days if isinstance(part.said, SaidDay) and part.said.is_calendar]
    if len(feasts) != 1 or not dated or feasts[0].role or feasts[0].joint:
        return days
    after = days[days.index(feasts[0]) + 1 :]
    if [part.role for part in after] == ["arrive", "depart"]:
        return after  # "Passagem de ano, entramos a 30/12 e saímos a 2/1"
    if after and after[0].joint not in (None, "next"):
        return days
    return [part for part in days if part is not feasts[0]]


def _postfix_roles(reading: Reading, days: list[Part]) -> None:
    """ "Friday arrival, Sunday departure": the roles stand after the days."""
    if reading.vocabulary.language == "de":
        for part in days:
            at = part.said.end + (reading.at(part.said.end).text == "wieder")
            verb, after = reading.at(at), reading.at(at + 1)
            if verb.text in _SEPARABLE and not (
                after.kind in ("number", "date") or after.has("the", "weekday")
            ):
                part.role = part.role or _SEPARABLE[verb.text]
    if not days or days[0].role in ("arrive", "depart"):
        return
    behind = [next(iter(_roles(reading.at(part.said.end))), None) for part in days]
    if (
        behind[0]
        and behind[-1]
        and (len(days) > 1 or reading.at(days[0].said.end + 1).kind in ("nothing", "mark"))
    ):
        for part, role in zip(days, behind, strict=False):
            part.role = role
