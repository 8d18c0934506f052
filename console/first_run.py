"""The first run: nobody can sign in yet, so one admin is made with a random password that is shown once.

There is no default password. Whoever starts the program prints what `ensure_first_admin` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, SystemClock
from console.passwords import Passwords, one_time_password
from console.roles import Role
from console.staff import StaffError, StaffList


@dataclass(frozen=True)
class OneTime:
    """A password that lets its owner in once, to choose their own. Printed, never logged."""

    name: str
    password: str = field(repr=False)


async def ensure_first_admin(
    engine: AsyncEngine, *, clock: Clock | None = None, passwords: Passwords | None = None
) -> OneTime | None:
    """The new admin's one-time password, or None when somebody exists already."""
    people = StaffList(engine, clock or SystemClock(), passwords or Passwords())
    if not await people.is_empty():
        return None
    password = one_time_password()
    try:
        member = await people.add("admin", Role.ADMIN, password, is_one_time=True)
    except StaffError:
        return None  # Another process was first; its password is the one that holds.
    return OneTime(member.name, password)
