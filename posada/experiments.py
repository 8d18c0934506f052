"""How experiments are put together: what runs of them in this process, the door to change them, and what guests did."""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.settings import Settings
from templates.arm_words import ArmWords
from templates.experiment_life import Experiments
from templates.running import Running
from templates.sticky import Assignments, KeptInDatabase, KeptInRedis
from templates.store import Catalog
from templates.versions import Versions

_REDIS_SECONDS = 0.5


@dataclass(frozen=True)
class Lab:
    """experiments: the door for staff; running: what replies ask. A change by the one is seen by the other at once."""

    experiments: Experiments
    running: Running
    redis: Redis | None

    async def close(self) -> None:
        if self.redis is not None:
            await self.redis.aclose()


def build_lab(settings: Settings, engine: AsyncEngine, clock: Clock, packaged: Catalog) -> Lab:
    words = ArmWords(Versions(engine, clock, packaged=packaged))
    kept: Assignments = KeptInDatabase(engine, clock)
    redis = None
    if url := settings.redis_url.get_secret_value():
        redis = Redis.from_url(
            url,
            socket_timeout=_REDIS_SECONDS,
            socket_connect_timeout=_REDIS_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        kept = KeptInRedis(redis, KeptInDatabase(engine, clock))
    running = Running(
        lambda: experiments.running(), words.read, kept, clock, hold_out=settings.experiment_hold_out
    )
    experiments = Experiments(engine, clock, words.faults, publish=words.publish, on_change=running.refresh)
    return Lab(experiments, running, redis)
