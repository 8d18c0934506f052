"""Which rooms of a type are free for a stay, as the search and every booking see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.store import Store

CLOSED = 2
# Said of a room whose type has a minimum or maximum stay that this one breaks.
LENGTH_OF_STAY = 4


@dataclass(frozen=True)
class Rooms:
    """The rooms of one type, sorted for one stay; partial availability was never seen to be told."""

    available: list[Row]
    booked: list[tuple[Row, list[Row]]]
    unavailable: list[tuple[Row, int]]


def sorted_rooms(store: Store, id_product: int, id_hotel: int, arrival: date, departure: date) -> Rooms:
    """A room taken for part of the stay is booked; one in status 3 without dates is free."""
    link = store.link(id_product, id_hotel)
    count = (departure - arrival).days
    breaks_limits = link is not None and (
        count < link["min_los"] or (link["max_los"] > 0 and count > link["max_los"])
    )
    found = Rooms([], [], [])
    for room in store.rooms_of_type(id_product, id_hotel):
        lines = store.blocking(room["id"], f"{arrival} 00:00:00", f"{departure} 00:00:00")
        if lines:
            found.booked.append((room, lines))
        elif room["id_status"] == CLOSED:
            found.unavailable.append((room, CLOSED))
        elif breaks_limits:
            found.unavailable.append((room, LENGTH_OF_STAY))
        else:
            found.available.append(room)
    return found
