"""Around a vendor that asks the same whoever comes, one question serves every party; around any other, nothing changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.models import Party
from pms.contract.protocol import Connector
from pms.factory import get_connector, get_connector_metadata, with_layers
from pms.resilience.any_party import AnyParty
from pms.resilience.backing import Backing
from tests.pms.adapters.qloapps.property import hotel as on_qloapps
from tests.pms.house import NOW, TWO, WEEKEND, hotel
from tests.pms.resilience.counting_house import House, draft

ONE, FOUR = Party(adults=1), Party(adults=4)


@pytest.fixture
def anybody(pms: Connector) -> Connector:
    return AnyParty(pms).as_connector()


async def test_four_parties_are_one_question(anybody: Connector, house: House, soon: Deadline) -> None:
    alone = await anybody.search_offers(WEEKEND, ONE, deadline=soon)
    pair = await anybody.search_offers(WEEKEND, TWO, deadline=soon)
    group = await anybody.search_offers(WEEKEND, FOUR, deadline=soon)
    exact = await anybody.search_offers(WEEKEND, TWO, rooms=2, deadline=soon)
    assert house.calls["search_offers"] == 1
    assert [one.room_type.id for one in alone.offers] == ["doble", "individual"]
    assert [one.room_type.id for one in pair.offers] == ["doble"]
    assert (pair.party, group.party, group.offers) == (TWO, FOUR, ())
    assert [one.room_type.id for one in group.room_sets[0].offers] == ["doble", "doble"]
    assert exact.offers == ()
    assert {len(one.offers) for one in exact.room_sets} == {2}


async def test_what_is_sold_to_one_party_is_not_offered_to_another(
    anybody: Connector, house: House, soon: Deadline
) -> None:
    await anybody.search_offers(WEEKEND, ONE, deadline=soon)
    await anybody.create_reservation(draft(), deadline=soon)
    pair = await anybody.search_offers(WEEKEND, TWO, deadline=soon)
    assert (pair.offers[0].rooms_left, house.calls["search_offers"]) == (4, 1)
    for _ in range(3):
        await anybody.create_reservation(draft(), deadline=soon)
    await anybody.search_offers(WEEKEND, TWO, deadline=soon)
    assert house.calls["search_offers"] == 2, "the last rooms are the hotel system's word"


async def test_an_old_answer_serves_every_party_and_says_its_age(
    anybody: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await anybody.search_offers(WEEKEND, ONE, deadline=soon)
    clock.advance(timedelta(minutes=6))
    house.error = errors.Unreachable(detail="down")
    pair = await anybody.search_offers(WEEKEND, TWO, deadline=Deadline.after(10, clock))
    assert (pair.is_stale, pair.as_of, pair.party) == (True, NOW, TWO)


async def test_other_questions_pass_as_they_are(anybody: Connector, house: House, soon: Deadline) -> None:
    found = await anybody.get_reservation("R1", deadline=soon)
    assert found is not None
    assert house.calls == {"get_reservation": 1}


@pytest.mark.parametrize(("vendor", "is_around"), [("qloapps", True), ("demo", False)])
def test_the_manifest_decides(vendor: str, is_around: bool, clock: FrozenClock) -> None:
    house = on_qloapps() if vendor == "qloapps" else hotel()
    connector = get_connector(house, engine=None, clock=clock)  # type: ignore[arg-type]
    layered = with_layers(connector, house, clock=clock, backing=Backing())
    assert isinstance(layered, AnyParty) == is_around
    assert get_connector_metadata(vendor).offers_by == ("stay" if is_around else "party")
