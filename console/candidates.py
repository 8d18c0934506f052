"""Messages that were taken for another wish, as staff say: kept without names and numbers, and given out to train the bot with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.transcripts import Transcript
from common.clock import Clock
from common.ids import new_id
from common.languages import LANGUAGES
from common.secrets import Sealer
from console.desk_tables import training_candidates
from console.gate import Stopped, not_found
from console.redaction import names_in, redacted
from console.staff import Member
from console.words import marked

WISH = re.compile(r"[a-z][a-z0-9_]{1,63}")
MOST = 2_000


@dataclass(frozen=True)
class Candidate:
    """understood: the intent it was taken for; wish: the one it was."""

    id: str
    conversation: str
    turn: str
    at: datetime
    by: str
    language: str | None
    understood: str | None
    wish: str
    text: str = field(repr=False)


class Candidates:
    def __init__(self, engine: AsyncEngine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def add(self, transcript: Transcript, turn_id: str, wish: str, member: Member) -> Candidate:
        """Saying it again of the same turn replaces what was said. Raises Stopped."""
        turn = next((one for one in transcript.turns if one.id == turn_id), None)
        if turn is None:
            raise not_found(marked("There is no such message"))
        if not WISH.fullmatch(wish):
            raise Stopped(422, marked("Not as it stands"), marked("Choose what the guest wished."))
        said = " ".join(" ".join(one.text.split()) for one in turn.said if not one.button)
        words = redacted(said, names_in(transcript)).strip()
        if not words:
            raise Stopped(
                422, marked("Not as it stands"), marked("There are no words in this message to learn from.")
            )
        candidate = Candidate(
            id=new_id("cand"),
            conversation=transcript.conversation.id,
            turn=turn.id,
            at=self._clock.now(),
            by=member.name,
            language=(turn.understood.get("language") or {}).get("code") or turn.language,
            understood=turn.intent,
            wish=wish,
            text=words,
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(training_candidates).where(training_candidates.c.turn == turn.id))
            await connection.execute(
                insert(training_candidates).values(
                    id=candidate.id,
                    conversation=candidate.conversation,
                    turn=candidate.turn,
                    at=candidate.at,
                    by=candidate.by,
                    language=candidate.language,
                    understood=candidate.understood,
                    wish=candidate.wish,
                    words=self._sealer.seal(words),
                )
            )
        return candidate

    async def drop(self, candidate: str) -> None:
        """One that is gone already is no fault."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(training_candidates).where(training_candidates.c.id == candidate))

    async def wishes_of(self, conversation: str) -> dict[str, str]:
        """What staff said of its messages: the wish by turn."""
        table = training_candidates.c
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(table.turn, table.wish).where(table.conversation == conversation)
            )
            return {row.turn: row.wish for row in rows}

    async def all(self, language: str | None = None) -> list[Candidate]:
        """Newest first, MOST at most."""
        wanted = select(training_candidates).order_by(
            training_candidates.c.at.desc(), training_candidates.c.id
        )
        if language:
            wanted = wanted.where(training_candidates.c.language == language)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted.limit(MOST))).all()
        return [self._read(row) for row in rows]

    def _read(self, row: Row[tuple[object, ...]]) -> Candidate:
        return Candidate(
            row.id,
            row.conversation,
            row.turn,
            row.at,
            row.by,
            row.language,
            row.understood,
            row.wish,
            self._sealer.unseal(row.words),
        )


def to_nlu(candidates: Iterable[Candidate]) -> str:
    """Rasa's training data in YAML: one block a language and wish, each message once."""
    by_place = sorted({(one.language or "", one.wish, _example(one.text)) for one in candidates})
    lines = ['version: "3.1"', "nlu:" if by_place else "nlu: []"]
    for (language, wish), examples in groupby(by_place, key=lambda one: one[:2]):
        lines.append(f"  - intent: {wish}")
        if language in LANGUAGES:
            lines.append(f"    metadata: {{language: {language}}}")
        lines.append("    examples: |")
        lines += [f"      - {text}" for _, _, text in examples]
    return "\n".join(lines) + "\n"


def _example(text: str) -> str:
    """On one line, with no control character, and without brackets: Rasa reads entities out of those."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"\s+", " ", re.sub(r"[\[\]{}]", " ", plain)).strip()
