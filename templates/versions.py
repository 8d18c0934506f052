"""The editors' door: save, publish, schedule, roll back, retire; and see who wrote what, when and why.

A version is a draft until it is published and never changes; publishing moves a pointer. Two editors cannot overwrite
each other unseen: each says what they last saw, and the later one is refused with the other's name. Words with faults
are kept as drafts and never published. Who may do what is the console's to know.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.languages import LANGUAGES
from common.pointer import beginning, ends_first, holding, may_be_cancelled
from templates import ledger
from templates.diff import Change, compare_bodies
from templates.lint import Problem, blocking, problems_of, undone_duties
from templates.place import Place
from templates.snapshot import Loader
from templates.store import Catalog
from templates.version import (
    PACKAGED_AUTHOR,
    PACKAGED_NUMBER,
    PUBLISHED,
    RETIRED,
    Conflict,
    Publication,
    Refused,
    Unknown,
    Version,
    VersionError,
)
from templates.wording import BadWording, Wording, body_of, read_wording

_PROPERTY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Shown:
    """One version in a history. live: guests read it now; publications: when it did, does and will."""

    version: Version
    is_live: bool
    publications: tuple[Publication, ...]


@dataclass(frozen=True)
class Standing:
    """One place in a list: which version is live, which is the newest, and what is to come."""

    place: Place
    live: int
    latest: int
    scheduled: tuple[Publication, ...]

    @property
    def has_draft(self) -> bool:
        return self.latest > self.live


class Versions:
    """packaged: the catalog that comes with the program, version 1 of all it holds."""

    def __init__(self, engine: AsyncEngine, clock: Clock, *, packaged: Catalog) -> None:
        self.engine = engine
        self.clock = clock
        self.packaged = packaged
        self.loader = Loader(packaged)

    # --- writing ---

    async def save(
        self,
        place: Place,
        body: Any,
        *,
        author: str,
        note: str = "",
        expected: int | None = None,
        variant: str | None = None,
    ) -> Version:
        """A new draft. body: as a catalog file has it. expected: the newest number the author saw; None: do not ask.

        variant: an experiment's arm, whose words are rendered without being published. Raises BadWording, Conflict.
        """
        content = content_of(place, body)
        async with ledger.writing(self.engine) as connection:
            latest = await ledger.latest_version(connection, place)
            if expected is not None and expected != (latest.number if latest else PACKAGED_NUMBER):
                raise _conflict(place, latest)
            return await self.add(connection, place, content, author, note, latest=latest, variant=variant)

    async def publish(
        self,
        place: Place,
        number: int,
        *,
        by: str,
        note: str = "",
        from_at: datetime | None = None,
        until_at: datetime | None = None,
        expected_live: int | None = None,
    ) -> Publication:
        """Now, or from an instant on; for good, or until an instant, after which what was there before is again.

        expected_live: the number the editor saw published; None: do not ask. Raises Refused with every fault of the
        words, Conflict, Unknown, VersionError.
        """
        now = self.clock.now()
        async with ledger.writing(self.engine) as connection:
            version = await self._found(connection, place, number)
            if version.state == RETIRED:
                raise VersionError("taken-away", place=place, number=number)
            if ends_first(from_at, until_at, now):
                raise VersionError("ends-first", place=place)
            await self._expect(connection, place, expected_live)
            if number != PACKAGED_NUMBER:
                faults = blocking(await self.problems(connection, place, version.wording()))
                if faults:
                    raise Refused(faults)
            return await self.point(
                connection, place, number, by=by, note=note, from_at=from_at, until_at=until_at
            )

    async def roll_back(
        self, place: Place, number: int, *, by: str, note: str = "", expected_live: int | None = None
    ) -> Publication:
        """The pointer moves back to an earlier version, now; to 1: to the packaged (or, for a hotel, common) words.

        Raises Refused for words that lack what they owe to guests (`duties.py`), Conflict, Unknown, VersionError.
        """
        async with ledger.writing(self.engine) as connection:
            if number != PACKAGED_NUMBER:
                version = await self._found(connection, place, number)
                if version.state != PUBLISHED:
                    why = "taken-away" if version.state == RETIRED else "never-published"
                    raise VersionError(why, place=place, number=number)
                # What guests once read may go back though lint has grown since, but no older words undo a duty.
                faults = undone_duties(await self.problems(connection, place, version.wording()))
                if faults:
                    raise Refused(faults)
            await self._expect(connection, place, expected_live)
            return await self.point(connection, place, number, by=by, note=note, action="roll_back")

    async def cancel(self, place: Place, publication_id: int, *, by: str, note: str = "") -> None:
        """A publication that has not begun will not; one with an end ends now. Raises Unknown."""
        now = self.clock.now()
        async with ledger.writing(self.engine) as connection:
            for one in await ledger.publications(connection, place):
                if one.id == publication_id and may_be_cancelled(one, now):
                    await ledger.withdraw(connection, [one], now)
                    await ledger.note_action(
                        connection, place, "cancel", by=by, at=now, number=one.number, note=note
                    )
                    return
        raise Unknown("unknown-publication", place=place)

    async def retire(self, place: Place, number: int, *, by: str, note: str = "") -> None:
        """Takes a version away for good: a draft that came to nothing, or published words, under which the ones
        published before are live again. It stays in the history."""
        now = self.clock.now()
        async with ledger.writing(self.engine) as connection:
            version = await self._found(connection, place, number)
            if number == PACKAGED_NUMBER:
                raise VersionError("packaged-stays", place=place)
            pointed = [one for one in await ledger.publications(connection, place) if one.number == number]
            await ledger.withdraw(connection, pointed, now)
            await ledger.set_state(connection, place, version.number, RETIRED)
            await ledger.note_action(connection, place, "retire", by=by, at=now, number=number, note=note)

    # --- reading ---

    async def version(self, place: Place, number: int) -> Version | None:
        async with self.engine.connect() as connection:
            return (
                await ledger.find_version(connection, place, number)
                if number != PACKAGED_NUMBER
                else self._below(place)
            )

    async def history(self, place: Place) -> list[Shown]:
        """Newest first; the packaged words last."""
        now = self.clock.now()
        async with self.engine.connect() as connection:
            versions = await ledger.versions_of(connection, place)
            moves = await ledger.publications(connection, place)
        below = self._below(place)
        if below is not None:
            versions.append(below)
        held = holding(moves, now)
        live = held.number if held else PACKAGED_NUMBER
        return [
            Shown(one, one.number == live, tuple(move for move in moves if move.number == one.number))
            for one in versions
        ]

    async def compare(self, place: Place, before: int, after: int) -> tuple[Change, ...]:
        """What changed from one version to another, word by word. Raises Unknown."""
        async with self.engine.connect() as connection:
            older = await self._found(connection, place, before)
            newer = await self._found(connection, place, after)
        return compare_bodies(older.content, newer.content)

    async def standings(self) -> dict[Place, Standing]:
        """Every place that has versions of its own."""
        now = self.clock.now()
        async with self.engine.connect() as connection:
            latest = await ledger.latest_numbers(connection)
            moves = await ledger.publications(connection)
        found = {}
        for place, number in latest.items():
            own = [move for move in moves if move.place == place]
            held = holding(own, now)
            found[place] = Standing(
                place,
                live=held.number if held else PACKAGED_NUMBER,
                latest=number,
                scheduled=tuple(move for move in own if move.from_at > now),
            )
        return found

    async def audit(self, key: str, *, limit: int = 100) -> list[dict[str, Any]]:
        """Who did what to one reply: at, by, action, language, property_id, number, note; newest first."""
        async with self.engine.connect() as connection:
            return await ledger.actions(connection, key, limit=limit)

    async def catalog(self) -> Catalog:
        """What is published now."""
        async with self.engine.connect() as connection:
            return (await self.loader.load(connection, self.clock.now())).catalog

    async def check(self, place: Place, body: Any) -> list[Problem]:
        """What is wrong with these words in this place, as publishing would see them. Raises BadWording."""
        wording = read_wording(place.key, place.language, content_of(place, body))
        async with self.engine.connect() as connection:
            return await self.problems(connection, place, wording)

    # --- steps inside a transaction, for those who do several at once ---

    async def add(
        self,
        connection: AsyncConnection,
        place: Place,
        content: Mapping[str, Any],
        author: str,
        note: str,
        *,
        latest: Version | None,
        variant: str | None = None,
    ) -> Version:
        now = self.clock.now()
        version = await ledger.add_version(
            connection,
            place,
            number=(latest.number if latest else PACKAGED_NUMBER) + 1,
            content=content,
            author=author,
            note=note,
            at=now,
            variant=variant,
        )
        if variant is not None:
            await ledger.raise_revision(connection)
        await ledger.note_action(
            connection, place, "save", by=author, at=now, number=version.number, note=note
        )
        return version

    async def point(
        self,
        connection: AsyncConnection,
        place: Place,
        number: int,
        *,
        by: str,
        note: str,
        action: str = "publish",
        from_at: datetime | None = None,
        until_at: datetime | None = None,
    ) -> Publication:
        now = self.clock.now()
        begins = beginning(from_at, now, await self._held(connection, place))
        made = await ledger.point(connection, place, number, by=by, at=now, from_at=begins, until_at=until_at)
        await ledger.note_action(
            connection,
            place,
            "schedule" if begins > now and from_at is not None else action,
            by=by,
            at=now,
            number=number,
            note=note,
        )
        return made

    async def problems(self, connection: AsyncConnection, place: Place, wording: Wording) -> list[Problem]:
        published = (await self.loader.load(connection, self.clock.now())).catalog
        candidate = published.with_words(wording, property_id=place.property_id)
        # A wording of the greatest length takes a tenth of a second to compile; others are served meanwhile.
        return await asyncio.to_thread(problems_of, wording, candidate, packaged=self.packaged)

    async def _found(self, connection: AsyncConnection, place: Place, number: int) -> Version:
        if number == PACKAGED_NUMBER:
            version = self._below(place)
        else:
            version = await ledger.find_version(connection, place, number)
        if version is None:
            raise Unknown("unknown-version", place=place, number=number)
        return version

    async def _expect(self, connection: AsyncConnection, place: Place, live: int | None) -> None:
        held = await self._held(connection, place)
        if live is None or live == (held.number if held else PACKAGED_NUMBER):
            return
        if held is None:
            raise Conflict(place, number=PACKAGED_NUMBER, author=PACKAGED_AUTHOR, at=None)
        raise Conflict(place, number=held.number, author=held.by, at=held.at)

    async def _held(self, connection: AsyncConnection, place: Place) -> Publication | None:
        return holding(await ledger.publications(connection, place), self.clock.now())

    def _below(self, place: Place) -> Version | None:
        """Version 1, which is in no database; of one hotel's words it is what the program's own are."""
        wording = self.packaged.get(place.key, place.language)
        if wording is None:
            return None
        return Version(place, PACKAGED_NUMBER, body_of(wording), PACKAGED_AUTHOR, "", None, PUBLISHED)


def content_of(place: Place, body: Any) -> dict[str, Any]:
    """Words in the one form that is kept, whoever wrote them how. Raises BadWording."""
    if place.language not in LANGUAGES:
        raise BadWording(f"{place}: {place.language} is no language of this desk")
    if place.property_id and not _PROPERTY.fullmatch(place.property_id):
        # It names a folder once the words are exported.
        raise BadWording(f"{place.key}: a hotel's id is made of letters, digits, - and _")
    content = body_of(read_wording(place.key, place.language, body))
    try:
        json.dumps(content, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadWording(
            f"{place}: something in it is neither text, number, yes or no, nor a list of them"
        ) from error
    return content


def _conflict(place: Place, latest: Version | None) -> Conflict:
    return Conflict(
        place,
        number=latest.number if latest else PACKAGED_NUMBER,
        author=latest.author if latest else PACKAGED_AUTHOR,
        at=latest.created_at if latest else None,
    )
