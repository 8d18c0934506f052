"""What guests asked in vain, for a member of staff: each question once, those that are answered by now left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.unanswered import Missed, Unanswered
from common.clock import Clock
from common.knowledge.book import Book
from common.knowledge.matching import plain_words
from common.properties import Property
from console.access_log import AccessLog
from console.staff import Member
from console.tables import questions_set_aside

DAYS = 30
_MOST_WORDS = 200
# What only this guest is reached by has no place in an example.
_PERSONAL = re.compile(r"\S+@\S+|\+?(?:\d[\s().-]?){7,}")


@dataclass(frozen=True)
class Question:
    """turn: the latest in which it was asked; times: how often; turns: all of them; is_aside: staff need not see it."""

    turn: str
    conversation: str
    language: str
    at: datetime
    words: str
    times: int = 1
    turns: tuple[str, ...] = ()
    is_aside: bool = False


class QuestionList:
    def __init__(
        self,
        unanswered: Unanswered,
        book: Book,
        access_log: AccessLog,
        clock: Clock,
        engine: AsyncEngine,
    ) -> None:
        self._engine = engine
        self._unanswered = unanswered
        self._book = book
        self._access_log = access_log
        self._clock = clock

    async def of(self, member: Member, hotel: Property, *, through: str) -> list[Question]:
        """Newest first. Every conversation whose words are shown is noted on the access log before they are read.

        One that was set aside stays so, and is counted on, while it was asked within the last DAYS in a turn that was.
        """
        since = self._clock.now() - timedelta(days=DAYS)
        missed = await self._unanswered.missed(hotel.id, since=since)
        words = await self._read(member, missed, through=through)
        known = await self._book.known()
        aside = await self._aside(hotel)
        found: dict[tuple[str, ...], Question] = {}
        for one in missed:
            said = words.get(one.turn, "")
            language = one.language or hotel.default_language
            if not said or known.answer(hotel, said, said_in=language, reply_in=language):
                continue
            same = (language, *sorted(plain_words(said, language)))
            first = found.get(same)
            found[same] = Question(
                first.turn if first else one.turn,
                first.conversation if first else one.conversation,
                language,
                first.at if first else one.at,
                first.words if first else said,
                first.times + 1 if first else 1,
                (*(first.turns if first else ()), one.turn),
                one.turn in aside or (first is not None and first.is_aside),
            )
        return list(found.values())

    async def set_aside(
        self, member: Member, hotel: Property, turn: str, *, is_aside: bool, through: str
    ) -> bool:
        """The question that was asked in this turn, and as often as it was; False when it is not on the list."""
        asked = next(
            (one for one in await self.of(member, hotel, through=through) if turn in one.turns), None
        )
        if asked is None:
            return False
        common = {"property_id": hotel.id, "is_aside": is_aside, "by": member.name, "at": self._clock.now()}
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(questions_set_aside), [{**common, "turn": one} for one in asked.turns]
            )
        return True

    async def _aside(self, hotel: Property) -> set[str]:
        table = questions_set_aside
        newest = select(func.max(table.c.id)).where(table.c.property_id == hotel.id).group_by(table.c.turn)
        query = select(table.c.turn).where(table.c.id.in_(newest), table.c.is_aside.is_(True))
        async with self._engine.connect() as connection:
            return set((await connection.execute(query)).scalars())

    async def one(self, member: Member, hotel: Property, turn: str, *, through: str) -> Question | None:
        """One of them, whose words begin a new entry."""
        missed = await self._unanswered.missed(hotel.id, since=self._clock.now(), turn=turn)
        if not missed:
            return None
        words = (await self._read(member, missed, through=through)).get(turn, "")
        language = missed[0].language or hotel.default_language
        return Question(turn, missed[0].conversation, language, missed[0].at, words)

    async def _read(self, member: Member, missed: list[Missed], *, through: str) -> dict[str, str]:
        for conversation in dict.fromkeys(one.conversation for one in missed):
            await self._access_log.note(member, conversation, through=through)
        words = await self._unanswered.words([one.turn for one in missed])
        return {turn: _PERSONAL.sub("…", said)[:_MOST_WORDS] for turn, said in words.items()}
