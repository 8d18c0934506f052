"""`posada outbox`: writes to the hotel's system that wait or failed, and what a person does with them."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.hotels import load_hotels
from common.settings import Settings
from pms.front_desk import build_front_desk
from pms.outbox.by_hand import NotNow
from pms.outbox.cases import Cases
from pms.outbox.listing import list_intents
from pms.staff_desk import StaffDesk
from pms.terminal import Json, fail, print_out, with_database

app = typer.Typer(
    help="Writes to the hotel system: what waits, what failed.", no_args_is_help=True, rich_markup_mode=None
)

Id = Annotated[str, typer.Argument(help="The write's id, or its dead letter's.")]
By = Annotated[str | None, typer.Option("--by", help="Who does it; without it, the user of this machine.")]
Why = Annotated[str, typer.Option("--why", help="What was found and done; kept with the write.")]


@app.command("list", epilog="Example: posada outbox list --state queued --state unknown")
def list_outbox(
    states: Annotated[
        list[str] | None,
        typer.Option("--state", help="pending, sending, queued, unknown, done, refused or dead; repeatable."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Lists writes, newest first; without --state, those that are not settled and those that failed."""
    wanted = tuple(states or ("pending", "sending", "queued", "unknown", "dead"))
    known = ("pending", "sending", "queued", "unknown", "done", "refused", "dead")
    if set(wanted) - set(known):
        raise typer.BadParameter(f"a state is one of {', '.join(known)}", param_hint="--state")

    async def run(engine: AsyncEngine, _settings: Settings) -> list[dict[str, Any]]:
        return [one.to_json() for one in await list_intents(engine, states=wanted)]

    found = with_database(run)
    lines = [
        f"{one['id']}  {one['kind']:<14} {one['state']:<8} {one['reference'] or one['our_reference']:<14} "
        f"{'!' if one['is_critical'] else ' '} {one['attempts']} tries  {(one['error'] or {}).get('kind', '')}"
        for one in found
    ]
    print_out(found, as_json, "\n".join(lines) or "Nothing waits, nothing failed.")


@app.command("show", epilog="Example: posada outbox show int_01M7Y1B5JY64B0E7M8MFRZGCYF")
def show(write: Id, as_json: Json = False) -> None:
    """Shows one write, its dead letter where it has one, and its story. What names or reaches the guest is masked."""
    _print_write(with_database(lambda engine, _settings: _write(engine, write)), as_json)


@app.command(
    "replay", epilog='Example: posada outbox replay int_01M7Y1B5JY64B0E7M8MFRZGCYF --why "the key is renewed"'
)
def replay(write: Id, why: Why = "", by: By = None, as_json: Json = False) -> None:
    """Has a dead write tried again by the running service, under its own key and after looking whether it was done."""
    _by_hand(write, lambda desk, one: desk.by_hand().replay(one, by=_who(by), why=why or None), as_json)


@app.command(
    "abandon",
    epilog='Example: posada outbox abandon int_01M7Y1B5JY64B0E7M8MFRZGCYF --why "the guest booked elsewhere"',
)
def abandon(write: Id, why: Why, by: By = None, as_json: Json = False) -> None:
    """Gives a write up. The guest is told that it was not done."""
    _by_hand(write, lambda desk, one: desk.by_hand().abandon(one, by=_who(by), why=why), as_json)


@app.command(
    "settle",
    epilog='Example: posada outbox settle int_01M7Y1B5JY64B0E7M8MFRZGCYF --reference 1042 --why "booked at the desk"',
)
def settle(
    write: Id,
    why: Why,
    reference: Annotated[
        str | None, typer.Option("--reference", help="The hotel's own number of a booking made by hand.")
    ] = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Closes a write that a person did in the hotel's own system. The guest is told that it is done."""

    async def close(desk: StaffDesk, one: str) -> None:
        settled = await desk.settle(one, by=_who(by), why=why, reference=reference)
        if settled.unasked is not None:
            typer.echo(f"the hotel's system could not be asked about it: {settled.unasked.kind}", err=True)

    _by_hand(write, close, as_json)


def _by_hand(write: str, deed: Callable[[StaffDesk, str], Awaitable[Any]], as_json: bool) -> None:
    async def run(engine: AsyncEngine, settings: Settings) -> dict[str, Any]:
        found = await _write(engine, write)
        desk = build_front_desk(settings, load_hotels(settings), engine, SystemClock())
        try:
            await deed(desk.staff_desk(), found["id"])
        except NotNow as error:
            fail(str(error))
        finally:
            await desk.close()
        return await _write(engine, found["id"])

    _print_write(with_database(run), as_json)


def _who(by: str | None) -> str:
    return by or getpass.getuser()


async def _write(engine: AsyncEngine, write: str) -> dict[str, Any]:
    found = await Cases(engine).find(write)
    if found is None:
        fail(f"there is no write '{write}'")
    return found.to_json()


def _print_write(found: dict[str, Any], as_json: bool) -> None:
    lines = [f"{name:<16} {value}" for name, value in found.items() if name not in ("story", "letter")]
    if found["letter"]:
        shown = ("id", "status", "replays", "created_at", "closed_at", "by", "why", "payload", "error")
        lines += ["", "dead letter"]
        lines += [
            f"  {name:<14} {found['letter'][name]}" for name in shown if found["letter"][name] is not None
        ]
    lines += ["", "story"]
    lines += [
        f"  {datetime.fromisoformat(line['at']):%Y-%m-%d %H:%M:%S}  {line['actor']:<12} {line['event']:<10} "
        f"{line.get('error') or ''} {line.get('why') or ''}".rstrip()
        for line in found["story"]
    ]
    print_out(found, as_json, "\n".join(lines))
