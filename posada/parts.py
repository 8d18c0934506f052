"""How each role's part is built and what it needs. The only place where the words, the hotel and the gateway meet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sanic import Blueprint

Check = Callable[[], Awaitable[bool]]
Step = Callable[[], Awaitable[None]]


@dataclass
class Assembly:
    """What the roles put together: pages for guests and staff, inner routes, background work, health checks."""

    outer: list[Blueprint] = field(default_factory=list)
    inner: list[Blueprint] = field(default_factory=list)
    starting: list[Step] = field(default_factory=list)
    stopping: list[Step] = field(default_factory=list)
    checks: dict[str, Check] = field(default_factory=dict)
