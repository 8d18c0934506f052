"""What guests asked in vain, for a member of staff: each question once, those that are answered by now left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.gateway.unanswered import Missed, Unanswered
from common.clock import Clock
from common.knowledge.book import Book
from common.knowledge.matching import plain_words
from common.properties import Property
from console.access_log import AccessLog
from console.staff import Member

DAYS = 30
_MOST_WORDS = 200
# What only this guest is reached by has no place in an example.
_PERSONAL = re.compile(r"\S+@\S+|\+?(?:\d[\s().-]?){7,}")


@dataclass(frozen=True)
class Question:
    """turn: the latest in which it was asked; times: how often."""

    turn: str
    conversation: str
    language: str
    at: datetime
    words: str
    times: int = 1


class QuestionList:
    def __init__(self, unanswered: Unanswered, book: Book, access_log: AccessLog, clock: Clock) -> None:
        self._unanswered = unanswered
        self._book = book
        self._access_log = access_log
        self._clock = clock

    async def of(self, member: Member, hotel: Property, *, through: str) -> list[Question]:
        """Newest first. Every conversation whose words are shown is noted on the access log before they are read."""
        since = self._clock.now() - timedelta(days=DAYS)
        missed = await self._unanswered.missed(hotel.id, since=since)
        words = await self._read(member, missed, through=through)
        known = await self._book.known()
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
            )
        return list(found.values())

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
