"""What the commands of this room share: a run with the installation's database, one line for what fails, JSON or text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_engine
from common.log import warnings_only
from common.properties import BadProperties
from common.settings import BadSettings, Settings, load_settings
from pms.contract import errors

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def with_database[Answer](run: Callable[[AsyncEngine, Settings], Awaitable[Answer]]) -> Answer:
    """Runs with the installation's database; what cannot be done is one line on stderr and exit status 1."""

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
    except (errors.PmsError, BadSettings, BadProperties) as error:
        fail(str(error))
    except (OperationalError, ProgrammingError):
        fail("the database cannot be used; has `posada db upgrade` been run?")


def fail(fault: str) -> NoReturn:
    typer.echo(fault, err=True)
    raise typer.Exit(1)


def print_out(data: Any, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else text)
