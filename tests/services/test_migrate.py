"""Migrations on PostgreSQL."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from posada.migrate import is_current, upgrade
from tests.posada.test_migrate import differences


async def test_the_migrated_database_is_what_the_code_expects(engine: AsyncEngine) -> None:
    await upgrade(engine)
    assert await is_current(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
