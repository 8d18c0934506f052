"""The reply that tells a fact, and the values it is given: for the conversation, and for a preview of a draft. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from common.knowledge.entry import ANSWER, FACT
from common.properties import Fact, Property

OWN_ANSWER = "question.own"
"""Says an answer of the hotel's own."""


@dataclass(frozen=True)
class Source:
    """Which entry a reply tells, and in which version. entry: "fact.<topic>" or "answer.<id>"."""

    property_id: str
    entry: str
    version: int

    @classmethod
    def of_fact(cls, hotel: Property, topic: str, version: int) -> Source:
        return cls(hotel.id, f"{FACT}.{topic}", version)

    @classmethod
    def of_answer(cls, hotel: Property, id: str, version: int) -> Source:
        return cls(hotel.id, f"{ANSWER}.{id}", version)

    @classmethod
    def from_wire(cls, told: Any) -> Source | None:
        """None for a reply that tells no entry."""
        match told:
            case {"property": str(property_id), "entry": str(entry), "version": int(version)}:
                return cls(property_id, entry, version)
        return None

    def to_wire(self) -> dict[str, Any]:
        return {"property": self.property_id, "entry": self.entry, "version": self.version}


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
