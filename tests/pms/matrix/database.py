"""A fresh database for every cell, copied from a model that is made once: a cell takes milliseconds, its tables would take more."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_all, create_engine


@contextlib.asynccontextmanager
async def database(folder: Path, name: str) -> AsyncIterator[AsyncEngine]:
    model = folder.parent / f"{name}-model.db"
    if not model.exists():
        made = create_engine(f"sqlite+aiosqlite:///{model}")
        await create_all(made)
        await made.dispose()
    own = folder / f"{name}.db"
    shutil.copyfile(model, own)
    engine = create_engine(f"sqlite+aiosqlite:///{own}")
    try:
        yield engine
    finally:
        await engine.dispose()
