"""Both state machines, Python's and Lua's, against the rules in plain words, through whatever calls may do."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from fakeredis import FakeAsyncRedis, FakeServer
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle as Calls
from hypothesis.stateful import RuleBasedStateMachine, consumes, invariant, rule

from common.clock import FrozenClock
from pms.resilience.backing import Backing
from pms.resilience.breaker_state import BreakerState, Met
from tests.pms.house import NOW

LEASE = 10.0


class BreakerRules(RuleBasedStateMachine):
    """Two processes share the Redis; the same calls go to a breaker that lives in one process."""

    calls: Any = Calls("calls")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = FrozenClock(NOW)
        self.redis = FakeAsyncRedis(server=FakeServer())
        backing = Backing(redis=self.redis, clock=self.clock)
        self.shared = [BreakerState("demo:mirador", clock=self.clock, backing=backing) for _ in range(2)]
        self.alone = BreakerState("demo:mirador", clock=self.clock, backing=Backing())
        # The rules: how many failures in a row, open until when, and which probe is out until when.
        self.failures = 0
        self.open_until: float | None = None
        self.probe: tuple[int, float] | None = None
        self.probes = 0
        self.openings = 0

    def teardown(self) -> None:
        self.runner.run(self.redis.aclose())
        self.runner.close()

    @rule(seconds=st.sampled_from([1, 5, 9, 10, 29, 30, 31]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @rule(target=calls, process=st.integers(0, 1))
    def enter(self, process: int) -> tuple[Met, Met, int, int]:
        now = self.clock.monotonic()
        here = self.runner.run(self.alone.enter(lease_seconds=LEASE))
        there = self.runner.run(self.shared[process].enter(lease_seconds=LEASE))
        assert (here.state, here.may_pass) == (there.state, there.may_pass)
        assert abs(here.wait_seconds - there.wait_seconds) < 1e-5
        is_out = self.probe is not None and self.probe[1] > now
        if self.open_until is None:
            assert (here.state, here.may_pass) == ("closed", True)
            return here, there, 0, self.openings
        assert here.may_pass == (now >= self.open_until and not is_out)
        if here.may_pass:
            self.probes += 1
            self.probe = (self.probes, now + LEASE)
            return here, there, self.probes, self.openings
        return here, there, -1, self.openings

    @rule(
        call=consumes(calls),
        process=st.integers(0, 1),
        result=st.sampled_from(["success", "failure", "neither"]),
    )
    def leave(self, call: tuple[Met, Met, int, int], process: int, result: Any) -> None:
        here, there, probe, opening = call
        if probe < 0:
            return
        change = self.runner.run(self.alone.leave(here, result))
        assert self.runner.run(self.shared[process].leave(there, result)) == change
        assert change == self._expected(probe, opening, result)

    def _expected(self, probe: int, opening: int, result: str) -> str | None:
        open_until = self.clock.monotonic() + 30
        if probe:
            if self.probe is None or self.probe[0] != probe:
                return None
            self.probe = None
            if result == "neither":
                return None
            self.failures = 0
            self.open_until = None if result == "success" else open_until
            self.openings += result == "failure"
            return "closed" if result == "success" else "reopened"
        if self.open_until is not None or opening != self.openings or result == "neither":
            return None
        self.failures = 0 if result == "success" else self.failures + 1
        if self.failures < 5:
            return None
        self.failures, self.open_until = 0, open_until
        self.openings += 1
        return "opened"

    @invariant()
    def redis_keeps_one_small_key(self) -> None:
        assert len(self.runner.run(self.redis.keys("*"))) <= 1


TestBreakerRules = BreakerRules.TestCase
TestBreakerRules.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
