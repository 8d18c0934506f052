"""`posada staff` on a real database file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common.clock import SystemClock
from common.database import create_all, create_engine
from console.api_tokens import ApiTokens
from console.cli import app
from console.passwords import Passwords
from console.staff import StaffList

runner = CliRunner()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}"

    async def make() -> None:
        engine = create_engine(url)
        await create_all(engine)
        await engine.dispose()

    asyncio.run(make())
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def test_a_person_is_added_with_a_password_for_once(url: str) -> None:
    done = runner.invoke(app, ["add", "Ana", "--role", "editor", "--json"])
    assert done.exit_code == 0
    made = json.loads(done.stdout)
    assert (made["name"], made["role"]) == ("ana", "editor")

    async def check() -> None:
        engine = create_engine(url)
        member = await StaffList(engine, SystemClock(), Passwords()).named("ana")
        assert member is not None
        assert member.must_change_password
        assert await Passwords().matches(made["one_time_password"], member.password_hash)
        await engine.dispose()

    asyncio.run(check())


def test_the_list_tells_role_and_state_but_no_hash(url: str) -> None:
    runner.invoke(app, ["add", "boss", "--role", "admin"])
    runner.invoke(app, ["add", "ana"])
    runner.invoke(app, ["disable", "ana"])
    people = json.loads(runner.invoke(app, ["list", "--json"]).stdout)
    assert [(one["name"], one["state"]) for one in people] == [
        ("ana", "disabled"),
        ("boss", "one-time password"),
    ]
    assert "argon2" not in json.dumps(people)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "boss"], "'boss' exists already"),
        (["add", "  "], "1 to 80"),
        (["disable", "boss"], "last admin"),
        (["password", "nobody"], "nobody called 'nobody'"),
        (["token", "desk", "--for", "nobody"], "nobody called 'nobody'"),
        (["token", "desk", "--revoke"], "no token 'desk'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_1(url: str, words: list[str], says: str) -> None:
    runner.invoke(app, ["add", "boss", "--role", "admin"])
    done = runner.invoke(app, words)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("words", [["add"], ["add", "ana", "--role", "king"], ["token", "--revoke"]])
def test_wrong_use_is_status_2(url: str, words: list[str]) -> None:
    assert runner.invoke(app, words).exit_code == 2


def test_without_tables_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    done = runner.invoke(app, ["list"])
    assert done.exit_code == 1
    assert "posada db upgrade" in done.stderr


def test_a_token_is_printed_once_and_can_be_revoked(url: str) -> None:
    token = runner.invoke(app, ["token", "desk"]).stdout.strip()

    async def is_good() -> bool:
        engine = create_engine(url)
        try:
            return await ApiTokens(engine, SystemClock()).verify(token)
        finally:
            await engine.dispose()

    assert asyncio.run(is_good())
    assert token not in runner.invoke(app, ["token", "--json"]).stdout
    assert runner.invoke(app, ["token", "desk", "--revoke"]).exit_code == 0
    assert not asyncio.run(is_good())


@pytest.mark.parametrize("command", ["add", "list", "password", "disable", "token"])
def test_every_command_has_an_example(command: str) -> None:
    assert f"posada staff {command}" in runner.invoke(app, [command, "--help"]).stdout
