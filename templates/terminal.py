"""What the commands of this room share: the words to look at, from files or as they are published."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.settings import Settings
from common.terminal import fail, with_database
from templates.place import EVERYWHERE
from templates.snapshot import read_snapshot
from templates.store import BadCatalog, Catalog, read_catalog
from templates.version import VersionError
from templates.versions import Versions
from templates.watch import FILE
from templates.wording import BadWording

Folder = Annotated[
    Path | None,
    typer.Option(
        help="Look at files instead: <language>/<category>.yml below this folder.",
        show_default="as published",
    ),
]
Key = Annotated[str, typer.Argument(help='"<category>.<name>"')]
Language = Annotated[str, typer.Option(help="One of the desk's languages.")]
Hotel = Annotated[str, typer.Option("--property", help="One hotel's own words; without it, those of all.")]
Note = Annotated[str, typer.Option("--note", help="Why; kept in the history.")]


def catalog_to_look_at(folder: Path | None, property_id: str = EVERYWHERE) -> Catalog:
    """The files of a folder; without one, what is published, or the nearest there is, which is then said."""
    if folder is not None:
        try:
            return read_catalog(folder)
        except BadCatalog as error:
            fail("\n".join(error.faults))
    return with_database(_published).of_property(property_id)


def with_versions[Answer](work: Callable[[Versions], Awaitable[Answer]]) -> Answer:
    """Works on the installation's versions; what cannot be done is said, with each fault on a line, status 1."""

    async def run(engine: AsyncEngine, _settings: Settings) -> Answer:
        return await work(Versions(engine, SystemClock(), packaged=read_catalog()))

    return with_database(run, VersionError, BadWording)


async def _published(engine: AsyncEngine, settings: Settings) -> Catalog:
    packaged = read_catalog()
    if not _was_ever_started(settings):
        return packaged
    try:
        return await Versions(engine, SystemClock(), packaged=packaged).catalog()
    except (SQLAlchemyError, OSError):
        kept = read_snapshot(settings.data_dir / FILE, packaged)
        typer.echo(
            "the database is away: these are the " + ("last words it had" if kept else "packaged words"),
            err=True,
        )
        return kept or packaged


def _was_ever_started(settings: Settings) -> bool:
    """Before, nothing was changed, and looking is not to make a database."""
    url = make_url(settings.database)
    return url.get_backend_name() != "sqlite" or bool(url.database and Path(url.database).exists())
