"""The whole report: it hands each figure the right counts, and the looks it may use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from templates.stats import (
    TAU,
    Arm,
    Caution,
    Kind,
    Look,
    Standing,
    Takings,
    Tally,
    evaluate,
    harm_ps,
    newcombe,
    probability_to_be_best,
    relative_lift,
    revenue_per_guest,
    sample_ratio,
    standings,
    welch,
    wilson,
    z_test,
)

START = date(2026, 11, 2)


def arm(name: str, guests: int, events: int, *, handoffs: int = 0, seen_elsewhere: int = 0) -> Arm:
    return Arm(
        name,
        Tally(guests, events),
        Takings(guests, events * 200, events * 50_000),
        {"handoff": Tally(guests, handoffs), "cancelled": Tally(events, events // 5)},
        seen_elsewhere,
    )


def days(*looks: Sequence[Arm]) -> list[Look]:
    return [Look(START + timedelta(days=day), tuple(arms)) for day, arms in enumerate(looks)]


TWO = days(
    [arm("A", 40, 5, handoffs=1), arm("B", 60, 20, handoffs=6)],
    [arm("A", 1000, 120, handoffs=30), arm("B", 1010, 185, handoffs=60)],
    [arm("A", 2000, 240, handoffs=62), arm("B", 2015, 310, handoffs=70)],
)
THREE = days(
    [arm("A", 900, 108), arm("B", 910, 120), arm("C", 450, 70)],
    [arm("A", 2000, 240), arm("B", 1990, 250), arm("C", 1000, 190)],
)


def test_each_arm_has_its_figures() -> None:
    report = evaluate(TWO, weights=(1, 1))
    best = probability_to_be_best([Tally(2000, 240), Tally(2015, 310)])
    for found, given, probability in zip(report.arms, TWO[-1].arms, best, strict=True):
        assert given.takings is not None
        assert (found.name, found.guests, found.conversions) == (
            given.name,
            given.guests,
            given.conversions.events,
        )
        assert found.rate == wilson(given.conversions)
        assert found.revenue_minor == revenue_per_guest(given.takings)
        assert found.probability_to_be_best == probability


def test_two_arms_are_compared_on_the_last_look_and_on_all_of_them() -> None:
    (found,) = evaluate(TWO, weights=(1, 1)).comparisons
    a, b = TWO[-1].arms
    assert a.takings is not None
    assert b.takings is not None
    assert found.arm == "B"
    assert found.lift == newcombe(a.conversions, b.conversions)
    assert found.relative == relative_lift(a.conversions, b.conversions)
    assert found.z_test == z_test(a.conversions, b.conversions)
    assert found.revenue_minor == welch(a.takings, b.takings)
    # The first day had 40 guests in an arm, and does not count.
    counted = [(look.arms[0].conversions, look.arms[1].conversions) for look in TWO[1:]]
    assert found.always == standings(counted)[-1]
    assert found.always.p < standings(counted[1:])[-1].p


def test_guardrails_remember_and_count_out_of_their_own() -> None:
    handoff, cancelled = evaluate(TWO, weights=(1, 1)).comparisons[0].guardrails
    assert (handoff.name, handoff.control, handoff.arm) == ("handoff", Tally(2000, 62), Tally(2015, 70))
    looks = [(look.arms[0].guardrails["handoff"], look.arms[1].guardrails["handoff"]) for look in TWO[1:]]
    assert handoff.p == harm_ps(looks)[-1] == harm_ps(looks)[0] < harm_ps(looks[1:])[0]
    assert handoff.difference == newcombe(Tally(2000, 62), Tally(2015, 70))
    assert handoff.is_harm == (handoff.p < 0.05)
    assert (cancelled.name, cancelled.arm, cancelled.is_harm) == ("cancelled", Tally(310, 62), False)


def test_harm_speaks_before_gain() -> None:
    looks = days([arm("A", 3000, 300, handoffs=90), arm("B", 3000, 450, handoffs=240)])
    report = evaluate(looks, weights=(1, 1))
    assert report.verdict.kind is Kind.HARM
    assert report.verdict.facts == {"arm": "B", "guardrail": "handoff", "rate": 0.08, "control_rate": 0.03}
    calm = evaluate(days([arm("A", 3000, 300), arm("B", 3000, 450)]), weights=(1, 1))
    assert calm.verdict.kind is Kind.BETTER
    always = calm.comparisons[0].always
    assert calm.verdict.facts == {"arm": "B", "low": always.low, "high": always.high}
    back = evaluate(days([arm("A", 3000, 450), arm("B", 3000, 300)]), weights=(1, 1))
    assert back.verdict.kind is Kind.WORSE


def test_harm_where_control_has_none_of_it() -> None:
    looks = days([arm("A", 3000, 300), arm("B", 3000, 300, handoffs=240)])
    assert evaluate(looks, weights=(1, 1)).verdict.facts == {
        "arm": "B",
        "guardrail": "handoff",
        "rate": 0.08,
        "control_rate": 0.0,
    }


def test_found_is_what_lies_below_alpha_not_at_it() -> None:
    looks = days([arm("A", 3000, 300, handoffs=90), arm("B", 3000, 380, handoffs=140)])
    (found,) = evaluate(looks, weights=(1, 1)).comparisons
    rail = found.guardrails[0]
    at = evaluate(looks, weights=(1, 1), alpha=rail.p)
    assert not at.comparisons[0].guardrails[0].is_harm
    assert evaluate(looks, weights=(1, 1), alpha=rail.p * 1.0001).verdict.kind is Kind.HARM
    calm = days([arm("A", 3000, 300), arm("B", 3000, 380)])
    p = evaluate(calm, weights=(1, 1)).comparisons[0].always.p
    assert evaluate(calm, weights=(1, 1), alpha=p).verdict.kind is Kind.NO_DIFFERENCE
    assert evaluate(calm, weights=(1, 1), alpha=p * 1.0001).verdict.kind is Kind.BETTER


def test_a_guardrail_nothing_can_happen_to_is_no_harm() -> None:
    looks = days(
        [
            Arm("A", Tally(900, 0), None, {"cancelled": Tally(0, 0)}),
            Arm("B", Tally(900, 0), None, {"cancelled": Tally(0, 0)}),
        ]
    )
    report = evaluate(looks, weights=(1, 1))
    (rail,) = report.comparisons[0].guardrails
    assert (rail.difference, rail.p, rail.is_harm) == (None, 1.0, False)
    # Nobody said that a guest had seen two arms.
    assert report.mixed == 0


def test_three_arms_share_alpha() -> None:
    report = evaluate(THREE, weights=(2, 2, 1))
    for index, found in enumerate(report.comparisons, start=1):
        pairs = [(look.arms[0].conversions, look.arms[index].conversions) for look in THREE]
        alone = standings(pairs, alpha=0.025)
        assert found.always == Standing(min(1.0, 2 * alone[-1].p), alone[-1].low, alone[-1].high)
        assert found.lift == newcombe(*pairs[-1], 0.025)
        assert found.relative == relative_lift(*pairs[-1], 0.025)
        a, b = THREE[-1].arms[0], THREE[-1].arms[index]
        assert a.takings is not None
        assert b.takings is not None
        assert found.revenue_minor == welch(a.takings, b.takings, 0.025)
        assert found.guardrails[0].difference == newcombe(
            a.guardrails["handoff"], b.guardrails["handoff"], 0.025
        )
    assert [one.arm for one in report.comparisons] == ["B", "C"]
    assert report.arms[2].rate == wilson(Tally(1000, 190))
    assert (report.verdict.kind, report.verdict.facts["arm"]) == (Kind.BETTER, "C")


def test_an_evidence_that_suffices_for_one_comparison_may_not_for_two() -> None:
    a, b = arm("A", 2000, 240), arm("B", 2000, 308)
    alone = evaluate(days([a, b]), weights=(1, 1))
    among = evaluate(days([a, b, arm("C", 2000, 240)]), weights=(1, 1, 1))
    assert 0.025 < alone.comparisons[0].always.p < 0.05
    assert alone.verdict.kind is Kind.BETTER
    assert among.comparisons[0].always.p == pytest.approx(2 * alone.comparisons[0].always.p)
    assert among.comparisons[1].always.p == 1.0
    assert among.verdict.kind is Kind.NO_DIFFERENCE
    assert alone.arms[0].rate == among.arms[0].rate


def test_harm_is_judged_with_the_shared_alpha_too() -> None:
    a, b = arm("A", 2000, 240, handoffs=60), arm("B", 2000, 240, handoffs=97)
    rail = evaluate(days([a, b]), weights=(1, 1)).comparisons[0].guardrails[0]
    shared = evaluate(days([a, b, replace(a, name="C")]), weights=(1, 1, 1)).comparisons[0].guardrails[0]
    assert 0.025 < rail.p < 0.05
    assert rail.is_harm
    assert shared.p == pytest.approx(2 * rail.p)
    assert not shared.is_harm


def test_tau_and_alpha_reach_every_sequential_figure() -> None:
    found = evaluate(TWO, weights=(1, 1), tau=0.01, alpha=0.2).comparisons[0]
    counted = [(look.arms[0].conversions, look.arms[1].conversions) for look in TWO[1:]]
    rails = [(look.arms[0].guardrails["handoff"], look.arms[1].guardrails["handoff"]) for look in TWO[1:]]
    assert found.always == standings(counted, alpha=0.2, tau=0.01)[-1]
    assert found.guardrails[0].p == harm_ps(rails, tau=0.01)[-1] != harm_ps(rails, tau=TAU)[-1]
    assert found.lift == newcombe(*counted[-1], 0.2)
    assert evaluate(TWO, weights=(1, 1), alpha=0.2).arms[0].rate == wilson(Tally(2000, 240), 0.2)
    assert evaluate(TWO, weights=(1, 1)) == evaluate(TWO, weights=(1, 1), alpha=0.05, tau=TAU)


def test_the_split_and_its_alarm() -> None:
    report = evaluate(TWO, weights=(1, 1))
    assert report.ratio == sample_ratio((2000, 2015), (1, 1))
    skewed = evaluate(TWO, weights=(60, 40))
    assert (skewed.ratio.is_alarm, skewed.verdict.kind) == (True, Kind.RATIO_ALARM)


def test_guests_seen_in_two_arms_lower_what_is_said() -> None:
    def with_mixed(first: int, second: int) -> list[Look]:
        return days([arm("A", 3000, 300, seen_elsewhere=first), arm("B", 2900, 470, seen_elsewhere=second)])

    plain, some = evaluate(with_mixed(0, 0), weights=(1, 1)), evaluate(with_mixed(30, 58), weights=(1, 1))
    assert (plain.mixed, some.mixed) == (0.0, 88 / 5900)
    assert some.verdict.cautions == (Caution.SEEN_IN_TWO,)
    for end, sign in (("low", -1), ("high", 1)):
        moved = some.verdict.facts[end] - plain.verdict.facts[end]  # type: ignore[operator]
        assert moved == pytest.approx(sign * 0.03)
    assert evaluate(with_mixed(120, 100), weights=(1, 1)).verdict.kind is Kind.SEEN_IN_TWO
    assert evaluate(with_mixed(0, 590), weights=(1, 1)).verdict.facts == {"share": 0.1}


def test_until_the_planned_guests_are_there_no_difference_is_not_said() -> None:
    looks = days([arm("A", 700, 84), arm("B", 690, 84)])
    assert evaluate(looks, weights=(1, 1), planned_guests=691).verdict.facts == {"guests": 690, "needed": 691}
    assert evaluate(looks, weights=(1, 1), planned_guests=690).verdict.kind is Kind.NO_DIFFERENCE
    assert evaluate(looks, weights=(1, 1)).verdict.kind is Kind.NO_DIFFERENCE
    few = days([arm("A", 49, 9), arm("B", 60, 9)])
    assert evaluate(few, weights=(1, 1), planned_guests=3).verdict.facts == {"guests": 49, "needed": 50}


def test_a_look_counts_from_fifty_guests_in_both_arms() -> None:
    def p(first: int, second: int) -> float:
        return (
            evaluate(days([arm("A", first, 0), arm("B", second, second)]), weights=(1, 1))
            .comparisons[0]
            .always.p
        )

    assert p(50, 50) < 0.02
    assert p(49, 50) == p(50, 49) == 1.0


def test_changed_weights_are_mentioned() -> None:
    assert evaluate(TWO, weights=(1, 1), weights_changed=True).verdict.cautions == (Caution.WEIGHTS_CHANGED,)


def test_the_chart_has_a_point_a_day() -> None:
    report = evaluate(THREE, weights=(2, 2, 1))
    assert [point.day for point in report.series] == [date(2026, 11, 2), date(2026, 11, 3)]
    for point, look in zip(report.series, THREE, strict=True):
        assert point.rates == tuple(wilson(one.conversions) for one in look.arms)
        control, *others = [one.conversions for one in look.arms]
        # Two comparisons share the five percent, so each interval is wider.
        assert point.lifts == tuple(newcombe(control, other, 0.025) for other in others)
        rates = [one.conversions.events / one.guests for one in look.arms]
        assert [lift.value for lift in point.lifts if lift] == pytest.approx(
            [rates[1] - rates[0], rates[2] - rates[0]]
        )
    assert report.series[-1].lifts == tuple(one.lift for one in report.comparisons)
    assert report.series[-1].always == tuple(one.always for one in report.comparisons)
    first = standings([(THREE[0].arms[0].conversions, THREE[0].arms[2].conversions)], alpha=0.025)[0]
    assert report.series[0].always[1] == replace(first, p=min(1.0, 2 * first.p))
    assert evaluate(TWO, weights=(1, 1)).series[0].always == (Standing(1.0, -1.0, 1.0),)


def test_an_experiment_without_guests_has_a_report() -> None:
    empty = days([Arm("A", Tally(0, 0)), Arm("B", Tally(0, 0))])
    report = evaluate(empty, weights=(1, 1))
    assert report.verdict.kind is Kind.TOO_FEW
    assert report.verdict.facts == {"guests": 0, "needed": 50}
    assert report.mixed == 0.0
    (found,) = report.comparisons
    assert found.lift is found.relative is found.z_test is found.revenue_minor is report.arms[0].rate is None
    assert (report.series[0].lifts, report.series[0].rates) == ((None,), (None, None))
    half = days([Arm("A", Tally(0, 0)), Arm("B", Tally(5, 1))])
    assert evaluate(half, weights=(1, 1)).series[0].lifts == (None,)


def test_revenue_is_told_where_it_is_known_only() -> None:
    a, b = TWO[-1].arms
    for pair in ((replace(a, takings=None), b), (a, replace(b, takings=None))):
        report = evaluate(days(pair), weights=(1, 1))
        assert report.comparisons[0].revenue_minor is None
        assert sum(one.revenue_minor is None for one in report.arms) == 1


def test_looks_that_do_not_fit_together_are_refused() -> None:
    a, b = TWO[-1].arms
    for looks in (
        [],
        days([a]),
        days([a, b], [a, replace(b, name="C")]),
        days([a, b], [a]),
        days([a, replace(b, guardrails={})], [a, b]),
        days([a, replace(b, guardrails={})]),
        days([a, a]),
    ):
        with pytest.raises(ValueError, match="one look at least"):
            evaluate(looks, weights=(1, 1))


def test_the_report_is_plain_json() -> None:
    report = evaluate(THREE, weights=(2, 2, 1))
    plain = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert plain["verdict"]["kind"] == "better"
    assert plain["verdict"]["facts"]["arm"] == "C"
    assert plain["series"][0]["day"] == "2026-11-02"
    assert plain["comparisons"][1]["always"]["p"] == report.comparisons[1].always.p
    assert plain["arms"][0]["rate"]["low"] == wilson(Tally(2000, 240)).low  # type: ignore[union-attr]
    assert plain["comparisons"][0]["guardrails"][0]["control"] == {"guests": 2000, "events": 0}
    never = evaluate(days([arm("A", 90, 5), arm("B", 90, 5)]), weights=(1, 0))
    assert json.loads(json.dumps(never.to_json(), allow_nan=False))["ratio"]["p"] == 0
