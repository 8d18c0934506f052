"""The rows of turns: taking one, ending one, and finding those whose process died. One transaction each."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from bot.gateway import guests, metrics, outgoing, satisfaction
from bot.gateway import turn_statements as statements
from bot.gateway.ending import Ending
from bot.gateway.handover_rows import DRAFT, OUTAGES, call_for_person, end_for_person, move
from bot.gateway.inbox import Job, Said, Talk
from bot.gateway.ledger import Ledger
from bot.gateway.mail import mails_of
from bot.gateway.metadata import language_of
from bot.gateway.outgoing import Reply, find_button, find_titled
from bot.gateway.staff_calls import Call, StaffCalls
from bot.gateway.tables import OPEN, conversations, turns
from common.clock import Clock
from common.guest_keys import GuestKeys
from common.log import get_log
from common.secrets import Sealer, Unsealable
from common.sql import given

log = get_log("bot.gateway.turns")


@dataclass(frozen=True)
class Finished:
    """What became of a turn. state: as stored. outcome: superseded when a person was quicker, else the ending's.

    has_called: it made the conversation wait for a person. following: the conversation's next turn, ours to run.
    """

    state: str
    outcome: str
    has_called: bool
    following: Job | None

    @property
    def is_said(self) -> bool:
        """Whether the replies go to the guest; else staff decide about them."""
        return self.state != "with_person"


class TurnRows:
    """owner, lease: as in Inbox. calls: how staff are called. sends_mail: whether replies that go by mail too are stored for it."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        guest_keys: GuestKeys,
        *,
        owner: str,
        lease: timedelta,
        calls: StaffCalls,
        asks_satisfaction: bool = True,
        sends_mail: bool = False,
    ) -> None:
        self._guest_keys = guest_keys
        self._calls = calls
        self._asks_satisfaction = asks_satisfaction
        self._sends_mail = sends_mail
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._owner = owner
        self._lease = lease

    async def finish(self, job: Job, ending: Ending, *, is_awaited: bool) -> Finished | None:
        """Stores the end, and takes the conversation's next turn in the same transaction.

        None when another gateway has taken the turn over meanwhile; then nothing is stored, and the replies are its.
        """
        # A booking that was made is confirmed by mail whoever speaks in the chat.
        mails = mails_of(ending.replies) if self._sends_mail else []
        finished = await self._ledger.write(
            lambda at: self._finish(at, job, ending, mails, is_awaited=is_awaited)
        )
        if finished is not None:
            metrics.INBOX_DEPTH.dec()
            waiting = len(ending.replies) if finished.is_said and not is_awaited else 0
            metrics.OUTGOING_DEPTH.inc(len(mails) + waiting)
        return finished

    async def take_abandoned(self, running: Collection[str]) -> list[Job]:
        """The first open turn of each conversation nobody runs. running: conversations this process is busy with."""
        now = self._clock.now()
        jobs = []
        for turn in await self._ledger.read(lambda at: self._abandoned(at, running, now)):
            job = await self._ledger.write(functools.partial(self._take_over, turn=turn, now=now))
            if job is not None:
                jobs.append(job)
        return jobs

    async def take_due(self, conversation: str) -> tuple[Job | None, datetime | None]:
        """The conversation's waiting turn, if it is due and none runs; else when it will be."""
        now = self._clock.now()
        due = await self._ledger.read(lambda at: _first_queued(at, conversation))
        if due is None:
            return None, None
        if due.start_after is not None and due.start_after > now:
            return None, due.start_after
        return await self._ledger.write(lambda at: self._take_over(at, due.id, now)), None

    async def set_depths(self) -> None:
        open_turns, waiting = await self._ledger.read(
            lambda at: (
                at.scalar(select(func.count()).select_from(turns).where(turns.c.state.in_(OPEN))),
                outgoing.count_waiting(at),
            )
        )
        metrics.INBOX_DEPTH.set(open_turns or 0)
        metrics.OUTGOING_DEPTH.set(waiting)

    def _finish(
        self, connection: Connection, job: Job, ending: Ending, mails: list[Reply], *, is_awaited: bool
    ) -> Finished | None:
        now = self._clock.now()
        ended = {"state": ending.state, "outcome": ending.outcome, "finished_at": now}
        ended |= self._understood(ending)
        ours = {"turn": job.turn, "by": self._owner}
        done = connection.execute(statements.end(tuple(ended)), {**ours, **given(ended)})
        if done.rowcount != 1:
            return None
        guests.note_said(connection, self._guest_keys, job.talk.id, _contacts(ending))
        # Whoever takes the conversation over writes this row too: from here on it is known who speaks.
        learnt = {**_learnt(ending), "changed_at": now}
        talk = connection.execute(
            statements.learn(tuple(learnt)), {"conversation": job.talk.id, **given(learnt)}
        ).one()
        state, outcome, has_called = ending.state, ending.outcome, False
        is_proposed = talk.state == "human" or talk.is_draft_mode
        if talk.state == "human":
            outcome = "superseded"
        else:
            has_called = self._after(connection, talk, ending, now)
        if is_proposed:
            state = "with_person"
            connection.execute(
                update(turns).where(turns.c.id == job.turn).values(state=state, outcome=outcome)
            )
        add = functools.partial(
            outgoing.add, connection, self._sealer, conversation=job.talk.id, turn=job.turn, at=now
        )
        add(ending.replies, is_awaited=is_awaited, is_proposed=is_proposed)
        if mails:
            add(mails, is_awaited=False, route="mail")
        if (mark := satisfaction.mark_of(job.said[0].button if job.said else None)) is not None:
            satisfaction.note(connection, talk.id, mark, now)
        if (
            self._asks_satisfaction
            and not is_proposed
            and satisfaction.is_asked_after(reply.template for reply in ending.replies)
        ):
            satisfaction.ask_once(connection, talk, talk.property, now)
        return Finished(state, outcome, has_called, self._next(connection, job.talk.id, now))

    def _after(self, connection: Connection, talk: Row[Any], ending: Ending, now: datetime) -> bool:
        """Who answers from here on, where the bot was the one to answer; whether a person is called."""
        reason = ending.handoff or (DRAFT if talk.is_draft_mode else None)
        if reason is not None:
            has_called = call_for_person(connection, talk, reason, now, attention=ending.attention)
            if has_called and not talk.is_test:
                self._calls.call(connection, Call.of(talk, reason, now), now)
            return has_called
        if talk.state == "waiting" and talk.handoff_reason in OUTAGES and ending.outcome == "answered":
            # It works again, and nobody had been promised. What went wrong still asks to be looked at.
            move(connection, talk, "bot", what="recovered", at=now)
        if ending.attention:
            connection.execute(
                update(conversations).where(conversations.c.id == talk.id).values(attention=ending.attention)
            )
        return False

    def _abandoned(self, connection: Connection, running: Collection[str], now: datetime) -> list[str]:
        rows = connection.execute(
            select(
                turns.c.id,
                turns.c.conversation,
                turns.c.state,
                turns.c.owner,
                turns.c.lease_until,
                turns.c.start_after,
            )
            .where(turns.c.state.in_(OPEN))
            .order_by(turns.c.seq)
        )
        first: dict[str, Any] = {}
        for row in rows:
            # A running turn is always the oldest open one of its conversation.
            first.setdefault(row.conversation, row)
        return [
            row.id
            for conversation, row in first.items()
            if conversation not in running
            and not (row.state == "running" and row.owner != self._owner and row.lease_until > now)
            and not (row.state == "queued" and row.start_after is not None and row.start_after > now)
        ]

    def _take_over(self, connection: Connection, turn: str, now: datetime) -> Job | None:
        connection.execute(statements.HOLD, {"turn": turn})
        return self._take(connection, turn, now)

    def _next(self, connection: Connection, conversation: str, now: datetime) -> Job | None:
        """None as well when a person has the conversation."""
        turn = _first_queued(connection, conversation)
        return self._take(connection, turn.id, now) if turn is not None else None

    def _take(self, connection: Connection, turn: str, now: datetime) -> Job | None:
        """Ours from here on; None when somebody was quicker."""
        asked = {"turn": turn, "by": self._owner, "now": now, "until": now + self._lease}
        taken = connection.execute(statements.TAKE, asked).one_or_none()
        if taken is None:
            return None
        conversation = connection.execute(statements.CONVERSATION, {"conversation": taken.conversation}).one()
        if conversation.state == "human":
            # While a person speaks nothing goes to Rasa, not even what a gateway died with.
            end_for_person(connection, turns.c.id == turn, now)
            return None
        is_overtaken = _is_overtaken(connection, turn, taken.conversation)
        return Job(
            turn,
            Talk.read(conversation),
            self._said(connection, turn, taken.conversation, may_be_titles=not is_overtaken),
            taken.start_after or taken.received_at,
            is_overtaken,
        )

    def _said(
        self, connection: Connection, turn: str, conversation: str, *, may_be_titles: bool
    ) -> tuple[Said, ...]:
        rows = connection.execute(statements.WORDS, {"turn": turn}).all()
        said = []
        for row in rows:
            try:
                text = self._sealer.unseal(row.words)
                button = row.button and find_button(connection, self._sealer, conversation, row.button)
            except Unsealable:
                log.error("words cannot be unsealed", turn=turn)
                return ()
            if may_be_titles and not row.button and len(rows) == 1:
                button = find_titled(connection, self._sealer, conversation, text)
            had_card, had_file = "•••• " in text, row.kind is not None
            said.append(Said(text, button or None, row.length, had_card, had_file))
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


