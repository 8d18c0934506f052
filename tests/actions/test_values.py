"""Which photo an offer carries: the system's first that a guest could open, else the hotel's own, else none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from actions.values import offer_json
from common.money import Money
from pms.contract.models import Offer, RoomType

OWN = "https://hotel.example/double.jpg"
SYSTEMS = "https://photos.system.example/double.jpg"


def name_of(names: Mapping[str, str]) -> str:
    return names.get("en", "")


@pytest.mark.parametrize(
    ("told", "given", "shown"),
    [
        ((), {}, None),
        ((), {"double": OWN}, OWN),
        ((), {"suite": OWN}, None),
        ((SYSTEMS,), {"double": OWN}, SYSTEMS),
        (("http://system.example/a.jpg", SYSTEMS), {"double": OWN}, SYSTEMS),
        (("data:image/png;base64,AAAA",), {"double": OWN}, OWN),
    ],
)
def test_the_systems_photo_comes_before_the_hotels_own(
    told: tuple[str, ...], given: dict[str, str], shown: str | None
) -> None:
    offer = Offer(
        room_type=RoomType(id="double", names={"en": "Double"}, max_adults=2, max_people=2, photos=told),
        rate_plan="flexible",
        total=Money(10000, "EUR"),
        taxes=Money(900, "EUR"),
        nightly=(),
        rooms_left=1,
    )
    assert offer_json(offer, name_of, given)["photo"] == shown
