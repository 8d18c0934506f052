from __future__ import annotations

import asyncio
import threading
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


async def test_what_is_urgent_goes_first(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    ledger = Ledger(engine)
    goes_on, began, order = threading.Event(), asyncio.Event(), list[str]()
    loop = asyncio.get_running_loop()

    def hold(_: Connection) -> None:
        loop.call_soon_threadsafe(began.set)
        goes_on.wait(5)

    first = asyncio.create_task(ledger.write(hold))
    await began.wait()
    later = [asyncio.create_task(ledger.write(lambda _, name=name: order.append(name))) for name in "ab"]
    gone = asyncio.create_task(ledger.write(lambda _: order.append("gone")))
    urgent = asyncio.create_task(ledger.write(lambda _: order.append("urgent"), is_urgent=True))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    goes_on.set()
    await asyncio.gather(first, *later, urgent)
    assert order == ["urgent", "a", "b"]
    ledger.close()
    await engine.dispose()
