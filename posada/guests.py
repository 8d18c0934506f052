"""One guest as the law sees them: found by a name they know, given what we hold of them, forgotten on their wish.

Only here is it known which rooms hold something of a guest. The reservation itself is the hotel system's: it is named to
whoever erases, and not touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, inspect, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from actions.tables import handoffs
from bot.gateway import erasure as talks
from bot.gateway.erasure import StillTalking
from bot.gateway.rasa_client import RasaClient
from bot.gateway.transcripts import Transcripts
from common.clock import Clock, SystemClock
from common.database import create_engine
from common.guest_keys import GuestKeys
from common.ids import new_id
from common.log import get_log
from common.secrets import Sealer
from common.settings import Settings
from console.desk_tables import conversation_tags, desk_notes, training_candidates
from console.margin import Margin
from console.tables import access_log
from pms.outbox import erasure as writes
from pms.outbox.erasure import Booked, Unsettled
from pms.outbox.intents import Intents
from posada.rasa_process import tracker_database
from templates import exposures

_AT_ONCE = 200

_log = get_log("posada.guests")


class NotErased(Exception):
    """Nothing was erased; the text says what stands in the way."""


@dataclass(frozen=True)
class Erased:
    """conversations: how many. reservations: in the hotels' own systems, where they still stand."""

    conversations: int
    reservations: tuple[Booked, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "conversations": self.conversations,
            "reservations": [asdict(one) for one in self.reservations],
        }


