"""Where it is kept which arm a guest was given: in the database, or in Redis when the processes share one.

The first to give a guest an arm is right: whoever comes second is told what stands. Nothing here outlives its 30 days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, and_, delete, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.log import get_log
from common.sql import insert_or
from templates.experiment_tables import assignments, exposures
from templates.experiments import STICKY

Assigned = Mapping[tuple[str, str], str]
"""(experiment, guest key) → arm."""

_log = get_log("templates.sticky")


class Assignments(Protocol):
    async def keep(self, given: Assigned) -> Assigned:
        """Stores what nobody stored before; answers what stands now for all of it."""
        ...

    async def recall(self, guest_key: str, experiments: Sequence[str]) -> dict[str, str]:
        """The arms this guest has, by experiment."""
        ...

    async def forget_old(self) -> int:
        """Drops what has expired; how much that was."""
        ...


class KeptInDatabase:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, given: Assigned) -> Assigned:
        now = self._clock.now()
        async with self._engine.begin() as connection:
            return await connection.run_sync(lambda sync: _keep(sync, given, now))

    async def recall(self, guest_key: str, experiments: Sequence[str]) -> dict[str, str]:
        async with self._engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: _recall(sync, guest_key, experiments, self._clock.now())
            )

    async def forget_old(self) -> int:
        old = delete(assignments).where(assignments.c.at < self._clock.now() - STICKY)
        async with self._engine.begin() as connection:
            return (await connection.execute(old)).rowcount


class KeptInRedis:
    """below: asked for what Redis does not know, such as after it lost its memory; what a guest was shown stands there."""

    def __init__(self, redis: Redis, below: KeptInDatabase) -> None:
        self._redis = redis
        self._below = below

    async def keep(self, given: Assigned) -> Assigned:
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for (experiment, guest_key), arm in given.items():
                    pipe.set(_name(experiment, guest_key), arm, nx=True, ex=STICKY)
                for experiment, guest_key in given:
                    pipe.get(_name(experiment, guest_key))
                answers = await pipe.execute()
        except (RedisError, OSError) as error:
            # No guest waits for this, but an arm that is kept nowhere could change with the weights.
            _log.warning("redis away", error=type(error).__name__)
            return await self._below.keep(given)
        stands = zip(given, answers[len(given) :], strict=True)
        return {place: _text(arm) or given[place] for place, arm in stands}

    async def recall(self, guest_key: str, experiments: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        try:
            answers = await self._redis.mget([_name(one, guest_key) for one in experiments])
            found = {
                one: arm for one, answer in zip(experiments, answers, strict=True) if (arm := _text(answer))
            }
        except (RedisError, OSError) as error:
            _log.warning("redis away", error=type(error).__name__)
        missing = [one for one in experiments if one not in found]
        return found | (await self._below.recall(guest_key, missing) if missing else {})

    async def forget_old(self) -> int:
        return await self._below.forget_old()


def rename(connection: Connection, was: str, becomes: str) -> None:
    """The guest of one key turned out to be the guest of another, whose own arms win."""
    has = select(assignments.c.experiment).where(assignments.c.guest_key == becomes).scalar_subquery()
    old = assignments.c.guest_key == was
    connection.execute(
        assignments.update().where(old, assignments.c.experiment.not_in(has)).values(guest_key=becomes)
    )
    connection.execute(delete(assignments).where(old))


def _keep(connection: Connection, given: Assigned, now: datetime) -> Assigned:
    rows = [
        {"experiment": experiment, "guest_key": guest_key, "arm": arm, "at": now}
        for (experiment, guest_key), arm in given.items()
    ]
    statement = insert_or(connection, assignments)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[assignments.c.experiment, assignments.c.guest_key],
            set_={"arm": new.arm, "at": new.at},
            # One that has expired but was not swept yet counts as none.
            where=assignments.c.at < now - STICKY,
        ),
        rows,
    )
    wanted = or_(
        *(
            and_(assignments.c.experiment == experiment, assignments.c.guest_key == guest_key)
            for experiment, guest_key in given
        )
    )
    stands = connection.execute(select(assignments).where(wanted))
    return {(row.experiment, row.guest_key): row.arm for row in stands}


def _recall(
    connection: Connection, guest_key: str, experiments: Sequence[str], now: datetime
) -> dict[str, str]:
    """What was assigned; what was shown stands for it where a process died before it had stored the assignment."""
    found = union_all(
        *(
            select(table.c.experiment, table.c.arm).where(
                table.c.guest_key == guest_key,
                table.c.experiment.in_(experiments),
                table.c.at >= now - STICKY,
            )
            for table in (exposures, assignments)
        )
    )
    return {row.experiment: row.arm for row in connection.execute(found)}


def _name(experiment: str, guest_key: str) -> str:
    return f"posada:arm:{experiment}:{guest_key}"


def _text(answer: bytes | str | None) -> str | None:
    return answer.decode() if isinstance(answer, bytes) else answer
