"""Merging what one message says into what the guest has said so far. Pure: values in, values out.

A draft may be incomplete and may be impossible; whether it is possible is for `wishes`, whether it is available is for
the front desk. Nothing is guessed here: what two readings share is kept, what they do not is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from actions.party_moves import moved
from actions.stay_moves import Window, beside, in_month, is_month, placed, shifted, target_month

Wanted = Literal["arrival", "departure", "stay", "adults", "ages"]
"""What the last question asked for, so that a bare "2" or "Sunday" can be its answer."""

ADULT_AGE = 18
_BARE_NUMBER_IS_NIGHTS = 14


@dataclass(frozen=True)
class StayDraft:
    """A stay as far as it is known. nights: a length the guest named while a day of the two was missing or may move.

    candidates: readings of a day that could be two; (arrival, departure), either may be None. window: a time named without
    days ("in April"), for the days that follow. unsaid: what the days left open, "month" or "week". last: "departure" when
    only that was said last, which a bare day then corrects. counted: the unit of a length, where that was the last count said.
    """

    arrival: date | None = None
    departure: date | None = None
    nights: int | None = None
    candidates: tuple[tuple[date | None, date | None], ...] = ()
    window: Window | None = None
    unsaid: str | None = None
    last: str | None = None
    counted: str | None = field(default=None, compare=False)

    @property
    def is_complete(self) -> bool:
        return self.arrival is not None and self.departure is not None and not self.candidates

    @property
    def length(self) -> int | None:
        if self.arrival and self.departure:
            return (self.departure - self.arrival).days
        return self.nights

    def to_json(self) -> dict[str, Any] | None:
        if self == StayDraft():
            return None
        return {
            "check_in": self.arrival.isoformat() if self.arrival else None,
            "check_out": self.departure.isoformat() if self.departure else None,
            "nights": self.nights,
            "candidates": [[_text(first), _text(last)] for first, last in self.candidates],
            "window": [_text(day) for day in self.window] if self.window else None,
            "unsaid": self.unsaid,
            "last": self.last,
            "counted": self.counted,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> StayDraft:
        if not kept:
            return cls()
        return cls(
            _day(kept.get("check_in")),
            _day(kept.get("check_out")),
            kept.get("nights"),
            tuple((_day(first), _day(last)) for first, last in kept.get("candidates") or ()),
            _window(*(kept.get("window") or (None, None))),
            kept.get("unsaid"),
            kept.get("last"),
            kept.get("counted"),
        )


@dataclass(frozen=True)
class PartyDraft:
    """Who comes, as far as it is known. children: None while nobody spoke of any; ages: of as many as were given.

    counted: what the last message that counted anything counted ("adults", "people", "children", "rooms", "more" for several).
    """

    adults: int | None = None
    children: int | None = None
    ages: tuple[int, ...] = ()
    rooms: int | None = None
    pets: int | None = None
    counted: str | None = field(default=None, compare=False)

    @property
    def is_complete(self) -> bool:
        return self.adults is not None and len(self.ages) == (self.children or 0)

    @property
    def people(self) -> int:
        return (self.adults or 0) + (self.children or 0)

    def to_json(self) -> dict[str, Any] | None:
        if self == PartyDraft():
            return None
        return {
            "adults": self.adults,
            "children": self.children,
            "children_ages": list(self.ages),
            "rooms": self.rooms,
            "pets": self.pets,
            "counted": self.counted,
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
        )


def merge_stay(
    draft: StayDraft,
    said: Mapping[str, Any] | None,
    *,
    shift: Mapping[str, Any] | None = None,
    wanted: Wanted | None = None,
    numbers: Sequence[int] = (),
) -> StayDraft:
    """The draft after a message. said, shift: the `stay` and the `stay_shift` of what was understood; numbers: bare ones beside them."""
    if not shift and said and said.get("more_nights"):
        shift = {"nights": said["more_nights"]}
    if shift and (draft.arrival or draft.departure):
        arrival, departure, nights = shifted((draft.arrival, draft.departure), draft.nights, shift)
        if (arrival, departure) != (None, None):
            length = (departure - arrival).days if arrival and departure else nights
            return StayDraft(arrival, departure, length if draft.nights is not None else None)
        if shift.get("months"):
            # The 31st of a month that has none: the month is known, the days are asked.
            first = target_month((draft.arrival, draft.departure), shift)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return StayDraft(nights=draft.length, window=(first, last))
    if not said or not any(said.get(key) for key in ("check_in", "check_out", "nights", "ambiguous")):
        if said and said.get("nights") == 0:
            return _with_nights(draft, 0)
        return _answered_by_number(draft, wanted, numbers)
    merged = _merged(draft, _closed(draft, _on_a_side(draft, said)), wanted)
    unsaid = said.get("unsaid") if merged.arrival or merged.departure else None
    last = "departure" if merged.is_complete and merged.arrival == draft.arrival else None
    return replace(merged, unsaid=unsaid, last=last) if not merged.candidates else merged


def _merged(draft: StayDraft, said: Mapping[str, Any], wanted: Wanted | None) -> StayDraft:
    arrival, departure, nights = _day(said.get("check_in")), _day(said.get("check_out")), said.get("nights")
    ambiguous = said.get("ambiguous") or []
    if ambiguous:
        return _with_candidates(draft, arrival, departure, nights, ambiguous)
    if said.get("unsaid") and (arrival or departure):
        known = (draft.arrival, draft.departure)
        is_end = "departure" in (wanted, draft.last) and draft.arrival is not None and departure is None
        readings = placed(
            (None, arrival) if is_end else (arrival, departure),
            said["unsaid"],
            known=known,
            window=draft.window,
        )
        if len(readings) > 1:
            length = nights or draft.nights
            readings = [(first, last or _later(first, length)) for first, last in readings]
            return StayDraft(None, None, length, tuple(readings))
        arrival, departure = readings[0]
    if arrival and departure:
        # A length that was named moves with a later arrival; one that only follows from two days does not.
        return StayDraft(arrival, departure, (departure - arrival).days if said.get("unit") else None)
    if arrival and nights is not None:
        return StayDraft(arrival, arrival + timedelta(days=nights), nights)
    if departure and nights is not None:
        return StayDraft(departure - timedelta(days=nights), departure, nights)
    if arrival:
        # "Sunday" after "until when?" is the departure, though a bare day reads as an arrival by itself.
        is_end = wanted == "departure" or (draft.last == "departure" and not nights)
        if is_end and draft.arrival and arrival > draft.arrival:
            return StayDraft(draft.arrival, arrival)
        return _with_arrival(draft, arrival)
    if departure:
        return _with_departure(draft, departure)
    return _with_nights(draft, nights) if nights is not None else draft


def _closed(draft: StayDraft, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """ "to 16 November" after an arrival before it is the departure."""
    day = _day(said.get("check_in"))
    if not said.get("is_end") or day is None or said.get("check_out") or draft.arrival is None:
        return said
    if said.get("unsaid") or day > draft.arrival:
        return {**said, "check_in": None, "check_out": day.isoformat()}
    return said


def _on_a_side(draft: StayDraft, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Weekdays around a day spoken of before, though they could be of several weeks by themselves."""
    known = draft.arrival or draft.departure or (draft.window and draft.window[0])
    first = next(
        (_day(one.get("check_in")) for one in said.get("ambiguous") or () if one.get("check_in")), None
    )
    arrival = _day(said.get("check_in")) or first
    if said.get("unsaid") != "week" or known is None or arrival is None:
        return said
    pair = next((one for one in said.get("ambiguous") or () if one.get("check_in")), said)
    departure = _day(pair.get("check_out"))
    side = said.get("side")
    if side is None:
        return {**said, "check_in": arrival.isoformat(), "check_out": _text(departure), "ambiguous": []}
    begin = beside(known, arrival.weekday(), before=side == "before")
    end = begin + (departure - arrival) if departure else None
    return {**said, "check_in": begin.isoformat(), "check_out": _text(end), "ambiguous": [], "unsaid": None}


