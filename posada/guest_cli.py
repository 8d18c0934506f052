"""`posada guest`: what we hold of one guest, given to them or erased on their wish."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from console.guest_files import NotErased
from posada.guests import Guests, open_guests
from posada.installation import installed_settings

app = typer.Typer(
    help="One guest: what we hold of them, given out or erased.", no_args_is_help=True, rich_markup_mode=None
)

Who = Annotated[
    str,
    typer.Argument(help="An e-mail address, a telephone number, a booking's reference or a conversation."),
]


@app.command("export", epilog="Example: posada guest export ana@example.com --out ana.json")
def export(
    who: Who,
    out: Annotated[Path | None, typer.Option(help="Write it here, readable by its owner only.")] = None,
) -> None:
    """Prints all we hold of a guest as JSON: conversations, what was understood, bookings. Exit status 1: nobody is known so."""
    held = _with_guests(lambda guests: guests.export(who))
    if not held["conversations"]:
        _nobody(who)
    whole = json.dumps(held, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(whole)
        return
    out.touch(mode=0o600)
    out.write_text(whole + "\n", encoding="utf-8")
    typer.echo(f"{len(held['conversations'])} conversations written to {out}")


@app.command("erase", epilog="Example: posada guest erase ana@example.com --yes")
def erase(
    who: Who,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Erases a guest's words, names and addresses everywhere but in the hotel's own system; what is counted stays.

    Exit status 1: nobody is known so, or something of theirs is still under way.
    """
    names = _with_guests(lambda guests: guests.find(who))
    if not names:
        _nobody(who)
    if not is_sure:
        typer.confirm(f"Erase {len(names)} conversations for good?", abort=True)
    try:
        erased = _with_guests(lambda guests: guests.erase(who))
    except NotErased as error:
        typer.echo(f"guest: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(erased.to_json()))
        return
    typer.echo(f"erased: {erased.conversations} conversations")
    for one in erased.reservations:
        typer.echo(f"still in the hotel's own system ({one.property_id}): reservation {one.reference}")


def _nobody(who: str) -> None:
    typer.echo(f"guest: nobody is known as {who}", err=True)
    raise typer.Exit(1)


def _with_guests[T](work: Callable[[Guests], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_guests(installed_settings()) as guests:
            return await work(guests)

    return asyncio.run(run())
