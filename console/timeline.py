"""A turn's time as bars: when each call to the hotel's system began and how long it took. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.gateway.transcripts import TurnRow
from console.words import marked
from pms.audit import PmsCall

WIDTH = 240
"""Of the drawing, in its own units."""
_SLIVER = 2.0
# A refusal is an answer: the room is sold out, the fare not refundable. Everything else went wrong.
_KINDS = {"ok": "good", "refused": "warn"}


@dataclass(frozen=True)
class Bar:
    """kind: "turn", "good", "warn" or "bad"; x and width in units of WIDTH; offset_ms: after the message came."""

    label: str
    detail: str
    kind: str
    x: float
    width: float
    offset_ms: float
    duration_ms: float


def bars(turn: TurnRow, calls: Sequence[PmsCall]) -> list[Bar]:
    """The whole turn as the guest waited for it, then each call; empty while there is nothing to draw."""
    spans: list[tuple[str, str, str, float, float]] = []
    if turn.finished_at is not None:
        waited = max(0.0, _ms(turn.received_at, turn.finished_at))
        spans.append((marked("Whole turn"), turn.outcome or turn.state, "turn", 0.0, waited))
    for call in calls:
        detail = call.status + (f" ({call.error_type})" if call.error_type else "")
        # A clock that was set back between two lines must not draw to the left of the turn.
        offset = max(0.0, _ms(turn.received_at, call.started_at))
        label = f"{call.vendor} · {call.operation}"
        spans.append((label, detail, _KINDS.get(call.status, "bad"), offset, call.duration_ms))
    total = max((offset + took for *_, offset, took in spans), default=0.0) or 1.0
    return [
        _bar(label, detail, kind, offset, took, scale=WIDTH / total)
        for label, detail, kind, offset, took in spans
    ]


def _bar(label: str, detail: str, kind: str, offset: float, took: float, *, scale: float) -> Bar:
    width = max(_SLIVER, took * scale)
    x = min(offset * scale, WIDTH - width)
    return Bar(label, detail, kind, round(x, 1), round(width, 1), offset, took)


def _ms(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() * 1000
