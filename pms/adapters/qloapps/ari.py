"""Availability and price of one search, the question and its answer. Pure.

The server does not look at how many people come, and lists sold-out types too: who fits where, and what can be sold, is
decided on our side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pms.adapters.qloapps.wire import decimal, integer, items, reading, words
from pms.contract.models import Stay


@dataclass(frozen=True)
class Rate:
    """A room type for one stay (or night): net and gross of one room, tax included in gross; free: rooms left."""

    type_id: int
    net: Decimal
    gross: Decimal
    free: int


@dataclass(frozen=True)
class Search:
    currency: str
    rates: dict[int, Rate]


def question(hotel_id: int, stay: Stay, *, type_id: int | None = None, by_night: bool = False) -> str:
    parts = [f"<id_hotel>{hotel_id}</id_hotel>"]
    if type_id is not None:
        parts.append(f"<id_room_type>{type_id}</id_room_type>")
    parts += [
        f"<date_from>{stay.arrival.isoformat()}</date_from>",
        f"<date_to>{stay.departure.isoformat()}</date_to>",
    ]
    if by_night:
        parts.append("<date_wise_breakdown>1</date_wise_breakdown>")
    # No occupancies: they filter nothing, and their number multiplies the price.
    return f"<qloapps><hotel_ari>{''.join(parts)}</hotel_ari></qloapps>"


def read_search(answer: Any) -> Search:
    """Raises Unintelligible."""
    with reading("hotel_ari"):
        return _search(answer["hotel_ari"])


def read_nights(answer: Any) -> dict[date, Search]:
    """By the day on which the night begins. Raises Unintelligible."""
    with reading("hotel_ari by night"):
        nights = answer["hotel_aris"]
        if not isinstance(nights, list):
            raise TypeError
        return {date.fromisoformat(str(one["date_from"])[:10]): _search(one) for one in nights}


def _search(row: dict[str, Any]) -> Search:
    # An unknown hotel or type is answered without room_types (ari-unknown-room-type-json).
    rates = [_rate(one) for one in items(row.get("room_types"))]
    return Search(currency=words(row["currency"]), rates={one.type_id: one for one in rates})


def _rate(row: dict[str, Any]) -> Rate:
    available = row["rooms"]["available"]
    if not isinstance(available, (dict, list)):
        raise TypeError
    net, gross = decimal(row["total_price"]), decimal(row["total_price_with_tax"])
    if net < 0 or gross < net:
        raise ValueError("a price below nothing")
    # An object keyed by room id, or [] when nothing is left.
    return Rate(type_id=integer(row["id_room_type"]), net=net, gross=gross, free=len(available))
