"""Where the layers keep what they know: in this process, or in a Redis that all processes share."""

from __future__ import annotations

from redis.asyncio import Redis


class Backing:
    """redis: None while everything stays in this process. Connects when first used; one per process."""

    def __init__(self, redis_url: str = "") -> None:
        self.redis: Redis | None = Redis.from_url(redis_url) if redis_url else None

    async def close(self) -> None:
        if self.redis is not None:
            await self.redis.aclose()
