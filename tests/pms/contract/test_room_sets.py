"""Who sleeps where: nobody left over, an adult in every room, no room too full."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from pms.contract.models import Offer, Offers, Party, RoomType, Stay
from pms.contract.room_sets import MOST_ROOMS, SHOWN, compose, for_party, spread

SINGLE = RoomType(id="single", names={}, max_adults=1, max_people=1)
DOUBLE = RoomType(id="double", names={}, max_adults=2, max_people=3)
FAMILY = RoomType(id="family", names={}, max_adults=4, max_people=5)

GROWN_UPS = RoomType(id="attic", names={}, max_adults=2, max_people=2, max_children=0)

parties = st.builds(
    Party,
    adults=st.integers(1, 12),
    children_ages=st.lists(st.integers(0, 17), max_size=6).map(tuple),
)
rooms = st.lists(st.sampled_from([SINGLE, DOUBLE, FAMILY]), min_size=1, max_size=5)


def price(room_type: RoomType, party: Party) -> Offer:
    total = Money({"single": 70, "double": 100, "family": 150, "attic": 90}[room_type.id] * 100, "EUR")
    return Offer(
        room_type=room_type,
        rate_plan="plan",
        total=total,
        taxes=Money.zero("EUR"),
        nightly=(total,),
        rooms_left=1,
    )


EVERYTHING = Offers(
    property_id="mirador",
    stay=Stay(arrival=date(2027, 1, 15), departure=date(2027, 1, 17)),
    party=Party(adults=1),
    offers=tuple(
        price(one, Party(adults=1)).model_copy(update={"rooms_left": 2})
        for one in (SINGLE, GROWN_UPS, DOUBLE, FAMILY)
    ),
    as_of=datetime(2026, 11, 21, tzinfo=UTC),
    is_stale=True,
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


@given(party=parties, left=st.tuples(*[st.integers(0, 3)] * 4))
def test_sets_are_those_that_trying_everything_finds(party: Party, left: tuple[int, int, int, int]) -> None:
    free = list(zip((SINGLE, DOUBLE, FAMILY, GROWN_UPS), left, strict=True))
    allowed = [
        chosen
        for size in range(1, MOST_ROOMS + 1)
        for chosen in combinations_with_replacement([one for one, _ in free], size)
        if all(chosen.count(one) <= count for one, count in free)
    ]
    holding = [chosen for chosen in allowed if spread(party, chosen)]
    spare = [
        chosen
        for chosen in holding
        if len(chosen) > 1 and any(spread(party, [*chosen[:n], *chosen[n + 1 :]]) for n in range(len(chosen)))
    ]
    wanted = [chosen for chosen in holding if len(chosen) > 1 and chosen not in spare]
    totals = sorted((sum(price(one, party).total.minor for one in chosen), len(chosen)) for chosen in wanted)
    found = compose(party, free, price)
    assert [(one.total.minor, len(one.offers)) for one in found] == totals[:SHOWN]


def test_children_go_only_where_children_may() -> None:
    pair = Party(adults=2, children_ages=(5, 7))
    assert not GROWN_UPS.fits(Party(adults=1, children_ages=(5,)))
    assert spread(pair, [GROWN_UPS, FAMILY]) == (Party(adults=1), Party(adults=1, children_ages=(5, 7)))
    assert spread(pair, [GROWN_UPS, GROWN_UPS]) is None


@given(party=parties, rooms=st.sampled_from([None, 1, 2, 3]))
def test_what_a_party_can_take_of_everything_fits_and_costs_the_same(party: Party, rooms: int | None) -> None:
    made = for_party(EVERYTHING, party, rooms=rooms)
    assert (made.party, made.as_of, made.is_stale) == (party, EVERYTHING.as_of, True)
    assert all(one.room_type.fits(party) for one in made.offers)
    assert not (made.offers and made.room_sets)
    told = [*made.offers, *(offer for one in made.room_sets for offer in one.offers)]
    assert all(offer in EVERYTHING.offers for offer in told)
    for one in made.room_sets:
        assert one.total == sum((offer.total for offer in one.offers), Money.zero("EUR"))
        assert all(offer.room_type.fits(own) for offer, own in zip(one.offers, one.parties, strict=True))
        assert len(one.offers) == rooms if rooms else len(one.offers) > 1
    holds = any(one.room_type.fits(party) for one in EVERYTHING.offers)
    assert bool(made.offers) == (holds and rooms in (None, 1))


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