def merge_party(
    draft: PartyDraft,
    said: Mapping[str, Any] | None,
    *,
    wanted: Wanted | None = None,
    numbers: Sequence[int] = (),
) -> PartyDraft:
    """The draft after a message. said: the `party` of what was understood, or None; numbers: bare ones beside it."""
    parts = {key: value for key, value in (said or {}).items() if value is not None and value != []}
    if not parts:
        return _party_by_number(draft, wanted, numbers)
    draft, parts = moved(draft, parts)
    merged = replace(draft, rooms=parts.get("rooms", draft.rooms), pets=parts.get("pets", draft.pets))
    ages = tuple(int(age) for age in parts.get("children_ages", ()))
    infants = int(parts.get("infants", 0))
    children = parts.get("children")
    if infants:
        # The understanding counts babies apart from children; ages beyond the children's are the babies'.
        known = max(0, len(ages) - (children or 0))
        ages += (0,) * max(0, infants - known)
        children = (children or 0) + infants
    if children is None and ages:
        children = draft.children if draft.children and draft.children >= len(ages) else len(ages)
    if children is not None:
        kept = ages or (draft.ages if children == draft.children else ())
        merged = replace(merged, children=children, ages=kept[:children])
    adults, people = parts.get("adults"), parts.get("people")
    if adults is None and people is not None:
        # A total that no longer fits the children named before corrects them too: "we are two" after "2 and 1 child".
        if children is None and merged.children and people <= merged.children:
            merged = replace(merged, children=None, ages=())
        adults = people - (merged.children or 0)
        adults = adults if adults > 0 else None
    if adults is not None:
        merged = replace(merged, adults=adults)
    return _grown_up(merged)


