"""The rows a conversation leaves behind: one per event, its words sealed, its shape readable.

Table `events`, as Rasa's SQL store names it, so that tools which read the shape of conversations work on both. `data` is
encrypted; `id, sender_id, type_name, timestamp, intent_name, action_name` are plain and hold no guest's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from common.secrets import Sealer

metadata = sa.MetaData()

events = sa.Table(
    "events",
    metadata,
    # SQLite hands out ids of deleted rows again unless told not to, and the guard below counts on ids that only grow.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
    sa.Index("events_by_sender", "sender_id", "id"),
    sqlite_autoincrement=True,
)

SESSION_STARTED = "session_started"

_of_sender = events.c.sender_id == sa.bindparam("sender")
_last_id = sa.select(sa.func.max(events.c.id)).where(_of_sender)
_newer = sa.select(sa.func.count(), sa.func.max(events.c.id)).where(
    _of_sender, events.c.id > sa.bindparam("after")
)
_session_start = (
    sa.select(sa.func.max(events.c.id))
    .where(_of_sender, events.c.type_name == SESSION_STARTED)
    .scalar_subquery()
)
_all_rows = sa.select(events.c.id, events.c.data).where(_of_sender).order_by(events.c.id)
_session_rows = _all_rows.where(events.c.id >= sa.func.coalesce(_session_start, 0))
_senders = sa.select(events.c.sender_id).distinct()


@dataclass(frozen=True)
class Appended:
    """last_id: the newest row of this sender. were_alone: nobody else wrote since the row the writer knew."""

    last_id: int
    were_alone: bool


class EventLog:
    """Reads and appends sealed events. One connection is kept open; all calls block for a moment (SQLite, or near)."""

    def __init__(self, url: str, sealer: Sealer) -> None:
        self._sealer = sealer
        self._engine = _engine(url)
        metadata.create_all(self._engine)

    def last_id(self, sender: str) -> int:
        """0 when the sender has no rows."""
        with self._connection() as connection:
            return connection.execute(_last_id, {"sender": sender}).scalar() or 0

    def read(self, sender: str, *, whole_history: bool = False) -> tuple[list[dict[str, Any]], int]:
        """Events since the latest session start (or all), oldest first, and the newest row's id.

        Raises Unsealable when a row cannot be opened: half a conversation would be worse than none.
        """
        with self._connection() as connection:
            rows = connection.execute(_all_rows if whole_history else _session_rows, {"sender": sender}).all()
        return [json.loads(self._sealer.unseal(row.data)) for row in rows], rows[-1].id if rows else 0

    def append(self, sender: str, new: Sequence[Mapping[str, Any]], *, after: int) -> Appended:
        """Write events in order, in one transaction. after: the newest row the writer knows of."""
        rows = [self._row(sender, event) for event in new]
        with self._connection() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                # Ids of one sender must become visible in their order, or the count below could miss a row.
                connection.execute(
                    sa.text("SELECT pg_advisory_xact_lock(hashtext(:sender))"), {"sender": sender}
                )
            if rows:
                connection.execute(events.insert(), rows)
            count, last = connection.execute(_newer, {"sender": sender, "after": after}).one()
        return Appended(last_id=last or after, were_alone=count == len(rows))

    def senders(self) -> Iterator[str]:
        with self._connection() as connection:
            yield from connection.execute(_senders).scalars().all()

    def close(self) -> None:
        self._engine.dispose()

    def _row(self, sender: str, event: Mapping[str, Any]) -> dict[str, Any]:
        parse = event.get("parse_data") or {}
        return {
            "sender_id": sender,
            "type_name": event["event"],
            "timestamp": event.get("timestamp"),
            "intent_name": (parse.get("intent") or {}).get("name"),
            "action_name": event.get("name"),
            "data": self._sealer.seal(json.dumps(lean(event), ensure_ascii=False, separators=(",", ":"))),
        }

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection


def lean(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event without what Rasa puts back when it reads it: a message says its text and metadata twice."""
    parse = event.get("parse_data")
    if not parse:
        return event
    doubled = ("text", "message_id", "metadata", "text_tokens")
    kept = {key: value for key, value in parse.items() if key not in doubled}
    if "intent_ranking" in kept:
        kept["intent_ranking"] = kept["intent_ranking"][:5]
    return {**event, "parse_data": kept}


def _engine(url: str) -> Engine:
    # `hide_parameters`: an error's text must not quote rows.
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=2, max_overflow=4, future=True
        )
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        future=True,
        # SQLAlchemy 1.4 opens a file anew for each use otherwise; that was 6 % of a turn.
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=4,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
