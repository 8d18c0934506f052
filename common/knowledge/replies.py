"""The reply that tells a fact, and the values it is given: for the conversation, and for a preview of a draft. Pure."""

from __future__ import annotations

from typing import Any

from common.properties import Fact, Property

OWN_ANSWER = "question.own"
"""Says an answer of the hotel's own."""


def reply_of(topic: str) -> str:
    return f"question.{topic}"


def values_of(topic: str, hotel: Property, language: str) -> dict[str, Any]:
    """What the reply about a topic is given, as plain JSON."""
    fact = fact_json(hotel.facts.get(topic), hotel, language)
    if topic == "checkin":
        return {"check_in_from": hotel.check_in_from, "fact": fact}
    if topic == "checkout":
        return {"check_out_until": hotel.check_out_until, "fact": fact}
    if topic == "location":
        place = f"{hotel.latitude},{hotel.longitude}"
        map_url = f"https://www.openstreetmap.org/?mlat={hotel.latitude}&mlon={hotel.longitude}"
        return {
            "hotel": hotel.name,
            "address": hotel.address,
            "fact": fact,
            "map_url": map_url if "None" not in place else None,
        }
    return {"fact": fact}


def fact_json(fact: Fact | None, hotel: Property, language: str) -> dict[str, Any]:
    if fact is None:
        return {}
    words = next(
        (fact.text[code] for code in (language, hotel.default_language, "en") if code in fact.text), None
    )
    return {
        "available": fact.available,
        "price": fact.price.to_json() if fact.price else None,
        "per": fact.per,
        "text": words,
    }


def says_anything(fact: Fact | None) -> bool:
    return fact is not None and (fact.available is not None or fact.price is not None or bool(fact.text))
