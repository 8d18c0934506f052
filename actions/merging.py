"""One message merged into stay and party together: which of the two a bare number is about, what was counted last decides. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.slots import PartyDraft, StayDraft, Wanted, merge_party, merge_stay

_NIGHTS = {"night": 1, "day": 1, "week": 7, "fortnight": 14}
_OLDEST_CHILD = 17


def merge_turn(
    stay: StayDraft,
    party: PartyDraft,
    *,
    said_stay: Mapping[str, Any] | None,
    shift: Mapping[str, Any] | None = None,
    said_party: Mapping[str, Any] | None = None,
    correction: int | None = None,
    wanted: Wanted | None = None,
    numbers: Sequence[int] = (),
) -> tuple[StayDraft, PartyDraft]:
    """Both drafts after a message. correction: a number that stands instead of the one said last ("no, 3")."""
    listed = (said_party or {}).get("listed")
    if listed and _are_ages(party, listed, stay, wanted):
        # "4 and 7" could be days, where children's ages are not what is missing.
        ages = {"children_ages": list(listed)}
        return replace(stay, counted=None), replace(merge_party(party, ages), counted=None)
    new_stay = merge_stay(stay, said_stay, shift=shift, wanted=wanted, numbers=numbers)
    new_party = merge_party(party, said_party, wanted=wanted, numbers=numbers)
    if correction is not None and (new_stay, new_party) == (stay, party):
        return _corrected(stay, party, correction)
    return _with_counted(stay, party, new_stay, new_party, said_stay, said_party)


def _are_ages(party: PartyDraft, listed: Sequence[int], stay: StayDraft, wanted: Wanted | None) -> bool:
    if wanted in ("arrival", "departure", "stay") or party.children != len(listed) or party.ages:
        return False
    is_next = party.counted in ("children", "more") or stay.is_complete or wanted == "ages"
    return is_next and max(listed) <= _OLDEST_CHILD


def _corrected(stay: StayDraft, party: PartyDraft, number: int) -> tuple[StayDraft, PartyDraft]:
    if stay.counted in _NIGHTS:
        said = {"nights": number * _NIGHTS[stay.counted], "unit": stay.counted}
        return replace(merge_stay(stay, said), counted=stay.counted), party
    if party.counted in ("adults", "people", "children", "rooms"):
        return stay, replace(merge_party(party, {party.counted: number}), counted=party.counted)
    return stay, party


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
        return replace(new_stay, counted=unit), replace(new_party, counted=None)
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
