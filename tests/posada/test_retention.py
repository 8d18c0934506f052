"""What has been kept long enough goes; what is still under way waits; reports read as before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Table, func, insert, select, text

from bot.gateway import left_contacts
from bot.gateway.left_contacts import LeftContact
from bot.gateway.rasa_client import RasaClient
from bot.gateway.tables import conversations, inbox, turns
from common.clock import FrozenClock
from common.database import create_engine
from common.guest_keys import GuestKeys
from console.candidates import Candidates
from console.desk_tables import conversation_tags, desk_notes, training_candidates
from console.margin import Margin
from console.roles import Role
from console.staff import Member
from console.tables import access_log
from pms.tables import intents
from posada.guests import Guests
from posada.retention import Retention
from posada.trackers import Trackers
from tests.bot.gateway.conftest import rasa
from tests.bot.gateway.house import House, free_port, open_house
from tests.bot.gateway.stand_in_rasa import TOKEN, StandInRasa

__all__ = ["rasa"]

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def guests_of(house: House, clock: FrozenClock, trackers: Path) -> Guests:
    # Nobody listens there: a worker that does not run holds nothing.
    rasa = RasaClient((f"http://127.0.0.1:{free_port()}",), TOKEN)
    engine = create_engine(f"sqlite+aiosqlite:///{trackers}")
    return Guests(house.engine, Trackers(engine, rasa), house.sealer, GuestKeys("a-salt"), clock)


@asynccontextmanager
async def retention(house: House, clock: FrozenClock, trackers: Path) -> AsyncIterator[Retention]:
    guests = guests_of(house, clock, trackers)
    yield Retention(house.engine, guests, clock, keep_words=YEAR, keep_records=2 * YEAR)
    await guests.close()


async def test_words_go_after_a_year_and_records_after_two(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("old", "my secret wish")
        async with house.engine.begin() as connection:
            await connection.execute(
                insert(access_log).values(
                    id="a1", at=NOW, staff_id="s", staff_name="Staff", conversation="old", through="page"
                )
            )
        trackers = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
        async with trackers.begin() as connection:
            await connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)"))
            await connection.execute(text("INSERT INTO events (sender_id) VALUES ('old'), ('young')"))
        clock.advance(timedelta(days=364))
        await house.say("young", "another wish")
        async with retention(house, clock, tmp_path / "rasa.db") as job:
            assert await job.tidy() == 0
            clock.advance(timedelta(days=2))
            assert await job.tidy() == 1
            assert await job.tidy() == 0
        async with house.engine.connect() as connection:
            words = [
                house.sealer.unseal(one)
                for one in (await connection.execute(select(inbox.c.words))).scalars()
            ]
            assert sorted(words) == ["", "another wish"]
            assert await connection.scalar(select(func.count()).select_from(turns)) == 2
            (read,) = (await connection.execute(select(access_log.c.conversation))).scalars()
            assert read.startswith("erased_")
        async with trackers.connect() as connection:
            assert (await connection.execute(text("SELECT sender_id FROM events"))).scalars().all() == [
                "young"
            ]
        clock.advance(YEAR)
        async with retention(house, clock, tmp_path / "rasa.db") as job:
            assert await job.tidy() == 1
        async with house.engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(access_log)) == 0
            assert await connection.scalar(select(func.count()).select_from(conversations)) == 2
        await trackers.dispose()


async def test_a_write_on_its_way_keeps_its_conversation(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("booking", "yes")
        async with house.engine.begin() as connection:
            await connection.execute(
                insert(intents).values(
                    id="i1", kind="book", property_id="mirador", conversation="booking", key="k", subject="s",
                    our_reference="PSD-1", payload="sealed", state="queued", attempts=1, expires_at=NOW,
                    created_at=NOW, updated_at=NOW,
                )
            )  # fmt: skip
        clock.advance(2 * YEAR)
        async with retention(house, clock, tmp_path / "rasa.db") as job:
            assert await job.tidy() == 0
        assert await house.gateway.transcripts.conversation("booking") is not None


async def test_a_guest_has_one_conversation_forgotten_and_keeps_the_other(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    clock = FrozenClock(NOW)
    async with open_house(tmp_path, rasa, clock=clock) as house:
        await house.say("one", "my secret wish")
        await house.say("two", "another wish")
        async with house.engine.begin() as connection:
            await connection.execute(conversations.update().values(guest_key="g_1"))
        guests = guests_of(house, clock, tmp_path / "rasa.db")
        left = LeftContact("Robin", "robin@guest.example")
        await left_contacts.leave(house.gateway.desk.ledger, house.sealer, clock, "one", left)
        (told,) = [
            one["left_contact"]
            for one in (await guests.export("one"))["conversations"]
            if one["conversation"] == "one"
        ]
        assert told == {"name": "Robin", "reach": "robin@guest.example"}
        beside = await kept_beside(house, clock, "one")
        (whole,) = [
            one for one in (await guests.export("one"))["conversations"] if one["conversation"] == "one"
        ]
        assert [note["text"] for note in whole["notes_of_staff"]] == ["Likes the quiet side"]
        assert whole["tags"] == ["vip"]
        await guests.forget_conversation("one")
        await guests.forget_conversation("one")
        await guests.close()
        async with house.engine.connect() as connection:
            names = set((await connection.execute(select(conversations.c.id))).scalars())
            words = (await connection.execute(select(inbox.c.words))).scalars()
            assert sorted(house.sealer.unseal(one) for one in words) == ["", "another wish"]
            assert set((await connection.execute(select(conversations.c.left_contact))).scalars()) == {None}
            for table in beside:
                assert await connection.scalar(select(func.count()).select_from(table)) == 0, table.name
        assert "one" not in names
        assert "two" in names


async def kept_beside(house: House, clock: FrozenClock, conversation: str) -> tuple[Table, ...]:
    """A note, a tag and a message to learn from; the tables they lie in."""
    ana = Member("stf_1", "ana", Role.AGENT, "", False, NOW, None, None)
    margin = Margin(house.engine, house.sealer, clock)
    await margin.add_note(conversation, ana, "Likes the quiet side")
    await margin.add_tag(conversation, ana, "VIP")
    transcript = await house.gateway.transcripts.transcript(conversation)
    assert transcript is not None
    learned = Candidates(house.engine, house.sealer, clock)
    await learned.add(transcript, transcript.turns[0].id, "book_room", ana)
    tables = (desk_notes, conversation_tags, training_candidates)
    async with house.engine.connect() as connection:
        for table in tables:
            assert await connection.scalar(select(func.count()).select_from(table)) == 1
    return tables
