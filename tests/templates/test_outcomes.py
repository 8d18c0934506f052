"""What is counted: an exposure once a guest, an outcome once a guest and kind, within thirty days of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from common.money import Money
from templates import exposures, outcomes
from templates.experiment_figures import Figures, figures_of
from templates.experiment_report import lines_of, report_json, table_of
from templates.experiment_tables import assignments
from templates.experiment_tables import exposures as exposures_table
from templates.experiment_tables import outcomes as outcomes_table
from templates.exposures import Exposure
from templates.metrics import EXPOSURES
from templates.outcomes import Outcome
from templates.stats import Kind
from tests.templates.lab import START, Lab

LATER = START + timedelta(days=30)


def shown(guest: str, arm: str = "warm", at: datetime = START, **changed: Any) -> Exposure:
    return replace(Exposure("greeting", arm, guest, at, "es", "webchat", "mirador"), **changed)


async def do[T](lab: Lab, work: Callable[[Connection], T]) -> T:
    async with lab.engine.begin() as connection:
        return await connection.run_sync(work)


async def show(lab: Lab, *given: Exposure) -> list[bool]:
    return await do(lab, lambda at: [exposures.record(at, one) for one in given])


async def tell(lab: Lab, *told: Outcome) -> int:
    return await do(lab, lambda at: outcomes.record(at, told))


async def rows(lab: Lab, table: Any) -> list[Any]:
    return await do(lab, lambda at: list(at.execute(select(table))))


async def figures(lab: Lab, experiment: str = "greeting") -> Figures:
    found = await lab.life.get(experiment)
    assert found is not None
    return await figures_of(lab.engine, found, LATER)


async def test_the_first_exposure_counts_and_a_second_arm_is_noted(lab: Lab) -> None:
    counter = EXPOSURES.labels("greeting", "warm")
    before = counter._value.get()
    later = START + timedelta(hours=1)
    assert await show(lab, shown("g"), shown("g", at=later), shown("g", "control", later)) == [
        True,
        False,
        False,
    ]
    (row,) = await rows(lab, exposures_table)
    assert (row.arm, row.at, row.other_arm) == ("warm", START, "control")
    assert counter._value.get() == before + 1


async def test_one_guest_in_two_experiments_is_shown_each(lab: Lab) -> None:
    assert await show(lab, shown("g"), shown("g", experiment="other")) == [True, True]
    assert await tell(lab, Outcome("g", "booking", START)) == 2


async def test_an_outcome_counts_once_a_guest_and_the_first_of_it(lab: Lab) -> None:
    await show(lab, shown("g"))
    first = Outcome("g", "booking", START + timedelta(days=1), Money(10_000, "EUR"), source="int_1")
    second = Outcome("g", "booking", START + timedelta(days=2), Money(99_000, "EUR"), source="int_2")
    assert await tell(lab, second, first) == 1
    assert await tell(lab, first, second) == 0
    assert await tell(lab, Outcome("g", "handoff", START)) == 1
    booking, handoff = sorted(await rows(lab, outcomes_table), key=lambda row: row.kind)
    assert (booking.amount_minor, booking.currency, booking.source) == (10_000, "EUR", "int_1")
    assert handoff.amount_minor is None


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=-1), 0),
        (timedelta(days=30), 1),
        (timedelta(days=30, seconds=1), 0),
    ],
)
async def test_only_what_follows_within_thirty_days_counts(lab: Lab, after: timedelta, counts: int) -> None:
    await show(lab, shown("g"))
    assert await tell(lab, Outcome("g", "booking", START + after)) == counts


async def test_whoever_was_shown_nothing_counts_nowhere(lab: Lab) -> None:
    await show(lab, shown("g"))
    assert await tell(lab, Outcome("stranger", "booking", START)) == 0


async def test_two_conversations_that_turn_out_to_be_one_guest_count_once(lab: Lab) -> None:
    await lab.start()
    hour = timedelta(hours=1)
    await show(
        lab,
        shown("web", "warm", START + hour),
        shown("phone", "control", START),
        shown("web", "warm", experiment="only-web"),
        shown("web", experiment="same", at=START),
        shown("phone", experiment="same", at=START + hour),
    )
    await tell(lab, Outcome("web", "booking", START + hour, Money(1, "EUR")))
    await tell(lab, Outcome("phone", "booking", START + 2 * hour, Money(2, "EUR")))
    await tell(lab, Outcome("web", "handoff", START + hour))
    kept = lab.running._assignments
    await kept.keep({("greeting", "web"): "warm", ("greeting", "phone"): "control", ("x", "web"): "a"})
    await do(lab, lambda at: exposures.join_guests(at, "web", "phone"))
    await do(lab, lambda at: exposures.join_guests(at, "phone", "phone"))

    by_experiment = {row.experiment: row for row in await rows(lab, exposures_table)}
    assert {row.guest_key for row in by_experiment.values()} == {"phone"}
    assert (by_experiment["greeting"].arm, by_experiment["greeting"].other_arm) == ("control", "warm")
    assert (by_experiment["only-web"].arm, by_experiment["only-web"].other_arm) == ("warm", None)
    assert (by_experiment["same"].at, by_experiment["same"].other_arm) == (START, None)
    told = {(row.experiment, row.kind): row for row in await rows(lab, outcomes_table)}
    assert {row.guest_key for row in told.values()} == {"phone"}
    assert told["greeting", "booking"].amount_minor == 2
    assert ("greeting", "handoff") in told
    arms = {(row.experiment, row.guest_key): row.arm for row in await rows(lab, assignments)}
    assert arms == {("greeting", "phone"): "control", ("x", "phone"): "a"}


async def test_before_anybody_was_shown_anything_the_report_says_so(lab: Lab) -> None:
    await lab.start()
    nothing = await figures(lab)
    assert nothing.report is None
    assert report_json(nothing)["report"] is None
    assert list(table_of(nothing))[1:] == []
    assert list(lines_of(nothing))[-1] == "Nobody has been shown it yet."


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


async def test_the_report_tells_how_far_the_plan_is(lab: Lab) -> None:
    await lab.start(planned_guests=900, planned_days=30)
    await show(lab, shown("a", "control"), shown("b", "warm"), shown("c", "warm"))
    gathered = replace(await figures(lab), as_of=START + timedelta(days=12, hours=1))
    told = report_json(gathered)
    assert (told["planned_guests"], told["planned_days"], told["days_run"]) == (900, 30, 12)
    lines = list(lines_of(gathered))
    assert "  1 of 900 planned guests in the smallest arm" in lines
    assert "  12 of 30 planned days" in lines


async def test_sixty_to_forty_that_should_be_half_and_half_raises_the_alarm(lab: Lab) -> None:
    await lab.start()
    await show(lab, *(shown(f"c{number}", "control") for number in range(600)))
    await show(lab, *(shown(f"w{number}", "warm") for number in range(400)))
    report = (await figures(lab)).report
    assert report is not None
    assert report.ratio.is_alarm
    assert report.verdict.kind is Kind.RATIO_ALARM
    assert any("ALARM" in line for line in lines_of(await figures(lab)))


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
