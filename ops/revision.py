"""Write the migration between the last revision and the tables as the code has them: `python -m ops.revision "what"`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command

from common.database import create_engine
from posada.migrate import alembic_config, upgrade


async def write(message: str) -> None:
    """Compares on an empty SQLite database that was first brought to the newest revision."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite+aiosqlite:///{Path(folder) / 'scratch.db'}")
        await upgrade(engine)
        async with engine.begin() as connection:
            await connection.run_sync(
                lambda sync: command.revision(alembic_config(sync), message=message, autogenerate=True)
            )
        await engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m ops.revision "Add what"')
    asyncio.run(write(sys.argv[1]))
