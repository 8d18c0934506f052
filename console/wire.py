"""Conversations as the JSON that staff's tools read. Pure; instants are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.gateway.outgoing import Stored
from bot.gateway.transcripts import ConversationRow, Transcript, TurnRow
from pms.audit import PmsCall


def conversation_to_wire(row: ConversationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "property": row.property_id,
        "channel": row.channel,
        "language": row.language,
        "state": row.state,
        "attention": row.attention,
        "owner": row.owner,
        "is_unread": row.is_unread,
        "handoff_reason": row.handoff_reason,
        "created_at": iso(row.created_at),
        "last_message_at": iso(row.last_message_at),
        "turns": row.turns,
    }


def line_to_wire(row: ConversationRow, outcome: str) -> dict[str, Any]:
    """A conversation as the list shows it: with its last words and what came of it."""
    return {
        **conversation_to_wire(row),
        "outcome": outcome,
        "last_words": row.last_words,
        "last_from": row.last_from,
    }


def transcript_to_wire(transcript: Transcript, calls: Mapping[str, Sequence[PmsCall]]) -> dict[str, Any]:
    return {
        **conversation_to_wire(transcript.conversation),
        "transcript": [_turn(turn, calls.get(turn.id, ())) for turn in transcript.turns],
        "notices": [reply_to_wire(stored) for stored in transcript.notices],
    }


def _turn(turn: TurnRow, calls: Sequence[PmsCall]) -> dict[str, Any]:
    return {
        "turn": turn.id,
        "state": turn.state,
        "outcome": turn.outcome,
        "received_at": iso(turn.received_at),
        "started_at": iso(turn.started_at),
        "finished_at": iso(turn.finished_at),
        "messages": [
            {
                "message_id": said.message_id,
                "text": said.text,
                "is_button": said.button is not None,
                "characters": said.length,
                "received_at": iso(said.received_at),
            }
            for said in turn.said
        ],
        "language": turn.language,
        "intent": {"name": turn.intent, "confidence": turn.score} if turn.intent else None,
        "ranking": turn.ranking,
        "understood": turn.understood,
        "actions": turn.trace,
        "faults": turn.faults,
        "rasa_ms": turn.rasa_ms,
        "pms_calls": [
            {
                "vendor": call.vendor,
                "operation": call.operation,
                "status": call.status,
                "error_type": call.error_type,
                "started_at": iso(call.started_at),
                "duration_ms": call.duration_ms,
                "reference": call.reference,
            }
            for call in calls
        ],
        "replies": [reply_to_wire(stored) for stored in turn.replies],
    }


def reply_to_wire(stored: Stored) -> dict[str, Any]:
    reply = stored.reply
    return {
        "id": reply.id,
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.id} for button in reply.buttons],
        "template": reply.template,
        "version": reply.version,
        "arm": reply.arm,
        "source": reply.source.to_wire() if reply.source else None,
        "language": reply.language,
        "by": reply.by,
        "route": stored.route,
        "delivery": stored.delivery,
        "tries": stored.tries,
        "fault": stored.fault,
        "statuses": [
            {"status": told.status, "at": iso(told.at), "fault": told.fault, "pricing": told.pricing}
            for told in stored.statuses
        ],
        "created_at": iso(stored.created_at),
        "sent_at": iso(stored.sent_at),
    }


def iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None
