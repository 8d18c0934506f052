"""What a patch makes of a reservation: the request to price, and whether it has already been applied. Pure."""

from __future__ import annotations

from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.models import RateRequest, Reservation, ReservationPatch, RoomRequest, RoomType
from pms.contract.room_sets import spread


def changed_request(
    reservation: Reservation, patch: ReservationPatch, room_types: tuple[RoomType, ...]
) -> RateRequest:
    """The whole stay as it would be after the patch. Raises TooManyGuests, NotFound, NotPossible."""
    by_id = {one.id: one for one in room_types}
    type_ids = [line.room_type_id for line in reservation.lines]
    if patch.room_type_id is not None:
        if len(type_ids) > 1:
            raise errors.NotPossible(capability="modify_room_type", reference=reservation.reference)
        type_ids = [patch.room_type_id]
    try:
        rooms = [by_id[type_id] for type_id in type_ids]
    except KeyError as error:
        raise errors.NotFound(detail="room type", reference=reservation.reference) from error
    if patch.party is None and patch.room_type_id is None:
        parties = tuple(line.party for line in reservation.lines)
    else:
        spread_out = spread(patch.party or reservation.party, rooms)
        if spread_out is None:
            most = sum(room.max_people for room in rooms)
            raise errors.TooManyGuests(most=most, reference=reservation.reference)
        parties = spread_out
    return RateRequest(
        stay=patch.stay or reservation.stay,
        rooms=tuple(
            RoomRequest(room_type_id=room.id, party=party) for room, party in zip(rooms, parties, strict=True)
        ),
        extras=extra_ids(reservation) + patch.add_extras,
        replacing=reservation.reference,
    )


def needed_for(patch: ReservationPatch) -> tuple[Capability, ...]:
    """What the vendor must be able to do for this patch."""
    wanted = {
        Capability.MODIFY_DATES: patch.stay is not None,
        Capability.MODIFY_PARTY: patch.party is not None,
        Capability.MODIFY_ROOM_TYPE: patch.room_type_id is not None,
        Capability.ADD_EXTRAS: bool(patch.add_extras),
        Capability.ADD_NOTE: patch.note is not None,
        Capability.CHECK_OUT_TIME: patch.check_out_time is not None,
    }
    return tuple(capability for capability, is_wanted in wanted.items() if is_wanted)


def extra_ids(reservation: Reservation) -> tuple[str, ...]:
    """The extras as they were asked for: one id a piece."""
    ids: list[str] = []
    for line in reservation.extras:
        ids += [line.extra_id] * line.pieces
    return tuple(ids)


def is_applied(reservation: Reservation, patch: ReservationPatch, agreed_total: Money | None) -> bool:
    """Whether the reservation already stands as the patch wants it: what a lookup after a doubtful write asks."""
    return (
        (patch.stay is None or reservation.stay == patch.stay)
        and (patch.party is None or reservation.party == patch.party)
        and (
            patch.room_type_id is None
            or all(line.room_type_id == patch.room_type_id for line in reservation.lines)
        )
        and set(patch.add_extras) <= {line.extra_id for line in reservation.extras}
        and (patch.note is None or patch.note in reservation.notes)
        and (patch.check_out_time is None or reservation.check_out_time == patch.check_out_time)
        and (agreed_total is None or reservation.total == agreed_total)
    )
