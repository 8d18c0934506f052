"""Databases that can be put back to how they stood: a cell takes milliseconds, making its tables would take more."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_all, create_engine


@dataclass(frozen=True)
class Database:
    engine: AsyncEngine
    file: Path

    async def keep(self) -> None:
        await self._copy(self.file, self._kept)

    async def restore(self) -> None:
        await self._copy(self._kept, self.file)

    @property
    def _kept(self) -> Path:
        return self.file.with_suffix(".kept")

    async def _copy(self, source: Path, target: Path) -> None:
        # By SQLite itself and not by file: a connection may still be open, such as one that writes the trace.
        await asyncio.to_thread(_backup, source, target)


def _backup(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as this,
        contextlib.closing(sqlite3.connect(target)) as that,
    ):
        this.backup(that)


@contextlib.asynccontextmanager
async def database(file: Path) -> AsyncIterator[Database]:
    engine = create_engine(f"sqlite+aiosqlite:///{file}")
    await create_all(engine)
    try:
        yield Database(engine, file)
    finally:
        await engine.dispose()
