"""The split between arms, against scipy."""

from __future__ import annotations

import pytest
from scipy import stats

from templates.stats import Period, Ratio, mixed_weights, sample_ratio


@pytest.mark.parametrize(
    ("guests", "weights"),
    [
        ((1000, 900), (1, 1)),
        ((1200, 800), (50, 50)),
        ((1000, 1010, 950), (1, 1, 1)),
        ((5000, 1020, 990, 1000), (5, 1, 1, 1)),
        ((10**9, 10**9 + 10**5), (0.5, 0.5)),
    ],
)
def test_p_is_chi_squares(guests: tuple[int, ...], weights: tuple[float, ...]) -> None:
    found = sample_ratio(guests, weights)
    expected = [sum(guests) * weight / sum(weights) for weight in weights]
    statistic, p = stats.chisquare(guests, expected)
    assert found.expected == pytest.approx(expected)
    assert found.statistic == pytest.approx(statistic, rel=1e-9)
    assert found.p == pytest.approx(p, rel=1e-9)


def test_a_known_split() -> None:
    assert sample_ratio((1000, 900), (1, 1)).p == pytest.approx(0.02178, abs=5e-6)
    assert not sample_ratio((1000, 900), (1, 1)).is_alarm


def test_sixty_to_forty_of_2000_guests_is_an_alarm_for_equal_weights_only() -> None:
    assert sample_ratio((1200, 800), (1, 1)).is_alarm
    assert not sample_ratio((1200, 800), (60, 40)).is_alarm
    assert sample_ratio((1000, 1000), (60, 40)).is_alarm


def test_the_alarm_is_below_one_in_a_thousand() -> None:
    assert not Ratio((50, 50), 10.8, 0.001).is_alarm
    assert Ratio((50, 50), 10.9, 0.00099).is_alarm


def test_few_guests_say_nothing() -> None:
    silent = sample_ratio((49, 0), (1, 1))
    assert (silent.expected, silent.statistic, silent.p, silent.is_alarm) == ((24.5, 24.5), None, None, False)
    assert sample_ratio((50, 0), (1, 1)).is_alarm
    assert sample_ratio((90, 9), (3, 1)).p is None
    assert sample_ratio((90, 10), (3, 1)).p == pytest.approx(stats.chisquare((90, 10), (75, 25)).pvalue)
    assert sample_ratio((0, 0), (1, 1)).p is None


def test_an_arm_of_weight_zero_expects_nobody() -> None:
    alarmed = sample_ratio((500, 1), (1, 0))
    assert (alarmed.expected, alarmed.statistic, alarmed.p, alarmed.is_alarm) == ((501, 0), None, 0.0, True)
    assert sample_ratio((500, 0), (1, 0)).p is None
    assert sample_ratio((500, 0, 510), (1, 0, 1)).p == pytest.approx(stats.chisquare((500, 510)).pvalue)


@pytest.mark.parametrize(
    ("guests", "weights"), [((1, 2), (1,)), ((1, 2), (0, 0)), ((1, 2), (2, -1)), ((-1, 2), (1, 1))]
)
def test_what_makes_no_sense_is_refused(guests: tuple[int, ...], weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="as many weights as arms"):
        sample_ratio(guests, weights)


def test_changed_weights_count_by_their_new_guests() -> None:
    weights = mixed_weights([Period(1000, (1, 1)), Period(500, (90, 10))])
    assert weights == pytest.approx((950, 550))
    assert not sample_ratio((950, 550), weights).is_alarm
    assert sample_ratio((950, 550), (1, 1)).is_alarm


def test_a_period_without_guests_weighs_nothing_unless_it_is_the_last_of_none() -> None:
    assert mixed_weights([Period(0, (1, 3)), Period(10, (1, 1))]) == (5, 5)
    assert mixed_weights([Period(0, (1, 3)), Period(0, (1, 1))]) == (0.5, 0.5)
    assert mixed_weights([Period(0, (1, 3))]) == (0.25, 0.75)
