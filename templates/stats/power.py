"""How many guests an experiment needs, said before it starts.

For the z test, looked at once at the end: the usual formula, with the pooled variance under no effect and each arm's own
under the effect. For mSPRT, looked at daily: the same formula, with the height that the sequential test asks of the *last*
look in place of 1.96. Crossing earlier only adds to its power, so the promise is kept with a little to spare; for
80 percent the simulation in tests/templates/stats shows 85 to 87.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from templates.stats.arithmetic import NORMAL, two_sided_z
from templates.stats.sequential import TAU

MOST_GUESTS = 10**12


@dataclass(frozen=True, slots=True)
class Size:
    """guests: per arm, in the arms' order. days: None without guests per day."""

    guests: tuple[int, ...]
    total: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """fixed: one z test at the very end. sequential: mSPRT with daily looks, which is what the report does.

    inflation: guests of the second per guest of the first, the price of looking every day.
    """

    fixed: Size
    sequential: Size
    inflation: float


def plan(
    *,
    baseline: float,
    lift: float,
    weights: Sequence[float] = (1, 1),
    guests_per_day: float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    tau: float = TAU,
) -> Plan:
    """For a rate of `baseline` that the words may raise (or lower) by `lift`, a difference such as 0.02.

    weights: control first. Every arm is compared with control, so the one with the fewest guests sets the size, and
    alpha is shared by the comparisons, as in the report.
    """
    if not 0 < baseline < 1 or not 0 < baseline + lift < 1 or not lift:
        raise ValueError("both rates lie between 0 and 1, and they differ")
    if len(weights) < 2 or not all(math.isfinite(one) and one > 0 for one in weights):
        raise ValueError("two arms at least, each with a weight above zero")
    if not 0 < alpha < 1 or not alpha < power < 1 or not tau > 0:
        raise ValueError("alpha and power lie between 0 and 1, power above alpha; tau is above zero")
    if guests_per_day is not None and not guests_per_day > 0:
        raise ValueError("guests per day are more than none")
    ratio = min(weights[1:]) / weights[0]
    each = alpha / (len(weights) - 1)

    def size(height: Callable[[float], float]) -> tuple[Size, float]:
        control = _control_guests(baseline, lift, ratio, power, height)
        guests = tuple(math.ceil(control * one / weights[0]) for one in weights)
        total = sum(guests)
        return Size(guests, total, math.ceil(total / guests_per_day) if guests_per_day else None), control

    fixed, once = size(lambda _: two_sided_z(each))
    sequential, daily = size(lambda variance: sequential_height(variance, alpha=each, tau=tau))
    return Plan(fixed, sequential, daily / once)


def sequential_height(variance: float, *, alpha: float, tau: float) -> float:
    """The z at which mSPRT's ratio reaches 1 / alpha, when the difference has this variance."""
    total = variance + tau**2
    return math.sqrt(total / tau**2 * (math.log(total / variance) - 2 * math.log(alpha)))


def _control_guests(
    baseline: float, lift: float, ratio: float, power: float, height: Callable[[float], float]
) -> float:
    """The fewest guests of control (not rounded) with which the effect stands out in a share `power` of experiments.

    ratio: the arm's guests per guest of control.
    """
    arm = baseline + lift
    both = (baseline + ratio * arm) / (1 + ratio)
    pooled = both * (1 - both) * (1 + 1 / ratio)
    own = baseline * (1 - baseline) + arm * (1 - arm) / ratio

    def is_enough(guests: float) -> bool:
        threshold = height(pooled / guests) * math.sqrt(pooled / guests)
        return threshold + NORMAL.inv_cdf(power) * math.sqrt(own / guests) <= abs(lift)

    few, many = 0.0, 1.0
    while not is_enough(many):
        few, many = many, many * 2
        if many > MOST_GUESTS:
            raise ValueError("so small a lift is not to be found with any number of guests")
    while many - few > 1e-9 * many:
        middle = (few + many) / 2
        few, many = (few, middle) if is_enough(middle) else (middle, many)
    return many
