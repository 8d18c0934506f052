"""The `posada` command. Each errand's own commands live in its room; this file joins them.

Exit status: 0 done, 1 what was asked failed, 2 used wrongly.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="A hotel's front desk in a chat.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    # Typer's own tracebacks show lines of code around each step; Python's are enough, and shorter in a log.
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def run() -> None:
    """Start everything on this machine: Rasa, the service, the demo hotel.

    Example: `posada run`
    """
    from posada.starter import run as start

    raise typer.Exit(start())


@app.command()
def serve(
    role: Annotated[str, typer.Argument(help="all, gateway, actions, replies, console or sync")] = "all",
) -> None:
    """Run one role of the service (or all of them in one process).

    Example: `posada serve gateway`
    """
    from posada.installation import installed_settings
    from posada.parts import ROLES
    from posada.service import serve as run_service

    if role != "all" and role not in ROLES:
        raise typer.BadParameter(f"'{role}' is not one of all, {', '.join(ROLES)}")
    raise typer.Exit(asyncio.run(run_service(installed_settings(), ROLES if role == "all" else (role,))))


@app.command()
def chat(
    conversation: Annotated[str | None, typer.Option(help="go on with an earlier conversation")] = None,
    language: Annotated[
        str | None, typer.Option(help="the guest's language, as a channel would say it: es")
    ] = None,
) -> None:
    """Talk to the bot in the terminal, as a guest would.

    Example: `posada chat --language es`
    """
    from posada.chat import chat as talk

    raise typer.Exit(talk(conversation, language))


@app.command()
def shell() -> None:
    """Rasa's own shell against the same actions and replies (for developers: "/" is an order here).

    Example: `posada shell`
    """
    from posada.shell import shell as open_shell

    raise typer.Exit(open_shell())


@app.command()
def train() -> None:
    """Train Rasa if anything it learns from has changed.

    Example: `posada train`
    """
    from posada.rasa_process import train_if_needed

    raise typer.Exit(train_if_needed())


@app.command()
def understand(
    text: Annotated[str, typer.Argument(help="what the guest writes")],
    today: Annotated[str | None, typer.Option(help="the day it is at the hotel, 2026-11-21")] = None,
    timezone: Annotated[str, typer.Option(help="the hotel's time zone")] = "Europe/Madrid",
    conversation: Annotated[
        str | None, typer.Option(help="keep the language from one call to the next")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """What Posada understands of one message.

    Example: `posada understand "dos noches desde el viernes" --today 2026-11-21 --json`
    """
    from posada.understand import understand as explain

    raise typer.Exit(explain(text, today, timezone, conversation, as_json))


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines: intents, languages or stays")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON, a line a file")] = False,
    errors: Annotated[Path | None, typer.Option(help="write what was not right here")] = None,
) -> None:
    """How well messages are understood, measured on files.

    Example: `posada evaluate tests/understanding/intents.es.jsonl --errors misses.jsonl`
    """
    from posada.evaluate import evaluate as measure

    raise typer.Exit(measure(files, as_json, errors))


@app.command()
def bench(
    short: Annotated[bool, typer.Option(help="a quick look: fewer guests, fewer turns")] = False,
    only_ours: Annotated[bool, typer.Option(help="leave stock Rasa out")] = False,
    only_pms: Annotated[bool, typer.Option(help="the layers around the hotel system alone")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Compare ours with stock Rasa on the same scripted booking (`make bench` makes stock's environment first).

    Example: `posada bench --short --only-ours`
    """
    from posada.bench import run_bench

    raise typer.Exit(run_bench(as_json=as_json, is_short=short, only_ours=only_ours, only_pms=only_pms))


@database.command("upgrade")
def upgrade() -> None:
    """Bring the tables to the shape this version needs.

    Example: `posada db upgrade`
    """
    from common.database import create_engine
    from posada.installation import installed_settings
    from posada.migrate import upgrade as bring_up_to_date

    async def work() -> None:
        engine = create_engine(installed_settings().database)
        try:
            await bring_up_to_date(engine)
        finally:
            await engine.dispose()

    asyncio.run(work())
    typer.echo("the database is up to date")


# name → where its commands are, and its line in the help.
ROOMS = {
    "templates": (
        "templates.cli:app",
        "What the hotel says: look at it, check it, publish, roll back, files in and out.",
    ),
    "experiments": (
        "templates.experiments_cli:app",
        "Experiments on what the hotel says: start, stop, report.",
    ),
    "pms": ("pms.cli:app", "The hotel's own system."),
    "outbox": ("pms.outbox_cli:app", "Writes to the hotel system: what waits, what failed."),
    "candidates": ("console.candidates_cli:app", "Messages to train the bot with, as staff named them."),
    "guest": ("posada.guest_cli:app", "One guest: what we hold of them, given out or erased."),
    "staff": ("console.cli:app", "People who may open the console, and tokens for programs."),
}


def _join_rooms(asked: str | None) -> None:
    """Rooms bring their own commands. Only the one that is asked for is imported; the help alone needs them all."""
    app.add_typer(database, name="db")
    own = {command.callback.__name__ for command in app.registered_commands if command.callback} | {"db"}
    for name, (place, line) in ROOMS.items():
        if asked == name or asked not in {*own, *ROOMS}:
            module, _, attribute = place.partition(":")
            app.add_typer(getattr(importlib.import_module(module), attribute), name=name, help=line)


def main() -> None:
    from common.properties import BadProperties
    from common.settings import BadSettings
    from pms.contract.errors import Misconfigured

    asked = sys.argv[1] if len(sys.argv) > 1 else None
    _join_rooms(asked)
    try:
        if asked == "outbox" and "--help" not in sys.argv:
            # Its rooms read sealed words, and the keys may be those that this installation made for itself.
            from posada.installation import installed_settings

            installed_settings()
        app()
    except (BadSettings, BadProperties, Misconfigured) as error:
        # A person must mend it: one line that says what, and no stack trace.
        print(f"posada: {error}", file=sys.stderr)
        sys.exit(1)
