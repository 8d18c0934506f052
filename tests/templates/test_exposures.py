"""Who was shown what: once a guest and experiment, also when two guests turn out to be one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.money import Money
from templates import exposures
from templates.experiment_tables import assignments
from templates.experiment_tables import exposures as exposures_table
from templates.experiment_tables import outcomes as outcomes_table
from templates.metrics import EXPOSURES
from templates.outcomes import Outcome
from tests.templates.lab import START, Lab, do, rows, show, shown, tell


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


@pytest.mark.parametrize("mixed_first", [True, False])
async def test_whoever_was_seen_in_two_arms_before_they_were_joined_still_is(
    lab: Lab, mixed_first: bool
) -> None:
    hour = timedelta(hours=1)
    web, phone = (START, START + hour) if mixed_first else (START + hour, START)
    await show(
        lab, shown("web", at=web), shown("web", "control", web), shown("phone", at=phone), shown("other")
    )
    await do(lab, lambda at: exposures.join_guests(at, "web", "phone"))
    found = {row.guest_key: (row.arm, row.at, row.other_arm) for row in await rows(lab, exposures_table)}
    assert found == {"phone": ("warm", START, "control"), "other": ("warm", START, None)}