def key_of(stay: StayDraft, party: PartyDraft) -> str:
    """Names one stay of one party: what was read back, searched and quoted is valid for this key only."""
    ages = ",".join(str(age) for age in sorted(party.ages))
    return f"{_text(stay.arrival)}/{_text(stay.departure)}/{party.adults}+{ages}/{party.rooms or 1}"


def _answered_by_number(draft: StayDraft, wanted: Wanted | None, numbers: Sequence[int]) -> StayDraft:
    if wanted not in ("departure", "stay") or len(numbers) != 1 or draft.arrival is None:
        return draft
    number = numbers[0]
    if number > _BARE_NUMBER_IS_NIGHTS:
        # "29" after "27 November, until when?" is a day; nobody stays 29 nights by a bare number.
        try:
            day = draft.arrival.replace(day=number)
        except ValueError:
            return draft
        return StayDraft(draft.arrival, day) if day > draft.arrival else draft
    return _with_nights(draft, number)


def _with_arrival(draft: StayDraft, arrival: date) -> StayDraft:
    if draft.nights is not None:
        return StayDraft(arrival, arrival + timedelta(days=draft.nights), draft.nights)
    if draft.departure and draft.departure > arrival:
        return StayDraft(arrival, draft.departure)
    if draft.arrival and draft.departure and draft.departure > draft.arrival:
        # The whole stay moved past its old end: its length is what remains of it.
        return StayDraft(arrival, arrival + (draft.departure - draft.arrival))
    return StayDraft(arrival)


def _with_departure(draft: StayDraft, departure: date) -> StayDraft:
    if draft.arrival is None and draft.nights:
        return StayDraft(departure - timedelta(days=draft.nights), departure, draft.nights)
    return StayDraft(draft.arrival, departure)


