"""The hold-out's report: both sides counted by one rule, against counts that were made by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from common.money import Money
from templates import exposures, outcomes
from templates.experiment_figures import Figures
from templates.experiment_report import report_json
from templates.experiments import HOLD_OUT, BadExperiment, read_definition
from templates.exposures import Exposure
from templates.hold_out import HELD, REST, as_experiment, hold_out_figures, is_held_out
from templates.outcomes import Outcome
from templates.stats import Kind
from tests.templates.lab import START, Lab, definition, open_lab

SHARE = 0.1


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with open_lab(tmp_path) as opened:
        yield opened


async def shown(lab: Lab, guest: str, experiment: str, hours: float = 0, arm: str = "warm") -> None:
    exposure = Exposure(
        experiment,
        HELD if experiment == HOLD_OUT else arm,
        guest,
        START + timedelta(hours=hours),
        "es",
        "webchat",
        None,
    )
    async with lab.engine.begin() as connection:
        await connection.run_sync(exposures.record, exposure)


async def booked(lab: Lab, guest: str, hours: float, minor: int = 10_000) -> None:
    outcome = Outcome(guest, "booking", START + timedelta(hours=hours), amount=Money(minor, "EUR"))
    async with lab.engine.begin() as connection:
        await connection.run_sync(outcomes.record, [outcome])


async def figures(lab: Lab, share: float = SHARE) -> Figures:
    experiment = as_experiment(share)
    assert experiment is not None
    return await hold_out_figures(lab.engine, experiment, START + timedelta(days=2))


def sides(found: Figures) -> dict[str, tuple[int, int, dict[str, int]]]:
    return {one.arm: (one.guests, one.outcomes.get("booking", 0), one.revenue_minor) for one in found.totals}


async def test_a_guest_of_several_experiments_counts_once_with_what_they_did(lab: Lab) -> None:
    await shown(lab, "held", HOLD_OUT)
    for number, experiment in enumerate(("greeting", "goodbye")):
        await shown(lab, "rest", experiment, hours=1 + number)
    await booked(lab, "rest", hours=3)
    await booked(lab, "held", hours=4, minor=7_000)
    assert sides(await figures(lab)) == {HELD: (1, 1, {"EUR": 7_000}), REST: (1, 1, {"EUR": 10_000})}


async def test_the_thirty_days_run_from_the_first_experiment_for_both_sides(lab: Lab) -> None:
    await shown(lab, "held", HOLD_OUT)
    await shown(lab, "rest", "greeting", hours=1)
    # A second experiment opens a window of its own, which a held-out guest never gets.
    await shown(lab, "rest", "goodbye", hours=20 * 24)
    await booked(lab, "rest", hours=40 * 24)
    assert sides(await figures(lab))[REST] == (1, 0, {})


async def test_who_came_before_the_first_held_out_guest_is_left_out(lab: Lab) -> None:
    await shown(lab, "early", "greeting")
    await shown(lab, "held", HOLD_OUT, hours=1)
    await shown(lab, "early", "goodbye", hours=2)
    assert sides(await figures(lab)) == {HELD: (1, 0, {}), REST: (0, 0, {})}


async def test_who_was_seen_on_both_sides_is_counted_on_the_first_and_named(lab: Lab) -> None:
    await shown(lab, "held", HOLD_OUT)
    await shown(lab, "both", HOLD_OUT, hours=1)
    await shown(lab, "both", "greeting", hours=2)
    await shown(lab, "other", "greeting", hours=3)
    await shown(lab, "other", HOLD_OUT, hours=4)
    found = await figures(lab)
    assert {one.arm: (one.guests, one.seen_elsewhere) for one in found.totals} == {HELD: (2, 1), REST: (1, 1)}


async def test_there_is_nothing_to_say_while_nobody_was_held_out(lab: Lab) -> None:
    await shown(lab, "rest", "greeting")
    found = await figures(lab)
    assert found.report is None
    assert sides(found) == {HELD: (0, 0, {}), REST: (0, 0, {})}
    assert as_experiment(0) is None


async def test_the_report_checks_the_share_and_says_what_may_be_concluded(lab: Lab) -> None:
    await shown(lab, "first", HOLD_OUT)
    for number in range(1, 400):
        await shown(lab, f"held-{number}", HOLD_OUT, hours=1)
    for number in range(3_600):
        await shown(lab, f"rest-{number}", "greeting" if number % 2 else "goodbye", hours=1)
    told = [
        Outcome(guest, "booking", START + timedelta(hours=2), amount=Money(10_000, "EUR"))
        for guest in (
            *(f"held-{number}" for number in range(1, 21)),
            *(f"rest-{number}" for number in range(720)),
        )
    ]
    async with lab.engine.begin() as connection:
        assert await connection.run_sync(outcomes.record, told) == 740
    body = report_json(await figures(lab))
    held, rest = body["report"]["arms"]
    assert (held["guests"], held["conversions"], rest["guests"], rest["conversions"]) == (400, 20, 3_600, 720)
    assert body["report"]["comparisons"][0]["lift"]["value"] == pytest.approx(0.2 - 0.05)
    assert body["report"]["ratio"]["p"] == pytest.approx(1)
    assert body["report"]["verdict"]["kind"] == Kind.BETTER
    assert "“the-rest” is better than control" in body["sentence"]
    with_another_share = (await figures(lab, share=0.5)).report
    assert with_another_share is not None
    assert with_another_share.ratio.is_alarm


def test_held_out_guests_are_as_many_as_the_share_says() -> None:
    guests = [f"g{number}" for number in range(10_000)]
    held = [guest for guest in guests if is_held_out(guest, 0.1)]
    assert len(held) / len(guests) == pytest.approx(0.1, abs=0.01)
    assert not any(is_held_out(guest, 0) for guest in guests)


def test_no_experiment_takes_its_name() -> None:
    with pytest.raises(BadExperiment, match="'hold-out' is the name of those who take part in none"):
        read_definition(definition(id=HOLD_OUT))
