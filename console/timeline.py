"""A turn's time as bars: when each call to the hotel's system began and how long it took. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console.source import Turn
from pms.audit import PmsCall

WIDTH = 240
"""Of the drawing, in its own units."""
_SLIVER = 2.0
# A refusal is an answer: the room is sold out, the fare not refundable. Everything else went wrong.
_KINDS = {"ok": "good", "refused": "warn"}


@dataclass(frozen=True)
class Bar:
    """kind: "turn", "good", "warn" or "bad"; x and width in units of WIDTH; offset_ms: after the turn began."""

    label: str
    detail: str
    kind: str
    x: float
    width: float
    offset_ms: float
    duration_ms: float


def bars(turn: Turn, calls: Sequence[PmsCall]) -> list[Bar]:
    """The wait and the handling, then each call; empty when the turn has not begun."""
    if turn.started_at is None:
        return []
    handled_ms = turn.rasa_ms
    if handled_ms is None and turn.finished_at is not None:
        handled_ms = _ms(turn.started_at, turn.finished_at)
    spans: list[tuple[str, str, str, float, float]] = []
    if handled_ms is not None:
        spans.append(("Whole turn", turn.outcome or turn.state, "turn", 0.0, handled_ms))
    for call in calls:
        kind = _KINDS.get(call.status, "bad")
        detail = call.status + (f" ({call.error_type})" if call.error_type else "")
        # A clock that was set back between two lines must not draw to the left of the turn.
        offset = max(0.0, _ms(turn.started_at, call.started_at))
        spans.append((f"{call.vendor} · {call.operation}", detail, kind, offset, call.duration_ms))
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
