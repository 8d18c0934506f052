"""What guests do, with a fault at every request it takes: nothing lost, nothing doubled, every guest told the truth once.

The sequence of requests of an undisturbed write is recorded first; then each of them fails in each way, once or for good.
After the turn the hotel's system is well again and the outbox works on; what stopped for a person is replayed by one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from common.clock import FrozenClock
from common.money import Money
from common.properties import Properties
from common.secrets import Sealer
from pms.contract.layer import Layer
from pms.contract.models import Reservation, ReservationPatch
from pms.contract.protocol import Connector
from pms.factory import Connectors, with_layers
from pms.front_desk import Done, Errand, FrontDesk, Queued, Refused
from pms.outbox.by_hand import ByHand
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from pms.resilience.backing import Backing
from pms.simulators.faults import Fault, Kind
from pms.tables import intents, notices
from tests.pms.house import KEY, NOW, errand_of
from tests.pms.matrix.samples import GUEST, LATER, STAY, TWO
from tests.pms.matrix.warp import in_warp
from tests.pms.matrix.world import World
from tests.pms.matrix.worlds import WORLDS

CONVERSATION = "conversation-1"
type Outcome = Done[Reservation] | Queued | Refused


@dataclass
class Guest:
    """At the desk of a world. booked: a reservation of theirs that stands already."""

    world: World
    clock: FrozenClock
    adapter: Connector
    desk: FrontDesk = field(init=False)
    intents: Intents = field(init=False)
    booked: Reservation = field(init=False)
    room_type_id: str = ""

    def open_desk(self) -> None:
        """That of a fresh process: its layers remember nothing. The one before must have been closed."""
        world, clock, properties = self.world, self.clock, Properties((self.world.house,))
        connectors = Connectors(properties, engine=world.engine, clock=clock)
        connectors.put(
            with_layers(_KeptOpen(self.adapter).as_connector(), world.house, clock=clock, backing=Backing())
        )
        self.intents = Intents(world.engine, Sealer([KEY]), clock)
        quotes, proofs = Quotes(world.engine, clock), Proofs(world.engine, clock)
        self.desk = FrontDesk(properties, connectors, self.intents, quotes, proofs, clock)

    async def arrive(self) -> None:
        errand = self.errand("arriving")
        self.room_type_id = (await self.desk.search(errand, STAY, TWO)).offers[0].room_type.id
        quote = await self.desk.quote(errand, STAY, TWO, (self.room_type_id,))
        outcome = await self.desk.book(errand, quote.id, GUEST)
        assert isinstance(outcome, Done)
        self.booked = outcome.value

    async def states(self) -> dict[str, str]:
        """Of every write, by its id."""
        async with self.world.engine.connect() as connection:
            rows = await connection.execute(select(intents.c.id, intents.c.state))
            return {row.id: row.state for row in rows}

    def errand(self, turn: str) -> Errand:
        return errand_of(CONVERSATION, self.clock, turn=turn)

    async def wish(self, write: str) -> Callable[[], Awaitable[Outcome]]:
        """Everything up to the guest's yes; what is returned is the yes."""
        errand = self.errand(f"asking-{write}")
        match write:
            case "book":
                quote = await self.desk.quote(errand, STAY, TWO, (self.room_type_id,))
                return lambda: self.desk.book(self.errand("yes"), quote.id, GUEST, note="Arriving late")
            case "change":
                change = await self.desk.quote_change(
                    errand, self.booked.reference, ReservationPatch(stay=LATER)
                )
                return lambda: self.desk.change(self.errand("yes"), change.id)
            case "cancel":
                terms = await self.desk.cancel_terms(errand, self.booked.reference)
                return lambda: self.desk.cancel(
                    self.errand("yes"), self.booked.reference, reason="Ill", agreed_fee=terms.fee
                )
            case _:
                return lambda: self.desk.add_note(
                    self.errand("yes"), self.booked.reference, "A quiet room, please"
                )


class _KeptOpen(Layer):
    """An adapter that outlives the desks before it, so that it knows its house from the first request on."""

    async def disconnect(self) -> None:
        pass


