"""Rooms by night: which are free, taking them, giving them back. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from pms.adapters.demo.house import House
from pms.adapters.demo.tables import hotels, room_nights, rooms
from pms.contract import errors
from pms.contract.models import NightAvailability, Stay


async def seed(engine: AsyncEngine, property_id: str, house: House) -> None:
    """Puts the house's rooms in once; a hotel that is already there is left as it is."""
    async with engine.connect() as connection:
        if (
            await connection.execute(select(hotels).where(hotels.c.property_id == property_id))
        ).first() is not None:
            return
    try:
        async with engine.begin() as connection:
            await connection.execute(insert(hotels).values(property_id=property_id, revision=0))
            await connection.execute(
                insert(rooms),
                [
                    {
                        "property_id": property_id,
                        "number": number,
                        "room_type_id": room.type.id,
                        "condition": "clean",
                    }
                    for room in house.rooms.values()
                    for number in room.numbers
                ],
            )
    except IntegrityError:
        # Another process seeded it between our look and our insert: the same rooms.
        return


@asynccontextmanager
async def writing(engine: AsyncEngine, property_id: str) -> AsyncIterator[AsyncConnection]:
    """A transaction that no other writer of this hotel overlaps.

    Its first statement is a write, so SQLite takes its write lock before anything is read (a read turned into a write
    later would fail instead of waiting) and PostgreSQL locks the hotel's row.
    """
    try:
        async with engine.begin() as connection:
            await connection.execute(
                update(hotels)
                .where(hotels.c.property_id == property_id)
                .values(revision=hotels.c.revision + 1)
            )
            yield connection
    except OperationalError as error:
        # The connection may have gone while it committed.
        raise errors.OutcomeUnknown(detail="database") from error


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise errors.Unreachable(detail="database") from error


async def free_rooms(
    connection: AsyncConnection, property_id: str, stay: Stay, *, replacing: int | None = None
) -> dict[str, list[str]]:
    """Numbers of the rooms free for every night of the stay, by room type. replacing: a reservation that does not count."""
    taken = select(room_nights.c.room_number).where(
        room_nights.c.property_id == property_id,
        room_nights.c.night >= stay.arrival,
        room_nights.c.night < stay.departure,
    )
    if replacing is not None:
        taken = taken.where(room_nights.c.reservation_id != replacing)
    rows = await connection.execute(
        select(rooms.c.room_type_id, rooms.c.number)
        .where(
            rooms.c.property_id == property_id,
            rooms.c.condition != "out_of_order",
            rooms.c.number.not_in(taken),
        )
        .order_by(rooms.c.number)
    )
    free: dict[str, list[str]] = {}
    for room_type_id, number in rows:
        free.setdefault(room_type_id, []).append(number)
    return free


async def free_by_night(
    connection: AsyncConnection, property_id: str, first: date, last: date
) -> tuple[NightAvailability, ...]:
    counted = await connection.execute(
        select(rooms.c.room_type_id, func.count())
        .where(rooms.c.property_id == property_id, rooms.c.condition != "out_of_order")
        .group_by(rooms.c.room_type_id)
    )
    all_rooms = {room_type_id: int(count) for room_type_id, count in counted}
    taken_rows = await connection.execute(
        select(room_nights.c.night, rooms.c.room_type_id, func.count())
        .join(
            rooms,
            (rooms.c.property_id == room_nights.c.property_id)
            & (rooms.c.number == room_nights.c.room_number),
        )
        .where(
            room_nights.c.property_id == property_id,
            room_nights.c.night >= first,
            room_nights.c.night <= last,
            rooms.c.condition != "out_of_order",
        )
        .group_by(room_nights.c.night, rooms.c.room_type_id)
    )
    taken: dict[tuple[date, str], int] = {
        (night, room_type_id): count for night, room_type_id, count in taken_rows
    }
    nights = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        NightAvailability(
            night=night,
            free={one: count - taken.get((night, one), 0) for one, count in all_rooms.items()},
        )
        for night in nights
    )


def choose(free: dict[str, list[str]], wanted: Sequence[str], *, keep: Sequence[str] = ()) -> tuple[str, ...]:
    """A room number for each wanted type, the guest's own rooms first. Raises SoldOut naming the type that lacks one."""
    left = {room_type_id: list(numbers) for room_type_id, numbers in free.items()}
    chosen = []
    for room_type_id in wanted:
        candidates = left.get(room_type_id, [])
        if not candidates:
            raise errors.SoldOut(room_type_id=room_type_id)
        number = next((one for one in candidates if one in keep), candidates[0])
        candidates.remove(number)
        chosen.append(number)
    return tuple(chosen)


async def take(
    connection: AsyncConnection, property_id: str, numbers: Sequence[str], stay: Stay, reservation_id: int
) -> None:
    """Raises SoldOut when a night was taken after all: the table's key decides, whatever was read before."""
    try:
        await connection.execute(
            insert(room_nights),
            [
                {
                    "property_id": property_id,
                    "room_number": number,
                    "night": night,
                    "reservation_id": reservation_id,
                }
                for number in numbers
                for night in stay.dates
            ],
        )
    except IntegrityError as error:
        raise errors.SoldOut() from error


async def release(connection: AsyncConnection, reservation_id: int) -> None:
    await connection.execute(delete(room_nights).where(room_nights.c.reservation_id == reservation_id))
