"""The first run makes an admin, once."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from console.first_run import ensure_first_admin
from console.passwords import Passwords
from console.roles import Role
from console.staff import StaffList


async def test_the_first_run_makes_an_admin_and_the_second_nothing(
    engine: AsyncEngine, clock: FrozenClock, quick_passwords: Passwords
) -> None:
    one_time = await ensure_first_admin(engine, clock=clock, passwords=quick_passwords)
    assert one_time is not None
    assert one_time.password not in repr(one_time)
    member = await StaffList(engine, clock, quick_passwords).named(one_time.name)
    assert member is not None
    assert (member.role, member.must_change_password) == (Role.ADMIN, True)
    assert await ensure_first_admin(engine, clock=clock, passwords=quick_passwords) is None


async def test_two_first_runs_at_once_make_one_admin(
    engine: AsyncEngine, clock: FrozenClock, quick_passwords: Passwords
) -> None:
    made = await asyncio.gather(
        *(ensure_first_admin(engine, clock=clock, passwords=quick_passwords) for _ in range(4))
    )
    assert sum(one is not None for one in made) == 1


async def test_no_two_installations_share_a_password(tmp_path, quick_passwords: Passwords) -> None:
    from console.passwords import one_time_password

    assert len({one_time_password() for _ in range(100)}) == 100
