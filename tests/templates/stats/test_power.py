"""Sizes before the start, against statsmodels; what they promise is played through in test_simulations."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats
from statsmodels.stats import proportion

from templates.stats import TAU, Size, plan
from templates.stats.power import sequential_height


@pytest.mark.parametrize("alpha", [0.05, 0.01])
@pytest.mark.parametrize("power", [0.8, 0.95])
@pytest.mark.parametrize(
    ("baseline", "lift", "weights"),
    [
        (0.12, 0.03, (1, 1)),
        (0.12, -0.03, (1, 1)),
        (0.02, 0.005, (1, 1)),
        (0.5, 0.1, (50, 50)),
        (0.12, 0.03, (90, 10)),
        (0.12, 0.03, (1, 3)),
    ],
)
def test_the_fixed_size_is_statsmodels(
    baseline: float, lift: float, weights: tuple[float, float], alpha: float, power: float
) -> None:
    found = plan(baseline=baseline, lift=lift, weights=weights, alpha=alpha, power=power).fixed
    # statsmodels' ratio is nobs2 / nobs1, and group 2 has the baseline.
    ratio = weights[0] / weights[1]
    arm = proportion.samplesize_proportions_2indep_onetail(
        lift, baseline, power, ratio=ratio, alpha=alpha, alternative="two-sided"
    )
    assert found.guests == (math.ceil(arm * ratio - 1e-4), math.ceil(arm - 1e-4))
    assert found.total == sum(found.guests)


@pytest.mark.parametrize("tau", [0.01, TAU, 0.1])
@pytest.mark.parametrize("weights", [(1, 1), (2, 1)])
def test_the_sequential_size_is_where_the_last_look_alone_keeps_the_promise(
    weights: tuple[float, float], tau: float
) -> None:
    baseline, lift, alpha, power = 0.12, 0.03, 0.05, 0.8
    guests = plan(
        baseline=baseline, lift=lift, weights=weights, alpha=alpha, power=power, tau=tau
    ).sequential.guests
    both = (baseline * weights[0] + (baseline + lift) * weights[1]) / sum(weights)

    def last_look(control: float, arm: float) -> float:
        pooled = both * (1 - both) * (1 / control + 1 / arm)
        own = baseline * (1 - baseline) / control + (baseline + lift) * (1 - baseline - lift) / arm
        # The height of z at which the ratio of the mixture reaches 1 / alpha.
        z = math.sqrt(
            (pooled + tau**2) / tau**2 * (2 * math.log(1 / alpha) + math.log((pooled + tau**2) / pooled))
        )
        return float(stats.norm.sf((z * math.sqrt(pooled) - lift) / math.sqrt(own)))

    assert last_look(*guests) >= power
    assert last_look(*[count - 2 * weight for count, weight in zip(guests, weights, strict=True)]) < power


def test_the_height_is_where_p_reaches_alpha() -> None:
    for variance in (1e-6, 1e-4, 1e-2):
        z = sequential_height(variance, alpha=0.05, tau=TAU)
        ratio = math.sqrt(variance / (variance + TAU**2)) * math.exp(
            TAU**2 * z**2 / (2 * (variance + TAU**2))
        )
        assert ratio == pytest.approx(20)


def test_a_plan_in_figures() -> None:
    found = plan(baseline=0.12, lift=0.03, guests_per_day=100)
    assert found.fixed == Size((2036, 2036), 4072, 41)
    assert found.sequential == Size((3946, 3946), 7892, 79)
    assert found.inflation == pytest.approx(3946 / 2036, rel=1e-3)
    assert plan(baseline=0.12, lift=0.03).sequential.days is None
    assert plan(baseline=0.12, lift=0.03, guests_per_day=4072).fixed.days == 1
    assert plan(baseline=0.12, lift=0.03, guests_per_day=4071).fixed.days == 2
    assert plan(baseline=0.12, lift=0.03) == plan(
        baseline=0.12, lift=0.03, alpha=0.05, power=0.8, tau=TAU, weights=(1, 1)
    )


def test_the_smallest_arm_sets_the_size_and_comparisons_share_alpha() -> None:
    three = plan(baseline=0.12, lift=0.03, weights=(5, 3, 2))
    two = plan(baseline=0.12, lift=0.03, weights=(5, 2), alpha=0.025)
    assert (three.sequential.guests[0], three.sequential.guests[2]) == two.sequential.guests
    assert (three.fixed.guests[0], three.fixed.guests[2]) == two.fixed.guests
    assert three.fixed.guests[1] == math.ceil(three.fixed.guests[0] * 3 / 5) or three.fixed.guests[
        1
    ] == pytest.approx(three.fixed.guests[0] * 3 / 5, abs=1)


def test_harder_questions_need_more_guests() -> None:
    def total(**more: Any) -> int:
        return plan(**{"baseline": 0.1, "lift": 0.02, **more}).sequential.total

    assert total(lift=0.04) < total() < total(lift=0.01)
    assert total(power=0.7) < total() < total(power=0.9)
    assert total(alpha=0.1) < total() < total(alpha=0.01)
    assert total() < total(weights=(9, 1))
    assert total() < total(baseline=0.3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"baseline": 0.0},
        {"baseline": -0.1},
        {"baseline": 1.0, "lift": -0.1},
        {"baseline": 0.98},
        {"lift": -0.2},
        {"lift": -0.12},
        {"lift": 0.88},
        {"lift": 0},
        {"weights": (1,)},
        {"weights": (1, 0)},
        {"weights": (0, 1)},
        {"weights": (1, math.inf)},
        {"alpha": 0},
        {"alpha": 1},
        {"power": 1},
        {"power": 0.05},
        {"power": 0.01},
        {"tau": 0},
        {"tau": -1},
        {"guests_per_day": 0},
        {"guests_per_day": -1},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        plan(**{"baseline": 0.12, "lift": 0.03, **wrong})


def test_a_lift_beyond_all_guests_is_said_to_be_too_small() -> None:
    with pytest.raises(ValueError, match="so small a lift"):
        plan(baseline=0.5, lift=1e-7)
    assert plan(baseline=0.5, lift=0.3, tau=0.3).fixed.total < 100


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"weights": (1,)}, "two arms at least"),
        ({"weights": (1, 0)}, "above zero"),
        ({"alpha": 0.0}, "between 0 and 1"),
        ({"alpha": 1.0}, "between 0 and 1"),
        ({"power": 1.0}, "between 0 and 1"),
        ({"power": 1.5}, "between 0 and 1"),
        ({"tau": 0.0}, "above zero"),
        ({"guests_per_day": 0.0}, "more than none"),
    ],
)
def test_each_figure_that_cannot_be_is_named(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plan(baseline=0.1, lift=0.02, **wrong)


def test_a_hotel_with_half_a_guest_a_day_is_told_how_long_it_takes() -> None:
    found = plan(baseline=0.1, lift=0.02, guests_per_day=0.5).fixed
    assert found.days == 2 * found.total


def test_the_smallest_lift_that_is_looked_for() -> None:
    """2^39 guests of control, 5.5e11, are the most that are tried below 10^12."""
    found = plan(baseline=0.5, lift=5e-6, tau=1e-5).sequential.guests[0]
    assert 2**38 < found < 2**39
    with pytest.raises(ValueError, match="any number of guests"):
        plan(baseline=0.5, lift=3.5e-6, tau=1e-5)
