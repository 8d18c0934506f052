"""Asking for what is missing of a stay and a party, and saying what cannot be; used by bookings and by changes."""

from __future__ import annotations

from typing import Any

from actions.context import Turn
from actions.drafts import PartyDraft, StayDraft
from actions.form import Question
from actions.values import range_of
from actions.wishes import impossible_party, impossible_stay


def say_impossible(turn: Turn) -> bool:
    """Say what of the draft in the slots cannot be, forget that part, keep the rest. Whether something was."""
    hotel = turn.some_hotel
    stay, party = StayDraft.from_json(turn.get("stay")), PartyDraft.from_json(turn.get("party"))
    said = False
    for wrong in (impossible_stay(stay, party, hotel, turn.today), impossible_party(stay, party, hotel)):
        if wrong is None:
            continue
        turn.say(wrong.reply, **wrong.values)
        if wrong.stay != stay:
            turn.set("stay", wrong.stay.to_json())
        if wrong.party != party:
            turn.set("party", wrong.party.to_json())
        turn.forget("stay_ok", "quote", "booking_ok", "offers", "room")
        said = True
    return said


def ask_stay(stay: StayDraft) -> Question | None:
    """The question for what is missing of the stay; None when nothing is."""
    if stay.candidates:
        return _which(stay)
    if stay.is_complete:
        return None
    if stay.arrival:
        return Question("stay", "ask.check_out", {"day": stay.arrival.isoformat()})
    if stay.departure:
        return Question("stay", "ask.check_in")
    return (
        Question("stay", "ask.check_in", {"nights": stay.nights})
        if stay.nights
        else Question("stay", "ask.stay")
    )


def ask_party(party: PartyDraft) -> Question | None:
    """The question for what is missing of the party; None when nothing is."""
    if party.adults is None:
        if party.children:
            return Question("party", "ask.adults", {"party": {"children": party.children}})
        return Question("party", "ask.party")
    if not party.is_complete:
        known = {"adults": party.adults, "children": party.children, "children_ages": list(party.ages)}
        return Question("party", "ask.children_ages", {"party": known})
    return None


def _which(stay: StayDraft) -> Question:
    candidates: list[dict[str, Any]] = []
    for arrival, departure in stay.candidates:
        if arrival and departure:
            candidates.append({"stay": range_of(arrival, departure)})
        elif arrival:
            candidates.append({"day": arrival.isoformat(), "field": "check_in"})
        elif departure:
            candidates.append({"day": departure.isoformat(), "field": "check_out"})
    return Question("stay", "ask.which_date", {"candidates": candidates[:4]})
