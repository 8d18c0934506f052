"""`posada experiments …` on a database of its own, from a draft to a report."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from common.clock import SystemClock
from common.database import create_all, create_engine
from templates import exposures, outcomes
from templates.experiments_cli import app
from templates.exposures import Exposure
from templates.outcomes import Outcome
from templates.place import Place
from templates.store import read_catalog
from templates.versions import Versions

KEY = "greeting.hello"
DEFINITION = {
    "id": "hello",
    "name": "Warmer",
    "keys": [KEY],
    "arms": [{"name": "control"}, {"name": "warm", "versions": {KEY: {"en": 2}}}],
}

Run = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}"
    monkeypatch.setenv("DATABASE_URL", url)

    async def prepare() -> None:
        engine = create_engine(url)
        await create_all(engine)
        versions = Versions(engine, SystemClock(), packaged=read_catalog())
        await versions.save(Place(KEY, "en"), {"text": "How lovely to hear from you!"}, author="ana")
        await engine.dispose()

    asyncio.run(prepare())
    return url


@pytest.fixture
def run(url: str, tmp_path: Path) -> Run:
    (tmp_path / "hello.yml").write_text(yaml.safe_dump(DEFINITION), encoding="utf-8")

    def run(*arguments: str, status: int = 0) -> Result:
        ended = CliRunner().invoke(
            app, [str(tmp_path / one) if one.endswith(".yml") else one for one in arguments]
        )
        assert ended.exit_code == status, ended.output
        return ended

    return run


def show_guests(url: str) -> None:
    async def work() -> None:
        engine, now = create_engine(url), SystemClock().now()
        async with engine.begin() as connection:
            for number in range(120):
                arm = ("control", "warm")[number % 2]
                shown = Exposure("hello", arm, f"g{number}", now, "en", "api", "mirador")
                await connection.run_sync(exposures.record, shown)
            await connection.run_sync(outcomes.record, [Outcome("g1", "booking", now)])
        await engine.dispose()

    asyncio.run(work())


def test_an_experiments_life_on_the_command_line(run: Run, url: str) -> None:
    assert "hello is a draft" in run("create", "hello.yml").output
    assert "hello runs" in run("start", "hello").output
    assert "Nobody has been shown it yet" in run("report", "hello").output
    assert run("weights", "hello", "control=20", "warm=80").output == "hello: control 20, warm 80\n"
    (listed,) = json.loads(run("list", "--state", "running", "--json").output)
    assert (listed["id"], listed["weights"]) == ("hello", {"control": 20, "warm": 80})
    assert "hello  running" in run("list").output
    show_guests(url)

    report = json.loads(run("report", "hello", "--json").output)
    assert [(one["arm"], one["guests"]) for one in report["arms"]] == [("control", 60), ("warm", 60)]
    assert report["arms"][1]["outcomes"] == {"booking": 1}
    rows = list(csv.DictReader(run("report", "hello", "--csv").output.splitlines()))
    assert [(row["arm"], row["guests"], row["conversions"]) for row in rows] == [
        ("control", "60", "0"),
        ("warm", "60", "1"),
    ]
    assert "warm against control" in run("report", "hello").output

    run("stop", "hello")
    run("decide", "hello", "warm", "--by", "ana")
    shown = json.loads(run("show", "hello", "--json").output)
    assert (shown["state"], shown["winner"]) == ("decided", "warm")
    assert [one["event"] for one in shown["history"]] == [
        "created",
        "started",
        "weighed",
        "stopped",
        "decided",
    ]
    assert "decided by ana" in run("show", "hello").output

    async def published() -> str:
        engine = create_engine(url)
        catalog = await Versions(engine, SystemClock(), packaged=read_catalog()).catalog()
        await engine.dispose()
        wording = catalog.get(KEY, "en")
        assert wording is not None
        return wording.text

    assert asyncio.run(published()) == "How lovely to hear from you!"


def test_what_cannot_be_done_says_why_and_ends_with_one(run: Run, tmp_path: Path) -> None:
    assert "no experiment 'hello'" in run("start", "hello", status=1).stderr
    assert "no experiment 'hello'" in run("report", "hello", status=1).stderr
    assert "cannot be read" in run("create", "none.yml", status=1).stderr
    (tmp_path / "bad.yml").write_text(yaml.safe_dump({**DEFINITION, "id": "Bad", "keys": []}))
    faults = run("create", "bad.yml", status=1).stderr.splitlines()
    assert len(faults) > 1
    (tmp_path / "new.yml").write_text(
        yaml.safe_dump(
            {**DEFINITION, "arms": [{"name": "control"}, {"name": "b", "versions": {KEY: {"en": 7}}}]}
        )
    )
    run("create", "new.yml")
    assert "has no version 7" in run("start", "hello", status=1).stderr
    assert "is not ARM=WEIGHT" in run("weights", "hello", "control", status=2).stderr
