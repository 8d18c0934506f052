"""Draft, running, stopped, decided: each step once, by one person at a time, and none that would spoil another experiment."""

from __future__ import annotations

import pytest

from templates.experiment_life import Experiments, Moved, NotNow
from templates.experiments import BadExperiment
from tests.templates.lab import KEY, START, Lab, arms, definition, faults_of_words, reader


async def test_a_life_from_draft_to_decision(lab: Lab) -> None:
    draft = await lab.life.create(definition(), by="ana")
    assert (draft.state, draft.author, draft.created_at) == ("draft", "ana", START)
    running = await lab.life.start("greeting", by="ben")
    assert (running.state, running.started_at, running.split.since) == ("running", START, START)
    await lab.life.reweigh("greeting", {"control": 1, "warm": 2}, by="ben", allocation=0.5)
    await lab.life.stop("greeting", by="cleo")
    await lab.life.decide("greeting", "warm", by="dora")
    decided = await lab.life.get("greeting")
    assert decided is not None
    assert (decided.state, decided.winner, decided.decided_at) == ("decided", "warm", START)
    assert decided.salt == draft.salt
    assert len(decided.splits) == 2
    assert sorted(lab.published.said) == [(KEY, "en", 2, "dora"), (KEY, "es", 2, "dora")]
    history = await lab.life.history("greeting")
    assert [(one.event, one.by) for one in history] == [
        ("created", "ana"),
        ("started", "ben"),
        ("weighed", "ben"),
        ("stopped", "cleo"),
        ("decided", "dora"),
    ]
    assert history[2].detail == {"weights": {"control": 1, "warm": 2}, "allocation": 0.5}


async def test_each_salt_is_its_own(lab: Lab) -> None:
    one = await lab.life.create(definition(id="one"), by="ana")
    two = await lab.life.create(definition(id="two"), by="ana")
    assert one.salt != two.salt
    assert len(one.salt) == 32


async def test_deciding_for_control_publishes_nothing(lab: Lab) -> None:
    await lab.start()
    await lab.life.stop("greeting", by="ana")
    await lab.life.decide("greeting", "control", by="ana")
    assert lab.published.said == []


async def test_steps_are_taken_in_their_order_only(lab: Lab) -> None:
    with pytest.raises(NotNow, match="there is no experiment"):
        await lab.life.start("greeting", by="ana")
    await lab.life.create(definition(), by="ana")
    with pytest.raises(NotNow, match="is draft, not running"):
        await lab.life.stop("greeting", by="ana")
    await lab.life.start("greeting", by="ana")
    for step in (lab.life.start("greeting", by="ana"), lab.life.decide("greeting", "warm", by="ana")):
        with pytest.raises(NotNow, match="is running"):
            await step
    with pytest.raises(NotNow, match="is running"):
        await lab.life.delete("greeting", by="ana")
    await lab.life.stop("greeting", by="ana")
    with pytest.raises(NotNow, match="no arm 'hot'"):
        await lab.life.decide("greeting", "hot", by="ana")
    with pytest.raises(NotNow, match="is stopped"):
        await lab.life.reweigh("greeting", {"control": 1, "warm": 1}, by="ana")


async def test_an_id_is_used_once(lab: Lab) -> None:
    await lab.life.create(definition(), by="ana")
    with pytest.raises(NotNow, match="already"):
        await lab.life.create(definition(), by="ben")


async def test_of_two_who_edit_one_draft_the_second_is_told_who_was_first(lab: Lab) -> None:
    draft = await lab.life.create(definition(), by="ana")
    edited = await lab.life.edit(definition(name="Warmer"), by="ben", revision=draft.revision)
    assert edited.name == "Warmer"
    assert edited.salt == draft.salt
    with pytest.raises(Moved, match="by ben") as moved:
        await lab.life.edit(definition(name="Colder"), by="cleo", revision=draft.revision)
    assert (moved.value.by, moved.value.at) == ("ben", START)
    kept = await lab.life.get("greeting")
    assert kept is not None
    assert kept.name == "Warmer"


