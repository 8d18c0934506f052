"""What a patch makes of a reservation, and how a doubtful change is recognised."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.changes import changed_request, is_applied, needed_for
from pms.contract.models import (
    CancellationTerms,
    ExtraLine,
    GuestProfile,
    Party,
    PaymentTerms,
    QuoteLine,
    Reservation,
    ReservationPatch,
    RoomType,
    Stay,
)

STAY = Stay(arrival=date(2026, 11, 27), departure=date(2026, 11, 29))
DOUBLE = RoomType(id="double", names={}, max_adults=2, max_people=3)
FAMILY = RoomType(id="family", names={}, max_adults=4, max_people=5)
TYPES = (DOUBLE, FAMILY)


def reservation(*rooms: str) -> Reservation:
    now, total = datetime(2026, 11, 21, tzinfo=UTC), Money(20_000, "EUR")
    return Reservation(
        reference="R-1",
        our_reference="PSD-1",
        property_id="one",
        status="confirmed",
        stay=STAY,
        party=Party(adults=2 * len(rooms)),
        lines=tuple(
            QuoteLine(room_type_id=room, room_type_names={}, party=Party(adults=2), total=total)
            for room in rooms
        ),
        extras=(ExtraLine(extra_id="cot", names={}, pieces=2, quantity=2, total=total),),
        total=total,
        balance=total,
        guest=GuestProfile(first_name="Test", last_name="Guest"),
        payment=PaymentTerms(kind="at_hotel"),
        cancellation=CancellationTerms(free_until=None, fee=total),
        created_at=now,
        updated_at=now,
    )


def test_what_the_patch_does_not_name_stays() -> None:
    request = changed_request(reservation("double", "double"), ReservationPatch(stay=STAY.shifted(1)), TYPES)
    assert request.stay == STAY.shifted(1)
    assert [room.room_type_id for room in request.rooms] == ["double", "double"]
    assert request.extras == ("cot", "cot")
    assert request.replacing == "R-1"


def test_larger_party_is_spread_over_the_same_rooms() -> None:
    patch = ReservationPatch(party=Party(adults=3, children_ages=(4, 9, 11)))
    request = changed_request(reservation("double", "double"), patch, TYPES)
    assert sum(room.party.people for room in request.rooms) == 6


def test_party_that_fits_nowhere_says_how_many_would() -> None:
    with pytest.raises(errors.TooManyGuests) as refused:
        changed_request(reservation("double"), ReservationPatch(party=Party(adults=3)), TYPES)
    assert refused.value.most == 3


def test_another_room_type_for_several_rooms_is_not_possible() -> None:
    with pytest.raises(errors.NotPossible):
        changed_request(reservation("double", "double"), ReservationPatch(room_type_id="family"), TYPES)


@pytest.mark.parametrize(
    ("patch", "agreed", "is_there"),
    [
        (ReservationPatch(stay=STAY), None, True),
        (ReservationPatch(stay=STAY.shifted(1)), None, False),
        (ReservationPatch(stay=STAY), Money(20_000, "EUR"), True),
        (ReservationPatch(stay=STAY), Money(20_001, "EUR"), False),
        (ReservationPatch(party=Party(adults=2)), None, True),
        (ReservationPatch(room_type_id="family"), None, False),
        (ReservationPatch(add_extras=("cot",)), None, True),
        (ReservationPatch(add_extras=("breakfast",)), None, False),
        (ReservationPatch(note="quiet"), None, False),
        (ReservationPatch(check_out_time=time(13)), None, False),
    ],
)
def test_a_change_is_recognised_by_what_stands(
    patch: ReservationPatch, agreed: Money | None, is_there: bool
) -> None:
    assert is_applied(reservation("double"), patch, agreed) is is_there


def test_patch_names_what_the_vendor_must_be_able_to_do() -> None:
    patch = ReservationPatch(stay=STAY, add_extras=("cot",))
    assert needed_for(patch) == (Capability.MODIFY_DATES, Capability.ADD_EXTRAS)
    assert patch.changes_price
    assert not ReservationPatch(note="quiet").changes_price
