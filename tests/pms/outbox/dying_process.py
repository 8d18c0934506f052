"""A process that books and is killed on the way: `python -m tests.pms.outbox.dying_process URL KEY STEP WHEN`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from common.clock import Deadline, SystemClock
from common.database import create_engine
from common.log import configure
from common.properties import Properties
from common.secrets import Sealer
from pms.contract.layer import Layer, Send
from pms.contract.protocol import Operation
from pms.factory import Connectors, get_connector
from pms.front_desk import Errand, FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from tests.pms.house import GUEST, TWO, hotel, next_month


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly(Layer):
    """The hotel's system, with death waiting before or after the booking."""

    when = ""

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if operation.name == "create_reservation" and self.when == "before":
            die()
        answer = await send(deadline)
        if operation.name == "create_reservation" and self.when == "after":
            die()
        return answer


class DeadlyIntents(Intents):
    step, when = "", ""

    async def claim(self, *arguments: Any, **named: Any) -> Any:
        if (self.step, self.when) == ("claim", "before"):
            die()
        return await super().claim(*arguments, **named)

    async def settle(self, *arguments: Any, **named: Any) -> Any:
        settled = await super().settle(*arguments, **named)
        if (self.step, self.when) == ("settle", "after"):
            die()
        return settled


async def main(url: str, key: str, step: str, when: str) -> None:
    engine, clock, properties = create_engine(url), SystemClock(), Properties((hotel(),))
    deadly = Deadly(get_connector(hotel(), engine=engine, clock=clock))
    await deadly.connect()
    connectors = Connectors(properties, engine=engine, clock=clock)
    connectors.put(deadly.as_connector())
    intents = DeadlyIntents(engine, Sealer([key]), clock)
    quotes = Quotes(engine, clock)
    desk = FrontDesk(properties, connectors, intents, quotes, Proofs(engine, clock), clock)
    errand = Errand("mirador", "conversation-1", "turn-1", Deadline.after(5, clock))
    configure()  # To stderr: stdout is for the quote.
    quote = await desk.quote(errand, next_month(), TWO, ("doble",))
    sys.stdout.write(f"{quote.id}\n")
    sys.stdout.flush()
    if step == "vendor":
        deadly.when = when
    else:
        intents.step, intents.when = step, when
    await desk.book(errand, quote.id, GUEST)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
