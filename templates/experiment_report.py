"""An experiment's report as it leaves the program: JSON for programs, a table for spreadsheets, lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from common.money import Money
from templates.experiment_figures import Figures
from templates.stats import CAUTIONS, Comparison, Estimate, Report, probability_to_be_best, sentence

RAILS = ("handoff", "error", "cancelled")
HEADER = (
    "day", "arm", "guests", "conversions", "rate", "low", "high", *RAILS, "revenue", "currency", "seen_in_two_arms",
    "revenue_per_guest", "best", "lift", "lift_low", "lift_high", "always_p", "always_low", "always_high",
)  # fmt: skip


def report_json(figures: Figures) -> dict[str, Any]:
    """report: null while nobody has been shown anything; then as stats.Report has it. Amounts in minor units."""
    experiment, report = figures.experiment, figures.report
    return {
        "experiment": experiment.id,
        "name": experiment.name,
        "state": experiment.state,
        "goal": experiment.goal,
        "winner": experiment.winner,
        "as_of": figures.as_of.isoformat(),
        "weights": experiment.weights,
        "planned_guests": experiment.planned_guests,
        "planned_days": experiment.planned_days,
        "days_run": experiment.days_run(figures.as_of),
        "currency": figures.currency,
        "arms": [asdict(one) for one in figures.totals],
        "sentence": sentence(report.verdict) if report else None,
        "cautions": [CAUTIONS[one] for one in report.verdict.cautions] if report else [],
        "report": report.to_json() if report else None,
    }


def table_of(figures: Figures) -> Iterator[tuple[Any, ...]]:
    """A header, then a line for each day and arm, each with all that was before that day."""
    yield HEADER
    report = figures.report
    for look, point in zip(figures.looks, report.series if report else (), strict=True):
        best = probability_to_be_best([arm.conversions for arm in look.arms])
        # Control is compared with nothing.
        against = [(None, None), *zip(point.lifts, point.always, strict=True)]
        for arm, rate, chance, (lift, always) in zip(look.arms, point.rates, best, against, strict=True):
            taken, currency = arm.takings, figures.currency
            yield (
                look.day.isoformat(),
                arm.name,
                arm.guests,
                arm.conversions.events,
                *_cells(rate),
                *(arm.guardrails[kind].events if kind in arm.guardrails else "" for kind in RAILS),
                Money(taken.total, currency).major if taken and currency else "",
                currency or "",
                arm.seen_elsewhere,
                Money(round(taken.total / arm.guests), currency).major
                if taken and currency and arm.guests
                else "",
                _exact(chance),
                *_cells(lift),
                *((_exact(always.p), _exact(always.low), _exact(always.high)) if always else ("", "", "")),
            )


def lines_of(figures: Figures) -> Iterator[str]:
    """What a person reads in a terminal; the sentence that counts comes last."""
    experiment, report = figures.experiment, figures.report
    yield f"{experiment.name} ({experiment.id}): {experiment.state}, goal {experiment.goal}"
    if report is None:
        yield "Nobody has been shown it yet."
        return
    yield from _against_the_plan(figures, report)
    for arm, weight in zip(report.arms, experiment.split.weights, strict=True):
        taken = (
            f", {_amount(arm.revenue_minor.value, figures.currency)} a guest"
            if arm.revenue_minor and figures.currency
            else ""
        )
        yield (
            f"  {arm.name} (weight {weight:g}): {arm.guests} guests, {arm.conversions} reached the goal"
            f"{_share(arm.rate)}{taken}, best with {arm.probability_to_be_best:.1%}"
        )
    for one in report.comparisons:
        yield from _against(report.arms[0].name, one, figures.currency)
    yield f"  split: {_split(report)}; seen in two arms: {report.mixed:.2%}"
    yield sentence(report.verdict)
    yield from (CAUTIONS[one] for one in report.verdict.cautions)


def _against_the_plan(figures: Figures, report: Report) -> Iterator[str]:
    experiment, least = figures.experiment, min(arm.guests for arm in report.arms)
    if experiment.planned_guests:
        yield f"  {least} of {experiment.planned_guests} planned guests in the smallest arm"
    if experiment.planned_days:
        yield f"  {experiment.days_run(figures.as_of)} of {experiment.planned_days} planned days"


def _against(control: str, one: Comparison, currency: str | None) -> Iterator[str]:
    always = one.always
    yield (
        f"  {one.arm} against {control}:{_share(one.lift)}, always-valid p {always.p:.3g}"
        f" [{always.low:.2%}, {always.high:.2%}]"
    )
    if one.relative:
        yield f"    as a share of {control}'s rate:{_share(one.relative)}"
    if (money := one.revenue_minor) and currency:
        value, low, high = (_amount(minor, currency) for minor in (money.value, money.low, money.high))
        yield f"    revenue a guest: {value} [{low}, {high}]"
    for rail in one.guardrails:
        harm = ", MORE THAN CHANCE" if rail.is_harm else ""
        yield (
            f"    {rail.name}: {rail.arm.events}/{rail.arm.guests}, {control} {rail.control.events}/{rail.control.guests}"
            f" (p {rail.p:.3g}{harm})"
        )


def _split(report: Report) -> str:
    p = report.ratio.p
    if p is None:
        return "too few guests to check"
    return f"{'ALARM' if report.ratio.is_alarm else 'as configured'} (p {p:.3g})"


def _share(estimate: Estimate | None) -> str:
    return f" {estimate.value:.2%} [{estimate.low:.2%}, {estimate.high:.2%}]" if estimate else ""


def _amount(minor: float, currency: str) -> str:
    return f"{Money(round(minor), currency).major} {currency}"


def _cells(estimate: Estimate | None) -> tuple[str, str, str]:
    return (_exact(estimate.value), _exact(estimate.low), _exact(estimate.high)) if estimate else ("", "", "")


def _exact(value: float) -> str:
    return f"{value:.6f}"
