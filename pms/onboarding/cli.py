"""`posada pms connection`, `check`, `setup` and `new-adapter`; mounted by `pms.cli`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.hotels import load_hotels
from common.properties import Properties, Property
from common.settings import ENV_FILE, ROOT, Settings
from pms.blank_adapter.writing import CannotWrite, write_adapter
from pms.contract import errors
from pms.onboarding.checkup import Checkup
from pms.onboarding.printing import print_step
from pms.onboarding.setup import Given, Setup
from pms.onboarding.steps import Step
from pms.terminal import Json, fail, print_out, with_database

OneHotel = Annotated[str | None, typer.Option("--property", help="Only this hotel; without it, every hotel.")]


def mount(app: typer.Typer) -> None:
    app.command("connection", epilog="Example: posada pms connection --property mirador")(connection)
    app.command("check", epilog="Example: posada pms check --json")(check)
    app.command(
        "setup",
        epilog="Example: posada pms setup --non-interactive --type qloapps --base-url https://shop.example/api"
        " --api-key-file key.txt",
    )(setup)
    app.command("new-adapter", epilog='Example: posada pms new-adapter fidelio --title "Fidelio Suite"')(
        new_adapter
    )


def connection(property_id: OneHotel = None, as_json: Json = False) -> None:
    """Tries the way to the hotel's system: address, key, who answers, what the key may read. Exit status 1 when a step fails."""
    _look_over(property_id, as_json, Checkup.connection)


def check(property_id: OneHotel = None, as_json: Json = False) -> None:
    """Tries all that a booking needs and shows the request it would send. Books nothing. Exit status 1 when a step fails."""
    _look_over(property_id, as_json, Checkup.check)


def setup(
    kind: Annotated[str | None, typer.Option("--type", help="Which system, as PMS_TYPE takes it.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="Its address.")] = None,
    hotel_id: Annotated[str | None, typer.Option("--hotel-id", help="The hotel's id there.")] = None,
    key_file: Annotated[
        Path | None, typer.Option("--api-key-file", help="A file that holds the key; its path is written.")
    ] = None,
    key_from_stdin: Annotated[
        bool, typer.Option("--api-key-stdin", help="Read the key from standard input.")
    ] = False,
    options: Annotated[str | None, typer.Option("--options", help="PMS_OPTIONS, as JSON.")] = None,
    env_file: Annotated[Path, typer.Option("--env-file", help="The file to write.")] = ENV_FILE,
    non_interactive: Annotated[
        bool, typer.Option("--non-interactive", help="Ask nothing; the key may also come in PMS_API_KEY.")
    ] = False,
    untried: Annotated[
        bool, typer.Option("--even-if-it-fails", help="Write although the system does not answer yet.")
    ] = False,
) -> None:
    """Asks for the hotel's system, tries it, and writes .env: nothing else in it changes, and the key is never shown."""
    given = Given(kind, base_url, hotel_id, key_file, key_from_stdin, options)
    Setup(env_file, asks=not non_interactive, must_work=not untried).run(given)


def new_adapter(
    name: Annotated[
        str, typer.Argument(help="As PMS_TYPE will take it: small letters, digits, underscores.")
    ],
    title: Annotated[str, typer.Option("--title", help="The vendor's name as people write it.")] = "",
    root: Annotated[Path, typer.Option("--root", hidden=True)] = ROOT,
) -> None:
    """Writes the files of a new vendor, for developers: they pass the contract suite or skip it honestly."""
    try:
        written = write_adapter(root, name, title)
    except CannotWrite as error:
        fail(str(error))
    for path in written:
        typer.echo(f"wrote {path.relative_to(root)}")
    typer.echo("next: docs/how-to/add-a-vendor.md")


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


def _asked(hotels: Properties, property_id: str | None) -> list[Property]:
    if property_id is None:
        return list(hotels)
    hotel = hotels.get(property_id)
    if hotel is None:
        there = ", ".join(one.id for one in hotels)
        raise errors.UnknownProperty(property_id=property_id, detail=f"there is {there}")
    return [hotel]
