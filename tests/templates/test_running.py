"""Arms in memory: sticky through weights, restarts and processes; off at once; never another hotel's."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from common.clock import FrozenClock
from templates.experiment_tables import assignments
from templates.experiments import HOLD_OUT, is_certain
from templates.hold_out import HELD
from templates.running import Running
from templates.sticky import Assigned
from tests.templates.lab import KEY, START, Lab, definition, open_lab, reader

GUESTS = [f"g{number}" for number in range(400)]
CHANGED = {"control": 90.0, "warm": 10.0}


async def arms_of(lab: Lab) -> dict[str, str | None]:
    return {guest: await lab.arm(guest) for guest in GUESTS}


async def test_an_arm_says_its_own_words_and_control_the_published_ones(lab: Lab) -> None:
    await lab.start()
    said = {}
    for guest in GUESTS[:40]:
        chosen = lab.running.arm_for(KEY, reader(guest))
        assert chosen is not None
        assert chosen.experiment == "greeting"
        said[chosen.arm] = chosen.wording
    assert said["control"] is None
    assert said["warm"] is not None
    assert (said["warm"].text, said["warm"].version) == ("es 2", "2")


async def test_nothing_runs_on_other_replies_nor_for_nobody(lab: Lab) -> None:
    await lab.start()
    assert lab.running.arm_for("smalltalk.thanks", reader("g1")) is None
    assert lab.running.arm_for(KEY, reader(None)) is None
    assert lab.running.arm_for(KEY, reader("g1", language="fr")) is None


async def test_guests_keep_their_arm_when_weights_change_and_the_process_restarts(lab: Lab) -> None:
    await lab.start()
    before = await arms_of(lab)
    await lab.running.flush()
    await lab.life.reweigh("greeting", CHANGED, by="ana")
    assert await arms_of(lab) == before
    assert await arms_of(await lab.restarted()) == before


async def test_guests_who_come_after_new_weights_are_shared_out_by_them(lab: Lab) -> None:
    await lab.start()
    await lab.life.reweigh("greeting", CHANGED, by="ana")
    counts = Counter([await lab.arm(f"new{number}") for number in range(2000)])
    assert counts["control"] / 2000 == pytest.approx(0.9, abs=0.03)


async def test_an_arm_that_depends_on_what_was_stored_is_not_guessed(lab: Lab) -> None:
    await lab.start()
    before = await arms_of(lab)
    await lab.life.reweigh("greeting", CHANGED, by="ana")
    fresh = await lab.restarted()
    (running,) = fresh.running.experiments
    unsure = next(guest for guest in GUESTS if not is_certain(running, guest))
    sure = next(guest for guest in GUESTS if is_certain(running, guest))
    assert fresh.running.arm_for(KEY, reader(unsure)) is None
    assert fresh.running.must_recall(unsure)
    assert not fresh.running.must_recall(sure)
    chosen = fresh.running.arm_for(KEY, reader(sure))
    assert chosen is not None
    assert chosen.arm == before[sure]
    assert await fresh.arm(unsure) == before[unsure]
    assert not fresh.running.must_recall(unsure)


async def test_an_arm_is_forgotten_after_thirty_days(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    async with open_lab(tmp_path, clock) as lab:
        await lab.start()
        before = await arms_of(lab)
        await lab.running.flush()
        await lab.life.reweigh("greeting", CHANGED, by="ana")
        clock.advance(timedelta(days=30))
        assert await arms_of(await lab.restarted()) == before
        clock.advance(timedelta(seconds=1))
        late = await lab.restarted()
        after = await arms_of(late)
        assert sum(before[guest] != after[guest] for guest in GUESTS) > 100
        await late.running.flush()
        async with lab.engine.connect() as connection:
            assert await connection.scalar(select(func.min(assignments.c.at))) == clock.now()


async def test_old_assignments_are_swept(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    async with open_lab(tmp_path, clock) as lab:
        await lab.start()
        await arms_of(lab)
        await lab.running.flush()
        kept = lab.running._assignments
        assert await kept.forget_old() == 0
        clock.advance(timedelta(days=31))
        assert await kept.forget_old() == len(GUESTS)


async def test_one_row_a_guest_however_often_they_are_asked_for(lab: Lab) -> None:
    await lab.start()
    for _ in range(3):
        await arms_of(lab)
        await lab.running.flush()
    async with lab.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(assignments)) == len(GUESTS)


async def test_of_two_processes_with_other_weights_the_first_to_store_is_right(lab: Lab) -> None:
    await lab.start()
    slow = await lab.restarted()
    await lab.life.reweigh("greeting", CHANGED, by="ana")
    first = await arms_of(lab)
    await lab.running.flush()
    # The other process has not looked yet and goes by the old weights, until it is told what stands.
    assert await arms_of(slow) != first
    await slow.running.flush()
    assert await arms_of(slow) == first


async def test_a_stopped_experiment_is_off_at_the_next_render_and_elsewhere_at_the_next_look(
    lab: Lab,
) -> None:
    await lab.start()
    other = await lab.restarted()
    assert await lab.arm("g1")
    await lab.life.stop("greeting", by="ana")
    assert lab.running.arm_for(KEY, reader("g1")) is None
    assert other.running.arm_for(KEY, reader("g1")) is not None
    await other.running.refresh()
    assert other.running.arm_for(KEY, reader("g1")) is None


async def test_one_hotels_experiment_is_not_read_in_another(lab: Lab) -> None:
    await lab.start(audience={"properties": ["mirador"]})
    assert await lab.arm("g1", property_id="mirador")
    assert await lab.arm("g1", property_id="faro") is None


async def test_two_hotels_run_their_own_on_one_reply_in_one_layer(lab: Lab) -> None:
    await lab.start(id="a", layer={"name": "l", "from": 0, "to": 0.5})
    await lab.start(id="b", layer={"name": "l", "from": 0.5, "to": 1})
    chosen = [lab.running.arm_for(KEY, reader(guest)) for guest in GUESTS]
    assert {one.experiment for one in chosen if one} == {"a", "b"}
    assert None not in chosen


async def test_a_held_out_guest_reads_what_control_reads_and_counts_apart(tmp_path: Path) -> None:
    async with open_lab(tmp_path, hold_out=0.25) as lab:
        control = {"name": "control", "versions": {KEY: {"es": 3, "en": 3}}}
        await lab.start(arms=[control, definition()["arms"][1]])
        chosen = [lab.running.arm_for(KEY, reader(guest)) for guest in GUESTS]
        held = [one for one in chosen if one and one.experiment == HOLD_OUT]
        assert 60 < len(held) < 140
        assert {one.arm for one in held} == {HELD}
        assert {one.wording.text for one in held if one.wording} == {"es 3"}
        await lab.running.flush()
        async with lab.engine.connect() as connection:
            kept = await connection.scalar(select(func.count()).select_from(assignments))
        # Nothing is remembered of them: the hash says it.
        assert kept == len(GUESTS) - len(held)


async def test_a_held_out_guest_counts_only_where_another_would_be_in_an_experiment(tmp_path: Path) -> None:
    async with open_lab(tmp_path, hold_out=0.5) as lab:
        await lab.start(allocation=0.5, audience={"languages": ["es"]})
        chosen = [lab.running.arm_for(KEY, reader(guest)) for guest in GUESTS]
        counts = Counter(one.experiment if one else None for one in chosen)
        assert 60 < counts[HOLD_OUT] < 140
        assert 60 < counts["greeting"] < 140
        assert not any(lab.running.arm_for(KEY, reader(guest, language="en")) for guest in GUESTS)
        await lab.life.stop("greeting", by="ana")
        assert not any(lab.running.arm_for(KEY, reader(guest)) for guest in GUESTS)


async def test_an_experiment_without_its_words_does_not_run(lab: Lab) -> None:
    await lab.start()

    async def no_words(key: str, language: str, number: int) -> None:
        return None

    running = Running(lab.life.running, no_words, lab.running._assignments, lab.clock)
    await running.refresh()
    assert running.experiments == ()
    assert running.arm_for(KEY, reader("g1")) is None


class Away:
    """A store that cannot be reached until it is back."""

    def __init__(self) -> None:
        self.is_back = False
        self.kept: dict[tuple[str, str], str] = {}

    async def keep(self, given: Assigned) -> Assigned:
        if not self.is_back:
            raise OSError("away")
        self.kept.update(given)
        return given

    async def recall(self, guest_key: str, experiments: object) -> dict[str, str]:
        raise OSError("away")

    async def forget_old(self) -> int:
        return 0


async def test_while_nothing_can_be_stored_guests_are_answered_and_nothing_is_lost(tmp_path: Path) -> None:
    away = Away()
    async with open_lab(tmp_path, assignments=away) as lab:
        await lab.start()
        arms = await arms_of(lab)
        with pytest.raises(OSError, match="away"):
            await lab.running.flush()
        away.is_back = True
        await lab.running.flush()
        assert away.kept == {("greeting", guest): arm for guest, arm in arms.items()}


async def test_while_nothing_can_be_read_an_unsure_guest_gets_no_arm(tmp_path: Path) -> None:
    async with open_lab(tmp_path, assignments=Away()) as lab:
        await lab.start()
        await lab.life.reweigh("greeting", CHANGED, by="ana")
        arms = await arms_of(lab)
        (running,) = lab.running.experiments
        for guest, arm in arms.items():
            assert (arm is None) == (not is_certain(running, guest))


async def test_it_looks_again_and_again_and_stores_the_last_on_the_way_out(lab: Lab) -> None:

    other = Lab(lab.engine, lab.clock)
    task = asyncio.create_task(other.running.run())
    await lab.start()
    for _ in range(200):
        await asyncio.sleep(0.005)
        if other.running.experiments:
            break
    other.running.arm_for(KEY, reader("g1"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with lab.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(assignments)) == 1
