"""Merging what one message says into what the guest has said so far. Pure: values in, values out.

A draft may be incomplete and may be impossible; whether it is possible is for `wishes`, whether it is available is for
the front desk. Nothing is guessed here: what two readings share is kept, what they do not is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from actions.drafts import PartyDraft, StayDraft, day_of, text_of, window_of
from actions.party_moves import moved
from actions.stay_candidates import candidate_named, candidate_numbered, placed_candidates
from actions.stay_moves import (
    Days,
    Window,
    beside,
    in_month,
    is_month,
    month_of,
    placed,
    refers_back,
    settled_shift,
    shifted,
    target_month,
    weekend_of,
)

Wanted = Literal["arrival", "departure", "stay", "adults", "ages"]
"""What the last question asked for, so that a bare "2" or "Sunday" can be its answer."""

ADULT_AGE = 18
_BARE_NUMBER_IS_NIGHTS = 14


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
    known = (draft.arrival, draft.departure)
    if said and said.get("is_same") and refers_back(known):
        said = None  # "Two rooms for that weekend".
    if said and said.get("is_bye") and draft.is_complete and wanted is None:
        said = None
    if shift and shift.get("following") and known != (None, None):
        said = None  # Never a weekend before the stay that is known.
    shift = settled_shift(known, draft.nights, shift, said)
    if shift and known != (None, None):
        arrival, departure, nights = shifted(known, draft.nights, shift)
        if (arrival, departure) != (None, None):
            length = (departure - arrival).days if arrival and departure else nights
            moved = StayDraft(arrival, departure, length if draft.nights is not None else None)
            said_nights = said.get("nights") if said and said.get("unit") and "nights" not in shift else None
            # "A day later, but still seven nights".
            return _with_nights(moved, said_nights) if said_nights else moved
        if shift.get("months"):
            # The 31st of a month that has none: the month is known, the days are asked.
            first = target_month(known, shift)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return StayDraft(nights=draft.length, window=(first, last))
    if not said or not any(said.get(key) for key in ("check_in", "check_out", "nights", "ambiguous")):
        if said and said.get("nights") == 0:
            return _with_nights(draft, 0)
        return _answered_by_number(draft, wanted, numbers)
    picked = candidate_named(draft.candidates, said)
    if picked is not None:
        return _settled_on(draft, picked)
    extended = _with_night(draft, said)
    if extended is not None:
        return extended
    merged = _merged(draft, _closed(draft, _on_a_side(draft, said)), wanted)
    unsaid = said.get("unsaid") if merged.arrival or merged.departure else None
    names_a_day = bool(said.get("check_in") or said.get("check_out") or said.get("ambiguous"))
    is_closed = merged.is_complete and merged.arrival == draft.arrival and names_a_day
    end = "departure" if is_closed else None
    return replace(merged, unsaid=unsaid, last=end) if not merged.candidates else merged


def _merged(draft: StayDraft, said: Mapping[str, Any], wanted: Wanted | None) -> StayDraft:
    arrival, departure, nights = (
        day_of(said.get("check_in")),
        day_of(said.get("check_out")),
        said.get("nights"),
    )
    ambiguous = said.get("ambiguous") or []
    if _is_about_a_day(draft, said) and not (arrival or departure):
        return draft if nights is None else _with_nights(draft, nights)
    if _is_the_known_arrival(draft, said):
        return draft
    if ambiguous:
        ambiguous = placed_candidates(
            ambiguous, said.get("unsaid"), known=(draft.arrival, draft.departure), window=draft.window
        )
        return _with_candidates(draft, arrival, departure, nights, ambiguous)
    if _takes_back_the_end(draft, said) and arrival and departure and departure.day < arrival.day:
        arrival = None
    if said.get("unsaid") and (arrival or departure):
        known = (draft.arrival, draft.departure)
        is_end = "departure" in (wanted, draft.last) and draft.arrival is not None and departure is None
        is_end = is_end and not said.get("is_arrival")
        readings = placed(
            (None, arrival) if is_end else (arrival, departure),
            said["unsaid"],
            known=known,
            window=draft.window or (month_of(draft.spoken) if known == (None, None) else None),
        )
        if said.get("has_weekday"):
            # "Friday 11" in a month whose 11th is no Friday was said of another one.
            fits = [one for one in readings if _keeps_weekdays((arrival, departure), one)]
            readings = fits or [(arrival, departure)]
        if len(readings) > 1:
            length = nights or draft.nights
            readings = [(first, last or _later(first, length)) for first, last in readings]
            return StayDraft(None, None, length, tuple(readings))
        arrival, departure = readings[0]
    if (
        draft.spoken == "weekend"
        and not (departure or nights or draft.nights)
        and (pair := weekend_of(arrival))
    ):
        return StayDraft(*pair)  # "For a weekend … the one of 18 September".
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
        is_end = is_end and not said.get("is_arrival")
        if is_end and draft.arrival and arrival > draft.arrival:
            return StayDraft(draft.arrival, arrival)
        return _with_arrival(draft, arrival)
    if departure:
        return _with_departure(draft, departure)
    return _with_nights(draft, nights) if nights is not None else draft


def _keeps_weekdays(
    said: tuple[date | None, date | None], placed_at: tuple[date | None, date | None]
) -> bool:
    named = [day.weekday() for day in said if day]
    return [day.weekday() for day in placed_at if day] == named


def _settled_on(draft: StayDraft, pair: Days) -> StayDraft:
    return StayDraft(*pair, None if pair[1] else draft.nights)


def _is_about_a_day(draft: StayDraft, said: Mapping[str, Any]) -> bool:
    """ "Around the 10th" after "in September" is no other month."""
    is_vague = all(one.get("candidates") == [] for one in said.get("ambiguous") or ())
    return said.get("unsaid") == "month" and draft.window is not None and is_vague


def _is_the_known_arrival(draft: StayDraft, said: Mapping[str, Any]) -> bool:
    """ "The 3rd is a Monday, right?" after "3 to 5 August" is no 3rd of another month."""
    day = day_of(said.get("check_in"))
    is_bare = said.get("unsaid") == "month" and not (said.get("check_out") or said.get("nights"))
    is_known = day is not None and draft.arrival is not None and day.day == draft.arrival.day
    return is_bare and is_known and draft.is_complete and not said.get("has_weekday")


def _takes_back_the_end(draft: StayDraft, said: Mapping[str, Any]) -> bool:
    """ "Forget the 5th, we'd leave on the 4th"."""
    named = day_of(said.get("check_in"))
    is_end = named is not None and draft.departure is not None and named.day == draft.departure.day
    return said.get("unsaid") == "month" and is_end and draft.arrival is not None


def _with_night(draft: StayDraft, said: Mapping[str, Any]) -> StayDraft | None:
    """ "And the Sunday night too": a night beside those known, at either end; None where it is none."""
    day = day_of(said.get("check_in"))
    if not said.get("is_also") or day is None or draft.arrival is None or draft.candidates:
        return None
    if said.get("nights") is not None and (said.get("unit") or draft.departure is None):
        # "Tomorrow night, too, so two nights".
        is_next = day + timedelta(days=1) == draft.arrival + timedelta(days=said["nights"])
        return StayDraft(draft.arrival, day + timedelta(days=1)) if is_next else None
    if draft.departure is None:
        return None
    if said.get("unsaid"):
        day = (
            placed((day, None), said["unsaid"], known=(draft.arrival, draft.departure), window=None)[0][0]
            or day
        )
    if day == draft.departure:
        return StayDraft(draft.arrival, day + timedelta(days=1))
    if day + timedelta(days=1) == draft.arrival:
        return StayDraft(day, draft.departure)
    return draft if draft.arrival <= day < draft.departure else None


def _closed(draft: StayDraft, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """ "to 16 November" after an arrival before it is the departure, and so is "not the 27th, the 28th" after a departure on the 27th."""
    day = day_of(said.get("check_in"))
    if day and draft.departure and (old := said.get("instead_of")) and not said.get("check_out"):
        is_departure = draft.departure.day == old.get("day") or draft.departure.weekday() == old.get(
            "weekday"
        )
        if is_departure and (draft.arrival is None or day > draft.arrival or said.get("unsaid")):
            return {**said, "check_in": None, "check_out": day.isoformat()}
    if not said.get("is_end") or day is None or said.get("check_out") or draft.arrival is None:
        return said
    if said.get("unsaid") or day > draft.arrival:
        return {**said, "check_in": None, "check_out": day.isoformat()}
    return said


def _on_a_side(draft: StayDraft, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Weekdays around a day spoken of before, though they could be of several weeks by themselves."""
    known = draft.arrival or draft.departure or (draft.window and draft.window[0])
    first = next((day for one in said.get("ambiguous") or () if (day := _first_of(one))), None)
    arrival = day_of(said.get("check_in")) or first
    if said.get("unsaid") != "week" or known is None or arrival is None:
        return said
    pair = next((one for one in said.get("ambiguous") or () if one.get("check_in")), said)
    departure = day_of(pair.get("check_out"))
    side = said.get("side")
    if side is None:
        return {**said, "check_in": arrival.isoformat(), "check_out": text_of(departure), "ambiguous": []}
    begin = beside(known, arrival.weekday(), before=side == "before")
    end = begin + (departure - arrival) if departure else None
    return {**said, "check_in": begin.isoformat(), "check_out": text_of(end), "ambiguous": [], "unsaid": None}