class Guests:
    """trackers: the database that Rasa keeps its trackers in. rasa: to have live copies dropped."""

    def __init__(
        self,
        engine: AsyncEngine,
        trackers: AsyncEngine,
        sealer: Sealer,
        keys: GuestKeys,
        clock: Clock,
        rasa: RasaClient,
    ) -> None:
        self._engine = engine
        self._trackers = trackers
        self._sealer = sealer
        self._keys = keys
        self._clock = clock
        self._rasa = rasa
        self._transcripts = Transcripts(engine, sealer)
        self._margin = Margin(engine, sealer, clock)
        self._intents = Intents(engine, sealer, clock)

    async def close(self) -> None:
        await self._rasa.close()
        if self._trackers is not self._engine:
            await self._trackers.dispose()

    async def find(self, who: str) -> list[str]:
        """Conversations of the guest. who: an e-mail address, a number, a booking's reference or a conversation's name."""
        who = who.strip()
        async with self._engine.connect() as connection:
            return await connection.run_sync(lambda sync: self._find(sync, who))

    async def export(self, who: str) -> dict[str, Any]:
        """All we hold of the guest as plain JSON; no conversations when we know nobody by that name."""
        names = await self.find(who)
        async with self._engine.connect() as connection:
            booked = await connection.run_sync(lambda sync: writes.booked_in(sync, names))
        return {
            "asked_for": who,
            "made_at": self._clock.now().isoformat(),
            "conversations": [await self._conversation(name) for name in names],
            "reservations_in_the_hotel_system": [asdict(one) for one in booked],
        }

    async def erase(self, who: str) -> Erased:
        """Raises NotErased while a turn or a write of the guest is under way. Erasing again finds nobody, and is no error."""
        erased = await self._erase(await self.find(who), is_whole_guest=True)
        await self._shrink()
        return erased

    async def forget_conversation(self, name: str) -> None:
        """One conversation, as its guest wishes; what the guest said elsewhere stays. None by that name is no error.

        Raises NotErased.
        """
        async with self._engine.connect() as connection:
            known = await connection.run_sync(lambda sync: talks.is_known(sync, name))
        if known:
            await self._erase([name], is_whole_guest=False)
            await self._shrink()

    async def forget_old(self, *, before: datetime) -> int:
        """Empties conversations in which nothing was said since then; how many. Those in the middle of something wait."""
        done = 0
        async with self._engine.connect() as connection:
            names = await connection.run_sync(lambda sync: talks.silent_since(sync, before, _AT_ONCE))
        for name in names:
            try:
                await self._erase([name], is_whole_guest=False)
            except NotErased:
                continue
            done += 1
        if done:
            await self._shrink()
        return done

    async def _erase(self, names: Sequence[str], *, is_whole_guest: bool) -> Erased:
        if not names:
            return Erased(0, ())
        try:
            async with _thoroughly(self._engine) as connection:
                booked = await connection.run_sync(lambda sync: self._forget(sync, names, is_whole_guest))
        except Unsettled as error:
            raise NotErased(
                f"the write {error.reference} of this guest has not reached the hotel's system yet; settle it first "
                "(`posada outbox list`), then erase again"
            ) from error
        except StillTalking as error:
            raise NotErased(
                "a message of this guest is being answered right now; erase again in a moment"
            ) from error
        await self._forget_trackers(names)
        return Erased(len(names), tuple(booked))

    def _find(self, connection: Connection, who: str) -> list[str]:
        found = talks.conversations_of(connection, self._keys, who)
        if found:
            return found
        by_reference = writes.conversations_of_reference(connection, who.upper())
        names = [name for one in by_reference for name in talks.conversations_of(connection, self._keys, one)]
        return list(dict.fromkeys(names))

    def _forget(self, connection: Connection, names: Sequence[str], is_whole_guest: bool) -> list[Booked]:
        writes.check_settled(connection, names)
        booked = writes.booked_in(connection, names)
        keys = talks.guest_keys_of(connection, names)
        fresh = new_id("nobody")
        if is_whole_guest:
            for key in keys:
                exposures.join_guests(connection, key, fresh)
            talks.forget_contacts(connection, keys)
        for name in names:
            emptied = talks.forget_conversation(
                connection, self._sealer, name, guest_key=fresh if is_whole_guest else None
            )
            writes.forget_conversation(connection, self._sealer, name, emptied)
            for table in (handoffs, access_log):
                connection.execute(
                    update(table).where(table.c.conversation == name).values(conversation=emptied)
                )
            for table in (desk_notes, conversation_tags, training_candidates):
                connection.execute(delete(table).where(table.c.conversation == name))
        return booked

    async def _forget_trackers(self, names: Sequence[str]) -> None:
        async with _thoroughly(self._trackers) as connection:
            if await connection.run_sync(lambda sync: inspect(sync).has_table("events")):
                for name in names:
                    await connection.execute(
                        text("DELETE FROM events WHERE sender_id = :name"), {"name": name}
                    )
        for name in names:
            if not await self._rasa.forget(name):
                # Its rows are gone, so that the copy is never used again; it leaves memory with the next conversations.
                _log.warning("a Rasa worker did not answer")

    async def _shrink(self) -> None:
        """The log of changes still holds what the rows held before; once for all that was erased."""
        for engine in {self._engine, self._trackers}:
            if engine.url.get_backend_name() == "sqlite":
                async with engine.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _conversation(self, name: str) -> dict[str, Any]:
        row = await self._transcripts.conversation(name)
        messages = await self._transcripts.transcript(name)
        if row is None or messages is None:
            return {"conversation": name}
        return {
            "conversation": name,
            "channel": row.channel,
            "property": row.property_id,
            "language": row.language,
            "began_at": row.created_at.isoformat(),
            "left_contact": asdict(messages.left_contact) if messages.left_contact else None,
            "turns": [
                {
                    "at": turn.received_at.isoformat(),
                    "guest": [one.text for one in turn.said],
                    "understood": turn.understood,
                    "hotel": [one.reply.text for one in turn.replies],
                }
                for turn in messages.turns
            ],
            "notes_of_staff": [
                {"at": note.at.isoformat(), "text": note.text} for note in await self._margin.notes(name)
            ],
            "tags": list((await self._margin.tags([name]))[name]),
            "unasked": [one.reply.text for one in messages.notices],
            "writes": [
                one.write.model_dump(mode="json", exclude_none=True)
                for one in await self._intents.of_conversation(name)
            ],
        }


@asynccontextmanager
async def _thoroughly(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction whose deleted rows are overwritten on disk, where the database can."""
    async with engine.begin() as connection:
        if engine.url.get_backend_name() == "sqlite":
            await connection.exec_driver_sql("PRAGMA secure_delete=ON")
        yield connection


@asynccontextmanager
async def open_guests(settings: Settings) -> AsyncIterator[Guests]:
    """For a command of its own, beside the running service or without it."""
    engine = create_engine(settings.database)
    guests = guests_of(settings, engine, SystemClock())
    try:
        yield guests
    finally:
        await guests.close()
        await engine.dispose()


def guests_of(settings: Settings, engine: AsyncEngine, clock: Clock) -> Guests:
    """Close it before the engine."""
    return Guests(
        engine,
        tracker_engine(settings, engine),
        Sealer.from_setting(settings.secret_keys.get_secret_value()),
        GuestKeys(settings.guest_salt.get_secret_value()),
        clock,
        RasaClient(settings.rasa_workers, settings.rasa_token.get_secret_value()),
    )


def tracker_engine(settings: Settings, engine: AsyncEngine) -> AsyncEngine:
    """Where Rasa's trackers lie: beside our tables on PostgreSQL, in a file of their own on SQLite."""
    if engine.url.get_backend_name() != "sqlite":
        return engine
    return create_engine(tracker_database(settings).replace("sqlite://", "sqlite+aiosqlite://", 1))
