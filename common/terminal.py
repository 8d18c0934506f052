"""What every room's commands share: a run with the installation's database, one line for what fails, JSON or text."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_engine
from common.log import warnings_only
from common.settings import BadSettings, Settings, load_settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str | None, typer.Option("--by", help="Who does it; without it, the user of this machine.")]


def with_database[Answer](
    run: Callable[[AsyncEngine, Settings], Awaitable[Answer]], *faults: type[Exception]
) -> Answer:
    """Runs with the installation's database. One of `faults` is one line on stderr and exit status 1."""

    async def inside() -> Answer:
        settings = load_settings()
        engine = create_engine(settings.database)
        try:
            return await run(engine, settings)
        finally:
            await engine.dispose()

    try:
        with warnings_only():
            return asyncio.run(inside())
    except (OperationalError, ProgrammingError):
        fail("the database cannot be used; has `posada db upgrade` been run?")
    except Exception as error:
        if isinstance(error, (BadSettings, *faults)):
            fail(str(error))
        raise


def fail(fault: str) -> NoReturn:
    typer.echo(fault, err=True)
    raise typer.Exit(1)


def print_out(data: Any, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else text)


def who(by: str | None) -> str:
    return by or getpass.getuser()
