"""The floor on a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import UtcDateTime


async def test_an_instant_comes_back_aware_in_utc(engine: AsyncEngine) -> None:
    table = Table("moments", MetaData(), Column("at", UtcDateTime))
    at = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    async with engine.begin() as connection:
        await connection.run_sync(table.metadata.create_all)
        await connection.execute(table.insert(), {"at": at})
        assert (await connection.execute(table.select())).scalar() == at
