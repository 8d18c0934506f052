"""Who sleeps where: nobody left over, an adult in every room, no room too full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from pms.contract.models import Offer, Party, RoomType
from pms.contract.room_sets import MOST_ROOMS, compose, spread

SINGLE = RoomType(id="single", names={}, max_adults=1, max_people=1)
DOUBLE = RoomType(id="double", names={}, max_adults=2, max_people=3)
FAMILY = RoomType(id="family", names={}, max_adults=4, max_people=5)

parties = st.builds(
    Party,
    adults=st.integers(1, 12),
    children_ages=st.lists(st.integers(0, 17), max_size=6).map(tuple),
)
rooms = st.lists(st.sampled_from([SINGLE, DOUBLE, FAMILY]), min_size=1, max_size=5)


def price(room_type: RoomType, party: Party) -> Offer:
    total = Money({"single": 70, "double": 100, "family": 150}[room_type.id] * 100, "EUR")
    return Offer(
        room_type=room_type,
        rate_plan="plan",
        total=total,
        taxes=Money.zero("EUR"),
        nightly=(total,),
        rooms_left=1,
    )


@given(party=parties, chosen=rooms)
def test_everybody_sleeps_somewhere_with_an_adult(party: Party, chosen: list[RoomType]) -> None:
    spread_out = spread(party, chosen)
    if spread_out is None:
        return
    assert sum(one.adults for one in spread_out) == party.adults
    assert sorted(age for one in spread_out for age in one.children_ages) == list(party.children_ages)
    assert all(room.fits(one) for room, one in zip(chosen, spread_out, strict=True))


@given(party=parties, chosen=rooms)
def test_a_party_that_fits_is_never_turned_away(party: Party, chosen: list[RoomType]) -> None:
    beds = sum(room.max_people for room in chosen)
    adult_beds = sum(room.max_adults for room in chosen)
    fits = len(chosen) <= party.adults <= adult_beds and party.people <= beds
    assert (spread(party, chosen) is not None) == fits


@given(party=parties, left=st.tuples(*[st.integers(0, 4)] * 3))
def test_sets_are_cheapest_first_and_within_what_is_left(party: Party, left: tuple[int, int, int]) -> None:
    free = list(zip((SINGLE, DOUBLE, FAMILY), left, strict=True))
    found = compose(party, free, price)
    totals = [one.total.minor for one in found]
    assert totals == sorted(totals)
    for one in found:
        assert 2 <= len(one.offers) <= MOST_ROOMS
        for room_type, count in free:
            assert [offer.room_type.id for offer in one.offers].count(room_type.id) <= count


def test_no_room_is_sold_that_could_be_left_out() -> None:
    found = compose(Party(adults=6), [(DOUBLE, 5), (FAMILY, 2)], price)
    kinds = [[offer.room_type.id for offer in one.offers] for one in found]
    assert kinds == [["double", "family"], ["family"] * 2, ["double"] * 3], "fewer rooms first at one price"


@pytest.mark.parametrize("count", [2, 3])
def test_so_many_rooms_as_were_asked_for(count: int) -> None:
    found = compose(Party(adults=4), [(SINGLE, 3), (DOUBLE, 5), (FAMILY, 2)], price, rooms=count)
    assert {len(one.offers) for one in found} == {count}


def test_children_named_in_another_order_are_the_same_party() -> None:
    assert Party(adults=2, children_ages=(7, 4)) == Party(adults=2, children_ages=(4, 7))


@pytest.mark.parametrize("ages", [(-1,), (18,), (4, 99)])
def test_a_childs_age_lies_between_0_and_17(ages: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="between 0 and 17"):
        Party(adults=1, children_ages=ages)
