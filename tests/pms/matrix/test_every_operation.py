"""Every operation under every fault, through all layers over a real socket.

No answer that the hotel did not give, no write called undone that was done, none called done that was not, the right group of
error, and all of it within the caller's deadline. A cell is one operation under one fault at one of its requests, once or
for good; a test is an operation, and names every cell that went wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
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
from tests.pms.matrix.expectations import DOUBTFUL, NO_HARM, READ, write
from tests.pms.matrix.samples import SAMPLES, Given, prepare
from tests.pms.matrix.warp import in_warp
from tests.pms.matrix.world import World, plain
from tests.pms.matrix.worlds import WORLDS, manifest_of_world

PATIENCE_SECONDS = 10.0
# A silent or dripping server moves the clock on by such steps, so a deadline is noticed at the end of one.
SLACK_SECONDS = 1.1


def offered(vendor: str, *, writes: bool) -> list[str]:
    """The operations that the vendor declares."""
    manifest = manifest_of_world(vendor)
    return [
        name
        for name, one in OPERATIONS.items()
        if one.writes is writes and (one.needs is None or manifest.can(one.needs))
    ]


# What a vendor does with keys makes no difference to a read.
READS = [(vendor, name) for vendor in WORLDS if vendor != "forgetful" for name in offered(vendor, writes=False)]
WRITES = [(vendor, name) for vendor in WORLDS for name in offered(vendor, writes=True)]


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
            yield Prepared(world, clock, await prepare(adapter, Deadline.after(60, clock)), adapter)
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


@pytest.mark.parametrize(("vendor", "name"), READS)
def test_read(vendor: str, name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    clock = FrozenClock(NOW)
    wrong: list[str] = []
    count = 0

    async def run() -> None:
        nonlocal count
        # Nothing is written, so one house serves all cells.
        async with prepared(vendor, tmp_path / "house", clock) as house:
            well = await house.undisturbed(name)
            for fault in cells(well):
                count += 1
                wrong.extend(await _cell(house, OPERATIONS[name], fault, well))

    in_warp(clock, run())
    record_property("cells", count)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("vendor", "name"), WRITES)
def test_write(vendor: str, name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    wrong: list[str] = []

    async def undisturbed() -> Undisturbed:
        async with prepared(vendor, tmp_path / "well", clock) as house:
            return await house.undisturbed(name)

    async def run(fault: Fault, folder: Path) -> None:
        async with prepared(vendor, folder, clock) as house:
            wrong.extend(await _cell(house, OPERATIONS[name], fault, well))

    clock = FrozenClock(NOW)
    well = in_warp(clock, undisturbed())
    faults = list(cells(well))
    for number, fault in enumerate(faults):
        clock = FrozenClock(NOW)
        in_warp(clock, run(fault, tmp_path / str(number)))
    record_property("cells", len(faults))
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
    allowed = write(fault.kind) if operation.writes else (READ[fault.kind],)
    if not isinstance(error, allowed):
        yield f"the wrong error: {error!r}"
    if not is_unknown and standing != well.before:
        yield f"{error.kind}, though something was written"
    if is_unknown and fault.kind not in DOUBTFUL and fault.skip == 0:
        yield "called unknown, though nothing can have been done"
