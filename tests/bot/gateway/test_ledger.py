from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select

from bot.gateway.ledger import Ledger
from common.database import create_engine

_own = MetaData()
notes = Table("notes", _own, Column("id", Integer, primary_key=True))


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///{folder}/a.db", "sqlite+aiosqlite:///:memory:"])
async def test_work_is_done_whole_or_not_at_all(tmp_path: Path, url: str) -> None:
    engine = create_engine(url.format(folder=tmp_path))
    async with engine.begin() as connection:
        await connection.run_sync(_own.create_all)
    ledger = Ledger(engine)

    def broken(connection: Connection) -> None:
        connection.execute(insert(notes).values(id=1))
        raise LookupError

    with pytest.raises(LookupError):
        await ledger.write(broken)
    for number in range(20):
        await ledger.write(lambda at, number=number: at.execute(insert(notes).values(id=number)))
    assert await ledger.read(lambda at: at.scalar(select(func.count()).select_from(notes))) == 20
    ledger.close()
    await engine.dispose()
