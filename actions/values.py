"""Hotel things as the plain JSON that replies are given; the names are those of templates/placeholders.py. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.drafts import PartyDraft, StayDraft
from common.properties import Property, is_photo_address
from pms.contract.models import (
    CancellationTerms,
    Extra,
    ExtraLine,
    Offer,
    Party,
    PaymentTerms,
    QuoteLine,
    RoomSet,
    Stay,
)

NameOf = Callable[[Mapping[str, str]], str]
"""Picks a name in the guest's language: `Turn.name_of`."""


def range_of(arrival: date, departure: date) -> dict[str, str]:
    return {"check_in": arrival.isoformat(), "check_out": departure.isoformat()}


def stay_json(stay: Stay | StayDraft) -> dict[str, str] | None:
    if stay.arrival is None or stay.departure is None:
        return None
    return range_of(stay.arrival, stay.departure)


def party_json(party: Party | PartyDraft) -> dict[str, Any]:
    ages = party.children_ages if isinstance(party, Party) else party.ages
    return {"adults": party.adults, "children": party.children or 0, "children_ages": sorted(ages)}


def moment(at: datetime | None, hotel: Property) -> str | None:
    """An instant as the hotel's clock shows it, to the minute."""
    return at.astimezone(ZoneInfo(hotel.timezone)).strftime("%Y-%m-%dT%H:%M") if at else None


def offer_json(offer: Offer, name_of: NameOf, photos: Mapping[str, str]) -> dict[str, Any]:
    """photos: the hotel's own, by room type id, for rooms of which its system shows none."""
    own = photos.get(offer.room_type.id)
    return {
        "id": offer.room_type.id,
        "name": name_of(offer.room_type.names),
        "description": name_of(offer.room_type.descriptions),
        "total": offer.total.to_json(),
        "rooms_left": offer.rooms_left,
        "photo": next(filter(is_photo_address, offer.room_type.photos), own),
    }


def room_set_json(rooms: RoomSet, name_of: NameOf) -> dict[str, Any]:
    return {
        "id": "+".join(offer.room_type.id for offer in rooms.offers),
        "name": " + ".join(name_of(offer.room_type.names) for offer in rooms.offers),
        "total": rooms.total.to_json(),
        "rooms": len(rooms.offers),
    }


def lines_json(lines: Iterable[QuoteLine], name_of: NameOf) -> list[dict[str, Any]]:
    return [
        {
            "name": name_of(line.room_type_names),
            "party": party_json(line.party),
            "total": line.total.to_json(),
        }
        for line in lines
    ]


def extra_lines_json(lines: Iterable[ExtraLine], name_of: NameOf) -> list[dict[str, Any]]:
    return [
        {"name": name_of(line.names), "quantity": line.quantity, "total": line.total.to_json()}
        for line in lines
    ]


def extras_json(extras: Iterable[Extra], name_of: NameOf) -> list[dict[str, Any]]:
    return [
        {"id": extra.id, "name": name_of(extra.names), "price": extra.price.to_json(), "per": extra.per}
        for extra in extras
    ]


def payment_json(payment: PaymentTerms) -> dict[str, Any]:
    return {
        "kind": payment.kind,
        "methods": list(payment.methods),
        "deposit": payment.deposit.to_json() if payment.deposit else None,
    }


def cancellation_json(terms: CancellationTerms, hotel: Property) -> dict[str, Any]:
    return {"free_until": moment(terms.free_until, hotel), "fee": terms.fee.to_json()}


def rooms_name(lines: Iterable[QuoteLine], name_of: NameOf) -> str:
    return " + ".join(name_of(line.room_type_names) for line in lines)
