"""A hotel system that fails on demand: before or after it acted, in every way the contract knows."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.properties import Properties
from common.secrets import Sealer
from pms.call_rows import CallRows
from pms.contract import errors
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Connector, Operation
from pms.factory import Connectors, get_connector, with_layers
from pms.front_desk import FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from pms.resilience.backing import Backing
from pms.resilience.timeout import Timeout
from tests.pms.house import KEY

When = Literal["before", "after"]


class Killed(BaseException):
    """The process dies here: nothing that catches ordinary errors sees it."""


type Fault = tuple[str, When, BaseException]


class NoRows(CallRows):
    """Desks that die in a test are never closed: nothing of theirs may still be writing when the database goes."""

    def add(self, row: dict[str, Any]) -> None:
        return


class Faulty(Layer):
    """Each fault happens once, in the order given for its operation; `calls` counts what reached the door."""

    def __init__(self, inner: Connector) -> None:
        super().__init__(inner)
        self.faults: list[Fault] = []
        self.calls: Counter[str] = Counter()
        self.is_down = False

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        self.calls[operation.name] += 1
        if self.is_down:
            raise errors.Unreachable(detail="down")
        fault = next((one for one in self.faults if one[0] == operation.name), None)
        if fault is None:
            return await send(deadline)
        self.faults.remove(fault)
        if fault[1] == "after":
            await send(deadline)
        raise fault[2]


async def faulty_desk(
    properties: Properties,
    engine: AsyncEngine,
    clock: Clock,
    *,
    intents: Intents | None = None,
    all_layers: bool = False,
    keeps_rows: bool = False,
) -> tuple[FrontDesk, Faulty]:
    """A front desk whose hotel can be told to fail.

    Without all_layers a fault is what an operation came to in the end: nothing but the timeout stands above it.
    With keeps_rows each call leaves its row, and whoever asks closes the desk.
    """
    house = properties.default
    faulty = Faulty(get_connector(house, engine=engine, clock=clock))
    connector = Timeout(faulty.as_connector(), most_seconds=house.pms.timeout_seconds).as_connector()
    if all_layers:
        connector = with_layers(faulty.as_connector(), house, clock=clock, backing=Backing())
    await connector.connect()
    rows = CallRows(engine) if keeps_rows else NoRows(engine)
    connectors = Connectors(properties, engine=engine, clock=clock, rows=rows)
    connectors.put(connector)
    kept = intents or Intents(engine, Sealer([KEY]), clock)
    desk = FrontDesk(properties, connectors, kept, Quotes(engine, clock), Proofs(engine, clock), clock)
    return desk, faulty
