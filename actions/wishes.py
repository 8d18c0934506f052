"""Wishes no hotel can fulfil: each gets its own answer, and only the impossible part is forgotten. Pure.

The front desk checks the same limits again; here they are told to the guest before any system is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from actions.drafts import PartyDraft, StayDraft
from common.properties import Property


@dataclass(frozen=True)
class Impossible:
    """reply: what to say about it; stay, party: the draft without the impossible part."""

    reply: str
    values: dict[str, Any]
    stay: StayDraft
    party: PartyDraft


def impossible_stay(stay: StayDraft, party: PartyDraft, hotel: Property, today: date) -> Impossible | None:
    """Why this stay cannot be, None when it can; drafts are judged as far as they go."""

    def no(reply: str, rest: StayDraft, **values: Any) -> Impossible:
        return Impossible(reply, values, rest, party)

    arrival, departure = stay.arrival, stay.departure
    length = stay.length
    if arrival and arrival < today:
        named = stay.nights if stay.nights and stay.nights > 0 else None
        return no("wish.in_the_past", StayDraft(nights=named or _sane(length)), day=arrival.isoformat())
    latest = today + timedelta(days=hotel.max_days_ahead)
    if arrival and arrival > latest:
        return no("wish.too_far_ahead", StayDraft(nights=_sane(length)), latest_day=latest.isoformat())
    if length is not None and length == 0:
        return no("wish.zero_nights", StayDraft(arrival))
    if arrival and departure and departure < arrival:
        rest = StayDraft(arrival)
        return no("wish.departure_before_arrival", rest)
    if length is not None and length > hotel.max_nights:
        return no("wish.too_many_nights", StayDraft(arrival), max_nights=hotel.max_nights)
    if departure and not arrival and departure <= today:
        return no("wish.in_the_past", StayDraft(nights=stay.nights), day=departure.isoformat())
    return None


def impossible_party(stay: StayDraft, party: PartyDraft, hotel: Property) -> Impossible | None:
    """Why this party cannot come, None when it can."""

    def no(reply: str, rest: PartyDraft, **values: Any) -> Impossible:
        return Impossible(reply, values, stay, rest)

    if party.adults == 0:
        return no("wish.no_adults", replace(party, adults=None))
    if party.people > hotel.max_people:
        return no("wish.too_many_guests", PartyDraft(pets=party.pets), max_people=hotel.max_people)
    if party.rooms and party.adults and party.rooms > party.adults:
        # Every room needs an adult to answer for it.
        return no("wish.too_many_rooms", replace(party, rooms=None), rooms_count=party.adults)
    return None


def _sane(length: int | None) -> int | None:
    return length if length and length > 0 else None
