"""One guest as the law sees them: found by a name they know, given what we hold of them, forgotten on their wish.

Only here is it known which rooms hold something of a guest. The reservation itself is the hotel system's: it is named to
whoever erases, and not touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from bot.channels.whatsapp.identity import Identities
from bot.gateway import erasure as talks
from bot.gateway.erasure import StillTalking
from bot.gateway.rasa_client import RasaClient
from bot.gateway.transcripts import Transcripts
from common.clock import Clock, SystemClock
from common.database import create_engine
from common.guest_keys import GuestKeys
from common.ids import new_id
from common.secrets import Sealer
from common.settings import Settings
from console.desk_tables import conversation_tags, desk_notes, training_candidates
from console.guest_files import Erased, NotErased, still_answered, unsettled
from console.margin import Margin
from console.tables import access_log
from pms.outbox import erasure as writes
from pms.outbox.erasure import Booked, Unsettled
from pms.outbox.intents import Intents
from posada.trackers import Trackers, thoroughly, tracker_engine
from templates import exposures

_AT_ONCE = 200

RASA_GOES_ON = timedelta(minutes=2)
"""A turn the gateway gave up may still run there, and writes down what was said when it ends."""


class Guests:
    """What `posada guest` and the console's page do with one guest's data; closes `trackers`."""

    def __init__(
        self,
        engine: AsyncEngine,
        trackers: Trackers,
        sealer: Sealer,
        keys: GuestKeys,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._trackers = trackers
        self._sealer = sealer
        self._keys = keys
        self._clock = clock
        self._identities = Identities(keys, sealer)
        self._transcripts = Transcripts(engine, sealer)
        self._margin = Margin(engine, sealer, clock)
        self._intents = Intents(engine, sealer, clock)

    async def close(self) -> None:
        await self._trackers.close()
        if self._trackers.engine is not self._engine:
            await self._trackers.engine.dispose()

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

    async def forget_strays(self) -> int:
        """What Rasa wrote down of conversations that had been forgotten before it was done; how many conversations."""
        names = await self._trackers.strays(self._engine)
        if names:
            await self._trackers.forget_copies(names)
            async with thoroughly(self._trackers.engine) as connection:
                await self._trackers.forget_rows(names, within=connection)
            await self._shrink()
        return len(names)

    async def _erase(self, names: Sequence[str], *, is_whole_guest: bool) -> Erased:
        if not names:
            return Erased(0, ())
        # First, and once more at the end: whoever dies between finds the conversations again, and begins anew.
        await self._trackers.forget_copies(names)
        try:
            async with thoroughly(self._engine) as connection:
                booked = await connection.run_sync(lambda sync: self._forget(sync, names, is_whole_guest))
                # Final before ours are: by ours they are found.
                await self._trackers.forget_rows(names, within=connection)
        except Unsettled as error:
            raise unsettled(error.reference) from error
        except StillTalking as error:
            raise still_answered() from error
        # What a turn in between has brought back.
        await self._trackers.forget_copies(names)
        return Erased(len(names), tuple(booked))

    def _find(self, connection: Connection, who: str) -> list[str]:
        found = talks.conversations_of(connection, self._keys, who)
        if found:
            return found
        by_reference = writes.conversations_of_reference(connection, who.upper())
        names = [name for one in by_reference for name in talks.conversations_of(connection, self._keys, one)]
        return list(dict.fromkeys(names))

    def _forget(self, connection: Connection, names: Sequence[str], is_whole_guest: bool) -> list[Booked]:
        # Somebody else may have been at it meanwhile.
        names = [name for name in names if talks.is_known(connection, name)]
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
                connection,
                self._sealer,
                name,
                guest_key=fresh if is_whole_guest else None,
                groups=self._identities.groups_of(connection, name),
                late_since=self._clock.now() - RASA_GOES_ON,
            )
            writes.forget_conversation(connection, self._sealer, name, emptied)
            for table in (handoffs, access_log):
                connection.execute(
                    update(table).where(table.c.conversation == name).values(conversation=emptied)
                )
            for table in (desk_notes, conversation_tags, training_candidates):
                connection.execute(delete(table).where(table.c.conversation == name))
        return booked

    async def _shrink(self) -> None:
        """The log of changes still holds what the rows held before; once for all that was erased."""
        for engine in {self._engine, self._trackers.engine}:
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
    rasa = RasaClient(settings.rasa_workers, settings.rasa_token.get_secret_value())
    return Guests(
        engine,
        Trackers(tracker_engine(settings, engine), rasa),
        Sealer.from_setting(settings.secret_keys.get_secret_value()),
        GuestKeys(settings.guest_salt.get_secret_value()),
        clock,
    )
