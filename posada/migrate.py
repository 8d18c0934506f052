"""Bring the database to the shape this version needs (`posada db upgrade`). Migrations lie in posada/migrations."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from common.settings import ROOT


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "posada" / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is missing; nothing when the database is current. Safe to call from several processes in turn."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), revision))


async def is_current(engine: AsyncEngine) -> bool:
    """Whether every migration this version knows has been applied."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    async with engine.connect() as connection:
        applied = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return applied == newest
