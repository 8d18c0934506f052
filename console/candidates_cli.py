"""`posada candidates`: messages that staff called a different wish, as training data."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from common.clock import SystemClock
from common.database import create_engine
from common.secrets import Sealer
from common.settings import load_settings
from console.candidates import Candidate, Candidates, to_nlu

app = typer.Typer(
    help="Messages that staff called a different wish.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _group() -> None:
    """A group, though it has one command."""


@app.command("export", epilog="Example: posada candidates export --language es --out es.yml")
def export(
    language: Annotated[str | None, typer.Option(help="Only this one, such as es.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write it here instead of printing it.")] = None,
) -> None:
    """Prints them as Rasa's training data in YAML, for a person to read through and add to `data/nlu`."""
    settings = load_settings()

    async def run() -> list[Candidate]:
        engine = create_engine(settings.database)
        sealer = Sealer.from_setting(settings.secret_keys.get_secret_value())
        try:
            return await Candidates(engine, sealer, SystemClock()).all(language)
        finally:
            await engine.dispose()

    found = asyncio.run(run())
    if out is None:
        typer.echo(to_nlu(found), nl=False)
        return
    out.write_text(to_nlu(found), encoding="utf-8")
    typer.echo(f"{len(found)} messages written to {out}")
