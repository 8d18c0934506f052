"""The body of `POST` and `PUT /bookings`. Pure.

The documented `adults` is ignored, `adult` is read; children count only together with their ages.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pms.adapters.qloapps import wire
from pms.contract.models import Party, Stay


def room(
    party: Party, net: Decimal, *, room_id: int | None = None, services: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """net: the room for its whole stay."""
    body: dict[str, Any] = {"adult": party.adults, "unit_price_without_tax": float(net)}
    if party.children_ages:
        body |= {"child": party.children, "child_ages": list(party.children_ages)}
    if room_id is not None:
        body["id_room"] = room_id
    if services:
        body["services"] = services
    return body


def service(service_id: int, quantity: int, tax_group: int) -> dict[str, Any]:
    return {"id_service": service_id, "quantity": quantity, "id_tax_rules_group": tax_group}


def customer(guest: wire.Customer) -> dict[str, Any]:
    body: dict[str, Any] = {
        "firstname": guest.first_name,
        "lastname": guest.last_name,
        "email": guest.email,
        "phone": guest.phone,
    }
    if guest.id:
        body["id_customer"] = guest.id
    return body


def room_types(stay: Stay, rooms: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """rooms: (room type id, room); grouped by type, as the server wants them counted."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for type_id, body in rooms:
        grouped.setdefault(type_id, []).append(body)
    return [
        {
            "id_room_type": int(type_id),
            "checkin_date": stay.arrival.isoformat(),
            "checkout_date": stay.departure.isoformat(),
            "number_of_rooms": len(bodies),
            "rooms": bodies,
        }
        for type_id, bodies in grouped.items()
    ]
