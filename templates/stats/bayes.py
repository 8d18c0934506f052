"""How likely each arm is the best one, had nothing been known about any rate beforehand.

A figure to weigh, not to stop by: looked at daily it crosses 95 percent by chance like the z test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from templates.stats.arithmetic import gauss_legendre
from templates.stats.intervals import Tally

# Panels end so many standard deviations from each arm's mean; the tail of an arm without conversions is long.
_STEPS = (*(step / 2 for step in range(17)), 10, 12, 15, 19, 24, 30, 40)


@dataclass(frozen=True, slots=True)
class _Belief:
    """Beta(events + 1, others + 1), measured from its mean: no gamma function, so that huge counts cancel nothing."""

    events: int
    others: int

    @property
    def mean(self) -> float:
        return (self.events + 1) / (self.events + self.others + 2)

    @property
    def deviation(self) -> float:
        return math.sqrt(self.mean * (1 - self.mean) / (self.events + self.others + 3))

    def density(self, rate: float) -> float:
        """Up to a constant factor."""
        distance = rate - self.mean
        return math.exp(
            self.events * math.log1p(distance / self.mean)
            + self.others * math.log1p(-distance / (1 - self.mean))
        )


def probability_to_be_best(arms: Sequence[Tally]) -> list[float]:
    """One for each arm, together 1. The same counts give the same figures: it is integrated, nothing is drawn.

    P(arm is best) is the integral of its density times the others' cumulative distributions, in panels that lie where
    any density changes, ten points each.
    """
    beliefs = [_Belief(arm.events, arm.guests - arm.events) for arm in arms]
    borders = {0.0, 1.0}
    for belief in beliefs:
        for step in _STEPS:
            borders.add(min(1.0, belief.mean + step * belief.deviation))
            borders.add(max(0.0, belief.mean - step * belief.deviation))
    nodes, weights, partial = gauss_legendre()
    places: list[float] = []
    shares: list[float] = []
    spans: list[float] = []
    for start, end in zip(sorted(borders), sorted(borders)[1:], strict=False):
        places += [start + (end - start) * node for node in nodes]
        shares += [(end - start) * weight for weight in weights]
        spans.append(end - start)

    densities, below = [], []
    for belief in beliefs:
        density = [belief.density(place) for place in places]
        total = math.fsum(share * height for share, height in zip(shares, density, strict=True))
        density = [height / total for height in density]
        cumulative: list[float] = []
        so_far = 0.0
        for panel, span in enumerate(spans):
            heights = density[panel * len(nodes) : (panel + 1) * len(nodes)]
            cumulative += [so_far + span * math.sumprod(row, heights) for row in partial]
            so_far += span * math.sumprod(weights, heights)
        densities.append(density)
        below.append(cumulative)

    best = []
    for index, density in enumerate(densities):
        others = [row for other, row in enumerate(below) if other != index]
        best.append(
            math.fsum(
                share * height * math.prod(row[point] for row in others)
                for point, (share, height) in enumerate(zip(shares, density, strict=True))
            )
        )
    return best
