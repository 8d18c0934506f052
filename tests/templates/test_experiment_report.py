"""The report as it leaves the program: what the table and the terminal say, cell by cell and line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from templates.experiment_figures import Figures, Reached, Shown, count
from templates.experiment_report import HEADER, lines_of, report_json, table_of
from templates.experiments import read_definition
from templates.stats import (
    CAUTIONS,
    Caution,
    Estimate,
    Report,
    Standing,
    Takings,
    Tally,
    newcombe,
    probability_to_be_best,
    relative_lift,
    revenue_per_guest,
    sentence,
    welch,
    wilson,
)
from tests.templates.lab import START, definition

DAY = timedelta(days=1)
CONTROL, WARM = Tally(200, 20), Tally(200, 60)
TAKEN, WARM_TAKEN = Takings(200, 20 * 5_000, 20 * 5_000**2), Takings(200, 60 * 7_001, 60 * 7_001**2)


def guests(arm: str, number: int, booked: int, price: int | None, handoffs: int = 0) -> list[Shown]:
    """On the first day half of them, who all come to nothing until the second."""
    return [
        Shown(
            arm,
            START + (DAY if one % 2 else 0 * DAY),
            is_mixed=one < 3,
            reached={
                **({"booking": Reached(START + DAY, price, price and "EUR")} if one < booked else {}),
                **({"handoff": Reached(START + DAY)} if one < handoffs else {}),
            },
        )
        for one in range(number)
    ]


def gathered(price: int | None = 5_000, warm_price: int | None = 7_001, **changed: Any) -> Figures:
    given = [
        *guests("control", 200, 20, price, handoffs=2),
        *guests("warm", 200, 60, warm_price, handoffs=80),
    ]
    return count(read_definition(definition(**changed)), given, START + DAY)


def of(figures: Figures) -> Report:
    assert figures.report is not None
    return figures.report


def cells(estimate: Estimate | None) -> tuple[str, str, str]:
    assert estimate is not None
    return (f"{estimate.value:.6f}", f"{estimate.low:.6f}", f"{estimate.high:.6f}")


def standing(one: Standing) -> tuple[str, str, str]:
    return (f"{one.p:.6f}", f"{one.low:.6f}", f"{one.high:.6f}")


def percent(estimate: Estimate | None) -> str:
    assert estimate is not None
    return f"{estimate.value:.2%} [{estimate.low:.2%}, {estimate.high:.2%}]"


def test_a_line_of_the_table_for_each_day_and_arm() -> None:
    figures = gathered()
    header, *lines = table_of(figures)
    assert header == HEADER
    assert all(len(line) == len(HEADER) for line in lines)
    rate = cells(wilson(Tally(100, 0)))
    best = probability_to_be_best([Tally(100, 0), Tally(100, 0)])
    early, always = (point.always[0] for point in of(figures).series)
    assert lines[0] == (
        "2026-11-02", "control", 100, 0, *rate, 0, 0, 0, Decimal("0.00"), "EUR", 2, Decimal("0.00"),
        f"{best[0]:.6f}", "", "", "", "", "", "",
    )  # fmt: skip
    assert lines[1][:5] == ("2026-11-02", "warm", 100, 0, rate[0])
    assert lines[1][-6:] == (*cells(newcombe(Tally(100, 0), Tally(100, 0))), *standing(early))
    chances = probability_to_be_best([CONTROL, WARM])
    assert lines[2] == (
        "2026-11-03", "control", 200, 20, *cells(wilson(CONTROL)), 2, 0, 0, Decimal("1000.00"), "EUR", 3,
        Decimal("5.00"), f"{chances[0]:.6f}", "", "", "", "", "", "",
    )  # fmt: skip
    # 60 × 70.01 over 200 guests is 21.003 a guest.
    assert lines[3] == (
        "2026-11-03", "warm", 200, 60, *cells(wilson(WARM)), 80, 0, 0, Decimal("4200.60"), "EUR", 3,
        Decimal("21.00"), f"{chances[1]:.6f}", *cells(newcombe(CONTROL, WARM)),
        *standing(always),
    )  # fmt: skip


def test_what_is_not_known_or_not_watched_is_an_empty_cell() -> None:
    nobody_knows = gathered(price=None, warm_price=None, goal="handoff")
    for line in list(table_of(nobody_knows))[1:]:
        row = dict(zip(HEADER, line, strict=True))
        assert (row["revenue"], row["currency"], row["revenue_per_guest"], row["handoff"]) == ("", "", "", "")
        assert (row["error"], row["cancelled"]) == (0, 0)
    only_warm = count(read_definition(definition()), guests("warm", 2, 1, 900), START + DAY)
    control = dict(zip(HEADER, list(table_of(only_warm))[-2], strict=True))
    # Nobody has come, so there is no rate, and nothing that each of them has brought.
    assert (control["rate"], control["low"], control["high"]) == ("", "", "")
    assert (control["guests"], control["revenue"], control["revenue_per_guest"]) == (0, Decimal("0.00"), "")


def test_the_terminal_says_every_figure_with_its_interval() -> None:
    figures = gathered()
    report = of(figures)
    (against,) = report.comparisons
    handoff, error, cancelled = against.guardrails
    assert report.ratio.p is not None
    money, best = welch(TAKEN, WARM_TAKEN), probability_to_be_best([CONTROL, WARM])
    taken = [revenue_per_guest(one) for one in (TAKEN, WARM_TAKEN)]
    assert money is not None
    assert [f"{one.value:.4f}" for one in taken if one] == ["500.0000", "2100.3000"]
    assert list(lines_of(figures)) == [
        "greeting (greeting): draft, goal booking",
        f"  control (weight 50): 200 guests, 20 reached the goal {percent(wilson(CONTROL))}, 5.00 EUR a guest,"
        f" best with {best[0]:.1%}",
        f"  warm (weight 50): 200 guests, 60 reached the goal {percent(wilson(WARM))}, 21.00 EUR a guest,"
        f" best with {best[1]:.1%}",
        f"  warm against control: {percent(newcombe(CONTROL, WARM))}, always-valid p {against.always.p:.3g}"
        f" [{against.always.low:.2%}, {against.always.high:.2%}]",
        f"    as a share of control's rate: {percent(relative_lift(CONTROL, WARM))}",
        f"    revenue a guest: 16.00 EUR [{money.low / 100:.2f} EUR, {money.high / 100:.2f} EUR]",
        f"    handoff: 80/200, control 2/200 (p {handoff.p:.3g}, MORE THAN CHANCE)",
        f"    error: 0/200, control 0/200 (p {error.p:.3g})",
        f"    cancelled: 0/60, control 0/20 (p {cancelled.p:.3g})",
        f"  split: as configured (p {report.ratio.p:.3g}); seen in two arms: 1.50%",
        sentence(report.verdict),
        CAUTIONS[Caution.SEEN_IN_TWO],
    ]


def test_the_terminal_leaves_out_what_is_not_known() -> None:
    told = "\n".join(lines_of(gathered(price=None, warm_price=None)))
    assert "a guest" not in told
    assert "20 reached the goal 10.00% [" in told
    # Two guests who did nothing: a belief of Beta(1, 3), which lies above an even one in a quarter.
    nobody = list(lines_of(count(read_definition(definition()), guests("warm", 2, 0, None), START)))
    assert nobody[1] == "  control (weight 50): 0 guests, 0 reached the goal, best with 75.0%"
    assert nobody[3].startswith("  warm against control:, always-valid p 1 [")
    assert "  split: too few guests to check; seen in two arms: 100.00%" in nobody


def test_the_report_tells_how_far_the_plan_is() -> None:
    figures = gathered(planned_guests=900, planned_days=30)
    running = replace(figures.experiment, state="running", started_at=START)
    planned = replace(figures, experiment=running, as_of=START + timedelta(days=12, hours=1))
    told = report_json(planned)
    assert (told["planned_guests"], told["planned_days"], told["days_run"]) == (900, 30, 12)
    assert list(lines_of(planned))[1:3] == [
        "  200 of 900 planned guests in the smallest arm",
        "  12 of 30 planned days",
    ]
    uneven = count(running, [*guests("control", 1, 0, None), *guests("warm", 2, 0, None)], START)
    assert "  1 of 900 planned guests in the smallest arm" in lines_of(uneven)


def test_the_json_has_the_sentence_and_the_cautions() -> None:
    figures = gathered(planned_guests=150)
    body = report_json(replace(figures, as_of=START))
    report = of(figures)
    assert (body["sentence"], body["report"]) == (sentence(report.verdict), report.to_json())
    assert body["cautions"] == [CAUTIONS[Caution.SEEN_IN_TWO]]
    assert (body["as_of"], body["weights"], body["planned_guests"], body["currency"]) == (
        START.isoformat(), {"control": 50, "warm": 50}, 150, "EUR",
    )  # fmt: skip
    assert [(one["arm"], one["guests"], one["revenue_minor"]) for one in body["arms"]] == [
        ("control", 200, {"EUR": 100_000}), ("warm", 200, {"EUR": 420_060}),
    ]  # fmt: skip


def test_before_anybody_was_shown_anything_the_report_says_so() -> None:
    nothing = count(read_definition(definition()), [], START)
    body = report_json(nothing)
    assert (body["report"], body["sentence"], body["cautions"]) == (None, None, [])
    assert [one["guests"] for one in body["arms"]] == [0, 0]
    assert list(table_of(nothing)) == [HEADER]
    assert list(lines_of(nothing)) == [
        "greeting (greeting): draft, goal booking",
        "Nobody has been shown it yet.",
    ]
