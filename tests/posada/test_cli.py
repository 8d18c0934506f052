"""The command line as people and scripts meet it: help with an example everywhere, exit status 0, 1 or 2, one line for a fault."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from click.testing import CliRunner

from common.settings import ROOT
from posada import cli


def joined() -> click.Command:
    """The whole command with every room's own commands."""
    whole = typer.Typer()
    for command in cli.app.registered_commands:
        whole.registered_commands.append(command)
    before, cli.app = cli.app, whole
    try:
        cli._join_rooms(None)
    finally:
        cli.app = before
    return typer.main.get_command(whole)


def commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


WHOLE = joined()
ALL = dict(commands(WHOLE))
LEAVES = [path for path, command in ALL.items() if not getattr(command, "commands", None)]


def posada(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("POSADA_", "PMS_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "posada", *arguments],
        cwd=ROOT,
        env={**inherited, "POSADA_DATA_DIR": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(("posada", *path)))
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(WHOLE, [*path, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: " ".join(("posada", *path)))
def test_every_command_shows_an_example_of_itself(path: tuple[str, ...]) -> None:
    told = " ".join(f"{ALL[path].help} {ALL[path].epilog}".split())
    assert f"posada {' '.join(path)}" in told


def test_the_promised_commands_are_there() -> None:
    promised = {
        "run",
        "serve",
        "chat",
        "shell",
        "train",
        "understand",
        "evaluate",
        "bench",
        "templates",
        "pms",
        "outbox",
        "staff",
    }
    assert promised <= {path[0] for path in ALL if path}
    assert ("db", "upgrade") in ALL


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("run", "--nonsense"),
        ("serve", "nonsense"),
        ("understand",),
        ("understand", "hello", "--today", "tomorrow"),
        ("understand", "hello", "--timezone", "Moon/Base"),
        ("chat", "--conversation", "a b"),
        ("evaluate",),
    ],
    ids=" ".join,
)
def test_what_is_used_wrongly_ends_with_two(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = posada(*arguments, folder=tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip()


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (("run",), {"POSADA_PORT": "many"}, "port"),
        (("run",), {"POSADA_PROPERTIES_FILE": "no-such-file.yml"}, "no-such-file.yml"),
        (("run",), {"PMS_TYPE": "abacus"}, "abacus"),
        (("chat",), {"POSADA_PROPERTIES_FILE": "no-such-file.yml", "POSADA_PORT": "1"}, "no-such-file.yml"),
        (("serve",), {}, "posada db upgrade"),
        (("run",), {"POSADA_SECRET_KEYS_FILE": "no-such-file"}, "POSADA_SECRET_KEYS_FILE"),
    ],
    ids=["setting", "hotels", "hotel system", "chat", "database", "secret"],
)
def test_a_fault_of_the_installation_is_one_line_and_one(
    arguments: tuple[str, ...], environment: dict[str, str], says: str, tmp_path: Path
) -> None:
    ports = {"POSADA_INNER_PORT": str(free_port()), "POSADA_RASA_PORT": str(free_port())}
    ended = posada(*arguments, folder=tmp_path, **{"POSADA_PORT": str(free_port()), **ports, **environment})
    assert ended.returncode == 1, (ended.stdout, ended.stderr)
    assert says in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        ended = posada(
            "run",
            folder=tmp_path,
            POSADA_PORT=port,
            POSADA_INNER_PORT=str(free_port()),
            POSADA_RASA_PORT=str(free_port()),
        )
    assert ended.returncode == 1
    assert f"port {port} is in use" in ended.stderr


def test_the_database_is_made_and_made_again_without_harm(tmp_path: Path) -> None:
    for _ in range(2):
        ended = posada("db", "upgrade", folder=tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "posada.db").is_file()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
