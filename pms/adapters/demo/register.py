"""The demo hotel's register: rows to reservations and guests. Every function works inside the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from common.money import Money
from pms.adapters.demo import rates
from pms.adapters.demo.house import House
from pms.adapters.demo.tables import charges, guests, reservation_rooms, reservations
from pms.contract.models import (
    ExtraLine,
    GuestProfile,
    GuestQuery,
    Party,
    QuoteLine,
    Reservation,
    Stay,
)

# The hotel has been open for a while: its first reservation with us is not its number one.
_FIRST_NUMBER = 48_000
_REFERENCE = re.compile(r"(?:DM)?[\s-]*(\d{5,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Desk:
    """What reading a row takes besides the row."""

    property_id: str
    house: House
    zone: ZoneInfo
    now: datetime


def reference_of(reservation_id: int) -> str:
    return f"DM-{_FIRST_NUMBER + reservation_id}"


def id_of(reference: str) -> int | None:
    """The row a reference means; None for what is not one of ours, such as a chain's own number."""
    found = _REFERENCE.fullmatch(reference.strip())
    return int(found.group(1)) - _FIRST_NUMBER if found else None


def named(reference: str) -> ColumnElement[bool]:
    """The reservation of this reference, the hotel's or the one that came with the booking."""
    own = id_of(reference)
    if own is not None:
        return reservations.c.id == own
    return reservations.c.our_reference == reference.strip().upper()


async def load(
    connection: AsyncConnection, desk: Desk, *conditions: ColumnElement[bool]
) -> tuple[Reservation, ...]:
    """Reservations of this hotel that meet every condition, by arrival."""
    rows = (
        (
            await connection.execute(
                select(
                    reservations,
                    *(column.label(f"guest_{column.name}") for column in guests.c if column.name != "id"),
                )
                .join(guests, guests.c.id == reservations.c.guest_id)
                .where(reservations.c.property_id == desk.property_id, *conditions)
                .order_by(reservations.c.arrival, reservations.c.id)
            )
        )
        .mappings()
        .all()
    )
    if not rows:
        return ()
    ids = [row["id"] for row in rows]
    lines: dict[int, list[RowMapping]] = {}
    for line in (
        await connection.execute(
            select(reservation_rooms)
            .where(reservation_rooms.c.reservation_id.in_(ids))
            .order_by(reservation_rooms.c.reservation_id, reservation_rooms.c.position)
        )
    ).mappings():
        lines.setdefault(line["reservation_id"], []).append(line)
    charged: dict[int, int] = {
        reservation_id: int(amount)
        for reservation_id, amount in await connection.execute(
            select(charges.c.reservation_id, func.sum(charges.c.amount_minor))
            .where(charges.c.reservation_id.in_(ids))
            .group_by(charges.c.reservation_id)
        )
    }
    return tuple(_reservation(desk, row, lines.get(row["id"], []), charged.get(row["id"], 0)) for row in rows)


def _reservation(desk: Desk, row: RowMapping, lines: Sequence[RowMapping], charged: int) -> Reservation:
    currency = row["currency"]
    stay = Stay(arrival=row["arrival"], departure=row["departure"])
    fee = row["cancellation_fee_minor"]
    return Reservation(
        reference=reference_of(row["id"]),
        our_reference=row["our_reference"],
        property_id=desk.property_id,
        status=row["status"],
        stay=stay,
        party=Party(adults=row["adults"], children_ages=tuple(row["children_ages"])),
        lines=tuple(_line(desk, line, currency) for line in lines),
        extras=tuple(ExtraLine.model_validate(extra) for extra in row["extras"]),
        total=Money(row["total_minor"], currency),
        balance=Money((row["total_minor"] if fee is None else fee) + charged, currency),
        guest=GuestProfile(
            id=str(row["guest_id"]),
            first_name=row["guest_first_name"],
            last_name=row["guest_last_name"],
            email=row["guest_email"],
            phone=row["guest_phone"],
            language=row["guest_language"],
            preferences=row["guest_preferences"],
        ),
        notes=tuple(row["notes"]),
        payment=rates.payment_terms(desk.house),
        cancellation=rates.cancellation_terms(
            desk.house, stay, Money(row["first_night_minor"], currency), zone=desk.zone, now=desk.now
        ),
        check_out_time=time.fromisoformat(row["check_out_time"]) if row["check_out_time"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _line(desk: Desk, line: RowMapping, currency: str) -> QuoteLine:
    return QuoteLine(
        room_type_id=line["room_type_id"],
        room_type_names=desk.house.rooms[line["room_type_id"]].type.names,
        party=Party(adults=line["adults"], children_ages=tuple(line["children_ages"])),
        total=Money(line["total_minor"], currency),
        room_number=line["room_number"],
    )


def line_rows(
    reservation_id: int, lines: Sequence[QuoteLine], numbers: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {
            "reservation_id": reservation_id,
            "position": position,
            "room_type_id": line.room_type_id,
            "room_number": number,
            "adults": line.party.adults,
            "children_ages": list(line.party.children_ages),
            "total_minor": line.total.minor,
        }
        for position, (line, number) in enumerate(zip(lines, numbers, strict=True))
    ]


async def find_guests(
    connection: AsyncConnection, property_id: str, query: GuestQuery
) -> tuple[GuestProfile, ...]:
    statement = select(guests).where(guests.c.property_id == property_id).order_by(guests.c.id)
    if query.email is not None:
        statement = statement.where(func.lower(guests.c.email) == query.email.strip().lower())
    if query.last_name is not None:
        statement = statement.where(func.lower(guests.c.last_name) == query.last_name.strip().lower())
    found = tuple(guest(row) for row in (await connection.execute(statement)).mappings())
    if query.phone is not None:
        wanted = _digits(query.phone)[-9:]
        found = tuple(one for one in found if one.phone and _digits(one.phone)[-9:] == wanted)
    return found


async def get_guest(connection: AsyncConnection, property_id: str, guest_id: str) -> GuestProfile | None:
    if not guest_id.isdecimal():
        return None
    row = (
        (
            await connection.execute(
                select(guests).where(guests.c.property_id == property_id, guests.c.id == int(guest_id))
            )
        )
        .mappings()
        .first()
    )
    return guest(row) if row else None


async def keep_guest(connection: AsyncConnection, property_id: str, wanted: GuestProfile) -> GuestProfile:
    """The guest's row, made or completed. A known e-mail with another name is another person who shares the mailbox."""
    known = None
    if wanted.id is not None:
        known = await get_guest(connection, property_id, wanted.id)
    elif wanted.email:
        same_mail = await find_guests(connection, property_id, GuestQuery(email=wanted.email))
        known = next((one for one in same_mail if _name(one) == _name(wanted)), None)
    if known is not None and known.id is not None:
        values = {
            name: value
            for name in ("phone", "language", "email")
            if (value := getattr(wanted, name)) and value != getattr(known, name)
        }
        if values:
            await connection.execute(update(guests).where(guests.c.id == int(known.id)).values(**values))
        return known.model_copy(update=values)
    made = await connection.execute(
        insert(guests)
        .values(property_id=property_id, **wanted.model_dump(exclude={"id"}))
        .returning(guests.c.id)
    )
    return wanted.model_copy(update={"id": str(made.scalar_one())})


def guest(row: RowMapping) -> GuestProfile:
    values = {name: row[name] for name in GuestProfile.model_fields if name != "id"}
    return GuestProfile(id=str(row["id"]), **values)


def _name(one: GuestProfile) -> tuple[str, str]:
    return one.first_name.strip().casefold(), one.last_name.strip().casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
