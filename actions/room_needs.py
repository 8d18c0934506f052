"""What the room should have and may cost, against what is free: "with a sea view", "under 100 € a night".

What the hotel's room types list as an amenity is looked for; any other wish is a note to the desk in the guest's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.context import Turn
from common.money import Money
from pms.contract.models import Offer, RoomType

_LONGEST_NOTE = 500


async def take(turn: Turn) -> bool:
    """Keep what the message wishes of the room. Whether it wished for something new."""
    said = turn.said
    if not (said.room_wishes or said.budget):
        return False
    types = await turn.desk.front_desk.room_types(turn.errand)
    kept: Mapping[str, Any] = turn.get("room_needs") or {}
    features = list(dict.fromkeys([*(kept.get("features") or ()), *_listed(said.room_wishes, types)]))
    needs = {"features": features, "budget": said.budget or kept.get("budget")}
    is_new = needs != {"features": kept.get("features") or [], "budget": kept.get("budget")}
    if is_new:
        turn.set("room_needs", needs)
        turn.forget("offers", "room", "quote", "booking_ok")
    if len(_listed(said.room_wishes, types)) < len(said.room_wishes):
        is_new = note(turn) or is_new
    return is_new


def note(turn: Turn) -> bool:
    """Add the guest's words to the booking's note. Whether they are new; the guest is told once a message."""
    words, kept = turn.said.text.strip(), turn.get("note") or ""
    if not words or words in kept:
        return False
    turn.set("note", f"{kept} / {words}".removeprefix(" / ")[:_LONGEST_NOTE])
    turn.say("booking.note_taken")
    return True


def fitting(offers: Sequence[Offer], needs: Mapping[str, Any] | None, nights: int) -> list[Offer] | None:
    """The offers that fulfil every need that can be judged; None when there is none to judge."""
    features = set((needs or {}).get("features") or ())
    limit = _limit((needs or {}).get("budget"), offers, nights)
    if not features and limit is None:
        return None
    return [
        offer
        for offer in offers
        if features <= set(offer.room_type.amenities) and (limit is None or offer.total.minor <= limit.minor)
    ]


def _limit(budget: Mapping[str, Any] | None, offers: Sequence[Offer], nights: int) -> Money | None:
    """For the whole stay, in the hotel's currency. A limit in another currency cannot be judged."""
    if not budget or not offers:
        return None
    currency = offers[0].total.currency
    if budget.get("currency") not in (None, currency):
        return None
    # Rates are named by the night; a sum that says nothing is one, unless it could only be a whole stay's.
    is_nightly = budget.get("per") == "night" or (
        budget.get("per") is None and budget["amount"] < 2 * _cheapest_night(offers, nights)
    )
    return Money.from_major(budget["amount"], currency) * (nights if is_nightly else 1)


def _cheapest_night(offers: Sequence[Offer], nights: int) -> int:
    return int(min(offer.total.major for offer in offers) / max(1, nights))


def _listed(wishes: Sequence[str], types: Sequence[RoomType]) -> list[str]:
    amenities = {amenity for room in types for amenity in room.amenities}
    return [wish for wish in wishes if wish in amenities]
