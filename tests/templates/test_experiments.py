"""Definitions and arithmetic: who takes part, in which arm, and what cannot run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from templates.assignment import bucket
from templates.experiments import (
    STICKY,
    Audience,
    BadExperiment,
    Experiment,
    Layer,
    Split,
    admits,
    arm_by_hash,
    is_certain,
    read_definition,
    reweighed,
    to_definition,
)
from tests.templates.lab import KEY, START, arms, definition, reader


def experiment(**changed: Any) -> Experiment:
    return replace(read_definition(definition(**changed)), salt="s", started_at=START)


GUESTS = [f"g{number}" for number in range(20_000)]


def test_a_definition_is_read_back_as_it_was_written() -> None:
    full = experiment(
        name="A warmer greeting",
        allocation=0.4,
        goal="quote_accepted",
        audience={"languages": ["es"], "channels": ["whatsapp"], "properties": ["faro"], "new_guests": True},
        layer={"name": "hello", "from": 0.25, "to": 0.5},
        planned_guests=1200,
        planned_days=40,
    )
    weighed = reweighed(full, weights={"control": 1, "warm": 3}, allocation=None, at=START)
    again = replace(read_definition(to_definition(weighed)), salt="s", started_at=START)
    assert again == weighed
    assert again.weights == {"control": 1, "warm": 3}
    assert again.splits == (Split((50, 50), 0.4), Split((1, 3), 0.4, START))
    assert again.layer == Layer("hello", 0.25, 0.5)
    assert (again.planned_guests, again.planned_days) == (1200, 40)


def test_the_days_it_ran_end_when_it_is_stopped() -> None:
    running = experiment()
    assert running.days_run(START + timedelta(days=3, hours=23)) == 3
    stopped = replace(running, stopped_at=START + timedelta(days=2))
    assert stopped.days_run(START + timedelta(days=30)) == 2
    assert running.days_run(START) == running.days_run(START - timedelta(days=5)) == 0
    assert replace(running, started_at=None).days_run(START) == 0


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"id": "Bad Id"}, "id: up to"),
        ({"id": "x" * 65}, "id: up to"),
        ({"id": "plan"}, "the calculation before the start"),
        ({"keys": []}, "at least one reply"),
        ({"keys": [KEY, KEY]}, "each once"),
        ({"keys": ["nodot"], "arms": arms(1)}, "not a reply's name"),
        ({"arms": arms(1)}, "at least two, each"),
        ({"arms": [*arms(1, 1), {"name": "arm1", "versions": {KEY: {"es": 5}}}]}, "a name of its own"),
        ({"arms": [*arms(1), {"name": "Über", "versions": {KEY: {"es": 5}}}]}, "'Über' is not a name"),
        ({"arms": [*arms(1), {"name": "b"}]}, "only one may leave"),
        ({"arms": arms(1, 1)[::-1]}, "comes first"),
        ({"arms": [*arms(1), {"name": "b", "versions": {"no.such": {"es": 2}}}]}, "is not on 'no.such'"),
        (
            {"arms": [*arms(1, 1), {"name": "b", "versions": {KEY: {"de": 2}}}]},
            "no language in which every arm",
        ),
        ({"audience": {"languages": ["es", "fr"]}}, f"not every arm has words for '{KEY}' in 'fr'"),
        ({"arms": arms(1, -1)}, "none below zero"),
        ({"arms": arms(1, float("nan"))}, "none below zero"),
        ({"arms": arms(1, 0)}, "at least two arms get guests"),
        ({"allocation": 0}, "allocation"),
        ({"allocation": 1.01}, "allocation"),
        ({"layer": {"name": "x", "from": 0.5, "to": 0.5}}, "layer"),
        ({"layer": {"name": "x", "from": 0, "to": 1.1}}, "layer"),
        ({"goal": "A B"}, "goal"),
        ({"colour": "red"}, "colour: not a part"),
        ({"arms": 3}, "not written as"),
        ({"arms": [{"weight": 1}]}, "name: is missing"),
    ],
)
def test_what_cannot_run_is_named(changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadExperiment, match=fault):
        read_definition(definition(**changed))


def test_what_is_no_mapping_is_no_experiment() -> None:
    with pytest.raises(BadExperiment, match="not a mapping"):
        read_definition([1])


def test_the_audience_lets_in_who_is_meant() -> None:
    spanish = experiment(
        audience={"languages": ["es"], "channels": ["webchat", "api"], "properties": ["mirador"]}
    )
    assert admits(spanish, KEY, reader("g"))
    assert admits(spanish, KEY, reader("g", channel="api"))
    assert not admits(spanish, KEY, reader("g", language="en"))
    assert not admits(spanish, KEY, reader("g", channel="whatsapp"))
    assert not admits(spanish, KEY, reader("g", property_id="faro"))
    assert not admits(spanish, KEY, reader("g", property_id=None))


def test_a_language_without_words_in_every_arm_is_no_part_of_it() -> None:
    assert admits(experiment(), KEY, reader("g", language="en"))
    assert not admits(experiment(), KEY, reader("g", language="fr"))


def test_new_guests_are_those_who_first_wrote_after_the_start() -> None:
    fresh = experiment(audience={"new_guests": True})
    assert admits(fresh, KEY, reader("g", since=START))
    assert admits(fresh, KEY, reader("g", since=START + timedelta(days=3)))
    assert not admits(fresh, KEY, reader("g", since=START - timedelta(seconds=1)))
    assert not admits(fresh, KEY, reader("g"))


def test_arms_get_the_shares_of_their_weights() -> None:
    counts = Counter(arm_by_hash(experiment(arms=arms(50, 30, 20)), guest) for guest in GUESTS)
    for arm, share in (("control", 0.5), ("arm1", 0.3), ("arm2", 0.2)):
        assert counts[arm] / len(GUESTS) == pytest.approx(share, abs=0.012)


def test_only_the_allocated_share_takes_part_and_widening_it_moves_nobody() -> None:
    narrow, wide = experiment(allocation=0.2), experiment(allocation=0.8)
    taken = {guest: arm for guest in GUESTS if (arm := arm_by_hash(narrow, guest))}
    assert len(taken) / len(GUESTS) == pytest.approx(0.2, abs=0.01)
    assert {guest: arm_by_hash(wide, guest) for guest in taken} == taken
    assert sum(arm_by_hash(wide, guest) is not None for guest in GUESTS) / len(GUESTS) == pytest.approx(
        0.8, abs=0.01
    )
    among_taken = Counter(taken.values())
    assert among_taken["warm"] / len(taken) == pytest.approx(0.5, abs=0.03)


def test_the_place_is_the_one_of_the_published_hash() -> None:
    first = next(guest for guest in GUESTS if bucket("s", guest) < 0.5)
    assert arm_by_hash(experiment(), first) == "control"
    second = next(guest for guest in GUESTS if bucket("s", guest) >= 0.5)
    assert arm_by_hash(experiment(), second) == "warm"


def test_experiments_of_one_layer_share_its_guests_without_meeting() -> None:
    left = replace(experiment(id="left", layer={"name": "l", "from": 0, "to": 0.3}), salt="x")
    right = replace(experiment(id="right", layer={"name": "l", "from": 0.3, "to": 1}), salt="y")
    of_left = {guest for guest in GUESTS if arm_by_hash(left, guest)}
    of_right = {guest for guest in GUESTS if arm_by_hash(right, guest)}
    assert not of_left & of_right
    assert of_left | of_right == set(GUESTS)
    assert len(of_left) / len(GUESTS) == pytest.approx(0.3, abs=0.012)


def test_layers_overlap_where_they_share_guests() -> None:
    assert Layer("l", 0, 0.5).overlaps(Layer("l", 0.4, 1))
    assert not Layer("l", 0, 0.5).overlaps(Layer("l", 0.5, 1))
    assert not Layer("l", 0.5, 1).overlaps(Layer("l", 0, 0.5))
    assert not Layer("l", 0, 0.5).overlaps(Layer("m", 0, 0.5))


def test_an_arm_is_certain_while_all_splits_agree_on_it() -> None:
    was = experiment()
    assert all(is_certain(was, guest) for guest in GUESTS[:50])
    now = reweighed(was, weights={"control": 60, "warm": 40}, allocation=None, at=START)
    moved = {guest for guest in GUESTS if arm_by_hash(was, guest) != arm_by_hash(now, guest)}
    assert len(moved) / len(GUESTS) == pytest.approx(0.1, abs=0.01)
    assert {guest for guest in GUESTS if not is_certain(now, guest)} == moved


def test_new_weights_name_every_arm_and_no_other() -> None:
    for weights in ({"control": 1}, {"control": 1, "warm": 1, "cold": 1}):
        with pytest.raises(BadExperiment, match="exactly one"):
            reweighed(experiment(), weights=weights, allocation=None, at=START)
    with pytest.raises(BadExperiment, match="at least two"):
        reweighed(experiment(), weights={"control": 1, "warm": 0}, allocation=None, at=START)
    assert reweighed(
        experiment(), weights={"control": 1, "warm": 1}, allocation=0.5, at=START
    ).split == Split((1, 1), 0.5, START)


def test_guests_and_reports_go_by_thirty_days() -> None:
    assert timedelta(days=30) == STICKY


def test_names_may_be_as_long_as_their_columns() -> None:
    body = definition(id="x" * 64, goal="g" * 32)
    body["arms"][1]["name"] = "a" * 32
    assert read_definition(body).goal == "g" * 32
    for longer in ({"goal": "g" * 33}, {"id": "x" * 65}):
        with pytest.raises(BadExperiment):
            read_definition({**body, **longer})
    body["arms"][1]["name"] = "a" * 33
    with pytest.raises(BadExperiment, match="is not a name"):
        read_definition(body)


def test_what_is_left_out_is_the_plain_thing() -> None:
    body = definition(arms=[{"name": "control"}, {"name": "warm", "weight": 3, "versions": {KEY: {"es": 2}}}])
    plain = read_definition(body)
    assert (plain.name, plain.goal, plain.revision, plain.split) == ("greeting", "booking", 1, Split((1, 3)))
    assert Split((1, 1)).allocation == 1
    assert not plain.audience.only_new_guests
    assert not Audience().only_new_guests
    split = {**to_definition(plain), "splits": [{"weights": [1, 1]}]}
    assert read_definition(split).split.allocation == 1


def test_the_control_comes_before_any_number_of_arms() -> None:
    control, first, second = arms(1, 1, 1)
    for order in ([first, control, second], [first, second, control]):
        with pytest.raises(BadExperiment, match="comes first"):
            read_definition(definition(arms=order))
