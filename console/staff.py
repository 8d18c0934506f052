"""The people who may come in: their names, roles and passwords."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.ids import new_id
from console import tables
from console.passwords import Passwords
from console.roles import Role


class StaffError(Exception):
    """What was asked cannot be done; the text is for the person who asked."""


@dataclass(frozen=True)
class Member:
    """One member of staff. password_hash never leaves this room."""

    id: str
    name: str
    role: Role
    password_hash: str
    must_change_password: bool
    created_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    def __repr__(self) -> str:
        return f"Member({self.id}, {self.role})"


def tidy_name(name: str) -> str:
    """The one form a sign-in name is kept and looked up in."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def member_of_row(row: Any) -> Member:
    return Member(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        password_hash=row.password_hash,
        must_change_password=row.must_change_password,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
        disabled_at=row.disabled_at,
    )


class StaffList:
    def __init__(self, engine: AsyncEngine, clock: Clock, passwords: Passwords) -> None:
        self._engine = engine
        self._clock = clock
        self._passwords = passwords

    async def add(self, name: str, role: Role, password: str, *, is_one_time: bool) -> Member:
        """is_one_time: must be changed at the first sign-in. Raises StaffError."""
        tidy = tidy_name(name)
        if not tidy or len(tidy) > 80 or not tidy.isprintable():
            raise StaffError("a name has 1 to 80 printable characters")
        member = Member(
            id=new_id("stf"),
            name=tidy,
            role=role,
            password_hash=await self._passwords.hash(password),
            must_change_password=is_one_time,
            created_at=self._clock.now(),
            signed_in_at=None,
            disabled_at=None,
        )
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(tables.staff).values(**(vars(member) | {"role": role.value})))
        except IntegrityError as error:
            raise StaffError(f"'{tidy}' exists already") from error
        return member

    async def named(self, name: str) -> Member | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(tables.staff).where(tables.staff.c.name == tidy_name(name))
            )
            row = found.first()
        return None if row is None else member_of_row(row)

    async def all(self) -> list[Member]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(tables.staff).order_by(tables.staff.c.name))
            return [member_of_row(row) for row in rows]

    async def is_empty(self) -> bool:
        async with self._engine.connect() as connection:
            return not await connection.scalar(select(func.count()).select_from(tables.staff))

    async def set_password(self, member: Member, password: str, *, is_one_time: bool) -> None:
        """Ends every session of this person: whoever knew the old password is out."""
        password_hash = await self._passwords.hash(password)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(tables.staff)
                .where(tables.staff.c.id == member.id)
                .values(password_hash=password_hash, must_change_password=is_one_time)
            )
            await _end_sessions_of(connection, member.id)

    async def disable(self, member: Member) -> None:
        """Out at once, sessions and API tokens too. Raises StaffError for the last admin."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(tables.staff)
                .where(tables.staff.c.id == member.id)
                .values(disabled_at=self._clock.now())
            )
            await _end_sessions_of(connection, member.id)
            if not await _admins(connection):
                # Leaving the block by an exception rolls the change back.
                raise StaffError(f"'{member.name}' is the last admin; add another one first")

    async def note_sign_in(self, member: Member) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(tables.staff)
                .where(tables.staff.c.id == member.id)
                .values(signed_in_at=self._clock.now())
            )


async def _admins(connection: AsyncConnection) -> int:
    count = await connection.scalar(
        select(func.count())
        .select_from(tables.staff)
        .where(tables.staff.c.role == Role.ADMIN.value, tables.staff.c.disabled_at.is_(None))
    )
    return int(count or 0)


async def _end_sessions_of(connection: AsyncConnection, staff_id: str) -> None:
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.staff_id == staff_id))
