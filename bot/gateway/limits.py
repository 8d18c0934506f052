"""How fast and how much one guest or one program may send. In memory: a restart forgives, and that is fine."""

from __future__ import annotations

from collections import OrderedDict

from common.clock import Clock

# Enough for every guest of a busy hour; beyond it the longest silent are forgotten, who have full buckets anyway.
_REMEMBERED = 20_000


class RateLimit:
    """A token bucket per key. per_minute: the steady rate; burst: how many at once, one minute's worth if not given."""

    def __init__(self, clock: Clock, *, per_minute: float, burst: float | None = None) -> None:
        self._clock = clock
        self._per_second = per_minute / 60
        self._burst = burst if burst is not None else per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, key: str) -> float:
        """0.0 when this one may pass, and it is counted; else after how long the next may."""
        now = self._clock.monotonic()
        tokens, at = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._per_second
        self._buckets[key] = (tokens - 1 if wait == 0.0 else tokens, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return wait