def _first_queued(connection: Connection, conversation: str) -> Any:
    """Its id and when it is due; None when nothing waits."""
    return connection.execute(statements.FIRST_QUEUED, {"conversation": conversation}).one_or_none()


def _contacts(ending: Ending) -> tuple[str | None, ...]:
    """Addresses and numbers that were understood in the guest's words."""
    understood = (ending.answer.parse.get("understood") if ending.answer else None) or {}
    contact = understood.get("contact") or {}
    return contact.get("email"), contact.get("phone")


def _is_overtaken(connection: Connection, turn: str, conversation: str) -> bool:
    """Whether we said something after these words were written. A button that was pressed had been read."""
    last_words = connection.scalar(statements.LAST_TYPED, {"turn": turn})
    last_reply = connection.scalar(statements.LAST_REPLY, {"conversation": conversation})
    return last_words is not None and last_reply is not None and last_reply > last_words


def _learnt(ending: Ending) -> dict[str, Any]:
    """What is known of the conversation since."""
    changed: dict[str, Any] = {}
    if ending.answer is not None:
        language = language_of(ending.answer.parse)
        if language.get("reply"):
            changed["language"] = language["reply"]
        if language.get("prior"):
            changed["prior"] = language["prior"]
        changed["asked"] = ending.answer.asked
        if ending.answer.property_id:
            changed["property"] = ending.answer.property_id
    elif ending.outcome != "answered":
        changed["asked"] = None
    return changed
