"""What one look at the counts says, without asking how often somebody looked.

Rates and lifts have score intervals (Wilson, Newcombe's method 10 and its twin for ratios), which stay sensible with no
conversions and with few guests. The z test is here for comparison: whoever looks at it daily is fooled in about three
experiments of ten. What may be looked at daily is in `sequential.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from templates.stats.arithmetic import NORMAL, student_quantile, two_sided_z


@dataclass(frozen=True, slots=True)
class Tally:
    """How many guests there were, and to how many of them the thing happened."""

    guests: int
    events: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.guests:
            raise ValueError(
                f"{self.events} of {self.guests} guests: neither may be negative nor the part exceed"
            )

    @property
    def rate(self) -> float | None:
        return self.events / self.guests if self.guests else None


@dataclass(frozen=True, slots=True)
class Takings:
    """Revenue of an arm's guests, those who booked nothing included as zeros. In minor units, so sums stay exact.

    total: Σ revenue; squares: Σ revenue², both over guests (one guest's bookings are added up before squaring).
    """

    guests: int
    total: int
    squares: int

    def __post_init__(self) -> None:
        if (
            self.guests < 0
            or self.guests * self.squares < self.total**2
            or (self.squares and not self.guests)
        ):
            raise ValueError("no revenues of so many guests have this sum and this sum of squares")

    @property
    def mean(self) -> float | None:
        return self.total / self.guests if self.guests else None

    @property
    def variance(self) -> float | None:
        """Of the guests' revenue, n - 1 in the denominator; None under two guests."""
        if self.guests < 2:
            return None
        return (self.guests * self.squares - self.total**2) / (self.guests * (self.guests - 1))


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float


def wilson(tally: Tally, alpha: float = 0.05) -> Estimate | None:
    """The rate with Wilson's score interval; None without guests."""
    n, rate = tally.guests, tally.rate
    if rate is None:
        return None
    z2 = two_sided_z(alpha) ** 2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    reach = math.sqrt(z2 * (rate * (1 - rate) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return Estimate(
        rate,
        middle - reach if tally.events else 0.0,
        middle + reach if tally.events < n else 1.0,
    )


def newcombe(control: Tally, arm: Tally, alpha: float = 0.05) -> Estimate | None:
    """The difference of rates, arm less control, with Newcombe's hybrid score interval (his method 10)."""
    a, b = wilson(control, alpha), wilson(arm, alpha)
    if a is None or b is None:
        return None
    difference = b.value - a.value
    return Estimate(
        difference,
        difference - math.hypot(b.value - b.low, a.high - a.value),
        difference + math.hypot(b.high - b.value, a.value - a.low),
    )


def relative_lift(control: Tally, arm: Tally, alpha: float = 0.05) -> Estimate | None:
    """By what share the arm's rate lies above control's; the hybrid score interval of the ratio (Donner and Zou's MOVER-R).

    A limit R is where Newcombe's interval of (arm's rate - R · control's rate) would just touch zero. None while control
    has no conversion: a share of nothing.
    """
    a, b = wilson(control, alpha), wilson(arm, alpha)
    if a is None or b is None or not a.value:
        return None
    product = a.value * b.value
    low_square = b.low * (2 * b.value - b.low)
    low = (
        low_square / (product + math.sqrt(product**2 - a.high * (2 * a.value - a.high) * low_square))
        if low_square
        else 0.0
    )
    high_square = b.high * (2 * b.value - b.high)
    divisor = a.low * (2 * a.value - a.low)
    high = (product + math.sqrt(product**2 - divisor * high_square)) / divisor
    return Estimate(b.value / a.value - 1, low - 1, high - 1)


@dataclass(frozen=True, slots=True)
class Test:
    __test__ = False  # pytest would take it for one

    statistic: float
    p: float


def z_test(control: Tally, arm: Tally) -> Test | None:
    """The ordinary two-proportion z test, pooled and two-sided. Right for one look planned beforehand, and no other."""
    if control.rate is None or arm.rate is None:
        return None
    variance = pooled_variance(control, arm)
    z = (arm.rate - control.rate) / math.sqrt(variance) if variance else 0.0
    return Test(z, 2 * NORMAL.cdf(-abs(z)))


def pooled_variance(control: Tally, arm: Tally) -> float:
    """Of the difference of rates, were both rates the same."""
    guests = control.guests + arm.guests
    rate = (control.events + arm.events) / guests
    return rate * (1 - rate) * (1 / control.guests + 1 / arm.guests)


def revenue_per_guest(takings: Takings, alpha: float = 0.05) -> Estimate | None:
    """The mean with Student's interval; None under two guests."""
    mean, variance = takings.mean, takings.variance
    if mean is None or variance is None:
        return None
    reach = student_quantile(1 - alpha / 2, takings.guests - 1) * math.sqrt(variance / takings.guests)
    return Estimate(mean, mean - reach, mean + reach)


def welch(control: Takings, arm: Takings, alpha: float = 0.05) -> Estimate | None:
    """The difference of revenue per guest with Welch's interval; None under two guests or while all revenues are equal."""
    if control.mean is None or arm.mean is None or control.variance is None or arm.variance is None:
        return None
    a, b = control.variance / control.guests, arm.variance / arm.guests
    if not a + b:
        return None
    degrees = (a + b) ** 2 / (a**2 / (control.guests - 1) + b**2 / (arm.guests - 1))
    difference = arm.mean - control.mean
    reach = student_quantile(1 - alpha / 2, degrees) * math.sqrt(a + b)
    return Estimate(difference, difference - reach, difference + reach)
