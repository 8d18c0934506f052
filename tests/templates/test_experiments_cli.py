"""`posada experiments …` on a database of its own, from a draft to a report."""

from __future__ import annotations

import asyncio
import csv
import getpass
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from common.clock import SystemClock
from common.database import create_all, create_engine
from common.money import Money
from templates import exposures, outcomes, stats
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
    told = run("report", "hello").output
    assert "warm against control: 1.67%" in told
    assert "handoff: 0/60, control 0/60 (p 1)" in told
    assert "seen in two arms: 0.00%" in told
    assert f"\n{report['sentence']}\n" in told
    # The table holds what the report says of the last day.
    (compared,) = report["report"]["comparisons"]
    control, warm = rows
    assert float(warm["lift"]) == pytest.approx(compared["lift"]["value"], abs=1e-6)
    assert float(warm["lift_low"]) == pytest.approx(compared["lift"]["low"], abs=1e-6)
    assert float(warm["lift_high"]) == pytest.approx(compared["lift"]["high"], abs=1e-6)
    assert float(warm["always_p"]) == pytest.approx(compared["always"]["p"], abs=1e-6)
    assert float(warm["best"]) == pytest.approx(
        report["report"]["arms"][1]["probability_to_be_best"], abs=1e-6
    )
    assert (control["lift"], control["always_p"], control["revenue_per_guest"]) == ("", "", "")

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


def test_the_log_names_who_sits_at_the_terminal_or_who_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "desk")
    for given, who in (((), "desk"), (("--by", "ana"), "ana")):
        (tmp_path / "by.yml").write_text(yaml.safe_dump({**DEFINITION, "id": f"by-{who}"}))
        run("create", "by.yml", *given)
        run("start", f"by-{who}", *given)
        run("weights", f"by-{who}", "control=1", "warm=2", *given)
        run("stop", f"by-{who}", *given)
        run("decide", f"by-{who}", "warm", *given)
        history = json.loads(run("show", f"by-{who}", "--json").output)["history"]
        assert [one["by"] for one in history] == [who] * 5


def test_what_is_printed_is_in_the_letters_and_the_order_it_was_written_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "warm.yml").write_text(yaml.safe_dump({**DEFINITION, "name": "Más cálido"}))
    run("create", "warm.yml")
    for printed in (
        ("list", "--json"),
        ("show", "hello", "--json"),
        ("show", "hello"),
        ("report", "hello", "--json"),
    ):
        assert "Más cálido" in run(*printed).output
    assert run("show", "hello").output.startswith("id: hello\nname: Más cálido\nkeys:\n")


def test_the_list_says_since_when_each_runs_and_stands(run: Run) -> None:
    def times() -> list[datetime | None]:
        (one,) = json.loads(run("list", "--json").output)
        return [
            datetime.fromisoformat(at) if (at := one[name]) else None for name in ("started_at", "stopped_at")
        ]

    run("create", "hello.yml")
    assert times() == [None, None]
    run("start", "hello")
    started, stopped = times()
    assert started is not None
    assert stopped is None
    run("stop", "hello")
    again, stopped = times()
    assert again == started
    assert stopped is not None
    assert stopped >= started


def test_without_a_command_it_says_what_there_is(run: Run) -> None:
    assert "Experiments on what the hotel says to guests." in run(status=2).output


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


def test_revenue_and_harm_are_told_in_the_terminal_and_the_table(run: Run, url: str) -> None:
    run("create", "hello.yml")
    run("start", "hello")
    show_guests(url)

    async def work() -> None:
        engine, now = create_engine(url), SystemClock().now()
        told = [Outcome(f"g{number}", "booking", now, amount=Money(12_000, "EUR")) for number in (3, 4, 5)]
        told += [Outcome(f"g{number}", "handoff", now) for number in range(1, 80, 2)]
        async with engine.begin() as connection:
            await connection.run_sync(outcomes.record, told)
        await engine.dispose()

    asyncio.run(work())
    told = run("report", "hello").output
    assert "handoff: 40/60, control 0/60 (p " in told
    assert "MORE THAN CHANCE)" in told
    assert "    revenue a guest: 2.00 EUR [" in told
    assert "    as a share of control's rate: 200.00% [" in told
    control, warm = csv.DictReader(run("report", "hello", "--csv").output.splitlines())
    assert (control["revenue_per_guest"], warm["revenue_per_guest"]) == ("2.00", "4.00")


def test_the_plan_says_guests_and_days_before_anything_is_made(run: Run) -> None:
    asked = ("plan", "--baseline", "12", "--lift", "3", "--guests-per-day", "100")
    sized = stats.plan(baseline=0.12, lift=0.03, guests_per_day=100).sequential
    assert f"{sized.guests[0]} guests an arm, {sized.total} in all, {sized.days} days" in run(*asked).output
    assert json.loads(run(*asked, "--json").output)["sequential"]["days"] == sized.days
    assert "in all\n" in run("plan", "--baseline", "12", "--lift", "3").output
    more = json.loads(run("plan", "--baseline", "12", "--lift", "3", "--arms", "3", "--json").output)
    assert len(more["sequential"]["guests"]) == 3
    assert "both rates" in run("plan", "--baseline", "120", "--lift", "3", status=1).stderr


def test_whoever_is_held_out_has_a_report(run: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nobody is held out" in run("report", "hold-out", status=1).stderr
    monkeypatch.setenv("POSADA_EXPERIMENT_HOLD_OUT", "0.5")
    assert "Nobody has been shown it yet" in run("report", "hold-out").output

    async def work() -> None:
        engine, now = create_engine(url), SystemClock().now()
        async with engine.begin() as connection:
            for experiment, arm, guest in (("hold-out", "held-out", "a"), ("hello", "warm", "b")):
                shown = Exposure(experiment, arm, guest, now, "en", "api", "mirador")
                await connection.run_sync(exposures.record, shown)
        await engine.dispose()

    asyncio.run(work())
    report = json.loads(run("report", "hold-out", "--json").output)
    assert {one["arm"]: one["guests"] for one in report["arms"]} == {"held-out": 1, "the-rest": 1}
    rows = csv.DictReader(run("report", "hold-out", "--csv").output.splitlines())
    assert [row["arm"] for row in rows] == ["held-out", "the-rest"]
