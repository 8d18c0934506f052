"""`posada templates …`, the part that links replies to the templates WhatsApp has approved."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.settings import Settings
from common.terminal import By, Json, fail, print_out, who, with_database
from templates.place import Place
from templates.store import read_catalog
from templates.terminal import Hotel, Key, Language
from templates.twins import STATES, Twin, Twins
from templates.version import VersionError
from templates.wording import LAST_LANGUAGE

app = typer.Typer()


@app.command("twins", epilog="Example: posada templates twins --json")
def list_twins(as_json: Json = False) -> None:
    """Lists the replies that have a template approved by WhatsApp, or on its way there."""

    async def run(engine: AsyncEngine, _settings: Settings) -> list[Twin]:
        return await Twins(engine, SystemClock()).all()

    found = with_database(run)
    rows = [
        {**vars(one.place), **{name: value for name, value in vars(one).items() if name != "place"}}
        for one in found
    ]
    lines = [
        f"{one.place.language}  {one.place.key:<24} {one.state:<9} {one.name} ({one.language_code})"
        for one in found
    ]
    print_out(rows, as_json, "\n".join(lines) or "No reply has one.")


@app.command(
    "link-twin",
    epilog="Example: posada templates link-twin notice.book_done booking_confirmed es "
    "--language es --parameter '{{ reference }}'",
)
def link(
    key: Key,
    name: Annotated[str, typer.Argument(help="The template's name at WhatsApp.")],
    language_code: Annotated[str, typer.Argument(help="Its language there: es, pt_PT.")],
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    state: Annotated[str, typer.Option(help=f"One of {', '.join(STATES)}.")] = "approved",
    parameters: Annotated[
        list[str] | None, typer.Option("--parameter", help="What stands for {{1}}, {{2}}, …; in their order.")
    ] = None,
    by: By = None,
) -> None:
    """Says which approved template says the same as a reply; it takes the place of one that was linked before."""
    if state not in STATES:
        raise typer.BadParameter(f"a state is one of {', '.join(STATES)}", param_hint="--state")
    twin = Twin(Place(key, language, property_id), name, language_code, state, tuple(parameters or ()))

    async def run(engine: AsyncEngine, _settings: Settings) -> None:
        await Twins(engine, SystemClock()).link(twin, by=who(by), packaged=read_catalog())

    with_database(run, VersionError)
    typer.echo(f"{twin.place}: {name} ({language_code}), {state}")


@app.command("unlink-twin", epilog="Example: posada templates unlink-twin notice.book_done --language es")
def unlink(key: Key, language: Language = LAST_LANGUAGE, property_id: Hotel = "", by: By = None) -> None:
    """Takes the link to an approved template away."""
    place = Place(key, language, property_id)

    async def run(engine: AsyncEngine, _settings: Settings) -> bool:
        return await Twins(engine, SystemClock()).unlink(place, by=who(by))

    if not with_database(run):
        fail(f"{place} has no approved template")
    typer.echo(f"{place}: no longer linked")
