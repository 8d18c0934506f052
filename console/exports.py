"""Conversations to take away: a table with one row each and what came of it, or whole ones with their words.

Whoever may not speak with guests gets words without names, addresses and numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.tables import conversations, turns
from bot.gateway.transcripts import Transcript
from console.inbox import OUTCOME
from console.margin import Margin
from console.redaction import names_in, redacted
from console.wire import iso, transcript_to_wire
from pms.audit import PmsCall

MOST_ROWS = 10_000
MOST_WHOLE = 100
"""Conversations with their words in one file."""
_AT_ONCE = 500

COLUMNS = (
    "conversation",
    "property",
    "channel",
    "language",
    "state",
    "owner",
    "outcome",
    "attention",
    "handoff_reason",
    "ad_source",
    "satisfaction",
    "tags",
    "turns",
    "began_at",
    "last_message_at",
)


async def rows_of(
    engine: AsyncEngine, margin: Margin, wanted: Sequence[ColumnElement[bool]]
) -> list[dict[str, Any]]:
    """Newest first, MOST_ROWS at most."""
    counted = (
        select(func.count()).where(turns.c.conversation == conversations.c.id).correlate(conversations)
    ).scalar_subquery()
    statement = (
        select(conversations, OUTCOME.label("outcome"), counted.label("turns"))
        .where(*wanted)
        .order_by(conversations.c.last_message_at.desc(), conversations.c.id)
        .limit(MOST_ROWS)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(statement)).all()
    tags: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(found), _AT_ONCE):
        tags.update(await margin.tags([row.id for row in found[start : start + _AT_ONCE]]))
    return [
        {
            "conversation": row.id,
            "began_at": iso(row.created_at),
            "last_message_at": iso(row.last_message_at),
            "tags": ", ".join(tags[row.id]),
            **{
                name: getattr(row, name)
                for name in COLUMNS
                if name not in ("conversation", "began_at", "last_message_at", "tags")
            },
        }
        for row in found
    ]


def to_csv(rows: Sequence[dict[str, Any]], *, is_masked: bool) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([_cell(row[name], is_masked and name in ("conversation", "tags")) for name in COLUMNS])
    # Excel takes a file for UTF-8 only by this mark.
    return "\ufeff" + written.getvalue()


def _cell(value: Any, is_masked: bool) -> str:
    text = "" if value is None else str(value)
    if is_masked:
        text = redacted(text)
    # A spreadsheet would calculate what begins like a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def to_json(transcript: Transcript, calls: dict[str, list[PmsCall]], *, is_masked: bool) -> dict[str, Any]:
    """As the API tells it; masked, without what was read out of the words."""
    whole = transcript_to_wire(transcript, calls)
    if not is_masked:
        return whole
    names = names_in(transcript)
    for turn in whole["transcript"]:
        turn["understood"] = {}
        for call in turn["pms_calls"]:
            call["reference"] = None
    masked: dict[str, Any] = _masked(whole, names)
    return masked


def _masked(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: part if key.endswith("_at") or key == "at" else _masked(part, names)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_masked(part, names) for part in value]
    return redacted(value, names) if isinstance(value, str) else value


@dataclass(frozen=True)
class Line:
    """One thing said. who: "guest", "bot", or the name of who of staff wrote it."""

    at: datetime
    who: str
    text: str = field(repr=False)


def lines_of(transcript: Transcript, *, is_masked: bool) -> list[Line]:
    """Both sides in order of time, to be read on paper."""
    names = names_in(transcript) if is_masked else frozenset()
    said = [Line(one.received_at, "guest", one.text) for turn in transcript.turns for one in turn.said]
    replies = [*transcript.notices, *(one for turn in transcript.turns for one in turn.replies)]
    said += [
        Line(one.created_at, one.reply.by or "bot", one.reply.text)
        for one in replies
        if one.delivery not in ("proposed", "dropped")
    ]
    lines = sorted(said, key=lambda line: line.at)
    if is_masked:
        return [Line(line.at, line.who, redacted(line.text, names)) for line in lines]
    return lines
