"""Databases that can be put back to how they stood: a cell takes milliseconds, making its tables would take more."""

from __future__ import annotations

import contextlib
import shutil
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
        # Nothing may be open: the last connection to close writes what stood in the log beside the file.
        await self.engine.dispose()
        shutil.copyfile(source, target)


@contextlib.asynccontextmanager
async def database(file: Path) -> AsyncIterator[Database]:
    engine = create_engine(f"sqlite+aiosqlite:///{file}")
    await create_all(engine)
    try:
        yield Database(engine, file)
    finally:
        await engine.dispose()
