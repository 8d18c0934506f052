"""Wishes narrow what was found, and never invent or reorder it."""

from __future__ import annotations

import pytest

from common.money import Money
from pms.contract.wishes import OfferWishes
from pms.front_desk import Errand, FrontDesk
from tests.pms.house import TWO, WEEKEND


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (OfferWishes(), ["doble", "familiar", "suite"]),
        (OfferWishes(room_type_ids=("suite", "nothing")), ["suite"]),
        (OfferWishes(amenities=("no such thing",)), []),
        (OfferWishes(most_total=Money(0, "EUR")), []),
        (OfferWishes(least_total=Money(0, "EUR")), ["doble", "familiar", "suite"]),
    ],
)
async def test_offers_are_narrowed_in_their_order(
    desk: FrontDesk, errand: Errand, wishes: OfferWishes, expected: list[str]
) -> None:
    found = await desk.search(errand, WEEKEND, TWO, wishes=wishes)
    assert [one.room_type.id for one in found.offers] == expected


async def test_amenity_and_price_are_both_asked(desk: FrontDesk, errand: Errand) -> None:
    every = await desk.search(errand, WEEKEND, TWO)
    dearest = every.offers[-1]
    amenity = next(iter(set(dearest.room_type.amenities) - set(every.offers[0].room_type.amenities)))
    wishes = OfferWishes(amenities=(amenity,), least_total=dearest.total, most_total=dearest.total)
    found = await desk.search(errand, WEEKEND, TWO, wishes=wishes)
    assert found.offers == (dearest,)
    cheaper = wishes.model_copy(update={"most_total": every.offers[0].total, "least_total": None})
    assert (await desk.search(errand, WEEKEND, TWO, wishes=cheaper)).offers == ()


async def test_room_set_is_kept_only_when_each_room_suits(desk: FrontDesk, errand: Errand) -> None:
    five = TWO.model_copy(update={"adults": 5})
    every = await desk.search(errand, WEEKEND, five)
    assert every.room_sets
    wishes = OfferWishes(room_type_ids=("doble",))
    only = await desk.search(errand, WEEKEND, five, wishes=wishes)
    assert all(one.room_type.id == "doble" for set_ in only.room_sets for one in set_.offers)
    assert len(only.room_sets) < len(every.room_sets)
