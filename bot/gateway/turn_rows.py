"""The rows of turns: taking one, ending one, and finding those whose process died. One transaction each."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway import metrics, outgoing
from bot.gateway.ending import Ending
from bot.gateway.inbox import Job, Said, Talk
from bot.gateway.mail import mails_of
from bot.gateway.metadata import language_of
from bot.gateway.outgoing import find_button
from bot.gateway.tables import OPEN, conversations, inbox, turns
from common.clock import Clock
from common.log import get_log
from common.secrets import Sealer, Unsealable

log = get_log("bot.gateway.turns")


class TurnRows:
    """owner, lease: as in Inbox. sends_mail: whether replies that go by mail too are stored for it."""

    def __init__(
        self,
        engine: AsyncEngine,
        sealer: Sealer,
        clock: Clock,
        *,
        owner: str,
        lease: timedelta,
        sends_mail: bool = False,
    ) -> None:
        self._sends_mail = sends_mail
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._owner = owner
        self._lease = lease

    async def finish(self, job: Job, ending: Ending, *, is_awaited: bool) -> tuple[bool, Job | None]:
        """Stores the end, and takes the conversation's next turn in the same transaction.

        False when another gateway has taken the turn over meanwhile; then nothing is stored, and the replies are its.
        """
        now = self._clock.now()
        async with self._engine.begin() as connection:
            done = await connection.execute(
                update(turns)
                .where(turns.c.id == job.turn, turns.c.state == "running", turns.c.owner == self._owner)
                .values(
                    state=ending.state, outcome=ending.outcome, finished_at=now, **self._understood(ending)
                )
            )
            if done.rowcount != 1:
                return False, None
            await connection.execute(
                update(conversations)
                .where(conversations.c.id == job.talk.id)
                .values(**_conversation_after(ending))
            )
            await outgoing.add(
                connection,
                self._sealer,
                ending.replies,
                conversation=job.talk.id,
                turn=job.turn,
                at=now,
                is_awaited=is_awaited,
            )
            mails = mails_of(ending.replies) if self._sends_mail else []
            if mails:
                await outgoing.add(
                    connection,
                    self._sealer,
                    mails,
                    conversation=job.talk.id,
                    turn=job.turn,
                    at=now,
                    is_awaited=False,
                    route="mail",
                )
            following = await self._next(connection, job.talk.id, now)
        metrics.INBOX_DEPTH.dec()
        metrics.OUTGOING_DEPTH.inc(len(mails) + (0 if is_awaited else len(ending.replies)))
        return True, following

    async def take_abandoned(self, running: Collection[str]) -> list[Job]:
        """The first open turn of each conversation nobody runs. running: conversations this process is busy with."""
        now = self._clock.now()
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(turns.c.id, turns.c.conversation, turns.c.state, turns.c.owner, turns.c.lease_until)
                .where(turns.c.state.in_(OPEN))
                .order_by(turns.c.seq)
            )
            first: dict[str, Any] = {}
            for row in rows:
                # A running turn is always the oldest open one of its conversation.
                first.setdefault(row.conversation, row)
        jobs = []
        for conversation, row in first.items():
            is_anothers = row.state == "running" and row.owner != self._owner and row.lease_until > now
            if conversation in running or is_anothers:
                continue
            async with self._engine.begin() as connection:
                job = await self._take(connection, row.id, now)
            if job is not None:
                jobs.append(job)
        return jobs

    async def set_depths(self) -> None:
        async with self._engine.connect() as connection:
            open_turns = await connection.scalar(
                select(func.count()).select_from(turns).where(turns.c.state.in_(OPEN))
            )
            metrics.INBOX_DEPTH.set(open_turns or 0)
            metrics.OUTGOING_DEPTH.set(await outgoing.count_waiting(connection))

    async def _next(self, connection: AsyncConnection, conversation: str, now: datetime) -> Job | None:
        turn = await connection.scalar(
            select(turns.c.id)
            .where(turns.c.conversation == conversation, turns.c.state == "queued")
            .order_by(turns.c.seq)
            .limit(1)
        )
        return await self._take(connection, turn, now) if turn else None

    async def _take(self, connection: AsyncConnection, turn: str, now: datetime) -> Job | None:
        """Ours from here on; None when somebody was quicker."""
        other = turns.alias()
        runs_already = (
            select(other.c.id)
            .where(
                other.c.conversation == turns.c.conversation,
                other.c.state == "running",
                other.c.id != turns.c.id,
            )
            .exists()
        )
        is_free = or_(
            and_(turns.c.state == "queued", ~runs_already),
            and_(turns.c.state == "running", or_(turns.c.owner == self._owner, turns.c.lease_until <= now)),
        )
        taken = (
            await connection.execute(
                update(turns)
                .where(turns.c.id == turn, is_free)
                .values(
                    state="running",
                    owner=self._owner,
                    lease_until=now + self._lease,
                    started_at=func.coalesce(turns.c.started_at, now),
                )
                .returning(turns.c.conversation, turns.c.received_at)
            )
        ).one_or_none()
        if taken is None:
            return None
        conversation = (
            await connection.execute(select(conversations).where(conversations.c.id == taken.conversation))
        ).one()
        said = await self._said(connection, turn, taken.conversation)
        return Job(turn, Talk.read(conversation), said, taken.received_at)

    async def _said(self, connection: AsyncConnection, turn: str, conversation: str) -> tuple[Said, ...]:
        rows = (
            await connection.execute(select(inbox).where(inbox.c.turn == turn).order_by(inbox.c.seq))
        ).all()
        said = []
        for row in rows:
            try:
                text = self._sealer.unseal(row.words)
                button = row.button and await find_button(connection, self._sealer, conversation, row.button)
            except Unsealable:
                log.error("words cannot be unsealed", turn=turn)
                return ()
            said.append(Said(text, button or None, row.length, had_card="•••• " in text))
        return tuple(said)

    def _understood(self, ending: Ending) -> dict[str, Any]:
        answer = ending.answer
        if answer is None:
            return {"language": ending.language}
        intent = answer.parse.get("intent") or {}
        score = intent.get("confidence")
        kept = {
            "understood": answer.parse.get("understood"),
            "ranking": answer.parse.get("ranking") or [],
        }
        return {
            "language": ending.language,
            "intent": intent.get("name"),
            "score": None if score is None else round(float(score) * 1000),
            "understood": self._sealer.seal(json.dumps(kept, ensure_ascii=False)),
            "trace": answer.action_trace,
            "faults": answer.faults,
            "rasa_ms": None if answer.milliseconds is None else round(answer.milliseconds),
        }


def _conversation_after(ending: Ending) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if ending.answer is not None:
        language = language_of(ending.answer.parse)
        if language.get("reply"):
            changed["language"] = language["reply"]
        if language.get("prior"):
            changed["prior"] = language["prior"]
        changed["asked"] = ending.answer.asked
    if ending.handoff:
        changed["state"] = "waiting"
        changed["handoff_reason"] = ending.handoff
    if ending.attention:
        changed["attention"] = ending.attention
    return changed or {"asked": None}
