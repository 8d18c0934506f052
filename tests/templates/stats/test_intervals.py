"""One look's figures, against statsmodels and scipy to six digits, and what must hold for any counts."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats import proportion, weightstats

from templates.stats import (
    Takings,
    Tally,
    newcombe,
    relative_lift,
    revenue_per_guest,
    welch,
    wilson,
    z_test,
)
from templates.stats.intervals import Estimate

CASES = [
    (Tally(1000, 120), Tally(1000, 150)),
    (Tally(50, 0), Tally(60, 3)),
    (Tally(50, 1), Tally(60, 0)),
    (Tally(900, 9), Tally(100, 5)),
    (Tally(10, 10), Tally(12, 11)),
    (Tally(1, 0), Tally(1, 1)),
    (Tally(7, 7), Tally(7, 7)),
    (Tally(10**9, 10**7), Tally(10**9, 10**7 + 10**4)),
]
ALPHAS = [0.05, 0.025, 0.001]

tallies = st.integers(1, 10**6).flatmap(lambda n: st.integers(0, n).map(lambda x: Tally(n, x)))


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-10)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("tally", [tally for pair in CASES for tally in pair])
def test_wilson(tally: Tally, alpha: float) -> None:
    found = wilson(tally, alpha)
    low, high = proportion.proportion_confint(tally.events, tally.guests, alpha, method="wilson")
    assert found is not None
    assert (found.value, found.low, found.high) == (tally.events / tally.guests, close(low), close(high))


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize(("control", "arm"), CASES)
def test_newcombe(control: Tally, arm: Tally, alpha: float) -> None:
    found = newcombe(control, arm, alpha)
    low, high = proportion.confint_proportions_2indep(
        arm.events, arm.guests, control.events, control.guests, method="newcomb", compare="diff", alpha=alpha
    )
    assert found is not None
    assert found.value == close(arm.events / arm.guests - control.events / control.guests)
    assert (found.low, found.high) == (close(low), close(high))


@pytest.mark.parametrize(
    ("arm", "control", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, table II, method 10.
    [
        (Tally(70, 56), Tally(80, 48), 0.0524, 0.3339),
        (Tally(10, 9), Tally(10, 3), 0.1705, 0.8090),
        (Tally(7, 6), Tally(7, 2), 0.0582, 0.8062),
        (Tally(56, 5), Tally(29, 0), -0.0381, 0.1926),
        (Tally(10, 0), Tally(20, 0), -0.1611, 0.2775),
        (Tally(10, 0), Tally(10, 0), -0.2775, 0.2775),
        (Tally(10, 10), Tally(20, 0), 0.6791, 1.0000),
        (Tally(10, 10), Tally(10, 0), 0.6075, 1.0000),
    ],
)
def test_newcombe_as_he_published_it(arm: Tally, control: Tally, low: float, high: float) -> None:
    found = newcombe(control, arm)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize(("control", "arm"), [pair for pair in CASES if pair[0].events])
def test_a_relative_limit_is_where_the_hybrid_interval_touches_zero(
    control: Tally, arm: Tally, alpha: float
) -> None:
    found = relative_lift(control, arm, alpha)
    a, b = wilson(control, alpha), wilson(arm, alpha)
    assert found is not None
    assert a is not None
    assert b is not None
    assert found.value == close(b.value / a.value - 1)

    def low_of_difference(ratio: float) -> float:
        return b.value - ratio * a.value - math.hypot(b.value - b.low, ratio * (a.high - a.value))

    def high_of_difference(ratio: float) -> float:
        return b.value - ratio * a.value + math.hypot(b.high - b.value, ratio * (a.value - a.low))

    point = b.value / a.value
    low = optimize.brentq(low_of_difference, 0, point, xtol=1e-15) if b.low > 0 else 0.0
    assert found.low + 1 == pytest.approx(low, rel=1e-7, abs=1e-9)
    assert found.high + 1 == pytest.approx(
        optimize.brentq(high_of_difference, point, 1e6, xtol=1e-15), rel=1e-7
    )


def test_the_relative_interval_lies_beside_the_score_interval_of_others() -> None:
    found = relative_lift(Tally(5000, 600), Tally(5000, 700))
    low, high = proportion.confint_proportions_2indep(700, 5000, 600, 5000, method="score", compare="ratio")
    assert found is not None
    assert (found.low + 1, found.high + 1) == (pytest.approx(low, rel=1e-3), pytest.approx(high, rel=1e-3))


def test_a_lift_relative_to_nothing_is_not_said() -> None:
    assert relative_lift(Tally(50, 0), Tally(50, 3)) is None


@pytest.mark.parametrize(("control", "arm"), [pair for pair in CASES if pair[0] != Tally(7, 7)])
def test_z_test(control: Tally, arm: Tally) -> None:
    found = z_test(control, arm)
    statistic, p = proportion.proportions_ztest([arm.events, control.events], [arm.guests, control.guests])
    assert found is not None
    assert (found.statistic, found.p) == (close(statistic), close(p))


def test_z_test_by_hand() -> None:
    found = z_test(Tally(1000, 120), Tally(1000, 150))
    assert found is not None
    assert (round(found.statistic, 4), round(found.p, 5)) == (1.9630, 0.04964)


@pytest.mark.parametrize("tally", [Tally(7, 7), Tally(9, 0)])
def test_z_test_sees_nothing_where_all_or_none_convert(tally: Tally) -> None:
    found = z_test(tally, tally)
    assert found is not None
    assert (found.statistic, found.p) == (0.0, 1.0)


def test_without_guests_nothing_is_said() -> None:
    nobody, some = Tally(0, 0), Tally(10, 3)
    assert nobody.rate is None
    assert wilson(nobody) is None
    for pair in ((nobody, some), (some, nobody), (nobody, nobody)):
        assert newcombe(*pair) is relative_lift(*pair) is z_test(*pair) is None


@pytest.mark.parametrize(("guests", "events"), [(1, 2), (1, -1), (-1, 0), (-2, -1)])
def test_impossible_counts_are_refused(guests: int, events: int) -> None:
    with pytest.raises(ValueError, match="neither may be negative"):
        Tally(guests, events)


@settings(deadline=None)
@given(control=tallies, arm=tallies)
def test_intervals_hold_their_estimate_and_stay_possible(control: Tally, arm: Tally) -> None:
    rate, lift, ratio = wilson(arm), newcombe(control, arm), relative_lift(control, arm)
    assert rate is not None
    assert lift is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    assert -1 - 1e-12 <= lift.low <= lift.value <= lift.high <= 1 + 1e-12
    if ratio is not None:
        assert -1 <= ratio.low <= ratio.value + 1e-12
        assert ratio.value <= ratio.high + 1e-12


@settings(deadline=None)
@given(control=tallies, arm=tallies)
def test_swapped_arms_give_the_mirrored_figures(control: Tally, arm: Tally) -> None:
    there, back = newcombe(control, arm), newcombe(arm, control)
    z, mirrored = z_test(control, arm), z_test(arm, control)
    assert there is not None
    assert back is not None
    assert z is not None
    assert mirrored is not None
    assert (back.value, back.low, back.high) == (close(-there.value), close(-there.high), close(-there.low))
    assert (mirrored.statistic, mirrored.p) == (close(-z.statistic), close(z.p))
    ratio, inverse = relative_lift(control, arm), relative_lift(arm, control)
    if ratio is not None and inverse is not None:
        assert (1 + ratio.low) * (1 + inverse.high) == pytest.approx(1, rel=1e-6)


@settings(deadline=None)
@given(tally=tallies, factor=st.integers(2, 50))
def test_more_guests_at_the_same_rate_narrow_the_interval(tally: Tally, factor: int) -> None:
    few, many = wilson(tally), wilson(Tally(tally.guests * factor, tally.events * factor))
    strict = wilson(tally, 0.01)
    assert few is not None
    assert many is not None
    assert strict is not None
    assert many.high - many.low < few.high - few.low < strict.high - strict.low


def takings(values: list[int]) -> Takings:
    return Takings(len(values), sum(values), sum(value**2 for value in values))


REVENUES = [
    ([0, 0, 25_000, 0, 81_050, 0, 0], [0, 31_000, 0, 12_345]),
    ([5, 6], [7, 9]),
    ([0] * 30 + [90_000] * 2, [0] * 300 + [70_000] * 40),
    ([0, 0, 0], [0, 1, 0]),
    ([10**9, 10**9 + 1, 10**9 + 2], [10**9, 10**9, 10**9 + 1]),
    ([0] * 3000 + [100] * 5, [0] * 2500 + [120] * 9),
]


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize(("control", "arm"), REVENUES)
def test_revenue_per_guest_and_welch(control: list[int], arm: list[int], alpha: float) -> None:
    mean = revenue_per_guest(takings(arm), alpha)
    assert mean is not None
    assert mean.value == close(float(np.mean(arm)))
    assert (mean.low, mean.high) == tuple(
        close(end) for end in weightstats.DescrStatsW(arm).tconfint_mean(alpha)
    )

    difference = welch(takings(control), takings(arm), alpha)
    # The shift cancels in a difference; it keeps statsmodels' floats, which are not exact sums, out of trouble.
    shift = min(control)
    compared = weightstats.CompareMeans.from_data(
        np.array(arm, dtype=float) - shift, np.array(control, dtype=float) - shift
    )
    low, high = compared.tconfint_diff(alpha, usevar="unequal")
    assert difference is not None
    assert difference.value == close(np.mean(arm) - np.mean(control))
    assert (difference.low, difference.high) == (close(low), close(high))


def test_welch_agrees_with_scipy_on_what_is_significant() -> None:
    control, arm = REVENUES[2]
    p = stats.ttest_ind(arm, control, equal_var=False).pvalue
    touching = welch(takings(control), takings(arm), p)
    assert touching is not None
    assert min(abs(touching.low), abs(touching.high)) == pytest.approx(0, abs=1e-4)


def test_revenue_of_hardly_anyone_has_no_interval() -> None:
    nobody, one, two = Takings(0, 0, 0), takings([7]), takings([7, 8])
    assert (nobody.mean, one.mean) == (None, 7)
    assert nobody.variance is one.variance is None
    assert revenue_per_guest(nobody) is revenue_per_guest(one) is None
    for pair in ((one, two), (two, one), (nobody, two), (two, nobody)):
        assert welch(*pair) is None
    assert welch(takings([0, 0]), takings([0, 0])) is None
    assert welch(takings([0, 0]), two) is not None


@pytest.mark.parametrize("sums", [(2, 10, 49), (0, 0, 1), (0, 1, 1), (-1, 0, 0)])
def test_impossible_sums_are_refused(sums: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no revenues"):
        Takings(*sums)
    assert Takings(2, 10, 50).variance == 0


def test_sums_of_minor_units_stay_exact() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        near = takings([10**15, 10**15 + 1])
    assert near.variance == 0.5
    assert revenue_per_guest(near) == Estimate(
        near.total / 2, pytest.approx(near.total / 2 - 6.353), pytest.approx(near.total / 2 + 6.353)
    )


def test_five_percent_is_what_is_left_outside_when_nothing_is_said() -> None:
    control, arm = takings([0, 3, 9]), takings([1, 4, 10])  # of equal variance
    assert wilson(Tally(9, 2)) == wilson(Tally(9, 2), 0.05)
    assert newcombe(Tally(9, 2), Tally(8, 3)) == newcombe(Tally(9, 2), Tally(8, 3), 0.05)
    assert relative_lift(Tally(9, 2), Tally(8, 3)) == relative_lift(Tally(9, 2), Tally(8, 3), 0.05)
    assert revenue_per_guest(arm) == revenue_per_guest(arm, 0.05)
    assert welch(control, arm) == welch(control, arm, 0.05)
    assert welch(control, arm) is not None
