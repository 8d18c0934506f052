"""One message merged into stay and party together: which of the two a bare number is about, what was counted last decides. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.drafts import PartyDraft, StayDraft
from actions.party_ages import with_told_ages
from actions.slots import Wanted, merge_party, merge_stay

_NIGHTS = {"night": 1, "day": 1, "week": 7, "fortnight": 14}
_OLDEST_CHILD = 17
_MOST_BY_A_NUMBER = 9


def merge_turn(
    stay: StayDraft,
    party: PartyDraft,
    *,
    said_stay: Mapping[str, Any] | None,
    shift: Mapping[str, Any] | None = None,
    said_party: Mapping[str, Any] | None = None,
    correction: Mapping[str, Any] | None = None,
    wanted: Wanted | None = None,
    numbers: Sequence[int] = (),
    told: Mapping[str, Any] | None = None,
    spoken: str | None = None,
    one_room: bool = False,
) -> tuple[StayDraft, PartyDraft]:
    """Both drafts after a message. correction: a number that nothing beside it counts (`bot.nlu.bare_numbers`). told: numbers that may
    be ages of children counted before (`ages_told`). spoken: a time only spoken of (`bot.nlu.spoken`). one_room: a room spoken of
    without a number (`bot.nlu.one_room`)."""
    party = replace(party, one_room=party.one_room or one_room)
    aged = with_told_ages(party, said_party, told, is_asked=wanted == "ages")
    if aged is not None:
        return replace(stay, counted=None), replace(aged, counted=None)
    if spoken and stay.arrival is None and stay.departure is None:
        stay = replace(stay, spoken=spoken)
    listed = (said_party or {}).get("listed")
    if listed and _are_ages(party, listed, stay, wanted):
        # "4 and 7" could be days, where children's ages are not what is missing.
        ages = {"children_ages": list(listed)}
        return replace(stay, counted=None), replace(merge_party(party, ages), counted=None)
    if correction and said_party and stay.counted in _NIGHTS and correction["kind"] == "instead":
        said_party = None  # "Make it 3" after "2 nights".
    new_stay = merge_stay(stay, said_stay, shift=shift, wanted=wanted, numbers=numbers)
    new_party = merge_party(party, said_party, wanted=wanted, numbers=numbers)
    if correction and (new_stay, new_party) == (stay, party):
        return _by_number(stay, party, int(correction["number"]), str(correction["kind"]))
    return _with_counted(stay, party, new_stay, new_party, said_stay, said_party)


def _are_ages(party: PartyDraft, listed: Sequence[int], stay: StayDraft, wanted: Wanted | None) -> bool:
    if wanted in ("arrival", "departure", "stay") or party.children != len(listed):
        return False
    if party.ages:
        # "5 and 7" … "no sorry, 5 and 8": one of them was wrong.
        return stay.is_complete and not {*listed}.isdisjoint(party.ages)
    is_next = party.counted in ("children", "more") or stay.is_complete or wanted == "ages"
    return is_next and max(listed) <= _OLDEST_CHILD


def _by_number(stay: StayDraft, party: PartyDraft, number: int, kind: str) -> tuple[StayDraft, PartyDraft]:
    """The number is of what was counted last; where nothing was, a number alone after the days is how many come."""
    if kind == "nights":
        is_known = stay.arrival is not None or stay.departure is not None
        return (merge_stay(stay, {"nights": number, "unit": "night"}) if is_known else stay), party
    by = {"more": number, "fewer": -number}.get(kind)
    if stay.counted in _NIGHTS:
        return _nights_by(stay, number, by), party
    if party.counted in ("adults", "people", "family", "children", "rooms"):
        return stay, _people_by(party, number, by)
    is_next = stay.is_complete and party.adults is None and party.children is None
    if kind in ("alone", "instead") and is_next and 0 < number <= _MOST_BY_A_NUMBER:
        return stay, replace(party, adults=number, counted="people")
    return stay, party


def _nights_by(stay: StayDraft, number: int, by: int | None) -> StayDraft:
    unit = stay.counted or "night"
    nights = number * _NIGHTS[unit] if by is None else (stay.length or 0) + by * _NIGHTS[unit]
    if nights <= 0 or (by is not None and not stay.length):
        return stay
    return replace(merge_stay(stay, {"nights": nights, "unit": unit}), counted=unit)


def _people_by(party: PartyDraft, number: int, by: int | None) -> PartyDraft:
    counted = "people" if party.counted == "family" else str(party.counted)
    known = {"people": party.people, "adults": party.adults, "children": party.children, "rooms": party.rooms}
    count = number if by is None else (known[counted] or 0) + by
    return replace(merge_party(party, {counted: count}), counted=counted) if count > 0 else party


def _with_counted(
    stay: StayDraft,
    party: PartyDraft,
    new_stay: StayDraft,
    new_party: PartyDraft,
    said_stay: Mapping[str, Any] | None,
    said_party: Mapping[str, Any] | None,
) -> tuple[StayDraft, PartyDraft]:
    """What this message counted, for a number that corrects it; a message that says nothing changes nothing."""
    unit, counts = (said_stay or {}).get("unit"), _counts(said_party)
    if not unit and not counts and (new_stay, new_party) == (stay, party):
        return replace(new_stay, counted=stay.counted), replace(new_party, counted=party.counted)
    if unit and counts:
        return replace(new_stay, counted=None), replace(new_party, counted="more")
    if not counts:
        family = "family" if party.counted == "family" else None
        return replace(new_stay, counted=unit), replace(new_party, counted=family)
    if (said_party or {}).get("is_family"):
        return replace(new_stay, counted=None), replace(new_party, counted="family")
    return replace(new_stay, counted=None), replace(
        new_party, counted=counts[0] if len(counts) == 1 else "more"
    )


def _counts(said: Mapping[str, Any] | None) -> list[str]:
    party = said or {}
    people = (
        "adults" if party.get("adults") is not None else "people" if party.get("people") is not None else None
    )
    found = [people, "children" if party.get("children") or party.get("infants") else None]
    return [name for name in (*found, "rooms" if party.get("rooms") is not None else None) if name]
