"""How fast Meta lets a number write: all together, and to one guest. Kept to here, so that its errors stay rare."""

from __future__ import annotations

from bot.gateway.limits import RateLimit
from common.clock import Clock

PAIR_PER_MINUTE = 10.0
PAIR_BURST = 45.0


class SendLimits:
    """per_second: of one number; Meta gives 80, and 1,000 to numbers that write much.

    In memory, so several gateways may together be too fast: then Meta says so, and the message waits.
    """

    def __init__(self, clock: Clock, *, per_second: float = 80.0) -> None:
        self._numbers = RateLimit(clock, per_minute=60 * per_second, burst=per_second)
        self._pairs = RateLimit(clock, per_minute=PAIR_PER_MINUTE, burst=PAIR_BURST)

    def wait_seconds(self, number: str, guest: str) -> float:
        """0.0 when one more message may go, and it is counted; else after how long."""
        return self._pairs.wait_seconds(f"{number}/{guest}") or self._numbers.wait_seconds(number)
