"""What the actions work with, set once by the process: rasa-sdk makes action objects without arguments.

`install` is called by the process that serves actions; `desk` is read by every action call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from common.clock import Clock, SystemClock
from common.ids import new_id
from common.knowledge.known import Holder
from pms.front_desk import FrontDesk


class Handoffs(Protocol):
    async def record(
        self, *, conversation: str, turn: str, property_id: str, reason: str, at: datetime
    ) -> None:
        """Note that a guest needs a person; the same turn and reason twice is one note."""
        ...


class HandoffBook:
    """Handoffs in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(
        self, *, conversation: str, turn: str, property_id: str, reason: str, at: datetime
    ) -> None:
        row = {
            "id": new_id("hand"),
            "conversation": conversation,
            "turn": turn,
            "property_id": property_id,
            "reason": reason,
            "created_at": at,
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(handoffs).values(row))
        except IntegrityError:
            return


@dataclass(frozen=True)
class Desk:
    """patience_seconds: how long one action may take in all; what is left of it travels with each errand.

    knowledge: what staff wrote about the hotels, over what the hotels' file says.
    """

    front_desk: FrontDesk
    handoffs: Handoffs
    clock: Clock = field(default_factory=SystemClock)
    patience_seconds: float = 20.0
    knowledge: Holder = field(default_factory=Holder)


_installed: list[Desk] = []


def install(desk: Desk) -> None:
    """From now on every action uses this desk."""
    _installed[:] = [desk]


def desk() -> Desk:
    """Raises RuntimeError before `install`."""
    if not _installed:
        raise RuntimeError("no desk is installed; call actions.desk.install first")
    return _installed[0]
