"""Experiments played through: what the figures promise happens as often as they say. Seeded, a few seconds.

Bounds leave room for three standard errors of the simulation itself, so that a change of numpy's draws breaks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from templates.stats import Arm, Kind, Look, Tally, evaluate, plan, sample_ratio, z_test
from templates.stats.sequential import _log_harm_ratio, log_ratio, mixture_p

DAYS = 30
FLOOR = 50

type Run = list[tuple[Tally, Tally]]


def experiments(
    runs: int, *, rates: tuple[float, float], per_day: tuple[int, int], days: int = DAYS, seed: int = 7
) -> Iterator[Run]:
    """Daily cumulative counts of control and one arm."""
    chance = np.random.default_rng(seed)
    counts = [
        chance.binomial(guests, rate, (runs, days)).cumsum(axis=1)
        for rate, guests in zip(rates, per_day, strict=True)
    ]
    for control, arm in zip(*counts, strict=True):
        yield [
            (Tally(per_day[0] * day, int(a)), Tally(per_day[1] * day, int(b)))
            for day, (a, b) in enumerate(zip(control, arm, strict=True), start=1)
            if min(per_day) * day >= FLOOR
        ]


def z_p(control: Tally, arm: Tally) -> float:
    found = z_test(control, arm)
    assert found is not None
    return found.p


def share(happened: Iterator[bool], runs: int) -> float:
    return sum(happened) / runs


def test_daily_looks_fool_the_z_test_and_not_ours() -> None:
    runs = 3000
    played = list(experiments(runs, rates=(0.12, 0.12), per_day=(100, 100)))
    ours = share((min(mixture_p(*look) for look in run) < 0.05 for run in played), runs)
    ordinary = share((min(z_p(*look) for look in run) < 0.05 for run in played), runs)
    once = share((z_p(*run[-1]) < 0.05 for run in played), runs)
    harm = share((max(_log_harm_ratio(*look, 0.03) for look in run) > math.log(20) for run in played), runs)
    assert 0.005 < ours < 0.03
    assert 0.25 < ordinary < 0.32
    assert 0.035 < once < 0.065
    assert harm < 0.035


@pytest.mark.parametrize(
    ("rate", "per_day"),
    [
        (0.02, (100, 100)),  # rare
        (0.02, (180, 20)),  # rare and lopsided
        (0.02, (20, 180)),
        (0.95, (180, 20)),  # nearly everybody
        (0.5, (10, 10)),  # small
        (0.3, (5000, 5000)),  # large
    ],
)
def test_false_alarms_stay_below_five_percent_everywhere(rate: float, per_day: tuple[int, int]) -> None:
    runs = 800
    played = list(experiments(runs, rates=(rate, rate), per_day=per_day))
    assert share((min(mixture_p(*look) for look in run) < 0.05 for run in played), runs) <= 0.05
    assert (
        share((max(_log_harm_ratio(*look, 0.03) for look in run) > math.log(20) for run in played), runs)
        <= 0.05
    )


@pytest.mark.parametrize(
    ("rates", "per_day"), [((0.12, 0.15), (100, 100)), ((0.02, 0.05), (150, 50)), ((0.4, 0.3), (60, 60))]
)
def test_the_interval_holds_the_true_lift_on_all_days_at_once(
    rates: tuple[float, float], per_day: tuple[int, int]
) -> None:
    runs, lift = 1000, rates[1] - rates[0]
    played = experiments(runs, rates=rates, per_day=per_day)
    missed = share((max(log_ratio(*look, lift) for look in run) > math.log(20) for run in played), runs)
    assert missed <= 0.05


@pytest.mark.parametrize(
    ("baseline", "lift", "weights"),
    [(0.12, 0.03, (1, 1)), (0.12, -0.04, (1, 1)), (0.05, 0.02, (3, 1)), (0.3, 0.06, (1, 1))],
)
def test_power_is_as_promised(baseline: float, lift: float, weights: tuple[int, int]) -> None:
    runs = 1500
    sizes = plan(baseline=baseline, lift=lift, weights=weights, power=0.8)

    control, arm = sizes.fixed.guests
    once = experiments(runs, rates=(baseline, baseline + lift), per_day=(control, arm), days=1)
    assert share((z_p(*run[-1]) < 0.05 for run in once), runs) == pytest.approx(0.8, abs=0.035)

    control, arm = (math.ceil(guests / DAYS) for guests in sizes.sequential.guests)
    daily = experiments(runs, rates=(baseline, baseline + lift), per_day=(control, arm))
    found = share((min(mixture_p(*look) for look in run) < 0.05 for run in daily), runs)
    assert 0.78 < found < 0.90


def test_an_effect_is_on_average_found_well_before_the_planned_end() -> None:
    sizes = plan(baseline=0.12, lift=0.03, power=0.8)
    per_day = math.ceil(sizes.sequential.guests[0] / DAYS)
    days = [
        next((day for day, look in enumerate(run, start=1) if mixture_p(*look) < 0.05), DAYS)
        for run in experiments(600, rates=(0.12, 0.15), per_day=(per_day, per_day))
    ]
    assert np.mean(days) < 0.75 * DAYS


def test_a_daily_look_at_the_split_raises_hardly_a_false_alarm() -> None:
    runs, chance = 2000, np.random.default_rng(3)
    first = chance.binomial(100, 0.5, (runs, DAYS)).cumsum(axis=1)
    alarms = sum(
        any(
            sample_ratio((int(seen), 100 * day - int(seen)), (1, 1)).is_alarm
            for day, seen in enumerate(run, start=1)
        )
        for run in first
    )
    assert alarms / runs < 0.015
    skewed = chance.binomial(2000, 0.6, 300)
    assert all(sample_ratio((int(seen), 2000 - int(seen)), (1, 1)).is_alarm for seen in skewed)


def test_whole_reports_of_three_equal_arms_cry_wolf_in_five_percent_at_most() -> None:
    runs, chance, start = 250, np.random.default_rng(11), date(2026, 1, 1)
    loud = 0
    for _ in range(runs):
        counts = chance.binomial(200, 0.12, (3, 10)).cumsum(axis=1)
        handoffs = chance.binomial(200, 0.04, (3, 10)).cumsum(axis=1)
        looks = [
            Look(
                start + timedelta(days=day),
                tuple(
                    Arm(
                        name,
                        Tally(200 * (day + 1), int(counts[index, day])),
                        guardrails={"handoff": Tally(200 * (day + 1), int(handoffs[index, day]))},
                    )
                    for index, name in enumerate("ABC")
                ),
            )
            for day in range(10)
        ]
        kind = evaluate(looks[-3:], weights=(1, 1, 1)).verdict.kind
        loud += kind not in (Kind.NO_DIFFERENCE, Kind.TOO_FEW)
    assert loud / runs <= 0.05
