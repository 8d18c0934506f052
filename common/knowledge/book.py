"""The editors' door to a hotel's facts and answers: save, publish, roll back; and see who wrote what, when and why.

A version is a draft until it is published and never changes; publishing moves a pointer. Two editors cannot overwrite
each other unseen: each says what they last saw, and the later one is refused with the other's name. Version 1 is what
stands below: a fact as the hotels' file has it, and of an answer nothing. Who may do what is the console's to know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.declined import Declined
from common.ids import new_id
from common.knowledge import ledger
from common.knowledge.entry import (
    ANSWER,
    BELOW,
    FACT,
    Fault,
    Subject,
    fact_content,
    faults_of,
    read_content,
)
from common.knowledge.known import Known, Loader
from common.knowledge.ledger import Version
from common.knowledge.matching import plain_words
from common.knowledge.moves import Move, all_holding, may_be_read
from common.pointer import beginning, ends_first, holding, may_be_cancelled, no_earlier
from common.properties import TOPICS, Properties, Property

FILE_AUTHOR = "posada"


class BookError(Declined):
    """What an editor asked for cannot be done."""

    REASONS: ClassVar[Mapping[str, str]] = {
        "conflict": "%(subject)s: %(author)s was there before with version %(number)s",
        "faults": "%(faults)s",
        "unknown-entry": "there is no %(name)s of %(hotel)s",
        "unknown-version": "%(subject)s: there is no version %(number)s",
        "unknown-publication": "%(subject)s: there is no such publication to call off",
        "never-published": "%(subject)s: version %(number)s was never published",
        "fact-stays": "%(subject)s: a fact is not taken away; it goes back to the hotels' file",
        "retired-already": "%(subject)s: it is retired already",
        "not-retired": "%(subject)s: it is not retired",
        "no-time": "that is no date and time",
        "no-times": "neither from when nor until when",
        "ends-first": "%(subject)s: it would end before it begins",
    }


class Conflict(BookError):
    """Somebody else saved or published since this editor looked."""

    def __init__(self, subject: Subject, number: int, author: str) -> None:
        super().__init__("conflict", subject=subject, author=author, number=number)
        self.number = number
        self.author = author


class Unknown(BookError):
    """There is no such entry or version."""


class Refused(BookError):
    """An entry that guests may not read; `faults` names each fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faults", faults="; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Line:
    """One entry in a list: what guests read (live) and the newest. For an answer that is not said live is BELOW.

    is_retired: an answer that was taken back, and may be brought back.
    """

    subject: Subject
    live: Version
    latest: Version
    is_retired: bool = False

    @property
    def has_draft(self) -> bool:
        return self.latest.number > self.live.number


@dataclass(frozen=True)
class Sheet:
    """One entry opened, as it stands at `now`. versions: newest first, BELOW last; moves: of the pointer, newest first."""

    subject: Subject
    versions: tuple[Version, ...]
    moves: tuple[Move, ...]
    now: datetime

    @property
    def latest(self) -> Version:
        return self.versions[0]

    @property
    def live(self) -> Version:
        held = holding(self.moves, self.now)
        return self.version(held.number if held else BELOW) or self.versions[-1]

    @property
    def coming(self) -> tuple[Move, ...]:
        """What begins or ends by itself, and may be called off; the first comes first."""
        found = (one for one in self.moves if may_be_cancelled(one, self.now))
        return tuple(sorted(found, key=lambda one: one.from_at))

    @property
    def is_retired(self) -> bool:
        return _is_retired(self.subject, holding(self.moves, self.now))

    def version(self, number: int) -> Version | None:
        return next((one for one in self.versions if one.number == number), None)

    def was_published(self, number: int) -> bool:
        return number == BELOW or _was_read(self.moves, number, self.now)


