"""Everything that the page tells, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.compare import sets
from ops.compare.figures import Measuring, Point, Scored, Speed


@dataclass(frozen=True)
class Findings:
    """By language; a language without a set is missing. compared: see `comparison.measured`."""

    intents: Mapping[str, Scored]
    stays: Mapping[str, Scored]
    plain_stays: Mapping[str, Scored]
    first: Mapping[str, Scored]
    second: Mapping[str, Scored]
    curves: Mapping[str, Sequence[Point]]
    ambiguous: Mapping[float, tuple[float, float, float]]
    speed: Speed
    evaluated: str
    threshold: float
    ambiguity: float
    compared: Mapping[str, Any]
    when: str
    commit: str


def measure(
    measuring: Measuring, *, compared: Mapping[str, Any], evaluated: str, when: str, commit: str
) -> Findings:
    codes = sets.languages("intents")
    speaking = [code for code in sets.SPOKEN if sets.first_messages(code)]
    return Findings(
        intents={code: measuring.intents(code) for code in codes},
        stays={code: measuring.stays(code) for code in sets.languages("stays")},
        plain_stays={code: measuring.plain_stays(code) for code in sets.languages("stays")},
        first={code: measuring.first_messages(code) for code in speaking},
        second={code: measuring.second_messages(code) for code in speaking},
        curves={code: measuring.curve(code) for code in codes},
        ambiguous={
            apart: _over_all(measuring, codes, apart, measuring.ours.threshold)
            for apart in (0.0, 0.05, 0.1, 0.2)
        },
        speed=measuring.speed(),
        evaluated=evaluated,
        threshold=measuring.ours.threshold,
        ambiguity=measuring.ours.ambiguity,
        compared=compared,
        when=when,
        commit=commit,
    )


def _over_all(
    measuring: Measuring, codes: Sequence[str], apart: float, threshold: float
) -> tuple[float, float, float]:
    """Means over the languages at the threshold in use: answered right, answered wrong, asked in vain."""
    points = [
        min(measuring.curve(code, ambiguity=apart), key=lambda point: abs(point.threshold - threshold))
        for code in codes
    ]
    count = max(1, len(points))
    return (
        sum(point.answered_right for point in points) / count,
        sum(point.answered_wrong for point in points) / count,
        sum(point.asked_in_vain for point in points) / count,
    )
