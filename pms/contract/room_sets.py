"""Several rooms for a party that does not fit into one: which rooms, and who sleeps where. Pure; prices are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations_with_replacement

from pms.contract.models import Offer, Party, RoomSet, RoomType

MOST_ROOMS = 5
"""A larger party is a group, and groups are for people to sell."""

SHOWN = 3


def spread(party: Party, room_types: Sequence[RoomType]) -> tuple[Party, ...] | None:
    """The party over these rooms, an adult in each; None when it does not fit.

    Each next person goes where most room is left, so that nobody sleeps in a crowd beside an empty bed.
    """
    if party.adults < len(room_types):
        return None
    adults = [1] * len(room_types)
    for _ in range(party.adults - len(room_types)):
        room = max(range(len(room_types)), key=lambda n: room_types[n].max_adults - adults[n])
        if adults[room] >= room_types[room].max_adults:
            return None
        adults[room] += 1
    ages: list[list[int]] = [[] for _ in room_types]
    for age in party.children_ages:
        room = max(range(len(room_types)), key=lambda n: room_types[n].max_people - adults[n] - len(ages[n]))
        if adults[room] + len(ages[room]) >= room_types[room].max_people:
            return None
        ages[room].append(age)
    return tuple(
        Party(adults=count, children_ages=tuple(own)) for count, own in zip(adults, ages, strict=True)
    )


def compose(
    party: Party,
    free: Sequence[tuple[RoomType, int]],
    price: Callable[[RoomType, Party], Offer],
    *,
    rooms: int | None = None,
) -> tuple[RoomSet, ...]:
    """The cheapest few ways to hold the party in several rooms. free: room types with how many rooms are left.

    rooms: exactly so many; None tries two to five and leaves out sets from which a room could be dropped.
    """
    left: Mapping[str, int] = {room_type.id: count for room_type, count in free}
    types = [room_type for room_type, count in free if count > 0]
    sizes = (rooms,) if rooms else range(2, MOST_ROOMS + 1)
    found: list[RoomSet] = []
    for size in sizes:
        for chosen in combinations_with_replacement(types, size):
            if any(chosen.count(one) > left[one.id] for one in set_of(chosen)):
                continue
            parties = spread(party, chosen)
            if parties is None or (rooms is None and _has_a_spare_room(party, chosen)):
                continue
            offers = tuple(price(room_type, own) for room_type, own in zip(chosen, parties, strict=True))
            total = offers[0].total
            for offer in offers[1:]:
                total = total + offer.total
            found.append(RoomSet(offers=offers, parties=parties, total=total))
    found.sort(key=lambda one: (one.total.minor, len(one.offers)))
    return tuple(found[:SHOWN])


def set_of(chosen: Sequence[RoomType]) -> tuple[RoomType, ...]:
    """Each room type once (models with dicts in them cannot go into a set)."""
    return tuple({one.id: one for one in chosen}.values())


def _has_a_spare_room(party: Party, chosen: Sequence[RoomType]) -> bool:
    return any(spread(party, [*chosen[:n], *chosen[n + 1 :]]) is not None for n in range(len(chosen)))
