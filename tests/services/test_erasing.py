"""A guest erased where Rasa's rows and ours lie in one real PostgreSQL: in one transaction, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway.rasa_client import RasaClient
from bot.gateway.tables import conversations
from common.clock import FrozenClock
from common.database import create_all
from common.guest_keys import GuestKeys
from common.secrets import Sealer, new_key
from posada.guests import Guests
from posada.tables import metadata
from posada.trackers import Trackers
from tests.installation import free_port
from tests.posada.dying_eraser import NOW

NAMES = ("c_one", "c_other")


async def names_in(engine: AsyncEngine) -> tuple[list[str], list[str]]:
    async with engine.connect() as connection:
        ours = (await connection.execute(select(conversations.c.id))).scalars()
        rasas = (await connection.execute(text("SELECT sender_id FROM events"))).scalars()
        return sorted(ours), sorted(rasas)


class Dying(Trackers):
    """Rasa's rows are deleted, and then the process dies before ours are final."""

    async def forget_rows(self, names: list[str], *, within: AsyncConnection) -> None:  # type: ignore[override]
        await super().forget_rows(names, within=within)
        raise ConnectionError


async def test_both_go_together_and_strays_later(engine: AsyncEngine) -> None:
    assert metadata.tables
    await create_all(engine)
    common = {
        "channel": "webchat", "property": "mirador", "state": "bot", "created_at": NOW, "last_message_at": NOW,
    }  # fmt: skip
    sealer, keys, clock = Sealer([new_key()]), GuestKeys("a-salt"), FrozenClock(NOW)
    # Nobody listens there: a worker that does not run holds nothing.
    rasa = RasaClient((f"http://127.0.0.1:{free_port()}",), "no-token")
    guests = Guests(engine, Trackers(engine, rasa), sealer, keys, clock)
    async with engine.begin() as connection:
        for name in NAMES:
            await connection.execute(insert(conversations).values(id=name, **common))
    assert await guests.forget_strays() == 0, "Rasa never ran"
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE events (id SERIAL PRIMARY KEY, sender_id TEXT)"))
        for name in (*NAMES, *NAMES, "c_stray"):
            await connection.execute(text("INSERT INTO events (sender_id) VALUES (:name)"), {"name": name})

    with pytest.raises(ConnectionError):
        await Guests(engine, Dying(engine, rasa), sealer, keys, clock).erase("c_one")
    assert await names_in(engine) == (["c_one", "c_other"], sorted([*NAMES, *NAMES, "c_stray"]))

    assert (await guests.erase("c_one")).conversations == 1
    assert (await names_in(engine))[1] == ["c_other", "c_other", "c_stray"]
    assert await guests.forget_strays() == 1
    ours, rasas = await names_in(engine)
    assert rasas == ["c_other", "c_other"]
    assert [name.partition("_")[0] for name in ours] == ["c", "erased"]
    assert (await guests.erase("c_one")).conversations == 0
    await guests.close()