class Book:
    def __init__(self, engine: AsyncEngine, clock: Clock, properties: Properties) -> None:
        self._engine = engine
        self._clock = clock
        self._properties = properties

    def new_answer(self, property_id: str) -> Subject:
        """A name that no other entry has."""
        return Subject(property_id, f"{ANSWER}.{new_id('qa')}")

    # --- writing ---

    async def save(
        self, subject: Subject, body: Any, *, author: str, note: str = "", expected: int | None = None
    ) -> Version:
        """A new draft. expected: the newest number the author saw; None: do not ask. Raises BadEntry, Conflict."""
        self._hotel(subject)
        content = read_content(subject, body)
        now = self._clock.now()
        async with ledger.writing(self._engine) as connection:
            latest = await self._latest(connection, subject)
            if expected is not None and expected != latest.number:
                raise Conflict(subject, latest.number, latest.author)
            number = latest.number + 1
            await ledger.note_action(connection, subject, "save", by=author, at=now, number=number, note=note)
            return await ledger.add_version(
                connection, subject, number=number, content=content, author=author, note=note, at=now
            )

    async def publish(
        self,
        subject: Subject,
        number: int,
        *,
        by: str,
        note: str = "",
        from_at: datetime | None = None,
        until_at: datetime | None = None,
        expected_live: int | None = None,
    ) -> Move:
        """Now, or from an instant on; for good, or until an instant, after which what was there before is again.

        Raises Refused with every fault, Conflict, Unknown, BookError.
        """
        hotel, now = self._hotel(subject), self._clock.now()
        if ends_first(from_at, until_at, now):
            raise BookError("ends-first", subject=subject)
        async with ledger.writing(self._engine) as connection:
            version = await self._found(connection, subject, number)
            await self._expect(connection, subject, expected_live)
            await self._require_fit(connection, version, hotel)
            action = "publish" if from_at is None and until_at is None else "schedule"
            return await self._point(
                connection, subject, number, action, by, note, from_at=from_at, until_at=until_at
            )

    async def roll_back(
        self, subject: Subject, number: int, *, by: str, note: str = "", expected_live: int | None = None
    ) -> Move:
        """The pointer moves back to an earlier version; to BELOW: a fact as in the file, an answer no more.

        Raises BookError, Conflict, Unknown, and Refused for a question that another answer has by now.
        """
        hotel = self._hotel(subject)
        async with ledger.writing(self._engine) as connection:
            version = await self._found(connection, subject, number)
            moves = await ledger.moves_of(connection, subject)
            if number != BELOW and not _was_read(moves, number, self._clock.now()):
                raise BookError("never-published", subject=subject, number=number)
            await self._expect(connection, subject, expected_live)
            await self._require_fit(connection, version, hotel)
            return await self._point(connection, subject, number, "roll_back", by, note)

    async def cancel(self, subject: Subject, move_id: int, *, by: str, note: str = "") -> None:
        """What has not begun will not; what has an end ends now. Raises Unknown."""
        self._hotel(subject)
        now = self._clock.now()
        async with ledger.writing(self._engine) as connection:
            for one in await ledger.moves_of(connection, subject):
                if one.id == move_id and may_be_cancelled(one, now):
                    await ledger.withdraw(connection, [one], now)
                    await ledger.note_action(
                        connection, subject, "cancel", by=by, at=now, number=one.number, note=note
                    )
                    return
        raise Unknown("unknown-publication", subject=subject)

    async def retire(
        self, subject: Subject, *, by: str, note: str = "", expected_live: int | None = None
    ) -> None:
        """An answer is said no more, and nothing that was scheduled brings it back; it is kept. Raises BookError, Conflict."""
        self._hotel(subject)
        now = self._clock.now()
        async with ledger.writing(self._engine) as connection:
            if subject.kind != ANSWER:
                raise BookError("fact-stays", subject=subject)
            await self._found(connection, subject, BELOW)
            await self._expect(connection, subject, expected_live)
            moves = await ledger.moves_of(connection, subject)
            held, later = holding(moves, now), [one for one in moves if one.from_at > now]
            if _is_retired(subject, held):
                raise BookError("retired-already", subject=subject)
            await ledger.withdraw(connection, later, now)
            await self._point(connection, subject, BELOW, "retire", by, note)

    async def restore(self, subject: Subject, *, by: str, note: str = "") -> None:
        """A retired answer is said again, in the version that guests read last; one that none was read of is a draft again.

        Raises BookError, Refused.
        """
        hotel = self._hotel(subject)
        now = self._clock.now()
        async with ledger.writing(self._engine) as connection:
            moves = await ledger.moves_of(connection, subject)
            if not _is_retired(subject, holding(moves, now)):
                raise BookError("not-retired", subject=subject)
            read = [one for one in moves if one.number != BELOW and one.from_at <= now]
            if not read:
                await ledger.withdraw(connection, moves, now)
                await ledger.note_action(
                    connection, subject, "restore", by=by, at=now, number=BELOW, note=note
                )
                return
            version = await self._found(connection, subject, max(read, key=lambda one: one.from_at).number)
            await self._require_fit(connection, version, hotel)
            await self._point(connection, subject, version.number, "restore", by, note)

    # --- reading ---

    async def open(self, subject: Subject) -> Sheet:
        """Raises Unknown for an answer that nobody wrote, and for a hotel or a fact that there is not."""
        hotel = self._hotel(subject)
        async with self._engine.connect() as connection:
            versions = await ledger.versions_of(connection, subject)
            moves = await ledger.moves_of(connection, subject)
        if subject.kind == ANSWER and not versions:
            raise Unknown("unknown-entry", name=subject.name, hotel=subject.property_id)
        return Sheet(subject, (*versions, below(subject, hotel)), tuple(moves), self._clock.now())

    async def lines(self, property_id: str, kind: str) -> list[Line]:
        """Every fact there may be, or every answer that was written, the newest answer first."""
        hotel = self._hotel(Subject(property_id, f"{FACT}.checkin"))
        async with self._engine.connect() as connection:
            latest = {one.subject: one for one in await ledger.latest_versions(connection, property_id)}
            now = self._clock.now()
            moves = {
                one.subject: one
                for one in all_holding(await ledger.all_moves(connection, now, property_id), now)
            }
            wanted = [(move.subject, move.number) for move in moves.values()]
            live = {one.subject: one for one in await ledger.versions_at(connection, wanted)}
        subjects = {one for one in latest if one.kind == kind}
        if kind == FACT:
            subjects |= {Subject(property_id, f"{FACT}.{topic}") for topic in TOPICS}
        ordered = sorted(subjects, reverse=kind == ANSWER)
        floors = {one: below(one, hotel) for one in ordered}
        return [
            Line(
                one,
                live.get(one, floors[one]),
                latest.get(one, floors[one]),
                _is_retired(one, moves.get(one)),
            )
            for one in ordered
        ]

    async def faults(self, subject: Subject, body: Any) -> list[Fault]:
        """What is wrong with it, as publishing would see it. Raises BadEntry, Unknown."""
        hotel, content = self._hotel(subject), read_content(subject, body)
        draft = Version(subject, 0, content, "", "", None)
        async with self._engine.connect() as connection:
            return await self._faults(connection, draft, hotel)

    async def audit(self, subject: Subject, *, limit: int = 100) -> list[dict[str, Any]]:
        """Who did what: at, by, action, number, note; newest first."""
        async with self._engine.connect() as connection:
            return await ledger.actions(connection, subject, limit=limit)

    async def known(self) -> Known:
        """What guests are told now."""
        async with self._engine.connect() as connection:
            return await Loader(self._properties).load(connection, self._clock.now())

    # --- steps ---

    async def _point(
        self,
        connection: AsyncConnection,
        subject: Subject,
        number: int,
        action: str,
        by: str,
        note: str,
        *,
        from_at: datetime | None = None,
        until_at: datetime | None = None,
    ) -> Move:
        now = self._clock.now()
        await ledger.note_action(connection, subject, action, by=by, at=now, number=number, note=note)
        begins = beginning(from_at, now, await self._held(connection, subject))
        return await ledger.point(
            connection, subject, number, by=by, at=now, from_at=begins, until_at=until_at
        )

    async def _latest(self, connection: AsyncConnection, subject: Subject) -> Version:
        found = await ledger.latest_versions(connection, subject.property_id, subject)
        return found[0] if found else below(subject, self._hotel(subject))

    async def _found(self, connection: AsyncConnection, subject: Subject, number: int) -> Version:
        if number == BELOW:
            version: Version | None = below(subject, self._hotel(subject))
            if subject.kind == ANSWER and not await ledger.latest_versions(
                connection, subject.property_id, subject
            ):
                version = None
        else:
            version = await ledger.find_version(connection, subject, number)
        if version is None:
            raise Unknown("unknown-version", subject=subject, number=number)
        return version

    async def _expect(self, connection: AsyncConnection, subject: Subject, live: int | None) -> None:
        if live is None:
            return
        held = await self._held(connection, subject)
        number, by = (held.number, held.by) if held else (BELOW, FILE_AUTHOR)
        if number != live:
            raise Conflict(subject, number, by)

    async def _held(self, connection: AsyncConnection, subject: Subject) -> Move | None:
        return holding(await ledger.moves_of(connection, subject), self._clock.now())

    async def _require_fit(self, connection: AsyncConnection, version: Version, hotel: Property) -> None:
        """Raises Refused. What stands below is nobody's words."""
        if version.number != BELOW and (faults := await self._faults(connection, version, hotel)):
            raise Refused(faults)

    async def _faults(self, connection: AsyncConnection, version: Version, hotel: Property) -> list[Fault]:
        of_its_own = faults_of(version.subject, version.content, hotel)
        return [*of_its_own, *await self._said_elsewhere(connection, version)]

    async def _said_elsewhere(self, connection: AsyncConnection, version: Version) -> list[Fault]:
        """The same question with two answers would find neither."""
        if version.subject.kind != ANSWER:
            return []
        own = {
            (code, words)
            for code, examples in version.content["questions"].items()
            for example in examples
            if (words := frozenset(plain_words(example, code)))
        }
        now = self._clock.now()
        moves = await ledger.all_moves(connection, now, version.subject.property_id)
        # What is said now, what will be, and what comes back by itself: nobody is asked then.
        wanted = {
            (move.subject, move.number)
            for move in may_be_read(moves, now)
            if move.subject.kind == ANSWER and move.subject != version.subject
        }
        return [
            Fault("asked-elsewhere", f"questions.{code}", example)
            for other in await ledger.versions_at(connection, wanted)
            for code, examples in other.content["questions"].items()
            for example in examples
            if (code, frozenset(plain_words(example, code))) in own
        ]

    def _hotel(self, subject: Subject) -> Property:
        hotel = self._properties.get(subject.property_id)
        if hotel is None or not subject.is_possible:
            raise Unknown("unknown-entry", name=subject.name[:80], hotel=subject.property_id[:64])
        return hotel


def _was_read(moves: Sequence[Move], number: int, now: datetime) -> bool:
    now = no_earlier(now, moves)
    return any(move.number == number and move.from_at <= now for move in moves)


def _is_retired(subject: Subject, held: Move | None) -> bool:
    return subject.kind == ANSWER and held is not None and held.number == BELOW


def below(subject: Subject, hotel: Property) -> Version:
    """Version 1, which is in no database."""
    empty: dict[str, Any] = {"questions": {}, "answers": {}}
    content = fact_content(hotel, subject.topic) if subject.kind == FACT else empty
    return Version(subject, BELOW, content, FILE_AUTHOR, "", None)
