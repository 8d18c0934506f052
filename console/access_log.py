"""Who read which conversation, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.ids import new_id
from console.staff import Member
from console.tables import access_log


@dataclass(frozen=True)
class Reading:
    """through: "page" or "api"."""

    at: datetime
    staff_name: str
    through: str


class AccessLog:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def note(self, member: Member, conversation: str, *, through: str) -> None:
        """Written before the words are shown: a reading that is not on the log does not happen."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(access_log).values(
                    id=new_id("acc"),
                    at=self._clock.now(),
                    staff_id=member.id,
                    staff_name=member.name,
                    conversation=conversation,
                    through=through,
                )
            )

    async def note_once(
        self, member: Member, conversation: str, *, through: str, within: timedelta = timedelta(hours=1)
    ) -> None:
        """For what looks again with every letter that is typed."""
        same = (
            (access_log.c.conversation == conversation)
            & (access_log.c.staff_id == member.id)
            & (access_log.c.through == through)
            & (access_log.c.at > self._clock.now() - within)
        )
        async with self._engine.connect() as connection:
            is_noted = (await connection.execute(select(access_log.c.id).where(same).limit(1))).first()
        if is_noted is None:
            await self.note(member, conversation, through=through)

    async def of_conversation(self, conversation: str, *, limit: int = 20) -> list[Reading]:
        """Newest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(access_log)
                .where(access_log.c.conversation == conversation)
                .order_by(access_log.c.at.desc(), access_log.c.id.desc())
                .limit(limit)
            )
            return [Reading(row.at, row.staff_name, row.through) for row in rows]
