"""Which rooms hold a party: one each, or several together, and who sleeps where then. Pure; prices are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement

from pms.contract.models import Offer, Offers, Party, RoomSet, RoomType

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
        room = max(
            range(len(room_types)), key=lambda n: _more_children(room_types[n], adults[n], len(ages[n]))
        )
        if _more_children(room_types[room], adults[room], len(ages[room])) <= 0:
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
    free = [(room_type, count) for room_type, count in free if count > 0]
    found: list[RoomSet] = []
    # By places in `free`: to compare room types costs more than all the rest.
    holding: set[tuple[int, ...]] = set()
    for size in (rooms,) if rooms else range(1, MOST_ROOMS + 1):
        is_any_short = False
        for chosen in combinations_with_replacement(range(len(free)), size):
            if any(chosen.count(one) > free[one][1] for one in chosen):
                continue
            if any((*chosen[:n], *chosen[n + 1 :]) in holding for n in range(size)):
                holding.add(chosen)
                continue
            types = [free[one][0] for one in chosen]
            parties = spread(party, types)
            if parties is None:
                is_any_short = True
                continue
            holding.add(chosen)
            if size > 1:
                offers = tuple(price(room_type, own) for room_type, own in zip(types, parties, strict=True))
                total = offers[0].total
                for offer in offers[1:]:
                    total = total + offer.total
                found.append(RoomSet(offers=offers, parties=parties, total=total))
        if not is_any_short:
            # Whatever is chosen holds the party: one more room would be one to drop.
            break
    found.sort(key=lambda one: (one.total.minor, len(one.offers)))
    return tuple(found[:SHOWN])


def for_party(everything: Offers, party: Party, *, rooms: int | None = None) -> Offers:
    """Of what can be sold for a stay, what this party can take: single rooms, or sets where no single room holds it.

    Only for a hotel system that asks the same price whoever comes (`Manifest.offers_by`): amounts are told as they are.
    """
    # The cheapest of each type: they come cheapest first.
    of_type = {one.room_type.id: one for one in reversed(everything.offers)}
    single = tuple(one for one in everything.offers if rooms in (None, 1) and one.room_type.fits(party))
    sets: tuple[RoomSet, ...] = ()
    if not single and rooms != 1:
        free = [(one.room_type, one.rooms_left) for one in reversed(of_type.values())]
        sets = compose(party, free, lambda room_type, _: of_type[room_type.id], rooms=rooms)
    return everything.model_copy(update={"party": party, "offers": single, "room_sets": sets})


def _more_children(room_type: RoomType, adults: int, children: int) -> int:
    beds = room_type.max_people - adults - children
    return beds if room_type.max_children is None else min(beds, room_type.max_children - children)
