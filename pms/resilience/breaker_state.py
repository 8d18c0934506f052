"""What a breaker knows: closed, open until an instant, or half-open with one probe on its way.

One state machine, written twice: in Python for this process, in Lua for a Redis that all processes share. The probe holds a
lease, so that a process that dies with it does not keep the breaker shut for ever. A call that entered before the breaker
opened says nothing any more when it ends after that: each opening begins a new era, and only results of the present one count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from common.clock import Clock
from pms.resilience.backing import MICROSECONDS, Backing
from pms.resilience.tuning import FAILURES_TO_OPEN, OPEN_SECONDS

type State = Literal["closed", "open", "half_open"]
type Result = Literal["success", "failure", "neither"]
type Change = Literal["opened", "reopened", "closed"]

_STATES: tuple[State, ...] = ("closed", "open", "half_open")
_CHANGES: tuple[Change | None, ...] = (None, "closed", "opened", "reopened")
_RESULTS: dict[Result, int] = {"success": 1, "failure": -1, "neither": 0}
# A breaker that nobody met for so long starts anew.
_FORGOTTEN_AFTER_MS = 3_600_000


@dataclass(frozen=True)
class Met:
    """How a call found the breaker; given back when the call ends.

    probe: the number of the lease it holds, 0 for none; wait_seconds: until it has sense to ask again, when it may not pass.
    """

    state: State
    era: int = 0
    probe: int = 0
    wait_seconds: float = 0.0
    is_shared: bool = False

    @property
    def may_pass(self) -> bool:
        return self.state == "closed" or self.probe > 0


class BreakerState:
    """service: vendor and property; processes that name the same service share its state where there is a Redis."""

    def __init__(self, service: str, *, clock: Clock, backing: Backing) -> None:
        self._key = f"posada:breaker:{service}"
        self._backing = backing
        self._alone = _StateOfThisProcess(clock)

    async def enter(self, *, lease_seconds: float) -> Met:
        """Asks to pass. lease_seconds: how long a probe may take before it is given up for lost."""
        found = await self._backing.run(_ENTER, [self._key], int(lease_seconds * MICROSECONDS))
        if found is None:
            return self._alone.enter(lease_seconds)
        state, era, probe, wait = found
        return Met(_STATES[state], era, probe, wait / MICROSECONDS, is_shared=True)

    async def leave(self, met: Met, result: Result) -> Change | None:
        """What came of the call; answers what that changed, to one caller only."""
        if not met.is_shared:
            return self._alone.leave(met, result)
        changed = await self._backing.run(
            _LEAVE,
            [self._key],
            met.era,
            met.probe,
            _RESULTS[result],
            FAILURES_TO_OPEN,
            int(OPEN_SECONDS * MICROSECONDS),
            _FORGOTTEN_AFTER_MS,
        )
        # With Redis gone meanwhile the result is lost; the next calls are counted here.
        return _CHANGES[changed or 0]


class _StateOfThisProcess:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._era = 0
        self._open_until: float | None = None
        self._probe = 0
        self._lease_until: float | None = None

    def enter(self, lease_seconds: float) -> Met:
        if self._open_until is None:
            return Met("closed", self._era)
        now = self._clock.monotonic()
        if self._lease_until is not None and self._lease_until > now:
            return Met("half_open", self._era, wait_seconds=self._lease_until - now)
        if self._open_until > now:
            return Met("open", self._era, wait_seconds=self._open_until - now)
        self._probe += 1
        self._lease_until = now + lease_seconds
        return Met("half_open", self._era, self._probe)

    def leave(self, met: Met, result: Result) -> Change | None:
        if met.probe:
            # A lease that ran out and was not taken over still speaks for the vendor.
            if met.probe != self._probe or self._lease_until is None:
                return None
            self._lease_until = None
            if result == "success":
                self._open_until = None
                return "closed"
            if result == "failure":
                self._open()
                return "reopened"
        elif met.era == self._era and self._open_until is None:
            if result == "success":
                self._failures = 0
            if result == "failure":
                self._failures += 1
                if self._failures >= FAILURES_TO_OPEN:
                    self._open()
                    return "opened"
        return None

    def _open(self) -> None:
        self._failures = 0
        self._era += 1
        self._open_until = self._clock.monotonic() + OPEN_SECONDS


# ARGV of both begins with the time (see Backing.run).
_ENTER = """
local kept = redis.call('HMGET', KEYS[1], 'era', 'open_until', 'probe', 'lease_until')
local era, open_until = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
local probe, lease_until = tonumber(kept[3]) or 0, tonumber(kept[4]) or 0
if open_until == 0 then return {0, era, 0, 0} end
if lease_until > now then return {2, era, 0, lease_until - now} end
if open_until > now then return {1, era, 0, open_until - now} end
redis.call('HSET', KEYS[1], 'probe', probe + 1, 'lease_until', whole(now + tonumber(ARGV[2])))
return {2, era, probe + 1, 0}
"""

_LEAVE = """
local kept = redis.call('HMGET', KEYS[1], 'era', 'open_until', 'probe', 'lease_until', 'failures')
local era, open_until = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
local probe, lease_until = tonumber(kept[3]) or 0, tonumber(kept[4]) or 0
local failures = tonumber(kept[5]) or 0
local met_era, met_probe, result = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most_failures, open_for = tonumber(ARGV[5]), tonumber(ARGV[6])
local changed = 0

if met_probe > 0 then
  if met_probe ~= probe or lease_until == 0 then return 0 end
  redis.call('HSET', KEYS[1], 'lease_until', 0)
  if result == 1 then
    redis.call('HSET', KEYS[1], 'open_until', 0)
    changed = 1
  elseif result == -1 then
    redis.call('HSET', KEYS[1], 'era', era + 1, 'open_until', whole(now + open_for))
    changed = 3
  end
elseif met_era == era and open_until == 0 then
  if result == 1 and failures == 0 or result == 0 then return 0 end
  if result == 1 then
    redis.call('HSET', KEYS[1], 'failures', 0)
  elseif failures + 1 < most_failures then
    redis.call('HSET', KEYS[1], 'failures', failures + 1)
  else
    redis.call('HSET', KEYS[1], 'failures', 0, 'era', era + 1, 'open_until', whole(now + open_for))
    changed = 2
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return changed
"""
