"""The stay a message asks for: arrival, departure, nights. What is open is returned with its candidates, never guessed.

A wish that cannot be (a departure before the arrival, a day long past, no nights) is reported as it was said, so that
the conversation can answer it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import calendar_days
from .other_times import is_of_something_else
from .reading import Reading, Span
from .said import SaidDay, SaidWindow
from .said_parts import Part, Parts
from .said_twice import before_a_feast, in_month_of, is_eve, merged
from .stay_beside import is_plain_weekday
from .stay_lengths import Pair, asks_the_rate, day_of, distinct, is_one_night, lengths, with_nights, within
from .stay_notes import notes, without_impossible
from .stay_roles import parts

MOST_CANDIDATES = 6
_LONGEST_BY_WEEKDAY = 31


@dataclass(frozen=True)
class Stay:
    """check_in, check_out: hotel-local dates; check_out is the morning the guest leaves. more_nights: "one night more".

    ambiguous: {"check_in", "check_out"} candidates, or {"field", "candidates"}; a vague time adds "from" and "until", or a
    "season" (spring, summer, autumn, winter: which months those are, the hotel knows). impossible: days as the guest wrote
    them that no calendar has ("30 February"). notes: see `stay_notes`.
    """

    check_in: dt.date | None = None
    check_out: dt.date | None = None
    nights: int | None = None
    more_nights: int | None = None
    ambiguous: tuple[dict[str, Any], ...] = ()
    span: Span = (0, 0)
    impossible: tuple[str, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "check_in": self.check_in.isoformat() if self.check_in else None,
            "check_out": self.check_out.isoformat() if self.check_out else None,
            "nights": self.nights,
            "ambiguous": [dict(item) for item in self.ambiguous],
        }
        if self.more_nights is not None:
            plain["more_nights"] = self.more_nights
        if self.impossible:
            plain["impossible"] = list(self.impossible)
        # Days that are not known yet leave nothing unsaid.
        has_days = bool(self.check_in or self.check_out or self.ambiguous)
        plain.update({name: value for name, value in self.notes.items() if has_days or name == "unit"})
        return plain


def find_stay(
    reading: Reading,
    *,
    today: dt.date,
    day_first: bool = True,
    asked: str | None = None,
    moved_by: int | None = None,
) -> Stay | None:
    """asked: the slot that was asked last; "stay" lets bare numbers be days, "party" forbids it.

    moved_by: days by which a stay is to be moved; beside its new days they are no length ("put it off by a week? 17 to 20").
    """
    said = parts(reading, day_first=day_first, asked=asked)
    if moved_by and len(said.days) == 2:
        said.lengths = [part for part in said.lengths if part.said.nights != (abs(moved_by),)]
    if not said or asks_the_rate(reading, said) or is_of_something_else(reading, said):
        return None
    try:
        span, said_notes = _span(reading, said), notes(reading, said)
        impossible = without_impossible(reading, said, today)
        found = _stay(said, today, span)
        if found is not None and _is_undecided(reading) and found.check_in and not found.check_out:
            found = _about(found, found.check_in, today)
        if found is None:
            return Stay(span=span, impossible=impossible) if impossible else None
        return replace(found, impossible=impossible, notes=said_notes)
    except OverflowError:  # The calendar ends with the year 9999.
        return None


_UNDECIDED = re.compile(
    r"\b(?:(?:not|don't|dont|unsure|no idea)\b.{0,24}\b(?:exact|which|what|precise)\b.{0,12}\b(?:days?|dates?)|(?:days?|dates?) (?:are )?not (?:fixed|sure|decided|set)|no (?:se|sabemos|tengo|tenemos)\b.{0,24}\b(?:dias?|fechas?)|"
    r"(?:nao|ainda nao) (?:sei|sabemos|tenho|temos)\b.{0,24}\b(?:dias?|datas?)|(?:sais|savons|sait|connais) pas\b.{0,24}\b(?:jours?|dates?)|(?:weiss|wissen)\b.{0,16}\bnicht\b.{0,16}\b(?:wann|tage?|datum)|"
    r"non (?:so|sappiamo|ho|abbiamo)\b.{0,24}\b(?:giorn[oi]|date|data))\b"
)
_VAGUE_DAYS = 3


def _is_undecided(reading: Reading) -> bool:
    """ "In two weeks, I don't know the exact days yet"."""
    return bool(_UNDECIDED.search(reading.folded))


def _about(found: Stay, day: dt.date, today: dt.date) -> Stay:
    reach = dt.timedelta(days=_VAGUE_DAYS)
    window = {
        "field": "check_in", "candidates": [], "from": _iso(max(today, day - reach)), "until": _iso(day + reach)
    }  # fmt: skip
    return Stay(None, None, found.nights, None, (window,), found.span)


def _stay(said: Parts, today: dt.date, span: Span) -> Stay | None:
    nights, unit, more = lengths(said.lengths)
    _open_weekends(said)
    _open_feasts(said, nights)
    if said.anchor is not None:
        pairs, nights = _anchored(said, said.anchor, nights, today)
    else:
        pairs = _pairs(said, today)
    if said.weekends and not said.days:
        pairs = distinct([pair for one in said.weekends[:2] for pair in calendar_days.weekend(one, today)])
        if nights:
            pairs = [(arrival, None) for arrival, _ in pairs]
    elif said.weekends and said.days and all(is_plain_weekday(day_of(part)) for part in said.days):
        pairs = _within_weekend(said, today) or pairs
    elif said.weekends and len(pairs) == 1 and pairs[0][1] is None and pairs[0][0] and not nights:
        arrival = pairs[0][0]
        if arrival.weekday() in (3, 4, 5):
            pairs = [(arrival, arrival + dt.timedelta(days=6 - arrival.weekday()))]
    if not nights and not more and said.anchor is None and is_one_night(said):
        nights, unit = (1,), "night"
    bounded = within(pairs, nights) if said.is_between else []
    full = bounded or with_nights(
        pairs, nights, unit, is_listed=any(part.joint in ("and", "next") for part in said.days)
    )
    is_feast = not full and bool(full := _feast(said, nights, today))
    if not full:
        window = _window(said, today)
        if nights and len(nights) > 1:
            window = (*window, {"field": "nights", "candidates": list(nights)})
        if not nights and more is None and not window:
            return None
        return Stay(None, None, nights[0] if len(nights) == 1 else None, more, window, span)
    settled = _settled(full, nights, more, span)
    # Days that a later message names lie around the feast, too.
    return replace(settled, ambiguous=(*settled.ambiguous, *_window(said, today))) if is_feast else settled


_FEASTS = {0: ((-2, 0), (-2, 1)), 49: ((-2, 1), (-1, 1))}
"""Days around Easter and Whit Sunday that guests stay, as (arrival, departure)."""
_EASTER_WEEK = ((-7, 0), (-3, 0), (-2, 0))


def _feast(said: Parts, nights: tuple[int, ...], today: dt.date) -> list[Pair]:
    """ "Over Easter", "Semana Santa": the usual stays, to choose from."""
    if nights or said.days or said.weekends or len(said.windows) != 1 or said.is_vague:
        return []
    vague = said.windows[0]
    usual = (
        _EASTER_WEEK
        if vague.is_easter_week
        else _FEASTS.get(vague.after_easter if vague.after_easter is not None else -1, ())
    )
    if not usual or vague.part or vague.side:
        return []
    sunday = SaidDay(vague.start, vague.end, after_easter=vague.after_easter or 0, year=vague.year)
    found = calendar_days.days(sunday, today)[0]
    day = dt.timedelta(days=1)
    return [
        (found + first * day, found + last * day) for first, last in usual if found + first * day >= today
    ]


def _open_feasts(said: Parts, nights: tuple[int, ...]) -> None:
    """ "Have you rooms at Easter?" names no Sunday of arrival."""
    only = day_of(said.days[0]) if len(said.days) == 1 else None
    if only is None or nights or said.lengths or said.weekends or said.windows or said.days[0].role:
        return
    is_sunday = only.after_easter in _FEASTS and not only.later and not only.beside
    if is_sunday and not only.has_night:
        said.windows = [SaidWindow(only.start, only.end, after_easter=only.after_easter, year=only.year)]
        said.days = []


def _open_weekends(said: Parts) -> None:
    """ "A weekend in March" is any of them: a time to ask about, no stay."""
    kept = []
    for weekend in said.weekends:
        if weekend.month is not None and not weekend.modifier and weekend.day is None:
            said.windows.append(
                SaidWindow(weekend.start, weekend.end, month=weekend.month, year=weekend.year)
            )
        else:
            kept.append(weekend)
    said.weekends = kept


def _anchored(
    said: Parts, anchor: SaidDay | SaidWindow, nights: tuple[int, ...], today: dt.date
) -> tuple[list[Pair], tuple[int, ...]]:
    """ "for Easter week, Thursday to Sunday"; within a month or a season only the nights are sure."""
    first, last = day_of(said.days[0]).weekday or 0, day_of(said.days[-1]).weekday or 0
    if len(said.days) == 1 and nights:
        last = (first + nights[0]) % 7
    if len(said.days) == 1 and not nights:
        return (_pairs(said, today) if isinstance(anchor, SaidDay) else []), nights
    found: list[Pair] = [*calendar_days.around(anchor, first, last, today)]
    return found, nights if found or nights else ((last - first) % 7 or 7,)


def _within_weekend(said: Parts, today: dt.date) -> list[Pair]:
    """ "Friday to Sunday, the last weekend in July": the weekdays are those of that weekend."""
    found: list[Pair] = []
    for friday, sunday in calendar_days.weekend(said.weekends[0], today):
        if len(said.days) == 1 and (said.days[0].role == "until" or said.days[0].joint == "to"):
            # "from the weekend until Tuesday"
            nights = ((day_of(said.days[0]).weekday or 0) - friday.weekday()) % 7 or 7
            found.append((friday, friday + dt.timedelta(days=nights)))
            continue
        first, last = day_of(said.days[0]), day_of(said.days[-1])
        begin = friday + dt.timedelta(days=((first.weekday or 0) - friday.weekday() + 2) % 7 - 2)
        end = begin + dt.timedelta(days=((last.weekday or 0) - begin.weekday()) % 7)
        found.append((begin, end if end > begin else sunday if begin < sunday else None))
    return found


def _settled(full: list[Pair], nights: tuple[int, ...], more: int | None, span: Span) -> Stay:
    arrivals = distinct([arrival for arrival, _ in full])
    departures = distinct([departure for _, departure in full])
    if len(full) == 1:
        arrival, departure = full[0]
        count = nights[0] if len(nights) == 1 else None
        ambiguous: tuple[dict[str, Any], ...] = ()
        if len(nights) > 1:
            ambiguous = ({"field": "nights", "candidates": list(nights)},)
        if arrival and departure:
            days = (departure - arrival).days
            count = days if days >= 0 else None
        return Stay(arrival, departure, count, more, ambiguous, span)
    if all(arrival and departure for arrival, departure in full) and len(arrivals) > 1:
        candidates = tuple({"check_in": _iso(a), "check_out": _iso(d)} for a, d in full[:MOST_CANDIDATES])
        counts = {(d - a).days for a, d in full if a and d}
        return Stay(None, None, counts.pop() if len(counts) == 1 else None, more, candidates, span)
    open_fields = []
    for name, values in (("check_in", arrivals), ("check_out", departures)):
        if len(values) > 1:
            open_fields.append(
                {"field": name, "candidates": [_iso(value) for value in values[:MOST_CANDIDATES] if value]}
            )
    return Stay(
        arrivals[0] if len(arrivals) == 1 else None,
        departures[0] if len(departures) == 1 else None,
        nights[0] if len(nights) == 1 and len(departures) == 1 else None,
        more,
        tuple(open_fields),
        span,
    )


# -- arrivals and departures ----------------------------------------------------------------------------------------------


def _pairs(said: Parts, today: dt.date) -> list[Pair]:
    """Every (arrival, departure) the days can mean; alternatives joined by "or" are read one by one."""
    groups: list[list[Part]] = []
    for part in said.days:
        if part.joint == "or" and groups:
            if len(groups[-1]) == 1 and part.role is None and groups[-1][0].role in ("depart", "until"):
                # "If we leave on the 9th or the 10th": both are departures.
                part.role = groups[-1][0].role
            groups.append([part])
        elif groups:
            groups[-1].append(part)
        else:
            groups.append([part])
    for place in range(1, len(groups)):
        before, group = groups[place - 1], groups[place]
        ends = len(before) > 1 and (before[-1].role in ("depart", "until") or before[-1].joint == "to")
        if ends and len(group) == 1 and group[0].role in (None, "depart", "until"):
            # "Leaving on Sunday or Monday": another end of the same stay.
            groups[place] = [*before[:-1], replace(group[0], role=before[-1].role, joint=before[-1].joint)]
    found: list[Pair] = []
    for place, group in enumerate(groups):
        neighbour = groups[place + 1] if place + 1 < len(groups) else groups[place - 1] if place else None
        found.extend(_group_pairs(_lent_month(group, neighbour), today, is_change=said.is_change))
    return distinct(found)


def _lent_month(group: list[Part], later: list[Part] | None) -> list[Part]:
    """ "5 or 6 May", "12 February or the 19th": a bare day beside "or" has the month of the other one."""
    if not later or not all(day_of(part).is_bare for part in group):
        return group
    donor = next((day_of(part) for part in later if day_of(part).month is not None), None)
    if donor is None:
        return group
    return [
        Part(
            SaidDay(
                day_of(part).start, day_of(part).end, day=day_of(part).day, month=donor.month, year=donor.year
            ),
            part.role,
            part.joint,
        )
        for part in group
    ]


def _group_pairs(group: list[Part], today: dt.date, *, is_change: bool) -> list[Pair]:
    arrival, departure, adds_night = _roles(group, today, is_change=is_change)
    if arrival is None and departure is None:
        return []
    if arrival is None:
        return [(None, day) for day in calendar_days.days(day_of(departure), today)] if departure else []
    if departure is None:
        return [(day, None) for day in calendar_days.days(day_of(arrival), today)]
    pairs: list[Pair] = []
    extra = dt.timedelta(days=1 if adds_night else 0)
    for begin in calendar_days.arrival_before(day_of(arrival), day_of(departure), today):
        ends = calendar_days.departures(day_of(departure), day_of(arrival), begin, today)
        # A weekday names a day near its date; months apart, one of them was not meant so.
        is_far = is_plain_weekday(day_of(arrival)) and day_of(departure).is_calendar
        pairs.extend(
            (begin, end + extra) for end in ends if not (is_far and (end - begin).days > _LONGEST_BY_WEEKDAY)
        )
    return pairs


def _is_said_again(before: Part, after: Part) -> bool:
    """ "Só consegue sair no dia cinco, então muda pra cinco a sete": no stay from the 5th to the 5th."""
    first, last = day_of(before), day_of(after)
    return first.is_bare and last.is_bare and first.day is not None and first.day == last.day


def _roles(group: list[Part], today: dt.date, *, is_change: bool) -> tuple[Part | None, Part | None, bool]:
    """The arrival, the departure, and whether the last day said is itself a night ("Friday and Saturday night")."""
    group = merged(group, today)
    arriving = [part for part in group if part.role == "arrive"]
    leaving = [part for part in group if part.role == "depart"]
    if len(group) > 1 and group[0].role == "until" and group[1].role not in ("until", "depart"):
        return group[1], group[0], False  # "until the 25th, from the 21st"
    ranges = [
        (before, after)
        for before, after in itertools.pairwise(group)
        if (after.joint == "to" or after.role == "until") and not _is_said_again(before, after)
    ]
    # "¿cuánto sale del 3 al 6?": what leaves here is a price.
    if ranges and not (leaving and leaving[0] is ranges[-1][0] and ranges[-1][1].role == "arrive"):
        return (*ranges[-1 if is_change else 0], False)
    begin = before_a_feast(group, today)
    if begin:
        return begin, None, False
    turned = _said_backwards(group, today)
    if turned:
        return (*turned, False)
    if leaving:
        departure = leaving[-1]
        others = _sharing_month([part for part in group if part is not departure])
        return (
            (arriving[0] if arriving and arriving[0] is not departure else next(iter(others), None)),
            departure,
            False,
        )
    if len(group) == 2 and arriving == group[1:] and not leaving and is_eve(*map(day_of, group)):
        return in_month_of(group[0], group[1]), None, False
    if len(group) == 2 and arriving == [group[1]] and not leaving and day_of(group[1]).is_calendar:
        # "New Year's Eve, 5 nights, arriving on 28 December"
        before, after = (calendar_days.days(day_of(part), today) for part in group)
        if before and after and after[0] < before[0]:
            return group[1], None, False
    if len(group) == 1:
        return (None, group[0], False) if group[0].role == "until" else (group[0], None, False)
    if len(group) == 2 and group[1].joint is None and group[1].role is None and is_eve(*map(day_of, group)):
        return in_month_of(group[0], group[1]), None, False
    if any(part.joint is None for part in group[1:]) and not arriving:
        return _apart(group[0], group[1], today)
    last = group[-1]
    nightly = day_of(last).has_night or (group[0].follows_night and last.joint == "and")
    return group[0], last, nightly and last.joint == "and"


def _said_backwards(group: list[Part], today: dt.date) -> tuple[Part, Part] | None:
    """ "Our flight home is on 11 June, checking in on the 6th": the arrival is said last, and lies before in the same month."""
    if (
        len(group) != 2
        or group[1].role != "arrive"
        or group[0].role == "arrive"
        or group[1].joint in ("to", "or")
    ):
        return None
    first, last = day_of(group[0]), day_of(group[1])
    if last.day is None or first.day is None or first.day <= last.day:
        return None
    if is_eve(first, last) and group[0].role != "depart":
        return None
    if first.is_bare and last.is_bare:
        return (group[1], group[0]) if group[0].role == "depart" else None
    if not first.is_calendar:
        return None
    if last.month is None and last.month_shift is None:
        return in_month_of(group[0], group[1]), group[0]
    if last.month == first.month and first.year == last.year:
        return group[1], group[0]
    return None


def _sharing_month(group: list[Part]) -> list[Part]:
    """ "13 and 14 February, leaving on the 15th": the first has the month of the second."""
    donor = next((day_of(part) for part in group if day_of(part).month is not None), None)
    if donor is None or not day_of(group[0]).is_bare:
        return group
    said = replace(day_of(group[0]), month=donor.month, year=donor.year, is_bare=False)
    return [replace(group[0], said=said), *group[1:]]


def _apart(first: Part, second: Part, today: dt.date) -> tuple[Part | None, Part | None, bool]:
    """Two days with other words between them are a stay when they stand in order; else the second was the point."""
    before, after = calendar_days.days(day_of(first), today), calendar_days.days(day_of(second), today)
    if before and after and after[0] <= before[0] and not day_of(second).is_bare:
        return (second if day_of(second).has_night else first), None, False
    return first, second, False


def _window(said: Parts, today: dt.date) -> tuple[dict[str, Any], ...]:
    # "Not April, May": the last of several months is the one that is left.
    for vague in reversed(said.windows) if said.is_taken_back else said.windows:
        if vague.season:
            return ({"field": "check_in", "candidates": [], "season": vague.season},)
        bounds = calendar_days.window(vague, today)
        if bounds and (bounds[1] is None or bounds[1] >= today):
            begin, end = bounds
            return ({"field": "check_in", "candidates": [], "from": _iso(begin), "until": _iso(end)},)
    return ()


def _span(reading: Reading, said: Parts) -> Span:
    everything = [part.said for part in (*said.days, *said.lengths)] + [*said.weekends, *said.windows]
    start = min(one.start for one in everything)
    end = max(one.end for one in everything)
    for one in everything:
        reading.take(one.start, one.end)
    return reading.items[start].start, reading.items[end - 1].end


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