async def test_every_step_counts_one_more_and_answers_with_the_count_that_is_kept(lab: Lab) -> None:
    draft = await lab.life.create(definition(), by="ana")
    edited = await lab.life.edit(definition(name="Warmer"), by="ana", revision=draft.revision)
    again = await lab.life.edit(definition(name="Warmest"), by="ana", revision=edited.revision)
    assert (edited.revision, again.revision) == (draft.revision + 1, draft.revision + 2)
    assert await lab.life.get("greeting") == again
    running = await lab.life.start("greeting", by="ana")
    assert running.revision == again.revision + 1
    assert await lab.life.get("greeting") == running


async def test_without_a_publisher_only_control_can_win(lab: Lab) -> None:
    alone = Experiments(lab.engine, lab.clock, faults_of_words)
    for name in ("one", "two"):
        await alone.create(definition(id=name), by="ana")
        await alone.start(name, by="ana")
        await alone.stop(name, by="ana")
    with pytest.raises(NotNow, match="nobody here who could publish"):
        await alone.decide("one", "warm", by="ana")
    assert (await alone.decide("two", "control", by="ana")).winner == "control"


async def test_words_that_may_not_be_shown_do_not_start(lab: Lab) -> None:
    body = definition(arms=[*arms(1), {"name": "b", "versions": {KEY: {"es": 12}}}])
    await lab.life.create(body, by="ana")
    with pytest.raises(BadExperiment, match=f"arm b: {KEY} has no version 12 in 'es'"):
        await lab.life.start("greeting", by="ana")
    assert lab.running.experiments == ()


async def test_two_experiments_do_not_meet_on_one_reply(lab: Lab) -> None:
    await lab.start()
    await lab.life.create(definition(id="second"), by="ana")
    with pytest.raises(NotNow, match=f"'greeting' runs on {KEY}"):
        await lab.life.start("second", by="ana")
    # What was refused is still a draft, and can start when the other is stopped.
    await lab.life.stop("greeting", by="ana")
    assert (await lab.life.start("second", by="ana")).state == "running"


async def test_in_one_layer_they_may_run_beside_each_other_where_they_do_not_overlap(lab: Lab) -> None:
    await lab.start(id="left", layer={"name": "l", "from": 0, "to": 0.5})
    await lab.life.create(definition(id="both", layer={"name": "l", "from": 0.4, "to": 1}), by="ana")
    with pytest.raises(NotNow, match="same part of the layer 'l'"):
        await lab.life.start("both", by="ana")
    await lab.life.create(definition(id="other", layer={"name": "m", "from": 0.5, "to": 1}), by="ana")
    with pytest.raises(NotNow, match="put both in one layer"):
        await lab.life.start("other", by="ana")
    await lab.start(id="right", layer={"name": "l", "from": 0.5, "to": 1})
    assert [one.id for one in await lab.life.running()] == ["left", "right"]


async def test_a_group_of_replies_is_one_experiment(lab: Lab) -> None:
    other = "smalltalk.thanks"
    body = definition(
        keys=[KEY, other],
        arms=[{"name": "control"}, {"name": "warm", "versions": {KEY: {"es": 2}, other: {"es": 3}}}],
    )
    await lab.life.create(body, by="ana")
    await lab.life.start("greeting", by="ana")
    for guest in (f"g{number}" for number in range(50)):
        first, second = (lab.running.arm_for(key, reader(guest)) for key in (KEY, other))
        assert first is not None
        assert second is not None
        assert first.arm == second.arm
        if second.wording is not None:
            assert second.wording.version == "3"
    await lab.life.stop("greeting", by="ana")
    await lab.life.decide("greeting", "warm", by="ana")
    assert sorted(lab.published.said) == [(KEY, "es", 2, "ana"), (other, "es", 3, "ana")]


async def test_only_a_draft_can_be_deleted(lab: Lab) -> None:
    await lab.life.create(definition(), by="ana")
    await lab.life.delete("greeting", by="ana")
    assert await lab.life.get("greeting") is None
    assert [one.event for one in await lab.life.history("greeting")] == ["created", "deleted"]


async def test_the_list_is_newest_first_and_by_state(lab: Lab) -> None:
    await lab.start()
    await lab.life.create(definition(id="draft"), by="ana")
    assert {one.id for one in await lab.life.list()} == {"greeting", "draft"}
    assert [one.id for one in await lab.life.list(state="draft")] == ["draft"]
