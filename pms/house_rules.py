"""What a property lets be asked for in a chat, and when a reservation may still be touched. Pure; raises refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from common.money import Money
from common.properties import Property
from pms.contract import errors
from pms.contract.capabilities import Capability, Manifest
from pms.contract.models import CancelTerms, Party, Reservation, RoomType, Stay


def check_stay(hotel: Property, stay: Stay, today: date) -> None:
    """Raises StayNotPossible."""
    if stay.arrival < today:
        raise errors.StayNotPossible(property_id=hotel.id, why="past")
    if (stay.arrival - today).days > hotel.max_days_ahead:
        raise errors.StayNotPossible(property_id=hotel.id, why="too_far_ahead", most=hotel.max_days_ahead)
    check_length(hotel, stay)


def check_length(hotel: Property, stay: Stay) -> None:
    """Raises StayNotPossible."""
    if stay.nights > hotel.max_nights:
        raise errors.StayNotPossible(property_id=hotel.id, why="too_long", most=hotel.max_nights)


def check_party(hotel: Property, party: Party) -> None:
    """Raises TooManyGuests."""
    if party.people > hotel.max_people:
        raise errors.TooManyGuests(property_id=hotel.id, most=hotel.max_people)


def check_changeable(reservation: Reservation, today: date) -> None:
    """Raises AlreadyCancelled, TooLateToChange."""
    if reservation.is_cancelled:
        raise errors.AlreadyCancelled(reference=reservation.reference)
    if reservation.stay.departure < today:
        raise errors.TooLateToChange(reference=reservation.reference)


def check_changed_stay(hotel: Property, old: Stay, new: Stay, today: date) -> None:
    """A guest in the house may stay longer: only a new arrival day must lie ahead. Raises StayNotPossible."""
    if new.arrival != old.arrival:
        check_stay(hotel, new, today)
    elif new.departure < today:
        raise errors.StayNotPossible(property_id=hotel.id, why="past")
    else:
        check_length(hotel, new)


def cancel_terms(reservation: Reservation, *, now: datetime, today: date) -> CancelTerms:
    """Raises AlreadyCancelled, TooLateToCancel."""
    if reservation.is_cancelled:
        raise errors.AlreadyCancelled(reference=reservation.reference)
    if reservation.stay.arrival < today:
        raise errors.TooLateToCancel(reference=reservation.reference)
    terms = reservation.cancellation
    is_free = not terms.fee or (terms.free_until is not None and terms.free_until > now)
    return CancelTerms(
        fee=Money.zero(terms.fee.currency) if is_free else terms.fee,
        is_free=is_free,
        free_until=terms.free_until if is_free else None,
    )


def check_capability(manifest: Manifest, capability: Capability) -> None:
    """What a vendor cannot do is asked first, not found out. Raises NotPossible."""
    if not manifest.can(capability):
        raise errors.NotPossible(
            vendor=manifest.name,
            capability=capability.value,
            detail=manifest.capabilities[capability].reason,
        )


def end_of(hotel: Property, day: date) -> datetime:
    """The instant at which that day is over in the hotel."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=hotel.zone).astimezone(UTC)


def beds(stay: Stay, room_types: Iterable[RoomType], free: Mapping[date, Mapping[str, int]]) -> int:
    """How many people the free rooms hold at most, in the fullest night of the stay."""
    by_id = {one.id: one.max_people for one in room_types}
    return min(
        sum(by_id.get(type_id, 0) * count for type_id, count in free.get(night, {}).items())
        for night in stay.dates
    )
