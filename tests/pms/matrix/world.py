"""A hotel's system behind a wire that fails on demand, and a look at what stands in it that takes no wire at all."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Property
from pms.contract.protocol import Connector
from pms.simulators.faults import Rig, Seen

# Moments of reading and writing: they differ when a retry has waited.
_MOMENTS = frozenset(("created_at", "updated_at", "as_of", "latency_ms"))


@dataclass(frozen=True)
class World:
    """engine: our own database; adapter: a fresh one, not connected; standing: what the hotel's system holds, past the wire.

    writes: whether a request may change that; keep, restore: what both hold now, and back to it.
    """

    house: Property
    rig: Rig
    engine: AsyncEngine
    adapter: Callable[[], Connector]
    standing: Callable[[], Awaitable[Any]]
    writes: Callable[[Seen], bool]
    keep: Callable[[], Awaitable[None]]
    restore: Callable[[], Awaitable[None]]


type OpenWorld = Callable[[Path, FrozenClock], contextlib.AbstractAsyncContextManager[World]]


def plain(value: Any) -> Any:
    """An answer as plain data, without the moments at which it was read or written."""
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if key not in _MOMENTS}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
