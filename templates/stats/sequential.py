"""Figures that stay right however often somebody looks, and whenever they stop: mSPRT, the mixture sequential test.

The likelihood of the observed difference under "some effect, spread like a normal distribution around none, width tau" is
divided by its likelihood under "exactly this effect". Were that effect true, the ratio would exceed 1 / alpha at *any*
time in a share alpha of experiments at most (Ville's inequality; Johari, Pekelis and Walsh 2015). So the smallest
1 / ratio over all looks is a p-value at each of them, and the effects not yet refuted are an interval at each of them.

The variance is the one under the effect being questioned (Miettinen and Nurminen's restricted estimate, the pooled one
for no effect): p below alpha and an interval without zero are the same fact, and a small arm without conversions
beside a large one does not look certain, as it would with each arm's own variance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from templates.stats.arithmetic import NORMAL, crossing
from templates.stats.intervals import Tally, pooled_variance

# The width of the effects looked for, as a difference of rates. Any value is valid if it was fixed before the first
# guest; near the lift that is hoped for, the answer comes soonest. Three points suit booking rates of 5 to 30 percent.
TAU = 0.03


@dataclass(frozen=True, slots=True)
class Standing:
    """What all looks up to one say. p: always valid. low, high: the differences no look has refuted.

    low > high when two looks contradict each other, which happens by chance to few, and where the effect has changed.
    """

    p: float
    low: float
    high: float

    @property
    def is_contradictory(self) -> bool:
        return self.low > self.high


NOTHING_KNOWN = Standing(1.0, -1.0, 1.0)


def standings(
    looks: Iterable[tuple[Tally, Tally]], *, alpha: float = 0.05, tau: float = TAU
) -> list[Standing]:
    """One for each look (control's and the arm's counts so far, cumulative, in order of time)."""
    found: list[Standing] = []
    before = NOTHING_KNOWN
    for control, arm in looks:
        low, high = mixture_interval(control, arm, alpha=alpha, tau=tau)
        p = mixture_p(control, arm, tau=tau)
        before = Standing(min(before.p, p), max(before.low, low), min(before.high, high))
        found.append(before)
    return found


def mixture_p(control: Tally, arm: Tally, *, tau: float = TAU) -> float:
    """1 / ratio of one look, at most 1."""
    return math.exp(-max(0.0, log_ratio(control, arm, 0.0, tau=tau)))


def mixture_interval(
    control: Tally, arm: Tally, *, alpha: float = 0.05, tau: float = TAU
) -> tuple[float, float]:
    """The differences that one look does not refute: those with a ratio under 1 / alpha."""
    if control.rate is None or arm.rate is None:
        return -1.0, 1.0
    difference = arm.rate - control.rate

    def excess(effect: float) -> float:
        return log_ratio(control, arm, effect, tau=tau) + math.log(alpha)

    return (
        crossing(excess, difference, -1.0) if difference > -1 else -1.0,
        crossing(excess, difference, 1.0) if difference < 1 else 1.0,
    )


def harm_ps(looks: Iterable[tuple[Tally, Tally]], *, tau: float = TAU) -> list[float]:
    """For each look the always-valid p of "the arm has no more of these events than control".

    One-sided: only effects above zero are mixed (half a normal distribution), so that fewer events never count
    as evidence.
    """
    found: list[float] = []
    smallest = 1.0
    for control, arm in looks:
        smallest = min(smallest, math.exp(-max(0.0, _log_harm_ratio(control, arm, tau))))
        found.append(smallest)
    return found


def _log_harm_ratio(control: Tally, arm: Tally, tau: float) -> float:
    """At most 0 without more events in the arm: half a distribution above zero explains that worse than none."""
    if control.rate is None or arm.rate is None or arm.rate <= control.rate:
        return 0.0
    difference, variance = arm.rate - control.rate, pooled_variance(control, arm)
    above_zero = NORMAL.cdf(difference * tau / math.sqrt(variance * (variance + tau**2)))
    return _log_mixture(difference, variance, tau) + math.log(2 * above_zero)


def log_ratio(control: Tally, arm: Tally, effect: float, *, tau: float = TAU) -> float:
    """How much better a spread of effects explains the counts than `effect` alone; natural logarithm."""
    if control.rate is None or arm.rate is None:
        return 0.0
    distance = arm.rate - control.rate - effect
    variance = restricted_variance(control, arm, effect)
    if not variance:  # Both rates are 0 or 1 for certain: the effect is what was seen, or it is impossible.
        return math.inf if distance else 0.0
    return _log_mixture(distance, variance, tau)


def _log_mixture(distance: float, variance: float, tau: float) -> float:
    total = variance + tau**2
    return (math.log(variance / total) + (tau * distance) ** 2 / (variance * total)) / 2


def restricted_variance(control: Tally, arm: Tally, effect: float) -> float:
    """Of the difference of rates, with the rates that explain the counts best while `effect` apart."""
    if not effect:
        return pooled_variance(control, arm)
    low = restricted_rate(control, arm, effect)
    high = min(1.0, max(0.0, low + effect))
    return low * (1 - low) / control.guests + high * (1 - high) / arm.guests


def restricted_rate(control: Tally, arm: Tally, effect: float) -> float:
    """Control's most likely rate if the arm's is that plus `effect`: a root of Miettinen and Nurminen's cubic (1985)."""
    guests, events = control.guests + arm.guests, control.events + arm.events
    square = ((arm.guests + 2 * control.guests) * effect - guests - events) / guests
    linear = ((control.guests * effect - guests - 2 * control.events) * effect + events) / guests
    constant = control.events * effect * (1 - effect) / guests
    third = square / 3
    q = third**3 - linear * square / 6 + constant / 2
    p = math.copysign(math.sqrt(max(0.0, third**2 - linear / 3)), q)
    turn = math.acos(min(1.0, max(-1.0, q / p**3))) if p else 0.0
    root = 2 * p * math.cos((math.pi + turn) / 3) - third
    return min(min(1.0, 1.0 - effect), max(max(0.0, -effect), root))
