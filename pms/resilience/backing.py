"""Where the layers keep what they know: in this process, or in a Redis that all processes share.

A Redis that is away never fails a guest's call: each process goes by what it knows itself until it is back.
"""

from __future__ import annotations

from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from common.clock import Clock, SystemClock
from common.log import get_log

_LOG = get_log("pms.resilience")
MICROSECONDS = 1_000_000
_PATIENCE_SECONDS = 0.5
# While it is away, one call in so many seconds looks whether it is back; the others do not wait for it.
_LOOK_AGAIN_SECONDS = 5.0
_MOST_CONNECTIONS = 20

# Every script has the time as `now`, in whole microseconds: the server's own, which all processes share, unless it is given.
_PRELUDE = """
local function whole(number) return string.format('%.0f', number) end
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
"""


class Backing:
    """redis: None while everything stays in this process. Connects when first used; one per process.

    clock: what the scripts go by instead of the server's own, for tests.
    """

    def __init__(
        self, redis_url: str = "", *, redis: Redis | None = None, clock: Clock | None = None
    ) -> None:
        self.redis = _connected(redis_url) if redis_url else redis
        self._time = clock
        self._clock = clock or SystemClock()
        self._scripts: dict[str, AsyncScript] = {}
        self._is_away = False
        self._look_again_at = 0.0

    async def run(self, script: str, keys: list[str], *arguments: str | int) -> Any:
        """What the Lua script answers, its own arguments counted from ARGV[2]; None without a Redis or while it is away."""
        if self.redis is None or (self._is_away and self._clock.monotonic() < self._look_again_at):
            return None
        now = "" if self._time is None else int(self._time.monotonic() * MICROSECONDS)
        if script not in self._scripts:
            self._scripts[script] = self.redis.register_script(_PRELUDE + script)
        try:
            answer = await self._scripts[script](keys=keys, args=(now, *arguments))
        except (RedisError, OSError) as error:
            self._went_away(error)
            return None
        self._came_back()
        return answer

    async def close(self) -> None:
        if self.redis is not None:
            await self.redis.aclose()

    def _went_away(self, error: Exception) -> None:
        self._look_again_at = self._clock.monotonic() + _LOOK_AGAIN_SECONDS
        if not self._is_away:
            self._is_away = True
            _LOG.warning("redis_away", error=type(error).__name__)

    def _came_back(self) -> None:
        if self._is_away:
            self._is_away = False
            _LOG.info("redis_back")


def _connected(url: str) -> Redis:
    """By redis-py's own defaults a call to a Redis that is away takes ten tries and many seconds: a guest has none of them."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_MOST_CONNECTIONS,
        timeout=_PATIENCE_SECONDS,
        socket_timeout=_PATIENCE_SECONDS,
        socket_connect_timeout=_PATIENCE_SECONDS,
        # A kept connection that a restart broke costs one more try.
        retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
    )
    return Redis.from_pool(pool)
