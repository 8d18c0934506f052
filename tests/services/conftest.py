"""Real servers, started by the tests from the binaries on the machine, each in a folder of its own, ended with the run.

`make test-services` sets POSADA_TEST_SERVICES; a plain `make test` leaves this folder out.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from common.database import create_engine
from common.ids import new_id
from tests.installation import free_port

if not os.environ.get("POSADA_TEST_SERVICES"):
    collect_ignore_glob = ["test_*.py"]


def postgres_binaries() -> Path:
    # Debian keeps them off PATH, a folder a version.
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    places += [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep)]
    places = [
        place
        for place in places
        if all((place / one).exists() for one in ("initdb", "postgres", "pg_isready"))
    ]
    if not places:
        raise RuntimeError("no PostgreSQL on this machine: install Debian's package 'postgresql'")
    return places[0]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server without databases of ours: postgresql+psycopg://…/"""
    binaries, port = postgres_binaries(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="posada-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_user = [
            "setpriv",
            "--reuid",
            str(account.pw_uid),
            "--regid",
            str(account.pw_gid),
            "--clear-groups",
        ]
    data = folder / "data"
    init = [
        *as_user,
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "posada",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    subprocess.run(init, check=True, capture_output=True, cwd=folder)
    options = ("fsync=off", "listen_addresses=127.0.0.1", "max_connections=200")
    command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
    server = subprocess.Popen(
        [*as_user, *command, *(word for option in options for word in ("-c", option))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        _wait(binaries, port)
        yield f"postgresql+psycopg://posada@127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(binaries: Path, port: int) -> None:
    for _ in range(200):
        asked = subprocess.run(
            [str(binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"], check=False
        )
        if asked.returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL was not ready in 20 seconds")


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[str]:
    """A database of its own for one test."""
    name = new_id("t").lower()
    admin = create_async_engine(postgres + "postgres", isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield postgres + name
    async with admin.connect() as connection:
        await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await admin.dispose()


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    made = create_engine(database)
    yield made
    await made.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a server that keeps nothing on disk."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise RuntimeError("no Redis on this machine: install Debian's package 'redis-server'")
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="posada-redis-"))
    options = (
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    )
    server = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_port(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Redis was not ready in 5 seconds")
