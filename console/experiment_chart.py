"""How far one arm is ahead of control, day by day, as a line within its always-valid interval. Pure: figures in, a drawing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates.stats import Point

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 26
_LEAST_SPAN = 0.01
_MOST_LABELS = 6


@dataclass(frozen=True)
class Chart:
    """band, line: points as SVG writes them; levels: height and points of difference; days: place and day."""

    arm: str
    band: str
    line: str
    zero: float
    levels: tuple[tuple[float, float], ...]
    days: tuple[tuple[float, date], ...]


def chart(arm: str, index: int, series: Sequence[Point]) -> Chart | None:
    """index: of the comparison. None before two days have figures."""
    drawn = [
        (point.day, lift.value, point.always[index].low, point.always[index].high)
        for point in series
        if (lift := point.lifts[index]) is not None
    ]
    if len(drawn) < 2:
        return None
    span = _span(drawn)

    def x(place: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * place / (len(drawn) - 1), 1)

    def y(lift: float) -> float:
        # What lies beyond the drawing is drawn at its edge: the first days' intervals reach from -100 to 100 points.
        share = (min(max(lift, -span), span) + span) / (2 * span)
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - share), 1)

    upper = [f"{x(place)},{y(high)}" for place, (_, _, _, high) in enumerate(drawn)]
    lower = [f"{x(place)},{y(low)}" for place, (_, _, low, _) in enumerate(drawn)]
    every = max(1, -(-len(drawn) // _MOST_LABELS))
    return Chart(
        arm=arm,
        band=" ".join([*upper, *reversed(lower)]),
        line=" ".join(f"{x(place)},{y(lift)}" for place, (_, lift, _, _) in enumerate(drawn)),
        zero=y(0.0),
        levels=tuple((y(level), 100 * level) for level in (span, span / 2, 0.0, -span / 2, -span)),
        days=tuple((x(place), day) for place, (day, *_) in enumerate(drawn) if place % every == 0),
    )


def _span(drawn: Sequence[tuple[date, float, float, float]]) -> float:
    """Half the drawing's height: enough for the line, and for the interval as it has become."""
    _, _, low, high = drawn[-1]
    farthest = max(abs(lift) for _, lift, _, _ in drawn[len(drawn) // 3 :])
    wanted = max(_LEAST_SPAN, 1.2 * farthest, 1.2 * min(0.5, max(abs(low), abs(high))))
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        if wanted <= step:
            return step
    return 1.0
