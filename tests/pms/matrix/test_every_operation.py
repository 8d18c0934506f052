"""Every operation under every fault, through all layers over a real socket.

No answer that the hotel did not give, no write called undone that was done, none called done that was not, the right group of
error, and all of it within the caller's deadline. A cell is one operation under one fault at one of its requests, once or
for good; a test is an operation, and names every cell that went wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.models import Health
from pms.contract.protocol import OPERATIONS, Connector, Operation
from pms.factory import with_layers
from pms.resilience.backing import Backing
from pms.simulators.faults import Fault, Kind
from tests.pms.house import NOW
from tests.pms.matrix.expectations import NO_HARM, READ, write
from tests.pms.matrix.samples import SAMPLES, Given, prepare
from tests.pms.matrix.warp import in_warp
from tests.pms.matrix.world import World, plain
from tests.pms.matrix.worlds import WORLDS, manifest_of_world

PATIENCE_SECONDS = 10.0
# A silent or dripping server moves the clock on by such steps, so a deadline is noticed at the end of one.
SLACK_SECONDS = 1.1


def offered(vendor: str) -> list[str]:
    """The operations that the vendor declares."""
    manifest = manifest_of_world(vendor)
    names = [name for name, one in OPERATIONS.items() if one.needs is None or manifest.can(one.needs)]
    # What a vendor does with keys makes no difference to a read.
    return [name for name in names if vendor != "forgetful" or OPERATIONS[name].writes]


OFFERED = [(vendor, name) for vendor in WORLDS for name in offered(vendor)]


@dataclass(frozen=True)
class Undisturbed:
    """How an operation goes when nothing goes wrong. requests: for each that it takes, whether it writes."""

    answer: Any
    before: Any
    after: Any
    requests: tuple[bool, ...]


@dataclass(frozen=True)
class Prepared:
    world: World
    clock: FrozenClock
    given: Given

    adapter: Connector

    async def call(self, name: str) -> Any:
        """In fresh layers, which remember nothing of another cell."""
        layered = with_layers(self.adapter, self.world.house, clock=self.clock, backing=Backing())
        return await SAMPLES[name](layered, self.given, Deadline.after(PATIENCE_SECONDS, self.clock))

    async def undisturbed(self, name: str) -> Undisturbed:
        log = self.world.rig.faulty.log
        log.clear()
        before = await self.world.standing()
        answer = plain(await self.call(name))
        return Undisturbed(answer, before, await self.world.standing(), tuple(map(self.world.writes, log)))


@contextlib.asynccontextmanager
async def prepared(vendor: str, folder: Path, clock: FrozenClock) -> AsyncIterator[Prepared]:
    folder.mkdir()
    async with WORLDS[vendor](folder, clock) as world:
        adapter = world.adapter()
        await adapter.connect()
        try:
            given = await prepare(adapter, Deadline.after(60, clock))
            await world.keep()
            yield Prepared(world, clock, given, adapter)
        finally:
            await adapter.disconnect()


def cells(well: Undisturbed) -> Iterator[Fault]:
    """At each request of a read. Of a write: at the first, at each that writes, and at the look after it."""
    asked = range(len(well.requests))
    if any(well.requests):
        asked = sorted({0, *(n + after for n in asked if well.requests[n] for after in (0, 1))} & {*asked})
    for kind in Kind:
        for skip in asked:
            # A door that is shut stays shut.
            for times in (None,) if kind is Kind.REFUSED else (1, None):
                yield Fault(kind, skip=skip, times=times)


@pytest.mark.parametrize(("vendor", "name"), OFFERED)
def test_operation(vendor: str, name: str, tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    operation = OPERATIONS[name]
    wrong: list[str] = []

    async def run() -> int:
        async with prepared(vendor, tmp_path / "house", clock) as house:
            well = await house.undisturbed(name)
            faults = list(cells(well))
            for fault in faults:
                if operation.writes:
                    await house.world.restore()
                wrong.extend(await _cell(house, operation, fault, well))
            return len(faults)

    print(f"{in_warp(clock, run())} cells")
    assert not wrong, "\n".join(wrong)


async def _cell(house: Prepared, operation: Operation, fault: Fault, well: Undisturbed) -> list[str]:
    """What went wrong in this cell, in words."""
    answer: Any = None
    error: errors.PmsError | None = None
    await house.world.rig.faulty.plan(fault)
    started = house.clock.monotonic()
    try:
        answer = await house.call(operation.name)
    except errors.PmsError as caught:
        error = caught
    took = house.clock.monotonic() - started
    await house.world.rig.faulty.clear()
    standing = await house.world.standing()
    wrong = list(_judged(operation, fault, well, answer, error, standing))
    if took > PATIENCE_SECONDS + SLACK_SECONDS:
        wrong.append(f"took {took:.1f} s")
    how_often = "once" if fault.times else "for good"
    place = f"{operation.name}, {fault.kind.value} {how_often} from request {fault.skip + 1} of {len(well.requests)}"
    return [f"{place}: {one}" for one in wrong]


def _judged(
    operation: Operation,
    fault: Fault,
    well: Undisturbed,
    answer: Any,
    error: errors.PmsError | None,
    standing: Any,
) -> Iterator[str]:
    is_unknown = isinstance(error, errors.OutcomeUnknown)
    if standing not in (well.before, well.after) and not is_unknown:
        yield "half of it was done, and that is not said"
    if operation.name == "health_check":
        if not isinstance(answer, Health):
            yield f"a health check never raises: {error!r}"
        elif fault.times is None and fault.kind not in NO_HARM and answer.is_reachable:
            yield "well in spite of it"
        return
    if error is None:
        if plain(answer) != well.answer:
            yield f"an invented value: {plain(answer)}"
        if standing != well.after:
            yield "another effect than was answered"
        if fault.times is None and fault.kind not in NO_HARM and not operation.writes:
            yield "answered from nowhere"
        return
    was_sent = any(well.requests[: fault.skip])
    allowed = write(fault.kind, was_sent=was_sent) if operation.writes else (READ[fault.kind],)
    if not isinstance(error, allowed):
        yield f"the wrong error: {error!r}"
    if not is_unknown and standing != well.before:
        yield f"{error.kind}, though something was written"