@contextlib.asynccontextmanager
async def at_the_desk(vendor: str, folder: Path, clock: FrozenClock) -> AsyncIterator[Guest]:
    folder.mkdir()
    async with WORLDS[vendor](folder, clock) as world:
        adapter = world.adapter()
        await adapter.connect()
        guest = Guest(world, clock, adapter)
        guest.open_desk()
        try:
            await guest.arrive()
            await world.keep()
            yield guest
        finally:
            await guest.desk.close()
            await adapter.disconnect()


@dataclass(frozen=True)
class Undisturbed:
    standing: Any
    total: Money
    requests: int


async def undisturbed(guest: Guest, write: str) -> Undisturbed:
    agree = await guest.wish(write)
    guest.world.rig.faulty.log.clear()
    outcome = await agree()
    assert isinstance(outcome, Done)
    requests = len(guest.world.rig.faulty.log)
    return Undisturbed(await guest.world.standing(), outcome.value.total, requests)


def faults(requests: int) -> Iterator[Fault]:
    """At every request every kind, once or for good in turn; both with POSADA_FULL_MATRIX=1, which takes twice as long."""
    for skip in range(requests):
        for number, kind in enumerate(Kind):
            both: tuple[int | None, ...] = (1, None)
            if kind is Kind.REFUSED:
                # A door that is shut stays shut.
                both = (None,)
            elif not os.environ.get("POSADA_FULL_MATRIX"):
                both = (both[(skip + number) % 2],)
            for times in both:
                yield Fault(kind, skip=skip, times=times)


@pytest.mark.parametrize("write", ["book", "change", "cancel", "note"])
@pytest.mark.parametrize("vendor", WORLDS)
def test_guests_write(vendor: str, write: str, tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    wrong: list[str] = []

    async def run() -> int:
        async with at_the_desk(vendor, tmp_path / "house", clock) as guest:
            well = await undisturbed(guest, write)
            planned = list(faults(well.requests))
            for fault in planned:
                await guest.desk.close()
                await guest.world.restore()
                guest.open_desk()
                how_often = "once" if fault.times else "for good"
                place = f"{write}, {fault.kind.value} {how_often} from request {fault.skip + 1} of {well.requests}"
                wrong.extend(f"{place}: {one}" for one in await _cell(guest, write, fault, well))
            return len(planned)

    print(f"{in_warp(clock, run(), alarm_seconds=600)} cells")
    assert not wrong, "\n".join(wrong)


async def _cell(guest: Guest, write: str, fault: Fault, well: Undisturbed) -> list[str]:
    """What went wrong in this cell, in words."""
    faulty = guest.world.rig.faulty
    agree = await guest.wish(write)
    await faulty.plan(fault)
    outcome = await agree()
    await faulty.clear()
    wrong = []
    told = await _told(guest)
    match outcome:
        case Refused(reason):
            wrong.append(f"refused for no reason of the hotel's: {reason!r}")
        case Done(reservation):
            if await guest.world.standing() != well.standing:
                wrong.append(f"told done, but {await guest.world.standing()} stands")
            if reservation.total != well.total:
                wrong.append(f"told a total of {reservation.total}, agreed were {well.total}")
        case Queued(_, reason):
            # It may stand already, or not yet; the guest was promised neither.
            await _later(guest)
            if await guest.world.standing() != well.standing:
                wrong.append(f"in the end {await guest.world.standing()} stands; told queued for {reason!r}")
    expected = [] if isinstance(outcome, Done) else [f"notice.{write}_done"]
    told = await _told(guest)
    if told != expected:
        wrong.append(f"the guest is told {told}, not {expected}")
    return wrong


async def _later(guest: Guest) -> None:
    """The outbox's rounds over some hours, and a person who has whatever stopped for one tried again."""
    worker = guest.desk.outbox_worker()
    for minutes in (2, 5, 15, 60):
        states = await guest.states()
        if set(states.values()) == {"done"}:
            return
        for intent_id, state in states.items():
            if state == "dead":
                await ByHand(guest.intents).replay(intent_id, by="staff:1")
        guest.clock.advance(timedelta(minutes=minutes))
        await worker.run_once()


async def _told(guest: Guest) -> list[str]:
    async with guest.world.engine.connect() as connection:
        rows = await connection.execute(select(notices.c.reply).order_by(notices.c.created_at))
        return [reply for (reply,) in rows]
