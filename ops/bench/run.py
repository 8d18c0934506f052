"""The run: start a system, load it, read what it cost, stop it; ours first, then stock on the same machine."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from common.ids import new_id
from common.settings import ROOT
from ops.bench.hotel_layer import HotelLayer, measure
from ops.bench.load import Measured, by_length, closed, paced
from ops.bench.ours import running_ours
from ops.bench.report import Results, Window
from ops.bench.stock import running_stock
from ops.bench.systems import System

HOME = ROOT / ".bench" / "runs"

# Bookings a guest makes after the first take six turns, so these windows hold the same questions each.
WINDOWS: tuple[Window, ...] = ((1, 6), (27, 32), (99, 104))


@dataclass(frozen=True)
class Plan:
    """How much is asked. dialogues: by number of guests, how often each books. *_seconds bound each part."""

    dialogues: tuple[tuple[int, int], ...] = ((1, 6), (20, 3), (50, 2))
    level_seconds: float = 60.0
    length_guests: int = 6
    length_seconds: float = 150.0
    paced_guests: int = 50
    paced_every_seconds: float = 5.0
    paced_seconds: float = 45.0


SHORT = Plan(
    dialogues=((1, 2), (20, 1)), level_seconds=30, length_guests=2, length_seconds=60, paced_seconds=15
)


async def bench(plan: Plan, *, stock_model: Path | None, say: Callable[[str], None]) -> dict[str, Results]:
    """Figures of "ours" and, with a model, of "stock". Raises DidNotStart."""
    folder = HOME / new_id("run")
    results: dict[str, Results] = {}
    with contextlib.ExitStack() as tidy:
        folder.mkdir(parents=True)
        tidy.callback(_keep_the_last, HOME)
        say("ours: starting")
        async with running_ours(folder / "ours") as system:
            results["ours"] = await _load(system, plan, say, has_paced=True)
        if stock_model is not None:
            say("stock: starting")
            async with running_stock(folder / "stock", stock_model) as system:
                results["stock"] = await _load(system, plan, say, has_paced=False)
    return results


async def bench_hotel_layer(*, is_short: bool, say: Callable[[str], None]) -> HotelLayer:
    """Raises DidNotStart."""
    folder = HOME / new_id("run")
    folder.mkdir(parents=True)
    try:
        return await measure(folder, say, is_short=is_short)
    finally:
        _keep_the_last(HOME)


async def _load(system: System, plan: Plan, say: Callable[[str], None], *, has_paced: bool) -> Results:
    # At the hotel it may already be tomorrow; stays lie weeks ahead, so it makes no difference.
    today = date.today()  # noqa: DTZ011
    results = Results(system.rasa_startup_seconds)
    # The first turns build caches, connections and statements.
    await closed(system, today, guests=2, dialogues=1, within_seconds=plan.level_seconds)
    for guests, dialogues in plan.dialogues:
        say(f"{system.name}: {guests} guests, {dialogues} bookings each")
        results.by_guests[guests] = await closed(
            system, today, guests=guests, dialogues=dialogues, within_seconds=plan.level_seconds
        )
    if has_paced:
        say(f"{system.name}: {plan.paced_guests} guests, each writing every {plan.paced_every_seconds:g} s")
        results.paced = await paced(
            system,
            today,
            guests=plan.paced_guests,
            every_seconds=plan.paced_every_seconds,
            seconds=plan.paced_seconds,
        )
    say(f"{system.name}: {plan.length_guests} guests in sessions of {WINDOWS[-1][1]} turns")
    lengths: dict[Window, Measured] = await by_length(
        system, today, guests=plan.length_guests, windows=WINDOWS, within_seconds=plan.length_seconds
    )
    results.by_length = lengths
    results.memory = system.memory()
    return results


def _keep_the_last(home: Path, number: int = 3) -> None:
    """Logs and databases of the latest runs stay for whoever wonders; older ones go."""
    for old in sorted(home.iterdir())[:-number]:
        shutil.rmtree(old, ignore_errors=True)