def _first_of(reading: Mapping[str, Any]) -> date | None:
    """The arrival of one reading, or the first of several candidates for it."""
    if reading.get("field") == "check_in" and reading.get("candidates"):
        return day_of(reading["candidates"][0])
    return day_of(reading.get("check_in"))


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
    return grown_up(merged)


def key_of(stay: StayDraft, party: PartyDraft) -> str:
    """Names one stay of one party: what was read back, searched and quoted is valid for this key only."""
    ages = ",".join(str(age) for age in sorted(party.ages))
    return f"{text_of(stay.arrival)}/{text_of(stay.departure)}/{party.adults}+{ages}/{party.rooms or 1}"


def _answered_by_number(draft: StayDraft, wanted: Wanted | None, numbers: Sequence[int]) -> StayDraft:
    picked = candidate_numbered(draft.candidates, numbers)
    if picked is not None:
        return _settled_on(draft, picked)
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
    if draft.candidates and nights and all(first for first, _ in draft.candidates):
        # "The 12th or the 19th" and then "two nights".
        readings = tuple((first, _later(first, nights)) for first, _ in draft.candidates)
        return replace(draft, nights=nights, candidates=readings)
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
            readings.append((day_of(item.get("check_in")), day_of(item.get("check_out"))))
            continue
        for candidate in map(day_of, item["candidates"]):
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
        (found for item in ambiguous if (found := window_of(item.get("from"), item.get("until")))), None
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
        return grown_up(replace(draft, ages=draft.ages + tuple(numbers)))
    if draft.children == len(numbers):
        return grown_up(replace(draft, ages=tuple(numbers)))
    return draft


def grown_up(party: PartyDraft) -> PartyDraft:
    """A child of eighteen is an adult for every hotel we know."""
    grown = sum(1 for age in party.ages if age >= ADULT_AGE)
    if not grown or party.adults is None:
        return party
    ages = tuple(age for age in party.ages if age < ADULT_AGE)
    return replace(party, adults=party.adults + grown, children=(party.children or 0) - grown, ages=ages)


def _later(day: date | None, nights: int | None) -> date | None:
    return day + timedelta(days=nights) if day and nights else None
