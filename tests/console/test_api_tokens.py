"""Bearer tokens: kept as hashes, remembered for a moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from console import tables
from console.api_tokens import ApiTokens, make_token, revoke_token
from console.passwords import Passwords
from console.roles import Role
from console.staff import StaffError, StaffList


async def test_only_the_hash_is_kept(engine: AsyncEngine, clock: FrozenClock) -> None:
    token = await make_token(engine, "desk", clock=clock)
    async with engine.connect() as connection:
        row = (await connection.execute(select(tables.api_tokens))).one()
    assert token not in map(str, row)
    assert await ApiTokens(engine, clock).verify(token)


@pytest.mark.parametrize("wrong", ["", "psd_", "psd_guess", "Bearer x", "psd_" + "x" * 5000])
async def test_what_we_did_not_make_opens_nothing(
    engine: AsyncEngine, clock: FrozenClock, wrong: str
) -> None:
    await make_token(engine, "desk", clock=clock)
    assert not await ApiTokens(engine, clock).verify(wrong)


async def test_an_answer_is_remembered_for_ten_seconds_at_most(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    tokens = ApiTokens(engine, clock)
    token = await make_token(engine, "desk", clock=clock)
    assert await tokens.verify(token)
    assert await revoke_token(engine, "desk", clock=clock)
    assert await tokens.verify(token)
    clock.advance(timedelta(seconds=10))
    assert not await tokens.verify(token)


async def test_a_token_ends_with_its_owner(
    engine: AsyncEngine, clock: FrozenClock, quick_passwords: Passwords
) -> None:
    staff = StaffList(engine, clock, quick_passwords)
    await staff.add("boss", Role.ADMIN, "a quiet room with a view", is_one_time=False)
    ana = await staff.add("ana", Role.VIEWER, "a quiet room with a view", is_one_time=False)
    token = await make_token(engine, "reports", member=ana, clock=clock)
    holder = await ApiTokens(engine, clock).holder(token)
    assert holder is not None
    assert holder.member == ana
    await staff.disable(ana)
    assert not await ApiTokens(engine, clock).verify(token)


async def test_two_tokens_never_share_a_name(engine: AsyncEngine, clock: FrozenClock) -> None:
    await make_token(engine, "desk", clock=clock)
    with pytest.raises(StaffError, match="exists already"):
        await make_token(engine, "desk", clock=clock)


async def test_what_is_remembered_is_bounded(
    engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.api_tokens._CACHE_SIZE", 2)
    tokens = ApiTokens(engine, clock)
    for number in range(4):
        assert await tokens.verify(await make_token(engine, f"desk {number}", clock=clock))
    assert len(tokens._known) == 2