def _with_nights(draft: StayDraft, nights: int) -> StayDraft:
    if draft.arrival:
        return StayDraft(draft.arrival, draft.arrival + timedelta(days=nights), nights)
    if draft.departure and nights:
        return StayDraft(draft.departure - timedelta(days=nights), draft.departure, nights)
    return replace(draft, nights=nights)


def _with_candidates(
    draft: StayDraft,
    arrival: date | None,
    departure: date | None,
    nights: int | None,
    ambiguous: Sequence[Mapping[str, Any]],
) -> StayDraft:
    """What is sure is merged; what is not becomes candidates, each completed by what is known of the rest."""
    nights = nights if nights is not None else draft.nights
    readings: list[tuple[date | None, date | None]] = []
    for item in ambiguous:
        if "candidates" not in item:
            readings.append((_day(item.get("check_in")), _day(item.get("check_out"))))
            continue
        for candidate in map(_day, item["candidates"]):
            if candidate is None:
                continue
            if item.get("field") == "check_out":
                readings.append((arrival or draft.arrival, candidate))
            else:
                end = departure or (candidate + timedelta(days=nights) if nights else None)
                readings.append((candidate, end))
    possible = [pair for pair in readings if not (pair[0] and pair[1] and pair[1] <= pair[0])]
    unique = tuple(dict.fromkeys(pair for pair in possible or readings if pair != (None, None)))
    if len(unique) == 1:
        return StayDraft(unique[0][0], unique[0][1], nights)
    if unique:
        return StayDraft(None, None, nights, unique, _window_said(ambiguous))
    if arrival or departure:
        return StayDraft(arrival or draft.arrival, departure or draft.departure, nights)
    return _in_a_window(replace(draft, nights=nights), ambiguous)


def _window_said(ambiguous: Sequence[Mapping[str, Any]]) -> Window | None:
    return next(
        (found for item in ambiguous if (found := _window(item.get("from"), item.get("until")))), None
    )


def _in_a_window(draft: StayDraft, ambiguous: Sequence[Mapping[str, Any]]) -> StayDraft:
    """A time without days ("in April"): the days known before, if they can be its days; else it waits for days."""
    window = _window_said(ambiguous)
    if window is None:
        return draft
    known = (draft.arrival, draft.departure)
    if known == (None, None):
        return StayDraft(nights=draft.nights, window=window)
    if draft.unsaid:
        readings = placed(known, draft.unsaid, known=(None, None), window=window)
        if len(readings) == 1:
            return StayDraft(*readings[0], draft.nights)
        return StayDraft(None, None, draft.nights, tuple(readings))
    moved = in_month(known, window[0]) if is_month(window) else None
    return StayDraft(*moved, draft.nights) if moved else StayDraft(nights=draft.nights, window=window)


def _party_by_number(draft: PartyDraft, wanted: Wanted | None, numbers: Sequence[int]) -> PartyDraft:
    if not numbers or wanted not in ("adults", "ages"):
        return draft
    if wanted == "adults":
        return replace(draft, adults=numbers[0]) if len(numbers) == 1 else draft
    missing = (draft.children or 0) - len(draft.ages)
    if missing == len(numbers):
        return _grown_up(replace(draft, ages=draft.ages + tuple(numbers)))
    if draft.children == len(numbers):
        return _grown_up(replace(draft, ages=tuple(numbers)))
    return draft


def _grown_up(party: PartyDraft) -> PartyDraft:
    """A child of eighteen is an adult for every hotel we know."""
    grown = sum(1 for age in party.ages if age >= ADULT_AGE)
    if not grown or party.adults is None:
        return party
    ages = tuple(age for age in party.ages if age < ADULT_AGE)
    return replace(party, adults=party.adults + grown, children=(party.children or 0) - grown, ages=ages)


def _later(day: date | None, nights: int | None) -> date | None:
    return day + timedelta(days=nights) if day and nights else None


def _window(first: Any, last: Any) -> Window | None:
    begin, end = _day(first), _day(last)
    return (begin, end) if begin and end and begin <= end else None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
