"""An experiment's life: draft → running → stopped → decided. Every step is one transaction with its line in the log.

What a guest is given is not decided here, nor what came of it: a step only says what may be given from now on.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.declined import Declined
from common.ids import new_id
from templates.experiment_tables import experiment_log, experiments
from templates.experiments import (
    BadExperiment,
    Experiment,
    Fault,
    read_definition,
    reweighed,
    to_definition,
)
from templates.lint import Problem

Publish = Callable[[str, str, int, str], Awaitable[None]]
"""key, language, number of a version, who decided. Publishing what is published already changes nothing."""


FaultsOfWords = Callable[[str, str, int], Awaitable[Sequence[Fault | Problem]]]
"""key, language, number of a version → why guests may not be shown it."""


class NotNow(Declined):
    """What was asked does not fit how the experiment stands."""

    REASONS: ClassVar[Mapping[str, str]] = {
        "id-taken": "there is an experiment '%(id)s' already",
        "unknown-experiment": "there is no experiment '%(id)s'",
        "other-state": "'%(id)s' is %(state)s, not %(wanted)s",
        "no-draft": "'%(id)s' is no draft any more",
        "no-arm": "'%(id)s' has no arm '%(arm)s'",
        "no-publisher": "there is nobody here who could publish the winner's words",
        "nobody-held-out": "nobody is held out: POSADA_EXPERIMENT_HOLD_OUT is 0",
        "moved": "'%(id)s' was changed by %(name)s meanwhile; look at it again",
        "same-part": "'%(other)s' has guests of the same part of the layer '%(layer)s'",
        "same-reply": "'%(other)s' runs on %(keys)s already; put both in one layer",
    }


class Moved(NotNow):
    """Somebody else changed it meanwhile. by, at: who, and when."""

    def __init__(self, experiment: str, by: str, at: datetime) -> None:
        super().__init__("moved", id=experiment, name=by)
        self.by = by
        self.at = at


@dataclass(frozen=True)
class Event:
    """event: created, edited, started, weighed, stopped, decided or deleted."""

    at: datetime
    by: str
    event: str
    detail: Mapping[str, Any]


class Experiments:
    """on_change: awaited after every step, so that the renders of this process see it at once.

    publish: needed to decide for an arm that has words of its own.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        faults_of_words: FaultsOfWords,
        *,
        publish: Publish | None = None,
        on_change: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._faults_of_words = faults_of_words
        self._publish = publish
        self._on_change = on_change

    async def create(self, definition: Any, *, by: str) -> Experiment:
        """A draft. definition: as read_definition takes it. Raises BadExperiment; NotNow when the id is taken."""
        experiment = replace(
            read_definition(definition), salt=secrets.token_hex(16), author=by, created_at=self._clock.now()
        )
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(experiments).values(
                        id=experiment.id,
                        state="draft",
                        definition=to_definition(experiment),
                        revision=experiment.revision,
                        salt=experiment.salt,
                        author=by,
                        created_at=experiment.created_at,
                    )
                )
                await connection.run_sync(self._log, experiment, by, "created", {})
        except IntegrityError as error:
            raise NotNow("id-taken", id=experiment.id) from error
        return experiment

    async def edit(self, definition: Any, *, by: str, revision: int) -> Experiment:
        """A draft's new definition. revision: of the one that was edited. Raises BadExperiment, NotNow, Moved."""
        wanted = read_definition(definition)
        was = await self._in_state(wanted.id, "draft")
        edited = replace(
            wanted, salt=was.salt, author=was.author, created_at=was.created_at, revision=revision
        )
        return await self._step(edited, by, "edited", definition=to_definition(edited))

    async def start(self, experiment_id: str, *, by: str) -> Experiment:
        """Raises NotNow for one that is no draft or would meet another one's guests; BadExperiment for words that may not be shown."""
        experiment = await self._in_state(experiment_id, "draft")
        faults = [
            Fault("arm", arm=arm.name, why=fault)
            for arm in experiment.arms
            for key, numbers in arm.versions.items()
            for language, number in numbers.items()
            for fault in await self._faults_of_words(key, language, number)
        ]
        if faults:
            raise BadExperiment(faults)
        now = self._clock.now()
        started = replace(
            experiment,
            state="running",
            started_at=now,
            splits=(replace(experiment.split, since=now),),
        )
        return await self._step(
            started,
            by,
            "started",
            state="running",
            started_at=now,
            definition=to_definition(started),
        )

    async def reweigh(
        self, experiment_id: str, weights: Mapping[str, float], *, by: str, allocation: float | None = None
    ) -> Experiment:
        """From now on new guests are shared out so; those who have an arm keep it. Raises BadExperiment, NotNow, Moved."""
        experiment = await self._in_state(experiment_id, "running")
        changed = reweighed(experiment, weights=weights, allocation=allocation, at=self._clock.now())
        detail = {"weights": changed.weights, "allocation": changed.split.allocation}
        return await self._step(changed, by, "weighed", detail=detail, definition=to_definition(changed))

    async def stop(self, experiment_id: str, *, by: str) -> Experiment:
        """The kill switch: from the next render on everybody reads the published words. What was seen is kept. Raises NotNow."""
        experiment = await self._in_state(experiment_id, "running")
        now = self._clock.now()
        stopped = replace(experiment, state="stopped", stopped_at=now)
        return await self._step(stopped, by, "stopped", state="stopped", stopped_at=now)

    async def decide(self, experiment_id: str, winner: str, *, by: str) -> Experiment:
        """Publishes the winner's words in every language it has; for the control nothing changes. Raises NotNow.

        Words are published first: what fails halfway is asked for again, and does nothing twice.
        """
        experiment = await self._in_state(experiment_id, "stopped")
        arm = experiment.arm(winner)
        if arm is None:
            raise NotNow("no-arm", id=experiment_id, arm=winner)
        if not arm.is_control and self._publish is None:
            raise NotNow("no-publisher")
        for key, numbers in arm.versions.items():
            for language, number in numbers.items():
                if self._publish is not None:
                    await self._publish(key, language, number, by)
        now = self._clock.now()
        decided = replace(experiment, state="decided", decided_at=now, winner=winner)
        return await self._step(
            decided, by, "decided", detail={"winner": winner}, state="decided", decided_at=now, winner=winner
        )

    async def delete(self, experiment_id: str, *, by: str) -> None:
        """Only a draft, which no guest has seen. Raises NotNow."""
        draft = await self._in_state(experiment_id, "draft")
        async with self._engine.begin() as connection:
            gone = await connection.execute(
                delete(experiments).where(experiments.c.id == draft.id, experiments.c.state == "draft")
            )
            if gone.rowcount != 1:
                raise NotNow("no-draft", id=experiment_id)
            await connection.run_sync(self._log, draft, by, "deleted", {})

    async def get(self, experiment_id: str) -> Experiment | None:
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(experiments).where(experiments.c.id == experiment_id))
            ).one_or_none()
        return _read(row) if row is not None else None

    async def list(self, *, state: str | None = None) -> tuple[Experiment, ...]:
        """Newest first."""
        wanted = select(experiments).order_by(experiments.c.created_at.desc(), experiments.c.id)
        if state is not None:
            wanted = wanted.where(experiments.c.state == state)
        async with self._engine.connect() as connection:
            return tuple(_read(row) for row in await connection.execute(wanted))

    async def running(self) -> tuple[Experiment, ...]:
        """The oldest first: where two could take a guest, the one that was there before does."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_running)

    async def history(self, experiment_id: str) -> tuple[Event, ...]:
        lines = (
            select(experiment_log)
            .where(experiment_log.c.experiment == experiment_id)
            .order_by(experiment_log.c.at, experiment_log.c.id)
        )
        async with self._engine.connect() as connection:
            return tuple(
                Event(row.at, row.by, row.event, row.detail) for row in await connection.execute(lines)
            )

    async def _in_state(self, experiment_id: str, state: str) -> Experiment:
        experiment = await self.get(experiment_id)
        if experiment is None:
            raise NotNow("unknown-experiment", id=experiment_id)
        if experiment.state != state:
            raise NotNow("other-state", id=experiment_id, state=experiment.state, wanted=state)
        return experiment

    async def _step(
        self,
        becomes: Experiment,
        by: str,
        event: str,
        *,
        detail: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Experiment:
        after = replace(becomes, revision=becomes.revision + 1)
        async with self._engine.begin() as connection:
            await connection.run_sync(self._take_step, becomes, values)
            if event == "started":
                await connection.run_sync(_refuse_to_meet, after)
            await connection.run_sync(self._log, becomes, by, event, dict(detail or {}))
        if self._on_change is not None:
            await self._on_change()
        return after

    def _take_step(self, connection: Connection, becomes: Experiment, values: Mapping[str, Any]) -> None:
        """Only if nobody else took one since it was read."""
        moved = connection.execute(
            update(experiments)
            .where(experiments.c.id == becomes.id, experiments.c.revision == becomes.revision)
            .values(revision=becomes.revision + 1, **values)
        )
        if moved.rowcount != 1:
            last = connection.execute(
                select(experiment_log)
                .where(experiment_log.c.experiment == becomes.id)
                .order_by(experiment_log.c.at.desc(), experiment_log.c.id.desc())
                .limit(1)
            ).one()
            raise Moved(becomes.id, last.by, last.at)

    def _log(
        self, connection: Connection, experiment: Experiment, by: str, event: str, detail: Mapping[str, Any]
    ) -> None:
        connection.execute(
            insert(experiment_log).values(
                id=new_id("exl"),
                experiment=experiment.id,
                at=self._clock.now(),
                by=by,
                event=event,
                detail=dict(detail),
            )
        )


def _refuse_to_meet(connection: Connection, started: Experiment) -> None:
    """Two experiments on one reply, or in one part of a layer, would each blame the other's words on its own."""
    for other in _running(connection):
        if other.id == started.id:
            continue
        mine, theirs = started.layer, other.layer
        share_a_layer = mine is not None and theirs is not None and mine.name == theirs.name
        if share_a_layer and mine is not None and theirs is not None and mine.overlaps(theirs):
            raise NotNow("same-part", other=other.id, layer=mine.name)
        if not share_a_layer and (both := set(started.keys) & set(other.keys)):
            raise NotNow("same-reply", other=other.id, keys=", ".join(sorted(both)))


def _running(connection: Connection) -> tuple[Experiment, ...]:
    rows = connection.execute(
        select(experiments)
        .where(experiments.c.state == "running")
        .order_by(experiments.c.started_at, experiments.c.id)
    )
    return tuple(_read(row) for row in rows)


def _read(row: Any) -> Experiment:
    experiment = read_definition(row.definition)
    return replace(
        experiment,
        salt=row.salt,
        state=row.state,
        revision=row.revision,
        author=row.author,
        winner=row.winner,
        created_at=row.created_at,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        decided_at=row.decided_at,
    )
