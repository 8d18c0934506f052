"""`posada experiments …`: what runs, start it, stop it, decide, and what may be concluded so far."""

from __future__ import annotations

import asyncio
import csv
import getpass
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.database import create_engine
from common.settings import load_settings
from templates import stats
from templates.arm_words import ArmWords
from templates.experiment_figures import Figures, figures_of
from templates.experiment_life import Experiments, NotNow
from templates.experiment_report import lines_of, report_json, table_of
from templates.experiments import HOLD_OUT, BadExperiment, Experiment, to_definition
from templates.hold_out import as_experiment, hold_out_figures
from templates.store import read_catalog
from templates.version import VersionError
from templates.versions import Versions

FAILED = 1

app = typer.Typer(no_args_is_help=True, help="Experiments on what the hotel says to guests.")

Id = Annotated[str, typer.Argument(help="the experiment's id")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option(help="Who does it, for the log.")]


@app.command("list")
def list_experiments(
    state: Annotated[str | None, typer.Option(help="draft, running, stopped or decided")] = None,
    as_json: Json = False,
) -> None:
    """Name every experiment, the newest first. Example: posada experiments list --state running"""
    found = _with_experiments(lambda experiments, _: experiments.list(state=state))
    if as_json:
        print(json.dumps([_summary(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        arms = ", ".join(f"{arm} {weight:g}" for arm, weight in one.weights.items())
        print(f"{one.id}  {one.state}  {' '.join(one.keys)}  {arms}")


@app.command()
def show(experiment: Id, as_json: Json = False) -> None:
    """Print an experiment as it is defined, and what was done with it. Example: posada experiments show greeting"""

    async def work(experiments: Experiments, _: AsyncEngine) -> tuple[Experiment, Any]:
        return await _found(experiments, experiment), await experiments.history(experiment)

    found, history = _with_experiments(work)
    events = [{"at": one.at.isoformat(), "by": one.by, "event": one.event, **one.detail} for one in history]
    if as_json:
        print(json.dumps({**_summary(found), **to_definition(found), "history": events}, ensure_ascii=False))
        return
    print(yaml.safe_dump(to_definition(found), sort_keys=False, allow_unicode=True).strip())
    for event in events:
        print(f"{event['at']}  {event['event']} by {event['by']}")


@app.command()
def plan(
    baseline: Annotated[float, typer.Option(help="How many guests of 100 do it today.")],
    lift: Annotated[float, typer.Option(help="The smallest difference worth having, in points.")],
    guests_per_day: Annotated[float | None, typer.Option(help="Guests who read the reply on a day.")] = None,
    arms: Annotated[int, typer.Option(min=2, help="How many, control included.")] = 2,
    as_json: Json = False,
) -> None:
    """How many guests and days it takes. Example: posada experiments plan --baseline 12 --lift 3 --guests-per-day 100"""
    try:
        sized = stats.plan(
            baseline=baseline / 100, lift=lift / 100, weights=(1,) * arms, guests_per_day=guests_per_day
        )
    except (ValueError, ArithmeticError) as error:
        _fail(str(error))
    if as_json:
        print(json.dumps(asdict(sized)))
        return
    for size, when in ((sized.sequential, "looking every day"), (sized.fixed, "looking once, at the end")):
        days = f", {size.days} days" if size.days is not None else ""
        print(f"{when}: {max(size.guests)} guests an arm, {size.total} in all{days}")


@app.command()
def create(
    file: Annotated[Path, typer.Argument(help="a definition in YAML: see docs/guides/experiments.md")],
    by: By = "",
) -> None:
    """Keep a new draft. Example: posada experiments create greeting.yml"""
    try:
        body = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        _fail(f"{file}: cannot be read: {type(error).__name__}")
    made = _with_experiments(lambda experiments, _: experiments.create(body, by=by or _me()))
    print(f"{made.id} is a draft")


@app.command()
def start(experiment: Id, by: By = "") -> None:
    """From the next reply on, guests are shown its arms. Example: posada experiments start greeting"""
    started = _with_experiments(lambda experiments, _: experiments.start(experiment, by=by or _me()))
    print(f"{started.id} runs")


@app.command()
def stop(experiment: Id, by: By = "") -> None:
    """From the next reply on, everybody reads the published words. Example: posada experiments stop greeting"""
    stopped = _with_experiments(lambda experiments, _: experiments.stop(experiment, by=by or _me()))
    print(f"{stopped.id} is stopped")


@app.command()
def weights(
    experiment: Id,
    shares: Annotated[list[str], typer.Argument(help="one ARM=WEIGHT for each arm")],
    allocation: Annotated[
        float | None, typer.Option(help="the share of guests that takes part, 0.5 for half")
    ] = None,
    by: By = "",
) -> None:
    """Share out new guests otherwise; the others keep their arm. Example: posada experiments weights greeting control=80 warm=20"""
    wanted = dict(_share(one) for one in shares)
    changed = _with_experiments(
        lambda experiments, _: experiments.reweigh(experiment, wanted, by=by or _me(), allocation=allocation)
    )
    print(f"{changed.id}: " + ", ".join(f"{arm} {weight:g}" for arm, weight in changed.weights.items()))


@app.command()
def decide(
    experiment: Id, winner: Annotated[str, typer.Argument(help="the arm that wins")], by: By = ""
) -> None:
    """Publish the winner's words to everybody. Example: posada experiments decide greeting warm"""
    decided = _with_experiments(lambda experiments, _: experiments.decide(experiment, winner, by=by or _me()))
    print(f"{decided.id} is decided: {winner}")


@app.command()
def report(
    experiment: Id,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a line for each day and arm.")] = False,
) -> None:
    """What it has gathered, and what may be concluded; "hold-out" for whoever takes part in none. Example: posada experiments report greeting --csv"""

    async def work(experiments: Experiments, engine: AsyncEngine) -> Figures:
        now = SystemClock().now()
        if experiment == HOLD_OUT:
            held = as_experiment(load_settings().experiment_hold_out)
            if held is None:
                raise NotNow("nobody-held-out")
            return await hold_out_figures(engine, held, now)
        return await figures_of(engine, await _found(experiments, experiment), now)

    figures = _with_experiments(work)
    if as_json:
        print(json.dumps(report_json(figures), ensure_ascii=False))
    elif as_csv:
        csv.writer(sys.stdout).writerows(table_of(figures))
    else:
        for line in lines_of(figures):
            print(line)


def _with_experiments[T](work: Callable[[Experiments, AsyncEngine], Awaitable[T]]) -> T:
    """What the work answers; status 1 and its reason when it cannot be done."""

    async def run() -> T:
        engine, clock = create_engine(load_settings().database), SystemClock()
        words = ArmWords(Versions(engine, clock, packaged=read_catalog()))
        try:
            return await work(Experiments(engine, clock, words.faults, publish=words.publish), engine)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except BadExperiment as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
    except (NotNow, VersionError) as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(FAILED)


async def _found(experiments: Experiments, experiment: str) -> Experiment:
    found = await experiments.get(experiment)
    if found is None:
        raise NotNow("unknown-experiment", id=experiment)
    return found


def _summary(experiment: Experiment) -> dict[str, Any]:
    return {
        "id": experiment.id,
        "name": experiment.name,
        "state": experiment.state,
        "keys": list(experiment.keys),
        "weights": experiment.weights,
        "allocation": experiment.split.allocation,
        "goal": experiment.goal,
        "winner": experiment.winner,
        "started_at": experiment.started_at.isoformat() if experiment.started_at else None,
        "stopped_at": experiment.stopped_at.isoformat() if experiment.stopped_at else None,
    }


def _share(given: str) -> tuple[str, float]:
    arm, _, weight = given.partition("=")
    try:
        return arm, float(weight)
    except ValueError as error:
        raise typer.BadParameter(f"'{given}' is not ARM=WEIGHT") from error


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container without a user's name.
        return "command line"


def _fail(why: str) -> Any:
    typer.echo(why, err=True)
    raise typer.Exit(FAILED)
