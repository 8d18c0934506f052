"""What an experiment has gathered, against counts that were made by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from common.money import Money
from templates.experiment_figures import ArmTotals, Figures, Reached, Shown, count, figures_of
from templates.experiment_report import lines_of, report_json, table_of
from templates.experiments import Experiment, Split, read_definition
from templates.outcomes import Outcome
from templates.stats import Arm, Caution, Kind, Look, Period, Takings, Tally, mixed_weights
from tests.templates.lab import START, Lab, definition, show, shown, tell

DAY = timedelta(days=1)
LATER = START + 30 * DAY
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)


def came(arm: str, days: float = 0, *, mixed: bool = False, **reached: Reached) -> Shown:
    return Shown(arm, START + days * DAY, mixed, reached)


def did(days: float, amount: int | None = None, currency: str = "EUR", score: float | None = None) -> Reached:
    return Reached(START + days * DAY, amount, None if amount is None else currency, score)


def counted(*guests: Shown, **changed: Any) -> Figures:
    return count(read_definition(definition(**changed)), guests, LATER)


GUESTS = (
    came("control", booking=did(2, 5_000), error=did(0)),
    came("warm", booking=did(0, 7_000), cancelled=did(1), handoff=did(1), satisfaction=did(1, score=4)),
    came("warm", 1, mixed=True, booking=did(1, 9_000), satisfaction=did(2, score=1)),
    came("warm", 1, booking=did(1, 100, "USD"), visit=did(2, 600)),
    # Booked, at a price that nobody knows; a cancellation without a booking is nobody's of those who booked.
    came("warm", 2, booking=did(2), error=did(2), cancelled=did(2)),
    came("warm", 2, cancelled=did(2)),
)


def rails(handoff: Tally, error: Tally, cancelled: Tally) -> dict[str, Tally]:
    return {"handoff": handoff, "error": error, "cancelled": cancelled}


def test_each_day_counts_who_was_there_and_what_they_had_done_by_then() -> None:
    assert counted(*GUESTS).looks == (
        Look(
            MONDAY,
            (
                Arm("control", Tally(1, 0), Takings(1, 0, 0), rails(Tally(1, 0), Tally(1, 1), Tally(0, 0))),
                Arm("warm", Tally(1, 1), Takings(1, 7_000, 7_000**2), rails(Tally(1, 0), Tally(1, 0), Tally(1, 0))),
            ),
        ),
        Look(
            TUESDAY,
            (
                Arm("control", Tally(1, 0), Takings(1, 0, 0), rails(Tally(1, 0), Tally(1, 1), Tally(0, 0))),
                Arm(
                    "warm",
                    Tally(3, 3),
                    Takings(3, 16_000, 7_000**2 + 9_000**2),
                    rails(Tally(3, 1), Tally(3, 0), Tally(3, 1)),
                    seen_elsewhere=1,
                ),
            ),
        ),
        Look(
            WEDNESDAY,
            (
                Arm("control", Tally(1, 1), Takings(1, 5_000, 5_000**2), rails(Tally(1, 0), Tally(1, 1), Tally(1, 0))),
                Arm(
                    "warm",
                    Tally(5, 4),
                    Takings(5, 16_000, 7_000**2 + 9_000**2),
                    rails(Tally(5, 1), Tally(5, 1), Tally(4, 2)),
                    seen_elsewhere=1,
                ),
            ),
        ),
    )  # fmt: skip


def test_the_totals_of_each_arm() -> None:
    assert counted(*GUESTS).totals == (
        ArmTotals("control", 1, 0, {"booking": 1, "error": 1}, {"EUR": 5_000}, {}),
        ArmTotals(
            "warm",
            5,
            1,
            {"booking": 4, "cancelled": 3, "error": 1, "handoff": 1, "satisfaction": 2, "visit": 1},
            {"EUR": 16_000, "USD": 100},
            {"satisfaction": 2.5},
        ),
    )


def test_the_days_go_on_to_the_last_thing_that_anybody_did() -> None:
    def days(*guests: Shown) -> list[date]:
        return [look.day for look in counted(*guests).looks]

    assert days() == []
    assert days(came("warm")) == [MONDAY]
    assert days(came("warm", 2), came("warm")) == [MONDAY, TUESDAY, WEDNESDAY]
    assert days(came("warm", booking=did(1)), came("control")) == [MONDAY, TUESDAY]


def test_whoever_is_not_said_to_have_seen_another_arm_has_not() -> None:
    assert counted(Shown("warm", START)).totals[1] == ArmTotals("warm", 1, 0, {}, {}, {})


def test_of_whom_no_arm_is_known_nothing_counts() -> None:
    gone = came("gone", 9, booking=did(9, 1, "USD"))
    assert counted(*GUESTS, gone) == counted(*GUESTS)
    assert counted(gone).looks == ()


@pytest.mark.parametrize(
    ("goal", "watched"),
    [
        ("booking", {"handoff", "error", "cancelled"}),
        ("handoff", {"error", "cancelled"}),
        ("cancelled", {"handoff", "error"}),
    ],
)
def test_what_an_experiment_is_for_is_not_watched_as_a_harm(goal: str, watched: set[str]) -> None:
    for arm in counted(*GUESTS, goal=goal).looks[-1].arms:
        assert set(arm.guardrails) == watched


def test_the_currency_is_that_of_most_bookings_and_of_two_the_first_by_name() -> None:
    def currency(*given: str) -> str | None:
        guests = [came("warm", booking=did(0, 10, one)) for one in given]
        # Another amount is no booking, and a booking without a price is in no currency.
        return counted(*guests, came("warm", visit=did(0, 10, "CHF")), came("warm", booking=did(0))).currency

    assert currency() is None
    assert currency("USD", "EUR", "USD") == "USD"
    assert currency("USD", "EUR") == currency("EUR", "USD") == "EUR"


def reweighed(*splits: Split) -> Experiment:
    return replace(read_definition(definition()), splits=splits)


def test_guests_are_held_against_the_weights_of_their_time() -> None:
    splits = (
        Split((50.0, 50.0), 1, START),
        Split((30.0, 70.0), 1, START + DAY),
        Split((10.0, 90.0), 1, START + 2 * DAY),
    )
    # At the very moment of a change the new weights count; before the first, the first.
    guests = [came("warm", days) for days in (-1, 0, 0.5, 1, 1.9, 2, 2, 3, 4, 5)]
    expected = mixed_weights(
        [Period(3, splits[0].weights), Period(2, splits[1].weights), Period(5, splits[2].weights)]
    )
    assert count(reweighed(*splits), guests, LATER).weights == expected
    assert expected[1] / sum(expected) == pytest.approx((3 * 0.5 + 2 * 0.7 + 5 * 0.9) / 10)
    # A draft's split has no time yet.
    assert count(reweighed(Split((1.0, 3.0))), guests, LATER).weights == mixed_weights(
        [Period(10, (1.0, 3.0))]
    )


def test_the_report_says_that_weights_were_changed_where_they_were() -> None:
    once, twice = reweighed(Split((1.0, 1.0))), reweighed(Split((1.0, 1.0)), Split((1.0, 2.0), 1, START))
    for experiment, cautions in ((once, False), (twice, True)):
        report = count(experiment, [came("warm"), came("control")], LATER).report
        assert report is not None
        assert (Caution.WEIGHTS_CHANGED in report.verdict.cautions) is cautions


def test_the_planned_guests_are_what_the_report_waits_for() -> None:
    report = counted(came("warm"), came("control"), planned_guests=700).report
    assert report is not None
    assert report.verdict.facts == {"guests": 1, "needed": 700}


async def figures(lab: Lab, experiment: str = "greeting") -> Figures:
    found = await lab.life.get(experiment)
    assert found is not None
    return await figures_of(lab.engine, found, LATER)


async def test_another_experiments_guests_and_what_they_did_there_do_not_count(lab: Lab) -> None:
    await lab.start()
    await show(
        lab, shown("a"), shown("a", experiment="other", at=START - DAY), shown("b", experiment="other")
    )
    await tell(lab, Outcome("a", "handoff", START - DAY), Outcome("b", "booking", START, Money(1, "USD")))
    await tell(lab, Outcome("a", "booking", START, Money(1_000, "EUR"), score=3))
    gathered = await figures(lab)
    assert gathered.totals == (
        ArmTotals("control", 0, 0, {}, {}, {}),
        ArmTotals("warm", 1, 0, {"booking": 1}, {"EUR": 1_000}, {"booking": 3}),
    )
    assert gathered.as_of == LATER


async def test_guests_seen_in_two_arms_are_reported_in_their_first(lab: Lab) -> None:
    await lab.start()
    await show(lab, shown("a", "control"), shown("b", "warm"), shown("b", "control"))
    gathered = await figures(lab)
    assert [(one.guests, one.seen_elsewhere) for one in gathered.totals] == [(1, 0), (1, 1)]
    assert gathered.report is not None
    assert gathered.report.mixed == 0.5


async def test_each_day_has_all_that_was_before_it(lab: Lab) -> None:
    await lab.start(goal="satisfaction")
    day = timedelta(days=1)
    await show(
        lab, shown("a", "control"), shown("b", "warm", START + day), shown("c", "warm", START + 3 * day)
    )
    await tell(
        lab, Outcome("b", "satisfaction", START + 2 * day, score=4), Outcome("b", "booking", START + day)
    )
    await tell(lab, Outcome("c", "satisfaction", START + 3 * day, score=1))
    gathered = await figures(lab)
    assert [[(arm.guests, arm.conversions.events) for arm in look.arms] for look in gathered.looks] == [
        [(1, 0), (0, 0)],
        [(1, 0), (1, 0)],
        [(1, 0), (1, 1)],
        [(1, 0), (2, 2)],
    ]
    assert gathered.totals[1].mean_score == {"satisfaction": 2.5}
    # A booking whose price nobody knows is a booking without takings.
    assert gathered.currency is None
    assert gathered.looks[-1].arms[1].takings is None


async def test_revenue_is_reported_in_the_currency_of_most_bookings(lab: Lab) -> None:
    await lab.start()
    await show(lab, *(shown(name) for name in "abc"))
    await tell(lab, Outcome("a", "booking", START, Money(100, "EUR")))
    await tell(
        lab,
        Outcome("b", "booking", START, Money(900, "USD")),
        Outcome("c", "booking", START, Money(800, "USD")),
    )
    gathered = await figures(lab)
    assert gathered.currency == "USD"
    takings = gathered.looks[-1].arms[1].takings
    assert takings is not None
    assert (takings.guests, takings.total) == (3, 1700)
    assert gathered.totals[1].revenue_minor == {"EUR": 100, "USD": 1700}


async def test_sixty_to_forty_that_should_be_half_and_half_raises_the_alarm(lab: Lab) -> None:
    await lab.start()
    await show(lab, *(shown(f"c{number}", "control") for number in range(600)))
    await show(lab, *(shown(f"w{number}", "warm") for number in range(400)))
    report = (await figures(lab)).report
    assert report is not None
    assert report.ratio.is_alarm
    assert report.verdict.kind is Kind.RATIO_ALARM
    assert any("ALARM" in line for line in lines_of(await figures(lab)))


async def test_the_report_equals_an_independent_count_of_two_thousand_guests(lab: Lab) -> None:
    """Half-way the process is another and the weights are others; then guests are shown their arm again."""
    await lab.start()
    chance = random.Random(5)
    said: dict[str, str] = {}
    did: dict[str, dict[str, int]] = {}
    process = lab
    for number in range(2000):
        lab.clock.advance(timedelta(minutes=10))
        if number == 1000:
            process = await lab.restarted()
            await process.life.reweigh("greeting", {"control": 30, "warm": 70}, by="ana")
        guest, at = f"guest{number}", lab.clock.now()
        arm = await process.arm(guest)
        assert arm is not None
        said[guest] = arm
        await show(lab, shown(guest, arm, at))
        if chance.random() < (0.2 if arm == "control" else 0.3):
            cents = chance.randrange(8_000, 90_000)
            did[guest] = {"booking": cents}
            await tell(
                lab, Outcome(guest, "booking", at + timedelta(hours=3), Money(cents, "EUR"), source=guest)
            )
            await tell(
                lab, Outcome(guest, "booking", at + timedelta(hours=3), Money(cents, "EUR"), source=guest)
            )
            if chance.random() < 0.1:
                did[guest]["cancelled"] = 1
                await tell(lab, Outcome(guest, "cancelled", at + timedelta(hours=4)))
        if chance.random() < 0.05:
            did.setdefault(guest, {})["handoff"] = 1
            await tell(lab, Outcome(guest, "handoff", at))
    last = await process.restarted()
    again = {guest: await last.arm(guest) for guest in said}
    assert again == said

    gathered = await figures(lab)
    report = gathered.report
    assert report is not None
    for arm, total in zip(report.arms, gathered.totals, strict=True):
        mine = [guest for guest, one in said.items() if one == arm.name]
        cents_of = [did[guest]["booking"] for guest in mine if "booking" in did.get(guest, {})]
        assert (arm.guests, arm.conversions) == (len(mine), len(cents_of))
        assert total.revenue_minor == {"EUR": sum(cents_of)}
        for kind in ("handoff", "cancelled"):
            assert total.outcomes.get(kind, 0) == sum(kind in did.get(guest, {}) for guest in mine)
        look = next(one for one in gathered.looks[-1].arms if one.name == arm.name)
        assert look.takings is not None
        assert look.takings.squares == sum(cents * cents for cents in cents_of)
        assert look.guardrails["cancelled"].guests == len(cents_of)
    assert gathered.currency == "EUR"
    assert report.mixed == 0
    # Each guest is held against the weights of their day: half by 50 : 50, half by 30 : 70.
    assert gathered.weights[0] / sum(gathered.weights) == pytest.approx(0.4, abs=0.001)
    assert not report.ratio.is_alarm

    lines = list(table_of(gathered))
    assert len(lines) == 1 + 2 * len(gathered.looks)
    final = dict(zip(lines[0], lines[-1], strict=True))
    assert (final["arm"], final["guests"]) == ("warm", report.arms[1].guests)
    assert report_json(gathered)["arms"][0]["guests"] == report.arms[0].guests
    assert any("Weights were changed" in line for line in lines_of(gathered))
