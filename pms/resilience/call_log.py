"""The calls of the last stretch of time, exactly: a sliding log, so that no stretch ever holds more than the limit.

Kept in this process, or in a Redis that all processes share. There a guest who must wait holds back the background work of
every process; who comes first among processes is decided by who asks first once a place is free.
"""

from __future__ import annotations

from collections import deque
from itertools import count

from common.clock import Clock
from common.ids import new_id
from pms.resilience.backing import MICROSECONDS, Backing
from pms.resilience.tuning import Rate


class CallLog:
    """service: vendor and property, which share one limit."""

    def __init__(self, service: str, rate: Rate, *, clock: Clock, backing: Backing) -> None:
        # Braces keep both keys on one node of a cluster.
        self._keys = [f"posada:calls:{{{service}}}", f"posada:calls:{{{service}}}:guests"]
        self._rate = rate
        self._backing = backing
        self._alone = _LogOfThisProcess(rate, clock)
        self._process, self._numbers = new_id("calls"), count()

    async def take(self, *, ahead: int, is_background: bool) -> float:
        """0.0 when the call may go now; otherwise in how many seconds it may, if nothing else comes between.

        ahead: how many calls of this process go before it. Only the first of them, with nobody ahead, is counted.
        """
        wait = await self._run(ahead, is_background=is_background)
        return self._alone.take(ahead) if wait is None else wait

    async def note(self, calls: int = 1) -> None:
        """Counts calls that go out whatever the limit says."""
        if await self._run(0, is_background=True, noted=calls) is None:
            self._alone.note(calls)

    async def _run(self, ahead: int, *, is_background: bool, noted: int = 0) -> float | None:
        wait: int | None = await self._backing.run(
            _TAKE,
            self._keys,
            int(self._rate.per_seconds * MICROSECONDS),
            self._rate.calls,
            ahead,
            int(is_background),
            noted,
            f"{self._process}:{next(self._numbers)}",
        )
        if wait is None:
            return None
        if wait == 0 and ahead == 0:
            # Known here as well: should Redis go away, this process does not begin a second full share.
            self._alone.note(noted or 1)
        return wait / MICROSECONDS


class _LogOfThisProcess:
    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._times: deque[float] = deque()

    def take(self, ahead: int) -> float:
        now = self._clock.monotonic()
        self._forget(now)
        held, limit, per = len(self._times), self._rate.calls, self._rate.per_seconds
        free = limit - held
        if free > ahead:
            if ahead == 0:
                self._times.append(now)
            return 0.0
        # Those ahead take the free places, then each place as it becomes free; beyond a full round, the places taken then.
        place, rounds = ahead - free, 1
        while place >= max(held, limit):
            place, rounds = place - limit, rounds + 1
        taken_at = self._times[place] if place < held else now
        return taken_at + per * rounds - now

    def note(self, calls: int) -> None:
        now = self._clock.monotonic()
        self._forget(now)
        self._times.extend([now] * calls)

    def _forget(self, now: float) -> None:
        while self._times and self._times[0] + self._rate.per_seconds <= now:
            self._times.popleft()


# The same in Lua. ARGV begins with the time (see Backing.run).
_TAKE = """
local per, limit, ahead = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local is_background, noted = ARGV[5] == '1', tonumber(ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - per))
local held = redis.call('ZCARD', KEYS[1])
local free = limit - held

if is_background and noted == 0 then
  local held_back = (tonumber(redis.call('GET', KEYS[2])) or 0) - now
  if held_back > 0 then return held_back end
end
if noted > 0 or free > ahead then
  if ahead == 0 then
    for number = 1, math.max(noted, 1) do redis.call('ZADD', KEYS[1], whole(now), ARGV[7] .. ':' .. number) end
    redis.call('PEXPIRE', KEYS[1], whole(per / 1000 + 1000))
  end
  return 0
end

local place, rounds = ahead - free, 1
while place >= math.max(held, limit) do place, rounds = place - limit, rounds + 1 end
local taken_at = now
if place < held then taken_at = tonumber(redis.call('ZRANGE', KEYS[1], place, place, 'WITHSCORES')[2]) end
local wait = taken_at + per * rounds - now
if not is_background then
  -- A moment longer than the wait, for the guest's next asking to arrive first.
  redis.call('SET', KEYS[2], whole(now + wait + 50000), 'PX', whole(wait / 1000 + 1000))
end
return wait
"""
