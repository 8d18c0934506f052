"""The figures that are read first, the funnel as bars and the days as columns, drawn as SVG. Pure: figures in, places out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.reports import Table
from console.words import marked

WIDTH = 640
_HEIGHT = 140
_BAR, _WORDS, _FIGURES = 26, 130, 70
_MOST_LABELS = 5


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


@dataclass(frozen=True)
class Tile:
    """One figure in large. kind: as of a table's column; unit: what stands behind a number, "" for nothing."""

    words: str
    value: int | float | str | None
    kind: str = "number"
    unit: str = ""


def tiles(tables: Mapping[str, Table]) -> tuple[Tile, ...]:
    began = tables["funnel"].rows[0][1]
    booked = tables["funnel"].rows[-1][2]
    whole = sum(row[1] for row in tables["funnel_by_channel"].rows)
    alone = sum(row[1] * row[-1] for row in tables["funnel_by_channel"].rows)
    answers = [row for row in tables["response_times"].rows if row[0] == "bot"]
    slowest = max((row[3] for row in answers if row[3] is not None), default=None)
    given = [(int(mark), guests) for mark, guests in tables["satisfaction"].rows if mark != "-"]
    voters = sum(guests for _, guests in given)
    revenue: dict[str, Decimal] = {}
    for _, what, _, _, currency, amount in tables["bookings"].rows:
        if what == "book" and amount:
            revenue[currency] = revenue.get(currency, Decimal()) + Decimal(amount)
    return (
        Tile(marked("Conversations"), began),
        Tile(marked("Booked, share"), booked, "share"),
        Tile(marked("Without a person"), round(alone / whole, 4) if whole else None, "share"),
        Tile(marked("Half of the answers within"), slowest, "seconds"),
        Tile(
            marked("Satisfaction, of five"),
            round(sum(mark * guests for mark, guests in given) / voters, 1) if voters else None,
        ),
        *(Tile(marked("Agreed price"), amount, "money", currency) for currency, amount in revenue.items()),
    )


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
