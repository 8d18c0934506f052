"""A write that needs a person, put together for whoever looks at it: how it stands, what it wanted, what went wrong, its story.

Everything that names or reaches a guest is masked; who the guest is stands in the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.secrets import Unsealable
from pms import audit
from pms.audit import AuditLine
from pms.outbox.intents import Intents
from pms.outbox.letters import Letter, find_letter
from pms.outbox.listing import COLUMNS, IntentSummary, summary_of
from pms.outbox.masking import masked_payload
from pms.tables import dead_letters, intents


@dataclass(frozen=True)
class Case:
    """payload: the write, masked; None when no key opens it. letter: where it died at least once; story: oldest first."""

    write: IntentSummary
    payload: dict[str, Any] | None
    letter: Letter | None = None
    story: tuple[AuditLine, ...] = ()

    @property
    def is_open(self) -> bool:
        """A person may still act on it."""
        return self.write.state in ("queued", "unknown", "dead")

    def to_json(self) -> dict[str, Any]:
        return self.write.to_json() | {
            "letter": self.letter.to_json() if self.letter else None,
            "story": [
                {
                    "at": line.at.isoformat(),
                    "actor": line.actor,
                    "event": line.event,
                    "before": line.before,
                    "after": line.after,
                    **line.detail,
                }
                for line in self.story
            ],
        }


class Cases:
    """kept: for what has no letter yet, whose words are sealed; without it such a case has no payload, and no key is needed."""

    def __init__(self, engine: AsyncEngine, kept: Intents | None = None) -> None:
        self._engine = engine
        self._intents = kept

    async def find(self, letter_or_intent: str) -> Case | None:
        letter = await find_letter(self._engine, letter_or_intent)
        summary = await summary_of(self._engine, letter.intent if letter else letter_or_intent)
        if summary is None:
            return None
        return Case(
            write=summary,
            payload=letter.payload if letter else await self._payload(summary.id),
            letter=letter,
            story=await audit.lines_of_intent(self._engine, summary.id),
        )

    async def waiting(
        self, *, property_id: str | None = None, most: int = 50
    ) -> tuple[tuple[Case, ...], int]:
        """What goes through by itself once the hotel's system answers, oldest first, without its story; and how many there are.

        What died before and is tried again has a letter and is found there.
        """
        asked = [
            intents.c.state.in_(("queued", "unknown")),
            ~exists(select(dead_letters.c.id).where(dead_letters.c.intent == intents.c.id)),
        ]
        if property_id is not None:
            asked.append(intents.c.property_id == property_id)
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(intents).where(*asked))
            rows = await connection.execute(
                select(*COLUMNS).where(*asked).order_by(intents.c.created_at, intents.c.id).limit(most)
            )
            found = [IntentSummary(**row) for row in rows.mappings()]
        return tuple([Case(one, await self._payload(one.id)) for one in found]), int(total or 0)

    async def _payload(self, intent_id: str) -> dict[str, Any] | None:
        """A write whose key is lost is still shown: somebody has to find that out."""
        if self._intents is None:
            return None
        try:
            intent = await self._intents.get(intent_id)
        except (Unsealable, ValidationError):
            return None
        return masked_payload(intent.write) if intent else None
