"""The funnel as bars and the days as columns, drawn as SVG. Pure: figures in, places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 640
_HEIGHT = 140
_BAR, _WORDS, _FIGURES = 26, 130, 70
_MOST_LABELS = 6


@dataclass(frozen=True)
class Bar:
    """A bar across; y: of its top."""

    words: str
    y: int
    width: float
    number: int


@dataclass(frozen=True)
class Pillar:
    """A day: conversations, and the bookings among them in front. label: "" where there is no room for it."""

    x: float
    width: float
    height: float
    booked: float
    label: str


def bars(rows: Sequence[tuple[Any, ...]]) -> tuple[Bar, ...]:
    most = max((row[1] for row in rows), default=0) or 1
    room = WIDTH - _WORDS - _FIGURES
    return tuple(
        Bar(row[0], place * (_BAR + 8), round(room * row[1] / most, 1), row[1])
        for place, row in enumerate(rows)
    )


def pillars(rows: Sequence[tuple[Any, ...]]) -> tuple[Pillar, ...]:
    most = max((max(row[1], row[2]) for row in rows), default=0) or 1
    step = WIDTH / max(1, len(rows))
    every = max(1, -(-len(rows) // _MOST_LABELS))

    def tall(number: int) -> float:
        return round(_HEIGHT * number / most, 1)

    return tuple(
        Pillar(
            round(place * step, 2),
            round(step * 0.8, 2),
            tall(row[1]),
            tall(row[2]),
            row[0] if place % every == 0 else "",
        )
        for place, row in enumerate(rows)
    )
