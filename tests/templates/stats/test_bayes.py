"""Probability to be best, against closed forms and scipy."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from templates.stats import Tally, probability_to_be_best

tallies = st.integers(0, 5000).flatmap(lambda n: st.integers(0, n).map(lambda x: Tally(n, x)))


def log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def closed_form(control: Tally, arm: Tally) -> float:
    """P(arm's rate is the higher one), as a finite sum."""
    a, b = control.events + 1, control.guests - control.events + 1
    c, d = arm.events + 1, arm.guests - arm.events + 1
    return math.fsum(
        math.exp(log_beta(a + i, b + d) - math.log(d + i) - log_beta(1 + i, d) - log_beta(a, b))
        for i in range(c)
    )


PAIRS = [
    (Tally(1000, 120), Tally(1000, 150)),
    (Tally(0, 0), Tally(0, 0)),
    (Tally(0, 0), Tally(100, 0)),
    (Tally(100, 100), Tally(3, 1)),
    (Tally(20, 0), Tally(20_000, 40)),
    (Tally(5000, 10), Tally(5000, 12)),
]


@pytest.mark.parametrize(("control", "arm"), PAIRS)
def test_two_arms_equal_the_closed_form(control: Tally, arm: Tally) -> None:
    first, second = probability_to_be_best([control, arm])
    assert second == pytest.approx(closed_form(control, arm), abs=1e-8)
    assert first + second == pytest.approx(1, abs=1e-9)


def test_the_known_example() -> None:
    assert round(probability_to_be_best([Tally(1000, 120), Tally(1000, 150)])[1], 5) == 0.97507


@settings(max_examples=25, deadline=None)
@given(control=tallies, arm=tallies)
def test_any_two_arms_equal_the_closed_form(control: Tally, arm: Tally) -> None:
    first, second = probability_to_be_best([control, arm])
    assert second == pytest.approx(closed_form(control, arm), abs=1e-7)
    assert probability_to_be_best([arm, control]) == pytest.approx([second, first], abs=1e-9)


@pytest.mark.parametrize(
    "arms",
    [
        [Tally(1000, 120), Tally(1000, 150), Tally(900, 130)],
        [Tally(10, 0), Tally(10, 1), Tally(10, 10), Tally(0, 0)],
        [Tally(50, 5), Tally(5000, 510), Tally(70, 9), Tally(300, 20), Tally(1, 0)],
    ],
)
def test_more_arms_equal_scipys_integral(arms: list[Tally]) -> None:
    beliefs = [stats.beta(arm.events + 1, arm.guests - arm.events + 1) for arm in arms]
    found = probability_to_be_best(arms)
    assert sum(found) == pytest.approx(1, abs=1e-8)
    for index, belief in enumerate(beliefs):
        others = beliefs[:index] + beliefs[index + 1 :]
        middle, spread = belief.mean(), belief.std()

        def curve(x: float, belief: object = belief, others: list = others) -> float:
            return belief.pdf(x) * math.prod(other.cdf(x) for other in others)

        inner = [min(1, max(0, middle + step * spread)) for step in (-6, -2, 0, 2, 6)]
        expected = integrate.quad(curve, 0, 1, points=inner, epsabs=1e-12, limit=400)[0]
        assert found[index] == pytest.approx(expected, abs=1e-8)


def test_equal_arms_are_equally_likely() -> None:
    assert probability_to_be_best([Tally(30, 3)] * 4) == pytest.approx([0.25] * 4, abs=1e-10)
    assert probability_to_be_best([Tally(30, 3)]) == pytest.approx([1.0], abs=1e-10)


def test_huge_counts_lose_no_digits() -> None:
    a, b = Tally(10**9, 10**8), Tally(10**9, 10**8 + 30_000)
    deviation = math.sqrt(2 * 0.1 * 0.9 / 10**9)
    found = probability_to_be_best([a, b])
    assert found[1] == pytest.approx(stats.norm.cdf(30_000 / 10**9 / deviation), abs=1e-5)
    assert sum(found) == pytest.approx(1, abs=1e-9)


def test_an_arm_among_millions_and_one_among_none() -> None:
    found = probability_to_be_best([Tally(0, 0), Tally(10**7, 10**6)])
    assert found[0] == pytest.approx(0.9, abs=1e-6)


def test_one_more_conversion_never_makes_an_arm_less_likely_the_best() -> None:
    found = [probability_to_be_best([Tally(80, 9), Tally(80, events)])[1] for events in range(81)]
    assert all(one <= more + 1e-12 for one, more in pairwise(found))
