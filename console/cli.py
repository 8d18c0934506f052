"""`posada staff`: who may come in, and the tokens that programs use. Mounted by the program's command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.database import create_engine
from common.settings import BadSettings, load_settings
from console.api_tokens import list_tokens, make_token, revoke_token
from console.passwords import Passwords, one_time_password
from console.roles import Role
from console.staff import Member, StaffError, StaffList

app = typer.Typer(
    name="staff",
    help="People who may sign in to the console, and tokens for programs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(help="The name to sign in with.")]


@app.command("add", epilog="Example: posada staff add ana --role agent")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="viewer, agent, editor or admin.")] = Role.AGENT,
    as_json: Json = False,
) -> None:
    """Adds a person and prints a password that lets them in once, to choose their own."""

    async def run(engine: AsyncEngine) -> dict[str, Any]:
        password = one_time_password()
        member = await _people(engine).add(name, role, password, is_one_time=True)
        return {"name": member.name, "role": member.role.value, "one_time_password": password}

    done = _with_database(run)
    _print(done, as_json, f"{done['name']} ({done['role']}) signs in once with: {done['one_time_password']}")


@app.command("list", epilog="Example: posada staff list --json")
def list_people(as_json: Json = False) -> None:
    """Lists the people, their roles and when each last signed in."""

    async def run(engine: AsyncEngine) -> list[dict[str, Any]]:
        return [_described(member) for member in await _people(engine).all()]

    people = _with_database(run)
    lines = [
        f"{one['name']:<24} {one['role']:<8} {one['state']:<18} {one['signed_in_at'] or 'never signed in'}"
        for one in people
    ]
    _print(people, as_json, "\n".join(lines) or "Nobody yet: posada staff add NAME --role admin")


@app.command("password", epilog="Example: posada staff password ana")
def password(name: Name, as_json: Json = False) -> None:
    """Gives a person a new one-time password and signs them out everywhere."""

    async def run(engine: AsyncEngine) -> dict[str, Any]:
        people = _people(engine)
        member = await _named(people, name)
        fresh = one_time_password()
        await people.set_password(member, fresh, is_one_time=True)
        return {"name": member.name, "one_time_password": fresh}

    done = _with_database(run)
    _print(done, as_json, f"{done['name']} signs in once with: {done['one_time_password']}")


@app.command("disable", epilog="Example: posada staff disable ana")
def disable(name: Name, as_json: Json = False) -> None:
    """Shuts a person out at once, with their tokens. The last admin cannot be disabled."""

    async def run(engine: AsyncEngine) -> dict[str, Any]:
        people = _people(engine)
        member = await _named(people, name)
        await people.disable(member)
        return {"name": member.name, "state": "disabled"}

    done = _with_database(run)
    _print(done, as_json, f"{done['name']} is disabled")


@app.command(
    "token",
    epilog="Examples: posada staff token channel-manager · posada staff token reports --for ana · "
    "posada staff token reports --revoke · posada staff token",
)
def token(
    name: Annotated[str | None, typer.Argument(help="What the token is for; without it, lists them.")] = None,
    member_name: Annotated[
        str | None, typer.Option("--for", help="A member of staff: the token may do what they may.")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="End this token.")] = False,
    as_json: Json = False,
) -> None:
    """Makes a bearer token for /api and prints it, once; only its hash is kept."""
    if name is None:
        if revoke or member_name:
            raise typer.BadParameter("name the token")
        _list_tokens(as_json)
        return

    async def run(engine: AsyncEngine) -> dict[str, Any]:
        if revoke:
            if not await revoke_token(engine, name):
                raise StaffError(f"there is no token '{name}' in force")
            return {"name": name, "state": "revoked"}
        member = await _named(_people(engine), member_name) if member_name else None
        made = await make_token(engine, name, member=member)
        return {"name": name, "for": member.name if member else None, "token": made}

    done = _with_database(run)
    _print(done, as_json, done.get("token") or f"{name} is revoked")


def _list_tokens(as_json: bool) -> None:
    async def run(engine: AsyncEngine) -> list[dict[str, Any]]:
        return [
            {
                "name": row.name,
                "for": row.staff_name,
                "created_at": row.created_at.isoformat(timespec="seconds"),
                "state": "revoked" if row.revoked_at else "in force",
            }
            for row in await list_tokens(engine)
        ]

    rows = _with_database(run)
    lines = [f"{row['name']:<24} {row['state']:<9} {row['for'] or 'guests API only'}" for row in rows]
    _print(rows, as_json, "\n".join(lines) or "No tokens yet: posada staff token NAME")


def _people(engine: AsyncEngine) -> StaffList:
    return StaffList(engine, SystemClock(), Passwords())


async def _named(people: StaffList, name: str) -> Member:
    member = await people.named(name)
    if member is None:
        raise StaffError(f"there is nobody called '{name}'")
    return member


def _described(member: Member) -> dict[str, Any]:
    state = (
        "disabled" if member.is_disabled else "one-time password" if member.must_change_password else "active"
    )
    signed_in = member.signed_in_at.isoformat(timespec="seconds") if member.signed_in_at else None
    return {"name": member.name, "role": member.role.value, "state": state, "signed_in_at": signed_in}


def _with_database[Answer](run: Callable[[AsyncEngine], Awaitable[Answer]]) -> Answer:
    """Runs with the installation's database; a refusal is one line on stderr and exit status 1."""

    async def inside() -> Answer:
        engine = create_engine(load_settings().database)
        try:
            return await run(engine)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(inside())
    except (StaffError, BadSettings) as error:
        fault = str(error)
    except (OperationalError, ProgrammingError):
        fault = "the database cannot be used; has `posada db upgrade` been run?"
    typer.echo(fault, err=True)
    raise typer.Exit(1)


def _print(data: Any, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(data) if as_json else text)
