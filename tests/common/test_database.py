"""The database floor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, text
from sqlalchemy.exc import StatementError

from common.database import UtcDateTime, create_engine


async def test_sqlite_runs_with_a_write_ahead_log_and_foreign_keys(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'posada.db'}")
    async with engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
    await engine.dispose()


async def test_an_instant_comes_back_aware_and_a_naive_one_is_refused(tmp_path: Path) -> None:
    table = Table("moments", MetaData(), Column("at", UtcDateTime))
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    at = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    async with engine.begin() as connection:
        await connection.run_sync(table.metadata.create_all)
        await connection.execute(table.insert(), {"at": at})
        assert (await connection.execute(table.select())).scalar() == at
        with pytest.raises(StatementError, match="time zone"):
            await connection.execute(table.insert(), {"at": datetime(2026, 11, 21)})
    await engine.dispose()
