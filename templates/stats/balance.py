"""Is the split between arms the one that was configured, and did guests see one arm only?

If either fails, the arms do not differ in the words alone, and no figure of the report means what it says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from templates.stats.arithmetic import chi_square_tail

# p below this raises the alarm. Strict, because it silences the whole report and is looked at daily.
ALARM = 0.001
# With fewer guests expected in any arm, chi-square's tail is not yet to be trusted, and nothing is said.
FEWEST_EXPECTED = 25


@dataclass(frozen=True, slots=True)
class Ratio:
    """expected: guests each arm would have had. p: None while there are too few to say anything."""

    expected: tuple[float, ...]
    statistic: float | None
    p: float | None

    @property
    def is_alarm(self) -> bool:
        return self.p is not None and self.p < ALARM


def sample_ratio(guests: Sequence[int], weights: Sequence[float]) -> Ratio:
    """Chi-square of the guests in each arm against the configured weights.

    An arm of weight 0 expects nobody; a guest there is an alarm by itself, whatever the counts.
    """
    if len(guests) != len(weights) or not math.fsum(weights) > 0 or min(weights) < 0 or min(guests) < 0:
        raise ValueError("as many weights as arms, none negative, one at least above zero")
    total, weight = sum(guests), math.fsum(weights)
    expected = tuple(total * one / weight for one in weights)
    if any(seen and not wanted for seen, wanted in zip(guests, weights, strict=True)):
        return Ratio(expected, None, 0.0)
    drawn = [(seen, wanted) for seen, wanted in zip(guests, expected, strict=True) if wanted]
    if len(drawn) < 2 or min(wanted for _, wanted in drawn) < FEWEST_EXPECTED:
        return Ratio(expected, None, None)
    statistic = math.fsum((seen - wanted) ** 2 / wanted for seen, wanted in drawn)
    return Ratio(expected, statistic, chi_square_tail(statistic, len(drawn) - 1))


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with one set of weights. guests: newly assigned in it, over all arms."""

    guests: int
    weights: tuple[float, ...]


def mixed_weights(periods: Sequence[Period]) -> tuple[float, ...]:
    """What to check the ratio against when weights were changed: each period's shares, by its new guests.

    Known guests keep their arm, so only the new ones follow a period's weights.
    """
    counted = [period for period in periods if period.guests] or list(periods[-1:])
    return tuple(
        math.fsum(
            (period.guests or 1) * period.weights[arm] / math.fsum(period.weights) for period in counted
        )
        for arm in range(len(counted[0].weights))
    )
