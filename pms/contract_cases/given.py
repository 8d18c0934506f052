"""What the cases start from: a stay, a draft, the cheapest room for two."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from common.clock import Deadline
from common.ids import new_id, new_reference
from pms.contract.capabilities import Capability, Manifest
from pms.contract.models import (
    GuestProfile,
    Offer,
    Party,
    RateRequest,
    Reservation,
    ReservationDraft,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import Connector

TWO = Party(adults=2)
type Book = Callable[..., Awaitable[Reservation]]


def needs(connector: Connector, *capabilities: Capability) -> None:
    """Skips the test when the vendor declares that it cannot."""
    manifest: Manifest = connector.manifest
    for capability in capabilities:
        if not manifest.can(capability):
            reason = manifest.capabilities[capability].reason
            pytest.skip(f"{manifest.name} cannot {capability.value}: {reason}")


async def cheapest(connector: Connector, deadline: Deadline, stay: Stay) -> Offer:
    return (await connector.search_offers(stay, TWO, deadline=deadline)).offers[0]


async def rooms_left(connector: Connector, deadline: Deadline, stay: Stay, type_id: str) -> int:
    offers = (await connector.search_offers(stay, TWO, deadline=deadline)).offers
    return next((one.rooms_left for one in offers if one.room_type.id == type_id), 0)


def request_for(offer: Offer, stay: Stay) -> RateRequest:
    return RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=TWO),))


async def draft_for(connector: Connector, deadline: Deadline, stay: Stay) -> ReservationDraft:
    offer = await cheapest(connector, deadline, stay)
    return ReservationDraft(
        key=new_id("quo"),
        our_reference=new_reference(),
        stay=stay,
        rooms=(RoomRequest(room_type_id=offer.room_type.id, party=TWO),),
        agreed_total=offer.total,
        guest=a_guest(),
    )


def a_guest() -> GuestProfile:
    return GuestProfile(
        first_name="Contract",
        last_name="Suite",
        email=f"{new_id('suite').lower()}@example.com",
        phone="+34600100200",
        language="en",
    )
