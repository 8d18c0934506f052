"""Processes that write and are killed on the way, one at each step there is: `python -m tests.pms.outbox.dying_process URL KEY DEED [QLOAPPS]`.

A step is a transaction that is about to be committed, or a call to the hotel's system that is about to go out or has just come back.
They are counted and not named, so that a step that somebody adds is a step at which a process dies. Between two of them nothing
changes that another process could see. QLOAPPS: the address of a QloApps that stands in the demo hotel's place; each of its HTTP
requests is a call.

The program imports everything once, then forks a child for each step: the first dies at step 1 of its deed, the next at step 2, until one
comes to its end. Each child has a hotel of its own, `house-<step>`. A line of JSON tells how each ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline, SystemClock
from common.database import create_engine
from common.log import configure
from common.money import Money
from common.properties import Properties, Property
from common.secrets import Sealer
from pms.adapters.qloapps.adapter import QloApps
from pms.contract import errors
from pms.contract.layer import Layer, Send
from pms.contract.models import Charge, ReservationPatch, Stay
from pms.contract.protocol import Connector, Operation
from pms.factory import Connectors, get_connector
from pms.front_desk import Done, Errand, FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from tests.death import DeadlyWire, Death
from tests.pms.adapters.qloapps import property as shop
from tests.pms.house import GUEST, TWO, hotel, next_month

MOST_STEPS = 80
CHANGE_DAYS = 2 * MOST_STEPS + 7


class Deadly(Layer):
    """The hotel's system, which may also be down for the guest while the worker is what dies."""

    death: Death
    is_down = False

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if self.is_down and operation.writes:
            raise errors.Unreachable(detail="down")
        self.death.step()
        answer = await send(deadline)
        self.death.step()
        return answer


class Scene:
    """address: a QloApps; without one it plays in the demo hotel."""

    def __init__(self, url: str, key: str, step: int, address: str = "") -> None:
        self.engine: AsyncEngine = create_engine(url)
        self.death = Death(step)
        event.listen(self.engine.sync_engine, "commit", lambda _connection: self.death.step())
        self.house = house_of(step, address)
        self.stay, self.room_type = stay_of(step, address), "1" if address else "doble"
        self._key = key
        self.deadly = Deadly(self._connector(address))
        self.deadly.death = self.death
        self.desk = self.open_desk(SystemClock())

    def _connector(self, address: str) -> Connector:
        if not address:
            return get_connector(self.house, engine=self.engine, clock=SystemClock())
        wire = DeadlyWire()
        wire.death = self.death
        return QloApps(self.house, engine=self.engine, clock=SystemClock(), transport=wire)

    def open_desk(self, clock: Clock) -> FrontDesk:
        properties = Properties((self.house,))
        connectors = Connectors(properties, engine=self.engine, clock=clock)
        connectors.put(self.deadly.as_connector())
        intents = Intents(self.engine, Sealer([self._key]), clock)
        quotes, proofs = Quotes(self.engine, clock), Proofs(self.engine, clock)
        return FrontDesk(properties, connectors, intents, quotes, proofs, clock)

    def errand(self, *, actor: str = "guest") -> Errand:
        conversation = f"conversation-{self.house.id}"
        return Errand(self.house.id, conversation, "turn-1", Deadline.after(60), actor=actor)

    async def quote(self) -> str:
        return (await self.desk.quote(self.errand(), self.stay, TWO, (self.room_type,))).id

    async def booked(self) -> str:
        outcome = await self.desk.book(self.errand(), await self.quote(), GUEST)
        assert isinstance(outcome, Done)
        return outcome.value.reference


def house_of(step: int, address: str = "") -> Property:
    """Each death has a property of its own; before a QloApps they are all the same hotel of its."""
    name = f"house-{step}"
    return replace(shop.hotel(base_url=address), id=name) if address else hotel(name)


def stay_of(step: int, address: str = "") -> Stay:
    """In a hotel that all deaths share, each has nights of its own."""
    return next_month().shifted(2 * step if address else 0)


async def book(scene: Scene) -> None:
    quote = await scene.quote()
    scene.death.is_armed = True
    await scene.desk.book(scene.errand(), quote, GUEST)


async def change(scene: Scene) -> None:
    patch = ReservationPatch(stay=scene.stay.shifted(CHANGE_DAYS))
    quote = await scene.desk.quote_change(scene.errand(), await scene.booked(), patch)
    scene.death.is_armed = True
    await scene.desk.change(scene.errand(), quote.id)


async def cancel(scene: Scene) -> None:
    reference = await scene.booked()
    scene.death.is_armed = True
    await scene.desk.cancel(scene.errand(), reference, agreed_fee=Money.zero("EUR"))


async def charge(scene: Scene) -> None:
    reference = await scene.booked()
    minibar = Charge(key="form-1", description="minibar", amount=Money(1250, "EUR"))
    scene.death.is_armed = True
    await scene.desk.staff_desk().post_charge(scene.errand(actor="staff:ana"), reference, minibar)


async def worker(scene: Scene) -> None:
    """The guest's booking was queued; the worker dies over it."""
    quote = await scene.quote()
    scene.deadly.is_down = True
    await scene.desk.book(scene.errand(), quote, GUEST)
    scene.deadly.is_down = False
    later = scene.open_desk(_Later())
    scene.death.is_armed = True
    await later.outbox_worker().run_once()


class _Later(SystemClock):
    """Past every back-off, within the lease of nobody."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=2)


DEEDS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "book": book,
    "change": change,
    "cancel": cancel,
    "charge": charge,
    "worker": worker,
}


async def live(url: str, key: str, deed: str, step: int, address: str) -> None:
    scene = Scene(url, key, step, address)
    await scene.deadly.connect()
    await DEEDS[deed](scene)
    await scene.engine.dispose()


def main(url: str, key: str, deed: str, address: str = "") -> None:
    configure()  # To stderr: stdout is for the answers.
    for step in range(1, MOST_STEPS):
        child = os.fork()
        if child == 0:
            asyncio.run(live(url, key, deed, step, address))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        code = None if was_killed else os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps({"house": f"house-{step}", "killed": was_killed, "exit": code}) + "\n")
        sys.stdout.flush()
        if not was_killed:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
