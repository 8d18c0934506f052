"""Writers wait for each other without a connection in their hands, so that readers always find one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_engine
from common.revision import Revision

TABLE = Table(
    "changes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)
MORE_THAN_CONNECTIONS = 40


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'changes.db'}")
    async with made.begin() as connection:
        await connection.run_sync(TABLE.metadata.create_all)
    yield made
    await made.dispose()


async def test_many_writers_come_in_their_order_and_keep_no_reader_waiting(engine: AsyncEngine) -> None:
    changes = Revision(TABLE)
    order: list[int] = []

    async def write(number: int) -> None:
        async with changes.writing(engine) as connection:
            order.append(number)
            await changes.increase(connection)

    async with changes.writing(engine):
        writers = [asyncio.create_task(write(number)) for number in range(MORE_THAN_CONNECTIONS)]
        await asyncio.sleep(0)
        async with engine.connect() as reader:
            assert await changes.read(reader) == 0
        assert order == []
    await asyncio.gather(*writers)
    assert order == list(range(MORE_THAN_CONNECTIONS))
    async with engine.connect() as reader:
        assert await changes.read(reader) == MORE_THAN_CONNECTIONS


async def test_a_writer_that_fails_or_gives_up_lets_the_next_one_in(engine: AsyncEngine) -> None:
    changes = Revision(TABLE)

    async def write() -> None:
        async with changes.writing(engine) as connection:
            await changes.increase(connection)
            raise RuntimeError

    async with changes.writing(engine):
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(RuntimeError):
        await write()
    async with changes.writing(engine) as connection:
        assert await changes.read(connection) == 0
