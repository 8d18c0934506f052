"""`posada pms connection`, `check`, `setup` and `new-adapter`; mounted by `pms.cli`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.hotels import load_hotels
from common.properties import Properties, Property
from common.settings import Settings
from pms.contract import errors
from pms.onboarding.checkup import Checkup
from pms.onboarding.steps import Step
from pms.terminal import Json, print_out, with_database

_MARKS = {"ok": "✓", "failed": "✗", "skipped": "–"}

OneHotel = Annotated[str | None, typer.Option("--property", help="Only this hotel; without it, every hotel.")]


def mount(app: typer.Typer) -> None:
    app.command("connection", epilog="Example: posada pms connection --property mirador")(connection)
    app.command("check", epilog="Example: posada pms check --json")(check)


def connection(property_id: OneHotel = None, as_json: Json = False) -> None:
    """Tries the way to the hotel's system: address, key, who answers, what the key may read. Exit status 1 when a step fails."""
    _look_over(property_id, as_json, Checkup.connection)


def check(property_id: OneHotel = None, as_json: Json = False) -> None:
    """Tries all that a booking needs and shows the request it would send. Books nothing. Exit status 1 when a step fails."""
    _look_over(property_id, as_json, Checkup.check)


def _look_over(
    property_id: str | None, as_json: bool, part: Callable[[Checkup], AsyncIterator[Step]]
) -> None:
    async def run(engine: AsyncEngine, settings: Settings) -> list[dict[str, Any]]:
        return [
            await _one(hotel, engine, part, is_quiet=as_json)
            for hotel in _asked(load_hotels(settings), property_id)
        ]

    results = with_database(run)
    if as_json:
        print_out(results, True, "")
    if not all(one["ok"] for one in results):
        raise typer.Exit(1)


async def _one(
    hotel: Property, engine: AsyncEngine, part: Callable[[Checkup], AsyncIterator[Step]], *, is_quiet: bool
) -> dict[str, Any]:
    checkup = Checkup(hotel, engine=engine, clock=SystemClock())
    steps: list[Step] = []
    if not is_quiet:
        typer.echo(f"{hotel.name} ({hotel.id}), {hotel.pms.type}")
    try:
        async for step in part(checkup):
            steps.append(step)
            if not is_quiet:
                print_step(step)
    finally:
        await checkup.close()
    return {
        "property": hotel.id,
        "vendor": hotel.pms.type,
        "ok": all(step.state != "failed" for step in steps),
        "steps": [step.to_json() for step in steps],
    }


def print_step(step: Step) -> None:
    typer.echo(f"  {_MARKS[step.state]} {step.name:<26} {step.seconds:5.2f} s  {step.found}")
    if step.hint:
        typer.echo(f"{'':<38} → {step.hint}")
    if step.found.endswith(":") and step.data is not None:
        # A dry run's request: what a person wants to read whole.
        for line in json.dumps(step.data, ensure_ascii=False, indent=2).splitlines():
            typer.echo(f"{'':<6}{line}")


def _asked(hotels: Properties, property_id: str | None) -> list[Property]:
    if property_id is None:
        return list(hotels)
    hotel = hotels.get(property_id)
    if hotel is None:
        there = ", ".join(one.id for one in hotels)
        raise errors.UnknownProperty(property_id=property_id, detail=f"there is {there}")
    return [hotel]
