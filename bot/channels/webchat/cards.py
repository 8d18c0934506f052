"""Rooms as cards: what a reply's words offered, with the price as the words say it and a photo where there is one.

Made of what the reply was filled with, so that a hotel's own wording has the cards too. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.gateway.outgoing import Reply
from common.money import Money
from templates.formats import money

_SPOKEN_IF_NONE = "en"


def cards_of(reply: Reply) -> list[dict[str, Any]]:
    """One a room that can be chosen: `{"kind": "room", "title", "text", "price", "photo", "payload"}`.

    payload: the id of the button that chooses it. Nothing but these leaves of the reply's values.
    """
    offers = reply.values.get("offers")
    chosen_by = {
        (button.payload.get("entities") or {}).get("room_type"): button.id for button in reply.buttons
    }
    if not isinstance(offers, list):
        return []
    return [
        _card(offer, reply.language or _SPOKEN_IF_NONE, chosen_by[offer["id"]])
        for offer in offers
        if isinstance(offer, Mapping) and offer.get("total") and offer.get("id") in chosen_by
    ]


def _card(offer: Mapping[str, Any], language: str, button: str) -> dict[str, Any]:
    return {
        "kind": "room",
        "title": str(offer.get("name") or ""),
        "text": str(offer.get("description") or ""),
        "price": money(Money.from_json(offer["total"]), language=language),
        "photo": offer.get("photo"),
        "payload": button,
    }
